"""RTF files: paragraphs as in plain text; a page that RTF wraps is read as a page."""

from pathlib import Path

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.calls import transcript_reading
from yiju.ingest.dates import find_date
from yiju.ingest.encoding import tidy
from yiju.ingest.html_blocks import blocks
from yiju.ingest.html_tree import parse_html
from yiju.ingest.prose import read_prose
from yiju.ingest.reading import Reading, lay_out
from yiju.ingest.rtf import rtf_content
from yiju.ingest.webpage import to_pieces

PARSER = "rtf/2"
_MOST = 64 * 1024 * 1024


def read_rtf(path: Path) -> Reading:
    """Read an RTF file.

    Raises:
        ReadFailure: no RTF, or larger than any document.
        Skipped: no text in it.
    """
    data = path.read_bytes()
    if len(data) > _MOST:
        raise ReadFailure("RTF 文件过大（多半是图片）", hint="请用 Word 另存为 .docx 后再导入。")
    content = rtf_content(data)
    warnings = [f"有 {content.hidden} 字看不见（隐藏、白色或极小），未作为依据"] if content.hidden else []
    text = tidy(content.text)
    if not text.strip():
        raise Skipped("；".join(["RTF 里没有文字", *warnings]))
    title = author = ""
    if content.is_page:
        page = parse_html(text)
        warnings += page.warnings
        pieces = to_pieces(blocks(page.root))
    else:
        transcript = transcript_reading(text, path)
        if transcript is not None:
            return transcript
        prose = read_prose(text)
        pieces, title, author = prose.pieces, prose.title, prose.author
    laid, paragraphs = lay_out(pieces)
    return Reading(
        laid, paragraphs, title or path.stem, PARSER, "rtf", date=find_date(laid),
        warnings=tuple(warnings), attributes={"author": author} if author else {},
    )  # fmt: skip
