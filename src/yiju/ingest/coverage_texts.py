"""The text of a file, taken out plainly: for measuring a reader, not for reading."""

import html
import re
import zipfile
from pathlib import Path

from yiju.ingest.forms import Form

_MOST = 32 * 1024 * 1024
"""Bytes of a file, or of one part of an Office file; a larger one is not measured: it is a second look."""
_MOST_PAGES = 2000
_WORD_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\.xml")
_SLIDE_PARTS = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml")
_WORD_TEXT = re.compile(r"<[wm]:t(?:\s[^>]*)?>([^<]*)</[wm]:t>")
_SLIDE_TEXT = re.compile(r"<a:t(?:\s[^>]*)?>([^<]*)</a:t>")
_TWICE = re.compile(r"<mc:Fallback\b[^>]*(?<!/)>.*?</mc:Fallback>", re.DOTALL)
"""The same text box once more, for older programs."""
_DROPPED = ("script", "style", "noscript", "template", "head", "title")


def text_in(path: Path, form: Form) -> str | None:
    """All text of a file, in no particular order; None where only its reader can tell.

    Raises:
        Exception: whatever a damaged file leads to.
    """
    if form is not Form.PDF and path.stat().st_size > _MOST:
        return None
    if form in (Form.TEXT, Form.MARKDOWN, Form.CSV, Form.CALL):
        return _plain(path)
    if form is Form.HTML:
        from yiju.ingest.encoding import decode
        from yiju.ingest.saved_page import page_in

        data = path.read_bytes()
        return _markup(page_in(data) or decode(data))
    if form is Form.MAIL:
        return _mail(path)
    if form is Form.DOCX:
        return _office(path, _WORD_PARTS, _WORD_TEXT)
    if form is Form.PPTX:
        return _office(path, _SLIDE_PARTS, _SLIDE_TEXT)
    return _pdf(path) if form is Form.PDF else None


def _plain(path: Path) -> str | None:
    from yiju.ingest.encoding import decode

    text = decode(path.read_bytes())
    return None if text.lstrip()[:1] in ("{", "[") and path.suffix.lower() in (".json", ".jsonl") else text


def _markup(text: str) -> str | None:
    from lxml import etree
    from lxml import html as markup

    if not text.strip():
        return None
    tree = markup.document_fromstring(text.encode(), parser=markup.HTMLParser(encoding="utf-8"))
    etree.strip_elements(tree, *_DROPPED, etree.Comment, with_tail=False)
    return "\n".join(map(str, tree.itertext()))


def _mail(path: Path) -> str | None:
    from yiju.ingest.mail_alternatives import joined
    from yiju.ingest.mail_bodies import prefers_html
    from yiju.ingest.mail_parts import collect, parse_message

    found: list[str | None] = []
    for body in joined(collect(parse_message(path.read_bytes())).bodies):
        found += map(_markup, body.pages) if prefers_html(body) else [text for text, _, _ in body.texts]
    return "\n".join(filter(None, found))


def _office(path: Path, parts: re.Pattern[str], texts: re.Pattern[str]) -> str | None:
    found: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not parts.fullmatch(member.filename):
                continue
            if member.file_size > _MOST:
                return None
            body = _TWICE.sub("", archive.read(member).decode("utf-8"))
            found += map(html.unescape, texts.findall(body))
    return "\n".join(found)


def _pdf(path: Path) -> str | None:
    """Its text layer; None where a page has pictures and no text: what they show, nobody has counted."""
    import pypdfium2

    found: list[str] = []
    image = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    with pypdfium2.PdfDocument(path) as document:
        if len(document) > _MOST_PAGES:
            return None
        for page in document:
            layer = page.get_textpage()
            text = layer.get_text_range()
            if not text.strip() and any(one.type == image for one in page.get_objects()):
                return None
            found.append(text)
            layer.close()
            page.close()
    return "\n".join(found)
