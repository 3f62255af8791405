"""One question looked up: told by rows, or by the evidence that answers it, before any model words it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from yiju.copilot.accounts import names_of
from yiju.copilot.ask import ANSWER, NOTHING, UNSURE, compose_answer
from yiju.copilot.lineage import kin_of
from yiju.copilot.material import Material, Span
from yiju.copilot.occasions import sit_for_answer
from yiju.copilot.people import people_named
from yiju.copilot.progress import Steps
from yiju.copilot.question import Question, read_question
from yiju.copilot.retrieve import Reader
from yiju.copilot.routing import without_search
from yiju.copilot.simplified import SIMPLIFIED
from yiju.copilot.speech import Speech, speech_asked
from yiju.copilot.strategy import Composed
from yiju.copilot.suspects import told_aside
from yiju.copilot.taste import Sitting, Taste
from yiju.store.types import Customer, Document

READ = "正在读资料…"
"""What people are told."""
_FOUND_NONE = frozenset({NOTHING, UNSURE})
_STAGES = 4
"""Steps of looking once."""
_SPEECH = 100
"""Chunks searched for what somebody said."""


@dataclass(frozen=True)
class Looked:
    """What was found for a question.

    Attributes:
        composed: the answer of the rules, verified.
        about: the customers that it is about; never empty.
        spans: what retrieval found, best first; material: what it was judged within, None where rows, or a
            question back, settle it and nothing was searched.
    """

    composed: Composed
    about: Sequence[Customer]
    spans: Sequence[Span] = ()
    material: Material | None = None
    sitting: Sitting | None = None
    notices: tuple[str, ...] = ()


def look(
    reader: Reader,
    accounts: Sequence[Customer],
    text: str,
    today: dt.date,
    steps: Steps,
    taste: Taste | None = None,
) -> Looked:
    """Look a question up in what the reader's viewer may see of these customers.

    One in full script (付款條件) that finds nothing is looked up once more in simplified.

    Args:
        accounts: at least one.
        steps: told of reading, rows, searching and composing. Raises Cancelled through it.
    """
    found, simple = _look(reader, accounts, text, today, steps, taste), text.translate(SIMPLIFIED)
    if simple == text or found.composed.headline not in _FOUND_NONE:
        return found
    steps.total += _STAGES
    again = _look(reader, accounts, simple, today, steps, taste)
    return found if again.composed.headline in _FOUND_NONE else again


def _look(
    reader: Reader,
    accounts: Sequence[Customer],
    text: str,
    today: dt.date,
    steps: Steps,
    taste: Taste | None,
) -> Looked:
    question = read_question(text, names_of(accounts))
    with steps.stage("read", READ):
        documents = reader.documents(accounts)
    with steps.stage("rows", "正在查登记…"):
        settled = without_search(reader, question, accounts, documents, today)
    if settled:
        return Looked(settled, accounts)
    speech = speech_asked(text, people_named(documents), today)
    with steps.stage("retrieve", "正在查找…"):
        told: list[str] = []
        aside: list[Span] = []
        find = partial(candidates_for, reader, accounts, question, today, told.append, aside=aside.append)
        spans = find(speech) if speech else []
        if not spans:  # they have no words of their own here: others may tell what they said
            speech, spans = None, find(None)
    with steps.stage("compose", "正在核对…"):
        kin = kin_of(documents, spans, question.edition)
        known = reader.spans(kin) if kin else spans
        material = Material(accounts[0], tuple(documents), tuple(known), today)
        sitting = sit_for_answer(taste, accounts, accounts[0])
        composed = compose_answer(
            question, spans, material, documents, accounts, speech, sitting, reader.spans
        )
        cited = _cited(composed, documents)
        about = [a for a in accounts if a.id in cited] or accounts
        told += told_aside(question, aside, material)
    return Looked(composed, about, spans, material, sitting, (*told, *composed.notices))


def candidates_for(
    reader: Reader,
    accounts: Sequence[Customer],
    question: Question,
    today: dt.date,
    tell: Callable[[str], None],
    speech: Speech | None,
    aside: Callable[[Span], None] = lambda span: None,
) -> list[Span]:
    """Spans that may answer. Of speech in days without any, what the same people said at other times.

    ``tell`` and ``aside`` as in ``Reader.candidates``.
    """
    queries = list(dict.fromkeys((question.text, question.expanded)))
    find = partial(reader.candidates, accounts, queries, today=today, tell=tell, aside=aside)
    if speech is None:
        return find(question.expanded if question.attributes else "")
    # Deep: what was written to them is found with what they wrote.
    return find(limit=_SPEECH, speech=speech) or find(limit=_SPEECH, speech=replace(speech, days=None))


def _cited(composed: Composed, documents: Sequence[Document]) -> set[str]:
    """Ids of the customers whose documents the answer itself cites."""
    owners = {document.id: document.customer_id for document in documents}
    return {
        owners[citation.document.id]
        for section in composed.sections
        if section.title == ANSWER
        for claim in section.claims
        for citation in claim.citations
        if citation.document.id in owners
    }
