"""What is planted beyond a sentence: all that an opening marker begins, and what stands beside a forged tag.

A marker owns the rest of its paragraph, or of its turn. Where a closing marker follows soon, all up to it is
planted; where none does, a marker that stands alone owns the paragraph after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from yiju.copilot.lookalikes import plain
from yiju.copilot.planted import claims_checked, is_planted
from yiju.copilot.tags import bears_tag

FOLLOWED = 8
"""Paragraphs after a marker's own in which its closing marker is looked for."""
_BAR = " | "
_NAME = r"(?:(?:系统|隐藏|管理员|开发者|AI|助手|新|最高)(?:级)?(?:指令|提示词?|命令|设定|规则))"
_OPENS = regex.compile(
    r"<\|(?:im_start|start_header_id|begin_of_text|system|user|assistant|developer)\|?>|<<SYS>>|\[INST\]"
    r"|(?:```+|~~~+)\s*(?:system|prompt|instructions?|assistant)\b"
    r"|<(?:system|instructions?|prompt|系统|指令|系统指令|提示词)(?:\s[^<>]*)?>"
    rf"|[\[【〔<]\s*{_NAME}(?:开始)?\s*[\]】〕>]|{_NAME}开始"
    r"|\b(?:BEGIN|START)(?:\s+OF)?[ _](?:\w+[ _]){0,2}(?:PROMPT|INSTRUCTIONS?)\b"
    r"|^\W*#{1,6}\s*(?:system|instructions?|assistant)\s*(?:prompt|message)?\s*[:：]?\s*$",
    regex.IGNORECASE,
)
_CLOSES = regex.compile(
    r"<\|(?:im_end|end|eot_id|end_of_text|endoftext)\|?>|<</SYS>>|\[/INST\]|^\W*(?:```+|~~~+)\s*$"
    r"|</(?:system|instructions?|prompt|系统|指令|系统指令|提示词)>"
    rf"|[\[【〔<]\s*/\s*{_NAME}\s*[\]】〕>]|{_NAME}\s*(?:结束|完毕)"
    r"|\b(?:END|STOP)(?:\s+OF)?[ _](?:\w+[ _]){0,2}(?:PROMPT|INSTRUCTIONS?)\b|^\W*#{1,6}\s*end\b.{0,20}$",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph with the spans it is split into. ``row``: it is a table row, its cells parted by ``|``."""

    text: str
    spans: tuple[tuple[int, int], ...]
    speaker: str = ""
    row: bool = False


def honest(pieces: Iterable[Piece]) -> Iterator[list[tuple[int, int]]]:
    """Of each piece of one document, in order, the spans that nobody planted."""
    held = list(pieces)
    seen = [[_seen(piece.text[start:end]) for start, end in piece.spans] for piece in held]
    texts = [[text for text, _ in pairs] for pairs in seen]
    begun: dict[int, set[int]] = {}
    for at, pairs in enumerate(seen):
        for number, (text, opened) in enumerate(pairs):
            if opened is not None and number not in begun.get(at, ()):
                for where, which in _owned(held, texts, at, number, text[opened:]):
                    begun.setdefault(where, set()).add(which)
    for at, piece in enumerate(held):
        out = begun.get(at, set()) | _beside_tags(piece)
        rest = [span for number, span in enumerate(piece.spans) if number not in out]
        yield [kept for span in rest if (kept := _kept(piece, span)) is not None]


@lru_cache(maxsize=1 << 15)
def _seen(text: str) -> tuple[str, int | None]:
    """A span as the eye takes it, and where in it an opening marker ends; None where there is none."""
    shown = plain(text)
    opener = _OPENS.search(shown)
    return shown, opener.end() if opener else None


def _owned(
    held: Sequence[Piece], texts: Sequence[Sequence[str]], at: int, number: int, rest: str
) -> Iterator[tuple[int, int]]:
    """(piece, span) of all that the marker in span ``number`` of piece ``at`` begins."""
    yield at, number
    if _CLOSES.search(rest):
        return
    run: list[tuple[int, int]] = []
    for where in range(at, min(at + 1 + FOLLOWED, len(held))):
        if held[where].speaker != held[at].speaker:
            break
        for which in range(number + 1 if where == at else 0, len(texts[where])):
            run.append((where, which))
            if _CLOSES.search(texts[where][which]):
                yield from run
                return
    reach = at + 1 if len(texts[at]) == 1 else at
    yield from (place for place in run if place[0] <= reach)


def _beside_tags(piece: Piece) -> set[int]:
    """The spans of a piece with a forged tag that say of themselves that they were checked."""
    if not bears_tag(piece.text):
        return set()
    return {n for n, (start, end) in enumerate(piece.spans) if claims_checked(piece.text[start:end])}


def _kept(piece: Piece, span: tuple[int, int]) -> tuple[int, int] | None:
    """The span, the honest cells before a planted one, or nothing."""
    start, end = span
    text = piece.text[start:end]
    if not piece.row:
        return None if is_planted(text) else span
    cells = text.split(_BAR)
    planted = next((n for n, cell in enumerate(cells) if is_planted(cell.strip())), None)
    if planted is None:
        return None if is_planted(text) else span
    before = _BAR.join(cells[:planted])
    return (start, start + len(before)) if planted > 1 and not is_planted(before) else None
