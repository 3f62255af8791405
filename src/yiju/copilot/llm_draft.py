"""The llm mode: numbered evidence in, checked claims out.

A model proposes statements with evidence ids; code decides. Each statement is judged (``llm_judge``), the
rejected ones are sent back once with the reason, and what fails again is dropped and counted. When the model
gives nothing usable the caller is told so, and falls back to the extractive draft for that section.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from yiju.copilot.llm_judge import Cite, Judge, Rejected, Repeated
from yiju.copilot.llm_prompt import DraftRequest, Laid, lay_prompt
from yiju.copilot.llm_repair import lay_repair, words_of
from yiju.copilot.llm_schema import Line, Lines, Statement, Statements, answer_schema
from yiju.copilot.llm_verify import Verify, verify_by_rules
from yiju.errors import ModelUnavailable
from yiju.models.chat import Chat, Usage
from yiju.models.chat_errors import EndpointDown
from yiju.store.types import Citation, Claim, Dropped, Evidence

Status = Literal["drafted", "declined", "failed"]


@dataclass(frozen=True, slots=True)
class DraftedSection:
    """What became of one section.

    Attributes:
        status: ``drafted``: there are claims. ``declined``: the model found nothing to say in the evidence.
            ``failed``: no usable draft; fall back to the extractive one.
        claims: facts with citations, and advice that rests on them, in reading order.
        dropped: statements not shown, and why.
        fallback: for ``failed`` and ``declined``, the reason in one Chinese line.
        endpoint_down: asking the model for further sections would fail too.
        repaired: how many claims are second versions.
        prompts: labels of the prompt files used; usages: what each call cost.
    """

    status: Status
    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    fallback: str = ""
    endpoint_down: bool = False
    repaired: int = 0
    prompts: tuple[str, ...] = ()
    usages: tuple[Usage, ...] = ()


def draft_section(
    chat: Chat,
    request: DraftRequest,
    evidence: Sequence[Evidence],
    *,
    cite: Cite,
    verify: Verify | None = None,
    names: Collection[str] = (),
    facts: Sequence[Claim] = (),
    voice: Callable[[Citation], str] = lambda _: "",
    id_prefix: str = "c",
    first_id: int = 1,
    budget: int = 1800,
) -> DraftedSection:
    """Draft one section, talk track or answer.

    Args:
        evidence: most relevant first; ids E1, E2 …, each once.
        cite: makes the citation of a span.
        verify: ``(text, spans) -> Check``; by default ``verify_claim`` with ``names``.
        facts: claims already verified, which advice may rest on without repeating them.
        voice: who speaks where such a claim cites, as ``request.side`` says it.
        id_prefix, first_id: claims get the ids ``{id_prefix}{first_id}`` and on.
        budget: most tokens of a prompt.

    Never raises for anything the model does.
    """
    laid = lay_prompt(request, evidence, facts, budget=budget)
    if laid is None:
        return DraftedSection("failed", fallback="没有可以交给大模型的资料，或资料超出了提示词的长度上限。")
    numbers = count(1)
    seller, customer = request.values["seller"], request.values["customer"]
    judge = Judge(
        verify=verify or verify_by_rules(names, side=request.side, seller=seller, customer=customer),
        cite=cite,
        new_id=lambda: f"draft-{next(numbers)}",
        own_words=request.own_words,
        seller=seller,
        customer=customer,
        people=frozenset(names),
        side=request.side,
        voice=voice,
    )
    drafted = _Draft(chat, request, laid, judge, budget).run()
    return replace(drafted, claims=_numbered(drafted.claims, id_prefix, first_id))


Entry = Statement | Line


@dataclass
class _Draft:
    """The course of one draft: ask, judge, repair once, sum up. Entries go by their place in the answer."""

    chat: Chat
    request: DraftRequest
    laid: Laid
    judge: Judge
    budget: int
    accepted: dict[int, list[Claim]] = field(default_factory=dict)
    rejected: dict[int, tuple[Entry, str]] = field(default_factory=dict)
    lost: list[tuple[str, str]] = field(default_factory=list)
    usages: list[Usage] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    repaired: int = 0

    def run(self) -> DraftedSection:
        """Draft, and say how it ended."""
        facts = {f"F{n}": claim for n, claim in enumerate(self.laid.facts, 1)}
        try:
            entries = self._ask(self.laid, tuple(facts))
        except ModelUnavailable as error:
            return self._end("failed", f"{error}{error.hint}", down=isinstance(error, EndpointDown))
        if not entries:
            return self._end("declined", "大模型认为资料中没有可写的内容。")
        self.judge.open(self.laid, facts)
        first = dict(enumerate(entries[: self.request.most]))
        self._judge(first, {place: f"S{place + 1}" for place in first})
        down = self._repair() if self.rejected else False
        if not self.accepted:
            return self._end("failed", "大模型写的内容都没有通过核验。", down=down)
        return self._end("drafted", down=down)

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
            return lines.value.lines
        drafted = self.chat.complete_json(laid.messages, Statements, name="statements", schema=schema)
        self.usages.append(drafted.usage)
        return drafted.value.statements

    def _judge(self, entries: Mapping[int, Entry], names: Mapping[int, str]) -> None:
        """Judge entries, facts before advice, so that advice finds what it rests on. ``names``: S1, S2 …"""
        own: dict[str, Claim] = {}
        order = sorted(entries, key=lambda n: (getattr(entries[n], "nature", "fact") == "advice", n))
        for place in order:
            try:
                self.accepted[place] = claims = self._one(entries[place], own)
                own[names[place]] = claims[0]
                self.rejected.pop(place, None)
            except Repeated as twice:
                own[names[place]] = twice.claim
                self.rejected.pop(place, None)
            except Rejected as reason:
                self.rejected.setdefault(place, (entries[place], str(reason)))

    def _one(self, entry: Entry, own: Mapping[str, Claim]) -> list[Claim]:
        if isinstance(entry, Line):
            claims, lost = self.judge.line(entry)
            self.lost += lost
            return claims
        if entry.nature not in self.request.natures:
            raise Rejected("这里只写事实" if entry.nature == "advice" else "这里只写建议")
        return [self.judge.statement(entry, own)]

    def _repair(self) -> bool:
        """One more call for the rejected entries. Returns whether the endpoint went down."""
        kept = [claim for claim in self._claims() if claim.nature == "fact"]
        prompt = lay_repair(self.request, self.laid, self.rejected, kept, budget=self.budget)
        if prompt is None:
            return False
        try:
            entries = self._ask(prompt.laid, tuple(prompt.facts), tuple(prompt.places))
        except ModelUnavailable as error:
            return isinstance(error, EndpointDown)
        self.judge.open(prompt.laid, prompt.facts)
        second: dict[int, Entry] = {}
        names: dict[int, str] = {}
        for number, entry in enumerate(entries, 1):
            place = prompt.places.get(entry.replaces.strip().strip("[]"))
            if place is not None and place not in second:
                second[place] = entry
                names[place] = f"S{number}"
        before = set(self.accepted)
        self._judge(second, names)
        self.repaired = len(set(self.accepted) - before)
        return False

    def _claims(self) -> list[Claim]:
        return [claim for place in sorted(self.accepted) for claim in self.accepted[place]]

    def _end(self, status: Status, fallback: str = "", *, down: bool = False) -> DraftedSection:
        gone = [(words_of(entry), reason) for _, (entry, reason) in sorted(self.rejected.items())]
        return DraftedSection(
            status=status,
            claims=tuple(self._claims()),
            dropped=tuple(
                Dropped(section=self.request.title, text=text, reason=reason, cause="unproven")
                for text, reason in [*gone, *self.lost]
            ),
            fallback=fallback,
            endpoint_down=down,
            repaired=self.repaired,
            prompts=tuple(dict.fromkeys(self.prompts)),
            usages=tuple(self.usages),
        )


def _numbered(claims: Sequence[Claim], prefix: str, first: int) -> tuple[Claim, ...]:
    """The claims with their final ids, in reading order."""
    ids = {claim.id: f"{prefix}{number}" for number, claim in enumerate(claims, first)}
    return tuple(
        claim.model_copy(
            update={"id": ids[claim.id], "rests_on": tuple(ids.get(one, one) for one in claim.rests_on)}
        )
        for claim in claims
    )
