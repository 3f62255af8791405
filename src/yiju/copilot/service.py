"""The copilot's three services: strategy, talk, answer. Each saves what it gives."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from yiju.copilot.accounts import label_of, named_in, names_of
from yiju.copilot.ask import ANSWER, compose_answer
from yiju.copilot.findings import find
from yiju.copilot.lineage import kin_of
from yiju.copilot.making import made
from yiju.copilot.material import Material, Span
from yiju.copilot.occasions import sit, sit_for_answer
from yiju.copilot.people import people_named
from yiju.copilot.progress import UNWATCHED, Steps, Watch
from yiju.copilot.question import Question, read_question
from yiju.copilot.retrieve import Reader
from yiju.copilot.routing import without_search
from yiju.copilot.since import since
from yiju.copilot.speech import Speech, speech_asked
from yiju.copilot.strategy import PARTS, Composed, compose_strategy
from yiju.copilot.talk import compose_talk, find_scene, talk_notices
from yiju.copilot.taste import Sitting, Taste
from yiju.errors import NotFound
from yiju.store.days import today as china_today
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Customer, Document, Suggestion

if TYPE_CHECKING:
    from yiju.copilot.llm_mode import LlmMode

Keep = Callable[[Suggestion, Collection[str]], Suggestion]
"""Keeps a suggestion for which these units were read, too; gives it back as it was kept."""

_SPEECH = 100
"""Chunks searched for what somebody said."""


_READ, _FIND, _COMPOSE, _SAVE = "正在读资料…", "正在找承诺、变更和说法不一之处…", "正在挑要点…", "正在保存…"
"""What people are told."""
_AROUND = 3
"""Steps beside composing and drafting: reading, finding, saving."""


@dataclass(frozen=True)
class Copilot:
    """Advice for one viewer.

    Attributes:
        llm: the drafting model, or None for extractive mode.
        keep: how what is given is kept: as advice, where nothing else is said.
        taste: what reviewers taught; without one, drafts are the rules' own.
    """

    reader: Reader
    llm: "LlmMode | None" = None
    keep: Keep | None = None
    taste: Taste | None = None

    def strategy(
        self, customer: str, *, goal: str = "", as_of: dt.date | None = None, watch: Watch = UNWATCHED
    ) -> Suggestion:
        """A visit strategy.

        Args:
            watch: told how far it is, and asked whether it is still wanted.

        Raises:
            NotFound: no such customer.
            YijuError: the name fits several.
            Cancelled: it is not wanted any more; nothing was kept.
        """
        parts = PARTS + (self.llm.steps if self.llm else 0)
        steps = Steps(watch, total=_AROUND + parts)
        with steps.stage("read", _READ):
            account = self.reader.customer(customer)
            material = self.reader.material(account, as_of or china_today())
        with self.reader.store.vectors.session():
            with steps.stage("find", _FIND):
                findings = find(material, self.reader.relevance(account))
            with steps.stage("compose"):
                findings, sitting = sit(self.taste, "strategy", findings)
                give = watch.section if self.llm is None else UNWATCHED.section
                composed = compose_strategy(findings, goal, sitting, steps, give)
        notices = self._notices() + findings.notices
        if self.llm:
            with steps.stage("llm"):
                composed, said = self.llm.strategy(
                    findings, composed, goal, sitting, steps, self.reader.store.vectors.session
                )
            notices += said
        request = {
            "goal": goal,
            "as_of": material.as_of.isoformat(),
            **since(self.reader.store.sql, self.reader.viewer, material),
        }
        return self._save("strategy", account, composed, request, steps, notices, sitting)

    def talk(
        self,
        customer: str,
        *,
        scene: str,
        person: str = "",
        as_of: dt.date | None = None,
        watch: Watch = UNWATCHED,
    ) -> Suggestion:
        """A talk track for a scene. ``watch``, and raises, as ``strategy``."""
        steps = Steps(watch, total=_AROUND + 1 + bool(self.llm))
        with steps.stage("read", _READ):
            account = self.reader.customer(customer)
            material = self.reader.material(account, as_of or china_today())
        with self.reader.store.vectors.session():
            with steps.stage("find", _FIND):
                findings = find(material, self.reader.relevance(account))
            with steps.stage("compose", _COMPOSE):
                findings, sitting = sit(self.taste, "talk", findings, scene=scene, person=person)
                composed = compose_talk(findings, find_scene(scene), person, sitting)
        notices = self._notices() + findings.notices + talk_notices(scene, person, material)
        if self.llm:
            with steps.stage("llm", "正在起草话术…"):
                composed, said = self.llm.talk(findings, composed, scene, person, sitting, steps)
            notices += said
        for section in composed.sections:
            steps.give(section)
        request = {"scene": scene, "person": person, "as_of": material.as_of.isoformat()}
        return self._save("talk", account, composed, request, steps, notices, sitting)

    def ask(
        self, text: str, *, customer: str = "", as_of: dt.date | None = None, watch: Watch = UNWATCHED
    ) -> Suggestion:
        """An answer, or an honest refusal. Without a customer, of those named in the question, else of all.

        The answer is filed under the customer whose material it cites; under all of them where it cites
        several, or none. ``watch`` as for ``strategy``.

        ``timings`` tell its way: with ``retrieve`` the evidence was searched; without, rows were looked up,
        or what is meant was asked back.
        """
        steps = Steps(watch, total=_AROUND + 2 + bool(self.llm))
        accounts = self._accounts(text, customer)
        question = read_question(text, names_of(accounts))
        today = as_of or china_today()
        with steps.stage("read", _READ):
            documents = self.reader.documents(accounts)
        request = {"question": text, "customer": customer, "as_of": today.isoformat()}
        with steps.stage("rows", "正在查登记…"):
            settled = without_search(self.reader, question, accounts, documents, today)
        if settled:
            for section in settled.sections:
                steps.give(section)
            read, label = {a.unit for a in accounts}, label_of(accounts)
            return self._save("answer", accounts[0], settled, request, steps, (), read=read, label=label)
        speech = speech_asked(text, people_named(documents), today)
        with steps.stage("retrieve", "正在查找…"):
            told: list[str] = []
            find = partial(self._candidates, accounts, question, today, told.append)
            spans = find(speech) if speech else []
            if not spans:  # they have no words of their own here: others may tell what they said
                speech, spans = None, find(None)
        with steps.stage("compose", "正在核对…"):
            kin = kin_of(documents, spans, question.edition)
            known = self.reader.spans(kin) if kin else spans
            material = Material(accounts[0], tuple(documents), tuple(known), today)
            sitting = sit_for_answer(self.taste, accounts, accounts[0])
            composed = compose_answer(question, spans, material, documents, accounts, speech, sitting)
            cited = _cited(composed, documents)
            about = [a for a in accounts if a.id in cited] or accounts
        notices = (*self._notices(), *told, *composed.notices)
        if self.llm:
            with steps.stage("llm", "正在起草回答…"):
                own = replace(material, customer=about[0], seller=about[0].seller)
                composed, said = self.llm.answer(text, spans, own, composed, steps)
            notices += said
        for section in composed.sections:
            steps.give(section)
        read = {a.unit for a in accounts}
        return self._save(
            "answer", about[0], composed, request, steps, notices, sitting, read, label=label_of(about)
        )

    def _candidates(
        self,
        accounts: Sequence[Customer],
        question: Question,
        today: dt.date,
        tell: Callable[[str], None],
        speech: Speech | None,
    ) -> list[Span]:
        """Spans that may answer. Of speech in days without any, what the same people said at other times."""
        queries = list(dict.fromkeys((question.text, question.expanded)))
        find = partial(self.reader.candidates, accounts, queries, today=today, tell=tell)
        if speech is None:
            return find(question.expanded if question.attributes else "")
        # Deep: what was written to them is found with what they wrote.
        return find(limit=_SPEECH, speech=speech) or find(limit=_SPEECH, speech=replace(speech, days=None))

    def _accounts(self, text: str, customer: str) -> list[Customer]:
        if customer:
            return [self.reader.customer(customer)]
        known = self.reader.customers()
        if not known:
            raise NotFound(
                "还没有任何资料。", hint="先运行 yiju ingest 文件… --customer 名称，或 yiju demo。"
            )
        return named_in(text, known) or known

    def _notices(self) -> tuple[str, ...]:
        if self.reader.embedder is None:
            return ("没有可用的向量模型：本次只用关键词检索。",)
        return ()

    def _save(
        self,
        kind: str,
        account: Customer,
        composed: Composed,
        request: dict[str, str],
        steps: Steps,
        notices: tuple[str, ...],
        sitting: Sitting | None = None,
        read: Collection[str] = (),
        label: str = "",
    ) -> Suggestion:
        """Keep and give: all of it, or nothing. ``label``: what stands for the customer's name where it is
        about several."""
        user = self.reader.viewer.user
        suggestion = made(kind, account, composed, request, steps.seconds, notices, sitting, user, label)
        with steps.stage("save", _SAVE):
            if self.keep:
                return self.keep(suggestion, read)
            save_suggestion(self.reader.store.sql, suggestion, read=read)
        return suggestion


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
