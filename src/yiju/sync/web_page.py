"""An answer of the web as something to keep: its bytes, its file name, and what makes it another version."""

import hashlib
import mimetypes
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from yiju.errors import YijuError
from yiju.ingest.visible import visible_line
from yiju.sync.changes_text import fingerprint
from yiju.sync.web_fetch import Answer
from yiju.sync.web_links import WESTERN, is_page, text_of

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "application/zip": ".zip",
    "application/vnd.ms-excel": ".xls",
}
_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
_LONGEST = 80
_KNOWN = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|csv|tsv|rtf|eml|zip|txt|md|html?|xhtml|jpe?g|png|tiff?|bmp)$", re.I
)


def name_of(answer: Answer) -> str:
    """The file name, with the suffix of what it is, under which the bytes are read."""
    last = unquote(urlsplit(answer.url).path.rstrip("/").rpartition("/")[2])
    return safe_name(answer.name or last or "index", _suffix(answer))


def safe_name(said: str, suffix: str) -> str:
    """A name that another wrote, as a file may have it; with ``suffix`` where it has none like it."""
    name = visible_line(_UNSAFE.sub(" ", said)).strip(" .") or "index"
    known = _KNOWN.search(name)
    if known is not None and (not suffix or known[0].lower().rstrip("l") == suffix.rstrip("l")):
        suffix = known[0]
        name = name[: known.start()]
    name = name.encode("utf-8", "replace").decode()[:_LONGEST].strip(" .") or "index"
    return f"{name}{suffix}"


def known_suffix(url: str) -> str:
    """The suffix of a file that an address names; empty for a page, or what says nothing."""
    found = _KNOWN.search(urlsplit(url).path)
    return found[0].lower() if found is not None else ""


def _suffix(answer: Answer) -> str:
    if is_page(answer.type, answer.body):
        return ".html"
    if answer.type in ("", "application/octet-stream"):
        return ""  # what it is called, or its content, tells
    return _SUFFIXES.get(answer.type) or mimetypes.guess_extension(answer.type) or ""


def bytes_of(answer: Answer) -> bytes:
    """What is kept of an answer. A page whose server alone knew its encoding is kept as UTF-8."""
    named = answer.charset.lower()
    if not named or named in WESTERN or named in ("utf-8", "utf8") or not is_page(answer.type, answer.body):
        return answer.body
    try:
        return text_of(answer.body, named).encode("utf-8", "replace")
    except YijuError:
        return answer.body  # whoever reads it will say what is wrong


def version_of(answer: Answer) -> str:
    """What tells this page from its next version: what it says, for a page; of anything else, its bytes.

    So counters of visitors, advertisements left aside in reading and other markup make no new version.
    """
    if is_page(answer.type, answer.body):
        texts = _texts(bytes_of(answer))
        if texts:
            return f"text:{fingerprint(texts)}"
    return f"bytes:{hashlib.sha256(answer.body).hexdigest()}"


def _texts(body: bytes) -> list[str]:
    """What a page says, read where all files are read, in a process of its own; nothing if it cannot be."""
    from yiju.ingest.limits import Limits
    from yiju.ingest.reading_files import reading_of
    from yiju.ingest.taken import Decision, Taken
    from yiju.settings import load_settings

    with tempfile.TemporaryDirectory(prefix="yiju-") as folder:
        path = Path(folder) / "page.html"
        path.write_bytes(body)
        limits = Limits.of(load_settings())
        with reading_of([path], lambda _place, _sha256: Decision(), limits) as events:
            read = [event.reading for event in events if isinstance(event, Taken)]
    return [f"{one.title}\n" for one in read[:1]] + [p.text for one in read for p in one.paragraphs]
