"""Negation and modality: a small word that turns the statement must neither appear nor vanish."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from yiju.copilot.verify.analysis import Analysis, doubts
from yiju.copilot.verify.lexicon import CONTENT_MARKERS, MARKERS, NOT_NEGATIVE, Marker
from yiju.copilot.verify.placing import Placement
from yiju.copilot.verify.tense import is_done, is_to_come

_WORDS = {
    Marker.NOT: "否定词",
    Marker.MUST: "“必须”一类的词",
    Marker.MAY: "“可以、可能”一类的词",
    Marker.PLAN: "“将、拟、计划”一类的词",
    Marker.ONLY: "“仅、只”一类的词",
    Marker.STOP: "“取消、拒绝”一类的词",
    Marker.WHETHER: "“是否”",
    Marker.EXCEPT: "“除…外”",
    Marker.IF: "条件词",
    Marker.HEDGE: "“原则上、勉强、几乎”一类的词",
    Marker.FORMER: "“原、曾、此前”一类的词",
}
_KEPT = (
    Marker.NOT,
    Marker.MAY,
    Marker.PLAN,
    Marker.ONLY,
    Marker.STOP,
    Marker.WHETHER,
    Marker.EXCEPT,
    Marker.HEDGE,
    Marker.FORMER,
)
_ADDED = (Marker.NOT, Marker.MUST, Marker.MAY, Marker.PLAN, Marker.ONLY, Marker.IF, Marker.FORMER)
_HEADS = {None, *CONTENT_MARKERS}
_UNDONE = (Marker.NOT, Marker.PLAN, Marker.MAY, Marker.MUST)


def polarity_problems(placement: Placement) -> list[str]:
    """Reasons where a marker governs a word in the claim and not in the quote, or the other way round."""
    claim, quote = placement.claim, placement.quote
    kept = set(placement.at.values())
    clauses = {quote.tokens[at].clause for at in kept}
    mine, doubled = _governed(
        claim, placement.tokens, set(placement.at), {claim.tokens[n].clause for n in placement.tokens}
    )
    theirs, _ = _governed(quote, range(len(quote.tokens)), kept, clauses)
    placed = {(marker, placement.at[head]): word for (marker, head), word in mine.items()}
    reasons: list[str] = []
    for (marker, head), word in placed.items():
        if (marker, head) in theirs or _said_before(quote, head, kept, marker):
            continue
        if marker is Marker.MUST and "要求" in quote.clause_text(quote.tokens[head].clause):
            continue
        if marker in _ADDED:
            reasons.append(f"论断多出{_WORDS[marker]}“{word}”")
        elif marker is Marker.DONE and (
            any((other, head) in theirs for other in _UNDONE) or not is_done(quote, head)
        ):
            reasons.append(f"论断说“{word}”，依据并未说已完成")
    for number, head in _finished(placement):
        if any((other, head) in theirs for other in _UNDONE) or (
            is_to_come(quote, head) and not is_done(quote, head)
        ):
            reasons.append(f"论断说“{claim.tokens[number].text}”，依据并未说已完成")
    back = {there: mine for mine, there in placement.at.items()}
    for (marker, head), word in theirs.items():
        said = back[head] not in doubled and _said_before(claim, back[head], set(placement.at), marker)
        if (marker, head) in placed or said:
            continue
        if marker in _KEPT:
            reasons.append(f"依据中的{_WORDS[marker]}“{word}”被省去")
        elif marker is Marker.IF:
            reasons.append(f"依据中的条件“{word}…”被省去")
    return reasons


def _finished(placement: Placement) -> Iterator[tuple[int, int]]:
    """Each 了 or 过 that the claim adds, with the place in the quote of the verb before it."""
    claim, at = placement.claim, placement.at
    for before, number in pairwise(placement.tokens):
        if claim.tokens[number].text in {"了", "过"} and before in at and number not in at:
            yield number, at[before]


def _governed(
    text: Analysis, numbers: Iterable[int], kept: set[int], clauses: set[int]
) -> tuple[dict[tuple[Marker, int], str], set[int]]:
    """Markers with the first kept word after each in its clause,
    and the words on which two negations cancel out.
    """
    found: dict[tuple[Marker, int], str] = {}
    cancelled: set[int] = set()
    for number in numbers:
        token = text.tokens[number]
        if token.marker is None or token.clause not in clauses:
            continue
        head = _head(text, number, kept)
        if head is None:
            continue
        key = (token.marker, head)
        if token.marker is Marker.NOT and key in found:
            del found[key]
            cancelled.add(head)
        else:
            found[key] = token.text
        if doubts(token):
            found.setdefault((Marker.PLAN, head), token.text)
    return found, cancelled


def _head(text: Analysis, number: int, kept: set[int]) -> int | None:
    """The first kept word after the marker in its clause; where there is none, the last before it."""
    clause = text.tokens[number].clause
    places: tuple[int, ...] = (*range(number + 1, len(text.tokens)), *range(number - 1, -1, -1))
    for at in places:
        if text.tokens[at].clause == clause and at in kept and text.tokens[at].marker in _HEADS:
            return at
    return None


def _said_before(text: Analysis, head: int, kept: set[int], marker: Marker) -> bool:
    """Whether the marker stands before ``head`` though the text was cut into other words (应立即 → 应 +
    立即).
    """
    token = text.tokens[head]
    start = max(
        (other.end for at, other in enumerate(text.tokens[:head]) if at in kept and other.marker is None),
        default=0,
    )
    between = text.text[max(start, text.clauses[token.clause][0]) : token.start]
    for lookalike in NOT_NEGATIVE:
        if lookalike in between:
            between = between.replace(lookalike, "")
    return any(word in between for word in _SPELLED.get(marker, ()))


_SPELLED = {
    marker: tuple(word for word, other in MARKERS.items() if other is marker and not word.isascii())
    for marker in Marker
}
