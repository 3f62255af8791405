"""A DOCX file opened: its XML parts, or a clear failure."""

from dataclasses import dataclass, field
from pathlib import Path

from yiju.errors import ReadFailure
from yiju.ingest.office_archive import Element, OfficeArchive

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MOST_CHUNKS = 16 * 1024 * 1024
"""Bytes of all that lies in it in another form."""
_USUAL_BODY = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Parts:
    """The XML roots a reader needs; None where the file has no such part."""

    body: Element
    styles: Element | None
    numbering: Element | None
    theme: Element | None
    settings: Element | None
    footnotes: Element | None
    endnotes: Element | None
    title: str
    others: tuple[str, ...] = ()
    """Kinds of what else it names: pictures, charts, objects of other programs."""
    chunks: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """What lies in it in another form, by its id: the part's name, and its bytes."""


def open_docx(path: Path) -> Parts:
    """Open a DOCX.

    Raises:
        ReadFailure: damaged, without a body, or unpacking to more than any document needs.
    """
    try:
        with OfficeArchive(path) as archive:
            main = archive.related("", "officeDocument") or _USUAL_BODY
            body = archive.xml(main).find(f"{W}body")
            parts = Parts(
                body,
                _side(archive, main, "styles"),
                _side(archive, main, "numbering"),
                _side(archive, main, "theme"),
                _side(archive, main, "settings"),
                _side(archive, main, "footnotes"),
                _side(archive, main, "endnotes"),
                _title(archive),
                tuple(kind for kind, _ in archive.relations(main).values()),
                _chunks(archive, main),
            )
    except ReadFailure:
        raise
    except Exception as error:  # archive and parser raise whatever the damage leads to
        raise ReadFailure(
            f"{path.name}：Word 文档已损坏，无法打开（{type(error).__name__}）",
            hint="请用 Word 打开后另存一份，或向发件人再要一份。",
        ) from error
    if body is None:
        raise ReadFailure(f"{path.name}：Word 文档没有正文", hint="请用 Word 打开后另存一份。")
    return parts


def _side(archive: OfficeArchive, main: str, kind: str) -> Element | None:
    """A side part; a damaged one is done without, as the body can still be read."""
    try:
        name = archive.related(main, kind)
        return archive.xml(name) if name else None
    except ReadFailure:
        raise
    except Exception:  # missing or damaged
        return None


def _chunks(archive: OfficeArchive, main: str) -> dict[str, tuple[str, bytes]]:
    """Those too large for any text are left out."""
    found = {}
    left = _MOST_CHUNKS
    for identifier, (kind, name) in archive.relations(main).items():
        if kind != "aFChunk" or not archive.has(name):
            continue
        data = bytearray()
        for block in archive.blocks(name):
            data += block
            if len(data) > left:
                break
        if len(data) <= left:
            left -= len(data)
            found[identifier] = name, bytes(data)
    return found


def _title(archive: OfficeArchive) -> str:
    properties = _side(archive, "", "core-properties")
    return (properties.findtext(_TITLE) or "") if properties is not None else ""


def value(parent: Element | None, name: str) -> str | None:
    """The ``w:val`` of a child, None where there is no such child."""
    child = parent.find(W + name) if parent is not None else None
    return child.get(f"{W}val") if child is not None else None


def switched(parent: Element | None, name: str) -> bool | None:
    """An on/off property: None where it is not set."""
    child = parent.find(W + name) if parent is not None else None
    if child is None:
        return None
    return child.get(f"{W}val", "true") not in ("0", "false", "off", "none")
