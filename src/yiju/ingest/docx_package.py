"""A DOCX file opened: its XML parts, or a clear failure."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.package import Package
from lxml import etree

from yiju.errors import ReadFailure

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MOST = 400 * 1024 * 1024
Element = Any
"""An lxml element."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The XML roots a reader needs; None where the file has no such part."""

    body: Element
    styles: Element | None
    numbering: Element | None
    footnotes: Element | None
    endnotes: Element | None
    title: str


def open_docx(path: Path) -> Parts:
    """Open a DOCX.

    Raises:
        ReadFailure: damaged, without a body, or unpacking to more than any document needs.
    """
    _check_size(path)
    try:
        package = Package.open(str(path))
        main = package.main_document_part
        root = _parse(main.blob)
    except Exception as error:  # the packaging library raises whatever the damage leads to
        raise _damaged(path, error) from error
    body = root.find(f"{W}body")
    if body is None:
        raise ReadFailure(f"{path.name}：Word 文档没有正文", hint="请用 Word 打开后另存一份。")
    return Parts(
        body,
        _related(main, RT.STYLES),
        _related(main, RT.NUMBERING),
        _related(main, RT.FOOTNOTES),
        _related(main, RT.ENDNOTES),
        _title(package),
    )


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise _damaged(path, error) from error
    if unpacked > _MOST:
        raise ReadFailure(
            f"{path.name}：解压后有 {unpacked / 1024 / 1024:.0f} MB，疑似压缩炸弹，未读取",
            hint="请检查文件来源。",
        )


def _damaged(path: Path, error: Exception) -> ReadFailure:
    return ReadFailure(
        f"{path.name}：Word 文档已损坏，无法打开（{type(error).__name__}）",
        hint="请用 Word 打开后另存一份，或向发件人再要一份。",
    )


def _parse(blob: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(blob.replace(_STRICT, _LOOSE), parser)


def _related(main: Any, relation: str) -> Element | None:
    """A side part; a damaged one is done without, as the body can still be read."""
    try:
        return _parse(main.part_related_by(relation).blob)
    except Exception:  # missing or damaged: the library raises many kinds
        return None


def _title(package: Any) -> str:
    try:
        return str(package.core_properties.title or "")
    except Exception:  # damaged properties
        return ""


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
