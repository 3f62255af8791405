"""Text to index and questions to ask: statutes and lay questions where at hand, else the samples' text."""

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from yiju.errors import YijuError
from yiju.ingest.read import read
from yiju.models.embedder import Dense, unit_length
from yiju.store.types import Role

_SHORTEST, _LONGEST = 80, 600
"""Passages of this length become exactly one chunk each under a heading of their own."""
_SENTENCE = re.compile(r"[^。！？\n]{8,}[。！？]")
_MARKED = re.compile(r"^[\d\s+=-]|[*_`<>#|~&\\\[\]]")
"""What Markdown would take for a mark; such passages are left out: text comes out as it went in."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A named piece of text; ``vector`` is the default embedder's, made beforehand, or None."""

    name: str
    text: str
    vector: Dense | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Passages, those with a vector first, and questions about them."""

    source: str
    passages: Sequence[Passage]
    questions: Sequence[str]
    ready: int
    """How many of the passages have a vector."""


def load_corpus(shared: Path, examples: Path, size: int, questions: int, seed: int = 3) -> Corpus:
    """At least ``size`` passages.

    Args:
        shared: folder of third-party data; used where ``retrieval_zh_stard`` lies in it.
        examples: the sample customers, whose sentences are mixed anew where it does not.
    """
    folder = shared / "retrieval_zh_stard"
    if (folder / "corpus.jsonl.xz").is_file():
        return _statutes(folder, size, questions, seed)
    return _mixed(examples, size, questions, seed)


def write_markdown(passages: Sequence[Passage], folder: Path, per_file: int = 100) -> None:
    """Passages as Markdown files, each under a heading of its own: one passage, one chunk."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(_parts(passages, per_file), start=1):
        body = "\n\n".join(f"## {one.name}\n\n{one.text}" for one in part)
        path = folder / f"part{number:04d}.md"
        path.write_text(f"# 资料 {number}\n\n{body}\n", encoding="utf-8")


def write_text(passages: Sequence[Passage], folder: Path, per_file: int = 50) -> int:
    """Passages as plain text files, a paragraph each. Returns the characters written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for number, part in enumerate(_parts(passages, per_file), start=1):
        text = "\n\n".join(f"{one.name}：{one.text}" for one in part)
        written += len(text)
        (folder / f"part{number:04d}.txt").write_text(text + "\n", encoding="utf-8")
    return written


def _parts(passages: Sequence[Passage], size: int) -> Iterator[Sequence[Passage]]:
    for at in range(0, len(passages), size):
        yield passages[at : at + size]


def _statutes(folder: Path, size: int, questions: int, seed: int) -> Corpus:
    archive = np.load(folder / "e5_vectors.npz")
    vectors: dict[str, Dense] = dict(zip(archive["ids"].tolist(), archive["vectors"], strict=True))
    fitting = [
        row
        for row in _rows(folder / "corpus.jsonl.xz")
        if _SHORTEST <= len(_one_line(row["text"])) <= _LONGEST and not _MARKED.search(row["text"])
    ]
    fitting.sort(key=lambda row: row["id"] not in vectors)
    if len(fitting) < size:
        raise YijuError(f"only {len(fitting)} passages fit, {size} asked for")
    passages = [
        Passage(
            row["name"],
            _one_line(row["text"]),
            unit_length(vectors[row["id"]].astype(np.float32)) if row["id"] in vectors else None,
        )
        for row in fitting[:size]
    ]
    asked = [str(row["text"]) for row in _rows(folder / "queries.jsonl.xz")]
    chosen = random.Random(seed).sample(asked, min(questions, len(asked)))
    ready = sum(passage.vector is not None for passage in passages)
    return Corpus("statutes and lay questions (retrieval_zh_stard)", passages, chosen, ready)


def _one_line(text: str) -> str:
    """Without line ends and invisible marks, which a reader would drop."""
    return re.sub(r"\s*\n\s*|[\u200b-\u200f\ufeff]", "", text).strip()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _mixed(examples: Path, size: int, questions: int, seed: int) -> Corpus:
    """Sentences of the samples, drawn at random into passages of 80 to 600 characters."""
    sentences = _sentences(examples)
    if len(sentences) < 20:
        raise YijuError(f"too little text under {examples}")
    draw = random.Random(seed)
    passages: list[Passage] = []
    while len(passages) < size:
        text = ""
        while len(text) < _SHORTEST:
            text += draw.choice(sentences)
        passages.append(Passage(f"条目{len(passages) + 1}", text))
    asked = [draw.choice(sentences)[:28] for _ in range(questions)]
    return Corpus("sentences of examples/, drawn at random", passages, asked, 0)


def _sentences(folder: Path) -> list[str]:
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in {".toml", ".py"}:
            continue
        try:
            reading = read(path)
        except YijuError:
            continue
        for paragraph in reading.paragraphs:
            if paragraph.role is Role.BODY:
                found.update(dict.fromkeys(_SENTENCE.findall(paragraph.text)))
    return [sentence for sentence in found if len(sentence) <= 200 and not _MARKED.search(sentence)]
