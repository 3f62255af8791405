"""Decides, statement by statement, what of a model's draft may be shown. No rule here asks the model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from yiju.copilot.llm_advice import about, reads_as_advice, unsupported
from yiju.copilot.llm_base import Base, Quote
from yiju.copilot.llm_checks import Check
from yiju.copilot.llm_prompt import Laid
from yiju.copilot.llm_schema import Line, Statement
from yiju.copilot.llm_sides import exchanged
from yiju.copilot.llm_text import clean, unfit, without_preface
from yiju.copilot.llm_verify import Verify, quote_of, speaker_of
from yiju.store.types import Citation, Claim, Evidence

Cite = Callable[[Evidence], Citation]


class Rejected(Exception):
    """A statement may not be shown; the message says why, in Chinese, to the model; ``check`` to people."""

    def __init__(self, reason: str, check: Check = "verdicts") -> None:
        super().__init__(reason)
        self.check = check


class Repeated(Rejected):
    """The statement says what an accepted claim already says; ``claim`` is that one."""

    def __init__(self, claim: Claim) -> None:
        super().__init__("与另一条重复")
        self.claim = claim


@dataclass
class Judge:
    """Judges the statements of one section, in one prompt at a time.

    Attributes:
        new_id: gives each accepted claim an id that no other claim has.
        own_words, seller, customer: the user's words, and the parties' names.
        people: whom advice may name though its grounds do not.
        side: who speaks in a span; ``voice``: in the span a given fact cites.
    """

    verify: Verify
    cite: Cite
    new_id: Callable[[], str]
    own_words: str
    seller: str
    customer: str
    people: frozenset[str] = frozenset()
    side: Callable[[Evidence], str] = lambda _: ""
    voice: Callable[[Citation], str] = lambda _: ""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    facts: Mapping[str, Claim] = field(default_factory=dict)
    rules: str = ""
    _bases: dict[str, tuple[Quote, ...]] = field(default_factory=dict)
    _cited: dict[str, frozenset[tuple[str, int]]] = field(default_factory=dict)
    _texts: dict[str, Claim] = field(default_factory=dict)

    def open(self, laid: Laid, facts: Mapping[str, Claim]) -> None:
        """Take only the ids of this prompt as known. ``facts``: F1, F2 … as numbered in it."""
        self.evidence = {item.id: item for item in laid.evidence}
        self.facts = facts
        self.rules = laid.rules
        for claim in facts.values():
            if claim.id not in self._bases:
                self._keep(claim, tuple(self._cited_quote(citation) for citation in claim.citations))

    def statement(self, drafted: Statement, own: Mapping[str, Claim]) -> Claim:
        """A claim from one statement. ``own``: the claims S1, S2 … accepted so far.

        Raises:
            Rejected: with the reason.
        """
        ids = self._known(drafted.evidence)
        if drafted.nature == "fact":
            return self._fact(drafted.text, ids)
        text = clean(drafted.text)
        if not reads_as_advice(text):
            # Worded as a fact, so held to what facts are held to.
            return self._fact(drafted.text, ids or list(self.evidence))
        return self._advice(text, self._grounds(drafted.rests_on, own, ids))

    def line(self, drafted: Line) -> tuple[list[Claim], list[tuple[str, Check]]]:
        """The claims of one line of a talk track (say, why, reply, fallback); (text, check) of lost parts.

        Raises:
            Rejected: the line has no verified ground, or what we would say is not fit to be said.
        """
        why = self._fact(drafted.why, self._known(drafted.evidence), role="why")
        try:
            say = self._advice(clean(drafted.say), [why], role="say")
        except Rejected:
            del self._texts[_key(why.text)]
            raise
        parts: list[Claim] = [say, why]
        lost: list[tuple[str, Check]] = []
        for role, text in (("reply", drafted.reply), ("fallback", drafted.fallback)):
            if not text.strip():
                continue
            try:
                parts.append(self._advice(clean(text), [why], role=role))
            except Rejected as reason:
                lost.append((text, reason.check))
        return parts, lost

    def _known(self, ids: Sequence[str]) -> list[str]:
        wanted = list(dict.fromkeys(one.strip().strip("[]") for one in ids))
        if unknown := [one for one in wanted if one not in self.evidence]:
            raise Rejected(f"引用了不存在的证据编号 {unknown[0][:12]}", "ids")
        return wanted

    def _fact(self, drafted: str, ids: Sequence[str], role: str = "") -> Claim:
        text = clean(drafted)
        if not ids:
            raise Rejected("没有给出证据编号", "ids")
        first = self.evidence[ids[0]]
        source, clause = first.document, first.paragraph.locator.clause or ""
        text = without_preface(text, date=source.date, title=source.title, clause=clause)
        self._fit(text, "\n".join(quote_of(self.evidence[one]) for one in ids))
        chosen = self._least(text, list(ids))
        claim = Claim(
            id=self.new_id(),
            nature="fact",
            text=text,
            verdict="supported",
            citations=tuple(self.cite(self.evidence[one]) for one in chosen),
            role=role,
        )
        self._keep(claim, tuple(self._quote(self.evidence[one]) for one in chosen))
        return claim

    def _least(self, text: str, ids: list[str]) -> list[str]:
        """As few of the ids as verify the text; one other span of the prompt where these do not."""
        check = self.verify(text, [self.evidence[one] for one in ids])
        if check.supported:
            for one in ids[::-1]:
                rest = [other for other in ids if other != one]
                if rest and self.verify(text, [self.evidence[other] for other in rest]).supported:
                    ids = rest
            return ids
        for one, item in self.evidence.items():
            if one not in ids and self.verify(text, [item]).supported:
                return [one]
        turned = exchanged(text, self.seller, self.customer)
        spans = [self.evidence[one] for one in ids]
        confused = turned != text and self.verify(turned, spans).supported
        raise Rejected("；".join(check.reasons) or "证据不支持这个说法", "roles" if confused else "verdicts")

    def _advice(self, text: str, grounds: Sequence[Claim], role: str = "") -> Claim:
        quotes = dict.fromkeys(quote for claim in grounds for quote in self._bases[claim.id])
        base = Base(tuple(quotes), self.own_words, self.seller, self.customer, self.people)
        self._fit(text, base.words)
        if role in {"", "say"} and not about(text, base.words, self._names):
            raise Rejected("与所依据的事实无关，对任何客户都成立", "usefulness")
        if reason := unsupported(text, base, role):
            raise Rejected(reason, "promise" if reason.startswith("许诺") else "verdicts")
        rests_on = tuple(dict.fromkeys(claim.id for claim in grounds))
        claim = Claim(id=self.new_id(), nature="advice", text=text, rests_on=rests_on, role=role)
        self._keep(claim, tuple(quotes))
        return claim

    def _grounds(
        self, rests_on: Sequence[str | int], own: Mapping[str, Claim], ids: Sequence[str]
    ) -> list[Claim]:
        """What an advice rests on: the claims it names, or else facts that cite the evidence it names."""
        keys = [f"S{one}" if isinstance(one, int) else one.strip().strip("[]") for one in rests_on]
        found = [claim for key in keys if (claim := self.facts.get(key) or own.get(key)) is not None]
        if not found:
            places = {(self.evidence[one].paragraph.id, self.evidence[one].start) for one in ids}
            candidates = [*self.facts.values(), *own.values()]
            found = [claim for claim in candidates if self._cited[claim.id] & places]
        if not found:
            raise Rejected("建议没有依据任何已核实的事实", "ids")
        return found

    def _fit(self, text: str, sources: str) -> None:
        known = f"{sources}\n{self.own_words}\n{self._names}"
        if flaw := unfit(text, known, self.rules, own_words=self.own_words):
            raise Rejected(flaw.reason, flaw.check)
        if _key(text) in self._texts:
            raise Repeated(self._texts[_key(text)])

    def _quote(self, item: Evidence) -> Quote:
        return Quote(item.quote, self.side(item), speaker_of(item), item.date)

    def _cited_quote(self, citation: Citation) -> Quote:
        speaker = citation.locator.speaker or ""
        return Quote(citation.quote, self.voice(citation), speaker, citation.document.date)

    def _keep(self, claim: Claim, quotes: tuple[Quote, ...]) -> None:
        dates = {quote.date for quote in quotes}
        shown = Quote(claim.text, date=dates.pop() if len(dates) == 1 else None)
        self._bases[claim.id] = (shown, *quotes) if claim.nature == "fact" else quotes
        self._cited[claim.id] = frozenset((c.paragraph_id, c.start) for c in claim.citations)
        self._texts.setdefault(_key(claim.text), claim)

    @property
    def _names(self) -> str:
        return f"{self.seller} {self.customer}"


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
