"""The copilot's three services: strategy, talk, answer. Each saves what it gives."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yiju.copilot.accounts import label_of, named_in
from yiju.copilot.blotting import blotted, blotting
from yiju.copilot.findings import find
from yiju.copilot.lately import Lately
from yiju.copilot.looking import READ, look
from yiju.copilot.making import made
from yiju.copilot.occasions import sit
from yiju.copilot.progress import UNWATCHED, Steps, Watch
from yiju.copilot.retrieve import Reader
from yiju.copilot.sameness import measure
from yiju.copilot.scenes import tones
from yiju.copilot.since import since
from yiju.copilot.strategy import PARTS, Composed, compose_strategy
from yiju.copilot.suspects import told_of_business
from yiju.copilot.talk import compose_talk, find_scene, talk_notices
from yiju.copilot.taste import Sitting, Taste
from yiju.errors import Invalid, NotFound
from yiju.privacy import Policy, policy_of
from yiju.store.days import today as china_today
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Customer, Suggestion

if TYPE_CHECKING:
    from yiju.copilot.llm_mode import LlmMode

Keep = Callable[[Suggestion, Collection[str]], Suggestion]
"""Keeps a suggestion for which these units were read, too; gives it back as it was kept."""

_FIND, _COMPOSE, _SAVE = "正在找承诺、变更和说法不一之处…", "正在挑要点…", "正在保存…"
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
        lately: what was given before; without it, talk tracks are compared with nothing.
    """

    reader: Reader
    llm: "LlmMode | None" = None
    keep: Keep | None = None
    taste: Taste | None = None
    lately: Lately | None = None

    @property
    def privacy(self) -> Policy:
        """What people are shown of personal data. Raises YijuError where the setting is wrong."""
        return policy_of(self.reader.store.settings)

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
        watch = blotting(watch, self.privacy)
        parts = PARTS + (self.llm.steps if self.llm else 0)
        steps = Steps(watch, total=_AROUND + parts)
        with steps.stage("read", READ):
            account = self.reader.customer(customer)
            material = self.reader.material(account, as_of or china_today())
        with steps.stage("find", _FIND):
            findings = find(material, self.reader.relevance(account, self.llm.searches if self.llm else ()))
        with steps.stage("compose"):
            findings, sitting = sit(self.taste, "strategy", findings)
            give = watch.section if self.llm is None else UNWATCHED.section
            composed = compose_strategy(findings, goal, sitting, steps, give)
        notices = self.notices() + findings.notices + told_of_business(material)
        if self.llm:
            with steps.stage("llm"):
                composed, said = self.llm.strategy(findings, composed, goal, sitting, steps)
            notices += said
        request = {
            "goal": goal,
            "as_of": material.as_of.isoformat(),
            **since(self.reader.store.sql, self.reader.viewer, material),
        }
        return self.save("strategy", account, composed, request, steps, notices, sitting)

    def talk(
        self,
        customer: str,
        *,
        scene: str,
        person: str = "",
        tone: str = "",
        as_of: dt.date | None = None,
        watch: Watch = UNWATCHED,
    ) -> Suggestion:
        """A talk track for a scene, in one of ``tones`` or in any. ``watch``, and raises, as ``strategy``.

        Raises:
            Invalid: there is no such tone.
        """
        if tone and tone not in tones():
            raise Invalid(f"没有“{tone}”这种语气。", hint=f"可用：{'、'.join(tones())}；不写就不限。")
        watch = blotting(watch, self.privacy)
        steps = Steps(watch, total=_AROUND + 1 + bool(self.llm))
        with steps.stage("read", READ):
            account = self.reader.customer(customer)
            material = self.reader.material(account, as_of or china_today())
        request = {"scene": scene, "person": person, "tone": tone, "as_of": material.as_of.isoformat()}
        with steps.stage("lately"):
            past = self.lately.past(account, request) if self.lately else None
        with steps.stage("find", _FIND):
            search = f"{person} {find_scene(scene).query}".strip()
            findings = find(material, self.reader.relevance(account, (search,)))
        with steps.stage("compose", _COMPOSE):
            findings, sitting = sit(self.taste, "talk", findings, scene=scene, person=person)
            composed = compose_talk(findings, find_scene(scene), person, sitting, past, tone)
        notices = self.notices() + findings.notices + talk_notices(scene, person, findings)
        notices += told_of_business(material)
        if self.llm:
            with steps.stage("llm", "正在起草话术…"):
                asked = f"{scene}，语气{tone}" if tone else scene
                composed, said = self.llm.talk(findings, composed, asked, person, sitting, steps, past)
            notices += said
        for section in composed.sections:
            steps.give(section)
        if self.lately is None or past is None:
            return self.save("talk", account, composed, request, steps, notices, sitting)
        with steps.stage("sameness"):
            measured = measure(composed, account.name, past, self.lately, self.reader.embedder)
        saved = self.save("talk", account, measured.composed, request, steps, notices, sitting)
        if measured.vector is not None and self.reader.embedder:
            self.lately.keep(saved.id, self.reader.embedder.name, measured.vector)
        return saved

    def ask(
        self, text: str, *, customer: str = "", as_of: dt.date | None = None, watch: Watch = UNWATCHED
    ) -> Suggestion:
        """An answer, or an honest refusal. Without a customer, of those named in the question, else of all.

        The answer is filed under the customer whose material it cites; under all of them where it cites
        several, or none. ``watch`` as for ``strategy``.

        ``timings`` tell its way: with ``retrieve`` the evidence was searched; without, rows were looked up,
        or what is meant was asked back.
        """
        watch = blotting(watch, self.privacy)
        steps = Steps(watch, total=_AROUND + 2 + bool(self.llm))
        accounts = self.accounts(text, customer)
        today = as_of or china_today()
        looked = look(self.reader, accounts, text, today, steps, self.taste)
        composed, about, notices = looked.composed, looked.about, looked.notices
        request = {"question": text, "customer": customer, "as_of": today.isoformat()}
        if looked.material is not None:
            notices = (*self.notices(), *notices)
            if self.llm:
                with steps.stage("llm", "正在起草回答…"):
                    own = replace(looked.material, customer=about[0], seller=about[0].seller)
                    composed, said = self.llm.answer(text, looked.spans, own, composed, steps)
                notices += said
        for section in composed.sections:
            steps.give(section)
        read = {a.unit for a in accounts}
        sitting, label = looked.sitting, label_of(about)
        return self.save("answer", about[0], composed, request, steps, notices, sitting, read, label=label)

    def accounts(self, text: str, customer: str) -> list[Customer]:
        """The customer of this name, or those that a text names, else all. Raises NotFound."""
        if customer:
            return [self.reader.customer(customer)]
        known = self.reader.customers()
        if not known:
            raise NotFound(
                "还没有任何资料。", hint="先运行 yiju ingest 文件… --customer 名称，或 yiju demo。"
            )
        return named_in(text, known) or known

    def notices(self) -> tuple[str, ...]:
        """What the reader should know of every search."""
        if self.reader.embedder is None:
            return ("没有可用的向量模型：本次只用关键词检索。",)
        return ()

    def save(
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
        suggestion = blotted(suggestion, self.privacy)
        with steps.stage("save", _SAVE):
            if self.keep:
                return self.keep(suggestion, read)
            save_suggestion(self.reader.store.sql, suggestion, read=read)
        return suggestion
