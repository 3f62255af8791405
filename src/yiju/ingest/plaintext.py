"""Notes, posts, news and transcripts kept as ``.txt`` or ``.md``."""

from pathlib import Path

from yiju.errors import Skipped
from yiju.ingest.calls import transcript_reading
from yiju.ingest.dates import find_date
from yiju.ingest.encoding import decode
from yiju.ingest.markdown import markdown_pieces, split_front_matter
from yiju.ingest.prose import read_prose
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.store.types import Locator, Role

TEXT_PARSER = "text/3"
MARKDOWN_PARSER = "markdown/3"


def read_text(path: Path) -> Reading:
    """Read plain text; a call transcript among them is read as one, turn by turn.

    Raises:
        ReadFailure: the file is not text.
        Skipped: the file is empty.
    """
    text = _text_of(path)
    transcript = transcript_reading(text, path)
    if transcript is not None:
        return transcript
    prose = read_prose(text)
    laid, paragraphs = lay_out(prose.pieces)
    return Reading(
        laid, paragraphs, prose.title or path.stem, TEXT_PARSER, "txt",
        date=find_date(text), attributes={"author": prose.author} if prose.author else {},
    )  # fmt: skip


def read_markdown(path: Path) -> Reading:
    """Read Markdown: headings, paragraphs, list items, tables row by row; front matter gives title and date.

    Raises:
        ReadFailure: the file is not text.
        Skipped: the file is empty.
    """
    text = _text_of(path)
    fields, body = split_front_matter(text)
    transcript = transcript_reading(body, path)
    if transcript is not None:
        return transcript
    content = markdown_pieces(body)
    if not content:
        raise Skipped("没有文字内容 (no text)")
    first = next((piece.text for piece in content[:3] if piece.role is Role.HEADING), "")
    title = fields.pop("title", "") or fields.pop("标题", "") or first or path.stem
    stated = find_date("\n".join(f"{name}：{value}" for name, value in fields.items()))
    # What else the front matter says stays readable: platform, job title, customer …
    front = [Piece(f"{name}：{value}", Locator(), Role.HEADING) for name, value in fields.items()]
    laid, paragraphs = lay_out([*front, *content])
    author = fields.pop("author", "") or fields.pop("作者", "")
    return Reading(
        laid, paragraphs, title, MARKDOWN_PARSER, "md",
        date=stated or find_date(laid), attributes={"author": author, **fields} if author else fields,
    )  # fmt: skip


def _text_of(path: Path) -> str:
    text = decode(path.read_bytes())
    if not text.strip():
        raise Skipped("空文件 (empty file)")
    return text
