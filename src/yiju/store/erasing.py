"""A suggestion without what it took from forgotten documents.

It keeps its structure, so that a review of it still makes sense. A statement that rests on a forgotten
document, in whole or in part, loses its words: those of a conflict or a change are several quotes joined.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from yiju.store.types import Citation, Claim, Dropped, Section, Suggestion

FORGOTTEN = "forgotten"
"""Flag of a claim that lost its words."""
ERASED_TAG = "〔依据已删除〕"
ERASED_TEXT = "（所依据的资料已删除）"
NOTICE = "部分依据的资料已被删除，相关内容已抹去。"

_RUN = 12
_STEP = 4
"""Every fourth run of twelve characters is kept: fifteen characters in a row are always found."""


@dataclass(frozen=True)
class Gone:
    """Forgotten documents, and what they said.

    Attributes:
        runs: of their texts, as ``runs_of`` gives them: to find quotes that name no source.
    """

    ids: frozenset[str]
    runs: frozenset[str] = frozenset()


def is_erased(claim: Claim) -> bool:
    """Whether a claim's words went with a forgotten document: there is nothing left to judge."""
    return FORGOTTEN in claim.flags


def runs_of(texts: Iterable[str]) -> frozenset[str]:
    """Short stretches of these texts, enough to know a quotation of fifteen characters by."""
    return frozenset(text[at : at + _RUN] for text in texts for at in range(0, len(text) - _RUN + 1, _STEP))


def erased(suggestion: Suggestion, gone: Gone) -> Suggestion:
    """The suggestion without what rests on these documents or quotes them.

    The headline and the dropped drafts name no source: they always go. What a document that stays says in
    the same words is kept.
    """
    claims = [c for section in suggestion.sections for c in section.claims]
    kept = [x.quote for c in claims for x in c.citations if x.document.id not in gone.ids]
    quoting = _Quoting(gone.runs, kept)
    lost = _lost_claims(claims, gone.ids, quoting)
    changes: dict[str, object] = {
        "headline": "",
        "dropped_claims": tuple(_erased_draft(d, quoting) for d in suggestion.dropped_claims),
        "sections": tuple(_erased_section(s, gone.ids, lost, quoting) for s in suggestion.sections),
        "missing": tuple(map(quoting.without, suggestion.missing)),
        "notices": tuple(map(quoting.without, suggestion.notices)),
        "request": {name: quoting.without(value) for name, value in suggestion.request.items()},
    }
    after = suggestion.model_copy(update=changes)
    if after == suggestion or NOTICE in after.notices:
        return after
    return after.model_copy(update={"notices": (*after.notices, NOTICE)})


def quoting(suggestions: Iterable[Suggestion], gone: Gone) -> Callable[[str], bool]:
    """Tells a text that repeats what forgotten documents said, and no quote that these suggestions keep."""
    claims = [claim for one in suggestions for section in one.sections for claim in section.claims]
    kept = [c.quote for claim in claims for c in claim.citations if c.document.id not in gone.ids]
    return _Quoting(gone.runs, kept).__contains__


class _Quoting:
    """Knows a text that repeats what forgotten documents said and kept quotes do not say."""

    def __init__(self, runs: frozenset[str], kept: Sequence[str]) -> None:
        self._runs = runs - {run for text in kept for run in _every_run(text)}

    def __contains__(self, text: str) -> bool:
        return any(run in self._runs for run in _every_run(text))

    def without(self, text: str) -> str:
        return ERASED_TEXT if text in self else text


def _every_run(text: str) -> Iterator[str]:
    return (text[at : at + _RUN] for at in range(len(text) - _RUN + 1))


def _lost_claims(claims: Sequence[Claim], gone: frozenset[str], quoting: _Quoting) -> frozenset[str]:
    """Claims that cite them or quote them, and all advice that rests on such a claim."""
    lost = {c.id for c in claims if _cites(c, gone) or c.text in quoting}
    while more := {c.id for c in claims if c.id not in lost and not lost.isdisjoint(c.rests_on)}:
        lost |= more
    return frozenset(lost)


def _cites(claim: Claim, gone: frozenset[str]) -> bool:
    return any(citation.document.id in gone for citation in claim.citations)


def _erased_draft(dropped: Dropped, quoting: _Quoting) -> Dropped:
    return dropped.model_copy(update={"text": ERASED_TEXT, "reason": quoting.without(dropped.reason)})


def _erased_section(
    section: Section, gone: frozenset[str], lost: frozenset[str], quoting: _Quoting
) -> Section:
    claims = tuple(_erased_claim(c, gone) if c.id in lost else c for c in section.claims)
    return section.model_copy(update={"claims": claims, "missing": quoting.without(section.missing)})


def _erased_claim(claim: Claim, gone: frozenset[str]) -> Claim:
    """Its place alone: what checking found, and its marks, were of words that are gone."""
    return claim.model_copy(
        update={
            "text": ERASED_TEXT,
            "verdict": None,
            "citations": tuple(_erased_citation(c) if c.document.id in gone else c for c in claim.citations),
            "flags": (FORGOTTEN,),
        }
    )


def _erased_citation(citation: Citation) -> Citation:
    document = citation.document.model_copy(update={"title": "（已删除）", "uri": "", "date": None})
    return citation.model_copy(
        update={"tag": ERASED_TAG, "quote": "", "start": 0, "end": 0, "document": document}
    )
