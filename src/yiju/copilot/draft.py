"""From drafts to claims: every fact is verified against its spans before anyone sees it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from yiju.copilot.material import Material, Span
from yiju.copilot.normalise.text import without_clause_number
from yiju.copilot.tags import make_tag, strip_tags
from yiju.copilot.taste import GROUND_REFUSED, TALK, Point, Sitting
from yiju.copilot.tasting import Ways, ground_of
from yiju.copilot.trim import trim
from yiju.copilot.verify import verify_claim
from yiju.store.types import Citation, CitedDocument, Claim, Document, Dropped, Kind, Nature, Verdict

JOINT = "\x1f"
"""Between two statements of one draft: a mark that no document prints."""
THEIRS = "reply"
"""Role of what the customer may answer."""
_VERBS = {Kind.CALL: "", Kind.MAIL: "来信", Kind.POST: "发文"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before verification.

    Attributes:
        key: names the draft within one suggestion, so that advice can rest on it.
        spans: what a fact rests on; empty for advice.
        fallback: for a fact, the wording to use where ``text`` does not verify (the one repair).
        joint: what stands for ``JOINT`` when shown. A text with ``JOINT`` in it holds one statement for
            each span; each is verified against its own span alone.
        others: for advice, other forms of the same words, for where reviewers would not have ``text``.
    """

    key: str
    nature: Nature
    text: str
    spans: tuple[Span, ...] = ()
    rests_on: tuple[str, ...] = ()
    conflict: bool = False
    role: str = ""
    flags: tuple[str, ...] = ()
    fallback: str = ""
    joint: str = "；"
    others: tuple[str, ...] = ()


def unnumbered(span: Span, text: str) -> str:
    """``text``, the span's beginning, without the clause number printed in front: the tag says it."""
    clause = span.paragraph.locator.clause or ""
    if clause[:1].isdigit() and span.start == 0 and text.startswith(clause):
        rest = text[len(clause) :].lstrip(" \u3000.．、")
        return rest if rest and not text[len(clause) :].lstrip(".")[:1].isdigit() else text
    return without_clause_number(text)


def attributed(span: Span, text: str) -> str:
    """``text`` with who said it, where a person did: made from the locator, as the tag is."""
    text = unnumbered(span, text)
    speaker, kind = span.speaker, span.document.kind
    if not speaker or kind not in {Kind.CALL, Kind.MAIL, Kind.POST}:
        return text.replace(" | ", "；")
    return f"{speaker}{_VERBS[kind]}：“{text}”"


def attributed_quote(span: Span) -> str:
    """What a claim is verified against: the span, and who says it, which its tag names too."""
    verb = _VERBS.get(span.document.kind, "")
    text = unnumbered(span, span.text)
    return f"{span.speaker}{verb}：{text}" if span.speaker else text


def fact(key: str, span: Span, *, limit: int = 90, flags: tuple[str, ...] = (), role: str = "") -> Draft:
    """A fact that says what one span says, trimmed; its repair is the span word for word."""
    return Draft(
        key,
        "fact",
        attributed(span, trim(span.text, limit)),
        (span,),
        flags=flags,
        role=role,
        fallback=attributed(span, span.text),
    )


def facts_of(prefix: str, spans: Sequence[Span], taken: list[Span]) -> list[Draft]:
    """One fact for each span, keyed ``prefix:0``, ``prefix:1`` …; the spans count as taken."""
    taken.extend(spans)
    return [fact(f"{prefix}:{index}", span) for index, span in enumerate(spans)]


class Ledger:
    """Turns drafts into numbered claims, keeps what was dropped, and knows which drafts survived.

    ``sitting``: what reviewers taught; their wordings are tried first, and verified as any other.
    """

    def __init__(
        self, material: Material, names: Collection[str] = (), sitting: Sitting | None = None
    ) -> None:
        self._ambiguous = ambiguous_calls(material.documents)
        self._names = frozenset(names)
        self._glossary = material.glossary
        self._rules, self._roles = material.rules, material.roles
        self._sitting = sitting
        self._ids: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._drafts: dict[str, Draft] = {}
        self._refused: set[str] = set()
        self.dropped: list[Dropped] = []

    def admit(self, section: str, drafts: Sequence[Draft]) -> tuple[Claim, ...]:
        """The claims of one section. A fact that fails twice is dropped; so is advice resting on nothing."""
        claims: list[Claim] = []
        for draft in drafts:
            claim = self._fact(section, draft) if draft.nature == "fact" else self._advice(section, draft)
            if claim is not None:
                self._ids[draft.key] = claim.id
                self._texts[draft.key] = claim.text
                self._drafts[draft.key] = draft
                claims.append(claim)
        return tuple(claims)

    def shown(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts that became claims, in the words that are shown."""
        return [replace(draft, text=self._texts[draft.key]) for draft in drafts if draft.key in self._ids]

    def point(self, section: str, draft: Draft) -> Point:
        """A draft as reviewers judge it. What advice rests on must have been admitted before."""
        bases = [self._drafts[key] for key in draft.rests_on if key in self._drafts]
        if draft.nature == "fact":
            grounds = [ground_of(span) for span in draft.spans]
        else:
            grounds = [ground_of(span, self._texts[base.key]) for base in bases for span in base.spans]
        flags = dict.fromkeys((*draft.flags, *(flag for base in bases for flag in base.flags)))
        text = draft.text.replace(JOINT, draft.joint)
        section = TALK if draft.role else section
        return Point(section, draft.nature, draft.role, text, tuple(flags), tuple(grounds))

    def _ways(self, section: str, draft: Draft, *texts: str) -> Ways:
        """The wordings to try, those that reviewers taught first."""
        point = self.point(section, draft) if self._sitting else None
        return Ways(self._sitting, point, texts)

    def _fact(self, section: str, draft: Draft) -> Claim | None:
        quotes = [attributed_quote(span) for span in draft.spans]
        days = [span.day for span in draft.spans]
        reasons: tuple[str, ...] = ("没有依据",)
        refused: tuple[str, ...] = ()
        ways = self._ways(section, draft, draft.text, draft.fallback)
        for way in ways:
            if not way.text or not quotes:
                continue
            clean = strip_tags(way.text)
            if way.shaped_by and ways.cuts_down(clean):
                continue
            wrong = self._wrong(clean, quotes, days)
            if wrong is None and not (objection := ways.objection(clean)):
                verdict: Verdict = "conflict" if draft.conflict else "supported"
                return Claim(
                    id=self._next(),
                    nature="fact",
                    text=clean.replace(JOINT, draft.joint),
                    verdict=verdict,
                    citations=tuple(self.cite(span) for span in draft.spans),
                    role=draft.role,
                    flags=(*draft.flags, *ways.take(way)),
                )
            if wrong is None:
                refused = refused if way.shaped_by else objection
            else:
                reasons = reasons if way.shaped_by else wrong
        self._leave_out(section, draft, reasons, refused)
        return None

    def _wrong(self, text: str, quotes: list[str], days: list[dt.date]) -> tuple[str, ...] | None:
        """Why a text is not supported by its quotes; None where it is."""
        parts = text.split(JOINT) if len(quotes) > 1 else [text]
        if len(parts) not in {1, len(quotes)}:
            return ("论断与依据的条数对不上",)
        apart = len(parts) > 1
        alone = (
            [([quote], [day]) for quote, day in zip(quotes, days, strict=True)] if apart else [(quotes, days)]
        )
        for part, (against, dates) in zip(parts, alone, strict=True):
            check = verify_claim(
                part, against, document_dates=dates, names=self._names, glossary=self._glossary
            )
            if not check.supported:
                return check.reasons
        return None

    def _advice(self, section: str, draft: Draft) -> Claim | None:
        rests_on = tuple(self._ids[key] for key in draft.rests_on if key in self._ids)
        if not rests_on and "given" not in draft.flags:
            gone = (GROUND_REFUSED,) if self._refused.intersection(draft.rests_on) else ()
            self._leave_out(section, draft, ("所依据的事实未通过核验",), gone)
            return None
        refused: tuple[str, ...] = ()
        forbidden: tuple[str, ...] = ()
        ways = self._ways(section, draft, draft.text, *draft.others)
        for way in ways:
            clean = strip_tags(way.text)
            if way.shaped_by and ways.brings_in(clean, self._names):
                continue
            refused = ways.objection(clean)
            forbidden = () if refused else self._against_rules(draft, clean)
            if not refused and not forbidden:
                return Claim(
                    id=self._next(),
                    nature="advice",
                    text=clean,
                    rests_on=rests_on,
                    role=draft.role,
                    flags=(*draft.flags, *ways.take(way)),
                )
        if forbidden:
            text, reason = draft.text.replace(JOINT, draft.joint), forbidden[0]
            self.dropped.append(Dropped(section=section, text=text, reason=reason, cause="rules"))
        else:
            self._leave_out(section, draft, (), refused)
        return None

    def _against_rules(self, draft: Draft, text: str) -> tuple[str, ...]:
        """Which of the sales office's rules a line of ours breaks; what they may answer is not ours."""
        if self._rules is None or draft.role == THEIRS:
            return ()
        bases = [self._drafts[key] for key in draft.rests_on if key in self._drafts]
        said = [t for base in bases for t in (self._texts[base.key], *(s.text for s in base.spans))]
        objection = self._rules.objection(text, said, self._roles)
        return (objection,) if objection else ()

    def _leave_out(
        self, section: str, draft: Draft, unproven: tuple[str, ...], refused: tuple[str, ...]
    ) -> None:
        """Count a draft that is not shown. What would be proven, but for reviewers, they took out."""
        text = draft.text.replace(JOINT, draft.joint)
        if refused:
            self._refused.add(draft.key)
        cause: Literal["unproven", "refused"] = "refused" if refused else "unproven"
        reason = "；".join(refused or unproven)
        self.dropped.append(Dropped(section=section, text=text, reason=reason, cause=cause))

    def cite(self, span: Span) -> Citation:
        """The citation of one span."""
        document = span.document
        return Citation(
            tag=make_tag(document, span.paragraph.locator, ambiguous=document.id in self._ambiguous),
            paragraph_id=span.paragraph.id,
            quote=span.text,
            start=span.start,
            end=span.end,
            document=CitedDocument(
                id=document.id,
                title=document.title,
                kind=document.kind,
                date=span.date,
                uri=document.uri,
            ),
            locator=span.paragraph.locator,
        )

    def _next(self) -> str:
        return f"c{len(self._ids) + 1}"


def ambiguous_calls(documents: Sequence[Document]) -> frozenset[str]:
    """Calls that share their day with another call of the customer, and chats beside other chats, which go
    on over many days: their tags name the title too."""
    calls = [d for d in documents if d.kind is Kind.CALL]
    days = Counter(_of_calls(d) for d in calls)
    return frozenset(d.id for d in calls if days[_of_calls(d)] > 1)


def _of_calls(document: Document) -> tuple[str, object]:
    return document.customer_id, "chat" if document.attributes.get("chat") else document.date
