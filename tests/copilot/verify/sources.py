"""Real sentences, taken when asked for: tenders, news, and the sample customers.

Extraction here is its own and simple.
"""

import html
import json
import lzma
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Sample:
    """A sentence and the whole text of the document it comes from."""

    text: str
    document: str
    source: str


def _pdf_text(path: Path, pages: int = 40) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    found = [document[number].get_textpage().get_text_range() for number in range(min(pages, len(document)))]
    # A line that fills the page runs on; this is no reader, only good enough for sentences.
    return re.sub(r"(?<=[\u4e00-\u9fff，、；\d])\r?\n(?=[\u4e00-\u9fff\d])", "", "\n".join(found))


def _docx_text(path: Path) -> str:
    import docx

    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def _plain_text(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".eml":
        body = message_from_bytes(data, policy=policy.default).get_body(("plain", "html"))
        text = body.get_content() if body else ""
    else:
        text = data.decode("utf-8", errors="ignore")
    return html.unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"(?s)<(script|style).*?</\1>", "", text)))


def _documents(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((folder / "tenders_zh").glob("*")):
        if path.suffix == ".pdf":
            yield "tenders", _pdf_text(path)
        elif path.suffix == ".docx":
            yield "tenders", _docx_text(path)
    for item in news_items(folder)[:300]:
        yield "news", item["newsBeginning"] + item["newsRemainder"]


def _examples() -> Iterator[tuple[str, str]]:
    for path in sorted((_ROOT / "examples").rglob("*")):
        if path.suffix in {".eml", ".txt", ".md", ".html", ".srt", ".vtt"} and "build" not in path.parts:
            yield "examples", _plain_text(path)


def news_items(folder: Path) -> list[dict[str, str]]:
    """The news set's items as they lie in the file."""
    with lzma.open(folder / "faithfulness_zh_uhgeval" / "items.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def samples(folder: Path, per_source: int, seed: int = 7) -> list[Sample]:
    """Up to ``per_source`` distinct Chinese sentences of 14–140 characters from each source,
    shuffled by ``seed``.
    """
    chosen: list[Sample] = []
    by_source: dict[str, dict[str, Sample]] = {}
    for source, text in (*_documents(folder), *_examples()):
        for match in _SENTENCE.finditer(text):
            sentence = re.sub(r"\s+", " ", match[0]).strip()
            chinese = len(re.findall(r"[\u4e00-\u9fff]", sentence))
            if (
                14 <= len(sentence) <= 140
                and chinese > 0.5 * len(sentence)
                and "…" not in sentence
                and ".." not in sentence
            ):
                by_source.setdefault(source, {}).setdefault(sentence, Sample(sentence, text, source))
    for source in sorted(by_source):
        pool = list(by_source[source].values())
        random.Random(seed).shuffle(pool)
        chosen += pool[:per_source]
    return chosen
