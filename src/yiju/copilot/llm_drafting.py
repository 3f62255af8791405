"""The course of one draft, step by step: ask, verify, repair once, verify, end."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from yiju.copilot.llm_checks import TOLD, Check, digest_of
from yiju.copilot.llm_judge import Judge, Rejected, Repeated
from yiju.copilot.llm_prompt import DraftRequest, Laid
from yiju.copilot.llm_repair import lay_repair, spoken, words_of
from yiju.copilot.llm_schema import Line, Lines, Statement, Statements, answer_schema
from yiju.copilot.tags import bears_tag
from yiju.errors import ModelUnavailable
from yiju.models.chat import Chat, Usage
from yiju.models.chat_errors import EndpointDown, ServerFailed
from yiju.store.types import Claim, Dropped

log = logging.getLogger(__name__)
Status = Literal["drafted", "declined", "failed"]


@dataclass(frozen=True, slots=True)
class DraftedSection:
    """What became of one section.

    Attributes:
        status: ``drafted``: there are claims. ``declined``: the model found nothing to say in the evidence.
            ``failed``: no usable draft; fall back to the extractive one.
        claims: facts with citations, and advice that rests on them, in reading order.
        dropped: statements not shown, and why, in the model's own words.
        fallback: for ``failed`` and ``declined``, the reason in one Chinese line.
        check: the same as a code.
        written: statements that were judged; ``mended``: what else was refused, by check: second versions,
            first versions of what is shown, what stood beside the statements.
        endpoint_down: asking the model for further sections would fail too.
        repaired: how many claims are second versions.
        prompts: labels of the prompt files used; usages: what each call cost.
    """

    status: Status
    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    fallback: str = ""
    check: Check | Literal[""] = ""
    written: int = 0
    mended: Mapping[Check, int] = field(default_factory=dict)
    endpoint_down: bool = False
    repaired: int = 0
    prompts: tuple[str, ...] = ()
    usages: tuple[Usage, ...] = ()


Entry = Statement | Line


@dataclass
class Drafting:
    """The course of one draft: ask, verify, repair once, verify, end. Entries go by their place in the
    answer; those that were answered wait in ``entries`` until they are verified.
    """

    chat: Chat
    request: DraftRequest
    laid: Laid
    judge: Judge
    budget: int
    entries: dict[int, Entry] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    accepted: dict[int, list[Claim]] = field(default_factory=dict)
    rejected: dict[int, tuple[Entry, Rejected]] = field(default_factory=dict)
    lost: list[tuple[str, Check]] = field(default_factory=list)
    mended: Counter[Check] = field(default_factory=Counter)
    usages: list[Usage] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    repaired: int = 0
    _outcome: tuple[Status, str, Check] | None = None
    _down: bool = False
    _again: bool = False

    def run(self) -> DraftedSection:
        """All of it."""
        self.ask()
        return self._run()

    def _run(self) -> DraftedSection:
        self.verify()
        if self.wants_repair:
            self.repair()
            self.verify()
        return self.ended()

    def ask(self) -> None:
        """Have the model draft. What keeps it from that is told by ``ended``."""
        facts = {f"F{n}": claim for n, claim in enumerate(self.laid.facts, 1)}
        try:
            entries = self._ask(self.laid, tuple(facts))
        except ModelUnavailable as error:
            self._down = isinstance(error, EndpointDown)
            why: Check = "endpoint" if isinstance(error, EndpointDown | ServerFailed) else "unreadable"
            self._outcome = ("failed", f"{error.plain}{error.hint}", why)
            self._log("no draft", error)
            return
        if not entries:
            self._outcome = ("declined", "大模型认为资料中没有可写的内容。", "declined")
            return
        self._open(facts, entries)

    def take(self, entries: Sequence[Entry]) -> DraftedSection:
        """All of it, for what was written already: an agent's last word."""
        self._open({f"F{n}": claim for n, claim in enumerate(self.laid.facts, 1)}, entries)
        return self._run()

    def _open(self, facts: Mapping[str, Claim], entries: Sequence[Entry]) -> None:
        self.judge.open(self.laid, facts)
        self.mended["fields"] += len(entries[self.request.most :])
        self.entries = dict(enumerate(entries[: self.request.most]))
        self.names = {place: f"S{place + 1}" for place in self.entries}

    def verify(self) -> None:
        """Judge what was answered."""
        before = set(self.accepted)
        self._judge(self.entries, self.names)
        self.entries, self.names = {}, {}
        if self._again:
            self.repaired += len(set(self.accepted) - before)

    @property
    def wants_repair(self) -> bool:
        """Whether something was rejected that may be said once more."""
        return bool(self.rejected) and not self._again

    def ended(self) -> DraftedSection:
        """How it ended."""
        if self._outcome:
            return self._end(*self._outcome)
        if not self.accepted:
            checks = Counter(reason.check for _, reason in self.rejected.values())
            most = checks.most_common(1)[0][0] if checks else "verdicts"
            return self._end("failed", "大模型写的内容都没有通过核验。", most)
        return self._end("drafted")

    def _ask(self, laid: Laid, facts: tuple[str, ...], replaces: tuple[str, ...] = ()) -> Sequence[Entry]:
        schema = answer_schema(
            self.request.form,
            evidence=[item.id for item in laid.evidence],
            facts=facts,
            most=len(replaces) or self.request.most,
            natures=self.request.natures,
            replaces=replaces,
        )
        self.prompts += (laid.prompt, *laid.beside)
        if self.request.form == "lines":
            lines = self.chat.complete_json(laid.messages, Lines, name="lines", schema=schema)
            self.usages.append(lines.usage)
            return self._counted(lines.value, lines.value.lines)
        drafted = self.chat.complete_json(laid.messages, Statements, name="statements", schema=schema)
        self.usages.append(drafted.usage)
        return self._counted(drafted.value, drafted.value.statements)

    def _counted(self, whole: Statements | Lines, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The entries; what came beside them, and tags in them, is counted: no reader ever sees it."""
        beside = sum(len(one.model_extra or {}) for one in (whole, *entries))
        forged = sum(bears_tag(words) for one in entries for words in spoken(one))
        self.mended += Counter({"fields": beside, "tags": forged})
        return entries

    def _judge(self, entries: Mapping[int, Entry], names: Mapping[int, str]) -> None:
        """Judge entries, facts before advice, so that advice finds what it rests on. ``names``: S1, S2 …"""
        own: dict[str, Claim] = {}
        order = sorted(entries, key=lambda n: (getattr(entries[n], "nature", "fact") == "advice", n))
        for place in order:
            try:
                self.accepted[place] = claims = self._one(entries[place], own)
                own[names[place]] = claims[0]
            except Repeated as twice:
                own[names[place]] = twice.claim
            except Rejected as reason:
                if self.rejected.setdefault(place, (entries[place], reason))[1] is not reason:
                    self.mended[reason.check] += 1  # told are its first words; both count
                continue
            if place in self.rejected:
                self.mended[self.rejected.pop(place)[1].check] += 1

    def _one(self, entry: Entry, own: Mapping[str, Claim]) -> list[Claim]:
        if isinstance(entry, Line):
            claims, lost = self.judge.line(entry)
            self.lost += lost
            return claims
        if entry.nature not in self.request.natures:
            raise Rejected("这里只写事实" if entry.nature == "advice" else "这里只写建议")
        return [self.judge.statement(entry, own)]

    def repair(self) -> None:
        """One more call for the rejected entries."""
        self._again = True
        kept = [claim for claim in self._claims() if claim.nature == "fact"]
        rejected = {place: (entry, str(reason)) for place, (entry, reason) in self.rejected.items()}
        prompt = lay_repair(self.request, self.laid, rejected, kept, budget=self.budget)
        if prompt is None:
            return
        try:
            entries = self._ask(prompt.laid, tuple(prompt.facts), tuple(prompt.places))
        except ModelUnavailable as error:
            self._down = isinstance(error, EndpointDown)
            if not isinstance(error, EndpointDown | ServerFailed):
                self.mended["unreadable"] += 1
            self._log("no repair", error)
            return
        self.judge.open(prompt.laid, prompt.facts)
        for number, entry in enumerate(entries, 1):
            place = prompt.places.get(entry.replaces.strip().strip("[]"))
            if place is not None and place not in self.entries:
                self.entries[place] = entry
                self.names[place] = f"S{number}"
            else:
                self.mended["fields"] += 1

    def _log(self, what: str, error: ModelUnavailable) -> None:
        """The kind of error alone, and by what its words are known again: they may be the model's own."""
        kind, digest = type(error).__name__, digest_of(str(error))
        log.warning("%s: %s: %s (%s)", self.request.title, what, kind, digest)

    def _claims(self) -> list[Claim]:
        return [claim for place in sorted(self.accepted) for claim in self.accepted[place]]

    def _end(self, status: Status, fallback: str = "", check: Check | Literal[""] = "") -> DraftedSection:
        gone = [
            (words_of(entry), str(reason), reason.check)
            for _, (entry, reason) in sorted(self.rejected.items())
        ]
        gone += [(text, TOLD[of], of) for text, of in self.lost]
        return DraftedSection(
            status=status,
            claims=tuple(self._claims()),
            dropped=tuple(
                Dropped(section=self.request.title, text=text, reason=reason, cause="unproven", check=of)
                for text, reason, of in gone
            ),
            fallback=fallback,
            check=check,
            written=len(self.accepted) + len(self.rejected),
            mended=+self.mended,
            endpoint_down=self._down,
            repaired=self.repaired,
            prompts=tuple(dict.fromkeys(self.prompts)),
            usages=tuple(self.usages),
        )
