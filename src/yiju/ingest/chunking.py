"""Paragraphs → chunks: what is indexed. A chunk knows which part of which paragraph it holds."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from yiju.store.fields import PATH_SEPARATOR
from yiju.store.types import Paragraph, Role

TARGET = 400
"""Characters a chunk aims at."""
_LONGEST = 600
"""A paragraph of more is split by sentences."""
_SMALL = 80
"""A chunk shorter than this may run on into a sibling section."""

_NOT_INDEXED = frozenset({Role.QUOTED, Role.SIGNATURE})
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”」』）)\"']*|[^。！？；!?;\n]+")


@dataclass(frozen=True, slots=True)
class Span:
    """``paragraph.text[start:end]`` is in the chunk."""

    paragraph_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Neighbouring paragraphs of one document, or a stretch of a long one.

    Attributes:
        text: what is indexed and embedded: title, heading path, then the paragraphs' text.
    """

    ordinal: int
    spans: tuple[Span, ...]
    text: str

    @property
    def sha256(self) -> str:
        """Of the text, in hex: the key of its cached vector."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()


def chunk(title: str, paragraphs: Iterable[Paragraph]) -> list[Chunk]:
    """Cut a document into chunks, in reading order.

    A heading opens a chunk; a chunk ends where the heading path changes, unless it is still tiny and
    the next section lies under the same parent. Quoted history and signatures are left out.
    """
    made: list[Chunk] = []
    for group in _groups(paragraphs):
        for part in _parts(group):
            made.append(_make(len(made), title, part))
    return made


def _groups(paragraphs: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    group: list[Paragraph] = []
    size = 0
    for paragraph in paragraphs:
        if paragraph.role in _NOT_INDEXED:
            continue
        too_long = size + len(paragraph.text) > TARGET and any(p.role is not Role.HEADING for p in group)
        if group and (too_long or _leaves_section(group, size, paragraph)):
            yield group
            group, size = [], 0
        group.append(paragraph)
        size += len(paragraph.text)
    if group:
        yield group


def _leaves_section(group: Sequence[Paragraph], size: int, following: Paragraph) -> bool:
    inside, outside = _path(group[-1]), _path(following)
    if outside == inside or (outside[: len(inside)] == inside and group[-1].role is Role.HEADING):
        return False  # the same section, or straight down from a heading into what it heads
    siblings = inside[:-1] == outside[:-1]
    return not (siblings and size < _SMALL)


def _path(paragraph: Paragraph) -> tuple[str, ...]:
    """The headings a paragraph stands under; a heading stands under itself as well."""
    if paragraph.role is not Role.HEADING or paragraph.text in paragraph.headings[-1:]:
        return paragraph.headings
    return (*paragraph.headings, paragraph.text)


def _parts(group: Sequence[Paragraph]) -> Iterator[list[tuple[Paragraph, int, int]]]:
    """A group as it is, or cut where its one long paragraph must be split."""
    open_part: list[tuple[Paragraph, int, int]] = []
    for paragraph in group:
        if len(paragraph.text) <= _LONGEST:
            open_part.append((paragraph, 0, len(paragraph.text)))
            continue
        for start, end in _stretches(paragraph.text):
            yield [*open_part, (paragraph, start, end)]
            open_part = []
    if open_part:
        yield open_part


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Runs of whole sentences of about the target's length; a sentence beyond it is cut hard."""
    start = end = 0
    for sentence in _SENTENCE.finditer(text):
        if end > start and sentence.end() - start > TARGET:
            yield start, end
            start = end
        end = sentence.end()
        while end - start > _LONGEST:
            yield start, start + TARGET
            start += TARGET
    if end > start:
        yield start, end


def _make(ordinal: int, title: str, part: Sequence[tuple[Paragraph, int, int]]) -> Chunk:
    # Headings that stand in the chunk as paragraphs are not said twice.
    said = {paragraph.text for paragraph, _, _ in part if paragraph.role is Role.HEADING}
    shared = _common([paragraph.headings for paragraph, _, _ in part])
    head = [title, *(heading for heading in shared if heading not in said)]
    body = [_spoken(paragraph) + paragraph.text[start:end] for paragraph, start, end in part]
    spans = tuple(Span(paragraph.id, start, end) for paragraph, start, end in part)
    lines = [PATH_SEPARATOR.join(dict.fromkeys(line for line in head if line)), *body]
    return Chunk(ordinal, spans, "\n".join(line for line in lines if line))


def _common(paths: Sequence[tuple[str, ...]]) -> list[str]:
    levels = takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))
    return [level[0] for level in levels]


def _spoken(paragraph: Paragraph) -> str:
    """Who speaks is part of what is searched for."""
    return f"{paragraph.locator.speaker}：" if paragraph.locator.speaker else ""
