"""What lies in a DOCX in another form (``w:altChunk``, ECMA-376 part 1, 17.17.2.1): Word shows it as text."""

from dataclasses import dataclass

from yiju.errors import ReadFailure
from yiju.ingest.encoding import decode, tidy
from yiju.ingest.html_blocks import blocks
from yiju.ingest.html_tree import parse_html
from yiju.ingest.mail_parts import collect, parse_message
from yiju.ingest.prose import read_prose
from yiju.ingest.reading import Piece
from yiju.ingest.rtf import rtf_content
from yiju.ingest.saved_page import is_saved_page, page_in
from yiju.ingest.webpage import to_pieces


@dataclass(frozen=True, slots=True)
class Chunk:
    """Its text, counted from one, and what a person should know of it."""

    pieces: list[Piece]
    warnings: tuple[str, ...] = ()


def read_chunk(data: bytes, name: str) -> Chunk | None:
    """A page, also one packed as a mail is (MHT), RTF or plain text; None for any other form.

    Args:
        name: of the part, for its suffix.

    Raises:
        ReadFailure: damaged.
    """
    suffix = name.rpartition(".")[2].lower()
    if data.lstrip().startswith(b"{\\rtf"):
        content = rtf_content(data)
        hidden = (f"有 {content.hidden} 字看不见（隐藏、白色或极小），未作为依据",) if content.hidden else ()
        return _page(content.text) if content.is_page else _plain(tidy(content.text), hidden)
    if suffix in ("mht", "mhtml") or b"mime-version:" in data[:1000].lower():
        pages = [page_in(data)] if is_saved_page(data) else collect(parse_message(data)).pages
        return _page(pages[0]) if pages and pages[0] else None
    if suffix in ("htm", "html", "xhtml") or b"<html" in data[:2000].lower():
        return _page(decode(data))
    return _plain(decode(data)) if suffix in ("txt", "text") else None


def _page(text: str) -> Chunk:
    if not text.strip():
        raise ReadFailure("里面没有文字")
    page = parse_html(text)
    return Chunk(to_pieces(blocks(page.root)), page.warnings)


def _plain(text: str, warnings: tuple[str, ...] = ()) -> Chunk:
    return Chunk(read_prose(text).pieces, warnings)
