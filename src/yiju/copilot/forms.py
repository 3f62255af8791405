"""A strategy in the form it is used in: one page for a phone, the whole, or what to prepare.

Every line is a claim that was verified, with its tags; of advice, the tags of the facts that it rests on.
What is missing is named as missing. Nothing is worded anew.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

import regex

from yiju.copilot.contacts import contacts_of, day_of
from yiju.copilot.sections import AGENDA, COMMITMENTS, CONCERNS, NEWS, NEXT, QUESTIONS, RISKS
from yiju.errors import Invalid
from yiju.store.erasing import is_erased
from yiju.store.labels import marks_of, warning_of
from yiju.store.types import Claim, Frozen, Kind, Suggestion

FormName = Literal["brief", "full", "checklist"]
FORMS: dict[FormName, str] = {"brief": "一页纸", "full": "完整版", "checklist": "准备清单"}

PICKED = ((COMMITMENTS, 2), (NEWS, 1), (RISKS, 1), (CONCERNS, 1), (QUESTIONS, 1), (AGENDA, 0))
"""What is looked at first: so many of a section. By place alone: an erased one keeps it."""
_NEW, _CONTACTS, _GAPS = 3, 3, 3
"""Lines of a page for a phone: of what is new, of people, of what is missing."""
_PAPERS = regex.compile(
    r"证书|证明|报告|执照|授权书|承诺函|保函|清单|样[件品]|图纸|检测|认证|资质|方案|声明|表格|记录|"
    r"\b(?:certificate|report|sample|PPAP|LCA)\b",
    regex.IGNORECASE,
)
_ASKED_FOR = regex.compile(r"提交|提供|出具|递交|附|携带|准备|具备|持有|须|应当|必须|\b(?:submit|provide)\b")
_GOES_BY = regex.compile(r"以[^，。；]{1,16}(?:提供|出具|提交)的[^，。；]{1,16}为准")
"""Says what counts, and asks for nothing: 以乙方提供的批号清单为准."""
_FORMAL = frozenset({Kind.CONTRACT, Kind.TENDER})
_SINCE = {"visit": "上次拜访", "call": "上次通话"}


class FormLine(Frozen):
    """One line. ``lead``: a word before it; ``marks``: 逾期 and the like; ``claim``: id of what it says.

    ``internal``: it, or a fact that it rests on, is for our own people alone.
    """

    text: str
    lead: str = ""
    marks: str = ""
    tags: tuple[str, ...] = ()
    claim: str = ""
    internal: bool = False


class FormBlock(Frozen):
    """Lines under a title."""

    title: str
    lines: tuple[FormLine, ...]


class Form(Frozen):
    """A strategy in one form."""

    suggestion: str
    form: FormName
    customer: str
    headline: FormLine | None
    blocks: tuple[FormBlock, ...]


def form_named(name: str) -> FormName:
    """The form that an option names. Raises Invalid."""
    for known in FORMS:
        if known == name:
            return known
    raise Invalid(f"--form 只能是 {'、'.join(FORMS)}，不能是 {name}。")


def form_of(suggestion: Suggestion, name: FormName) -> Form:
    """A strategy in this form.

    Raises:
        Invalid: it is no strategy.
    """
    if suggestion.kind != "strategy":
        raise Invalid(f"{suggestion.id} 不是拜访策略，没有{FORMS[name]}。")
    make = {"brief": _brief, "full": _full, "checklist": _checklist}[name]
    line = FormLine(text=suggestion.headline, lead="一句话") if suggestion.headline else None
    blocks = tuple(block for block in make(_Claims(suggestion)) if block.lines)
    return Form(
        suggestion=suggestion.id, form=name, customer=suggestion.customer, headline=line, blocks=blocks
    )


class _Claims:
    """A suggestion's claims as lines."""

    def __init__(self, suggestion: Suggestion) -> None:
        self.suggestion = suggestion
        self.by_title = {section.title: section.claims for section in suggestion.sections}
        self.all = [claim for section in suggestion.sections for claim in section.claims]
        self._by_id = {claim.id: claim for claim in self.all}

    def of(self, title: str) -> list[Claim]:
        return [claim for claim in self.by_title.get(title, ()) if not is_erased(claim)]

    def tags(self, claim: Claim) -> tuple[str, ...]:
        """Its own; of advice, those of the facts that it rests on."""
        bases = [self._by_id[one] for one in claim.rests_on if one in self._by_id]
        return tuple(dict.fromkeys(c.tag for one in (claim, *bases) for c in one.citations))

    def block(self, title: str, claims: Iterable[Claim], lead: str = "") -> FormBlock:
        return FormBlock(title=title, lines=tuple(self.line(claim, lead) for claim in claims))

    def line(self, claim: Claim, lead: str = "") -> FormLine:
        bases = [self._by_id[one] for one in claim.rests_on if one in self._by_id]
        return FormLine(
            text=claim.text,
            lead=lead,
            marks=marks_of(claim),
            tags=self.tags(claim),
            claim=claim.id,
            internal=any(warning_of(one) for one in (claim, *bases)),
        )


def _brief(claims: _Claims) -> list[FormBlock]:
    picked: list[Claim] = []
    for title, count in PICKED:
        told = {claim.id for claim in picked}
        # A question on what stands there already comes after those on something else.
        picked += sorted(claims.of(title), key=lambda one: bool(told & set(one.rests_on)))[:count]
    shown = {claim.id for claim in picked}
    new = [one for one in _since(claims)[1] if one.id not in shown][:_NEW]
    shown |= {claim.id for claim in new}
    people = []
    for contact in contacts_of(claims.suggestion):
        for part, lead in (
            (contact.cares, "在意"),
            (contact.objects, "可能提出"),
            (contact.decides, "决策作用"),
            (contact.said, "最近说"),
        ):
            rest = [claim for claim in part if claim.id not in shown]
            if rest:
                people.append(claims.line(rest[0], f"{contact.name}{lead}"))
                shown.add(rest[0].id)
                break
    return [
        claims.block("先看这几条", picked),
        claims.block(_since(claims)[0], new),
        FormBlock(title="见谁", lines=tuple(people[:_CONTACTS])),
        FormBlock(title="缺什么", lines=_gaps(claims, _GAPS)),
    ]


def _full(claims: _Claims) -> list[FormBlock]:
    sections = [claims.block(title, claims.of(title)) for title in claims.by_title]
    return [*sections, *added(claims.suggestion), FormBlock(title="缺什么", lines=_gaps(claims))]


def added(suggestion: Suggestion) -> tuple[FormBlock, ...]:
    """What the whole has beside the sections: what is new since last time, and people one by one."""
    claims = _Claims(suggestion)
    title, new = _since(claims)
    blocks = [claims.block(title, new)]
    for contact in contacts_of(suggestion):
        lines = [
            claims.line(claim, lead)
            for lead, part in (
                ("决策作用", contact.decides),
                ("在意", contact.cares),
                ("最近说", contact.said),
                ("我方答应", contact.promised),
                ("可能提出", contact.objects),
            )
            for claim in part
        ]
        blocks.append(FormBlock(title=f"见{contact.name}", lines=tuple(lines)))
    return tuple(block for block in blocks if block.lines)


def _checklist(claims: _Claims) -> list[FormBlock]:
    promises = claims.of(COMMITMENTS)
    ours = [c for c in promises if {"overdue", "open"} & set(c.flags) and "theirs" not in c.flags]
    theirs = [c for c in promises if {"overdue", "open"} & set(c.flags) and "theirs" in c.flags]
    differing = [claim for claim in claims.all if claim.verdict == "conflict" and not is_erased(claim)]
    return [
        claims.block("要有交代的承诺", ours),
        claims.block("要对方交代的", theirs),
        claims.block("要带的材料", _papers(claims)),
        claims.block("要当面对齐的", differing),
        claims.block("要问的", claims.of(QUESTIONS)),
        claims.block("会前会后要办的", claims.of(NEXT)),
        FormBlock(title="还缺的资料", lines=_gaps(claims)),
    ]


def _papers(claims: _Claims) -> list[Claim]:
    """Facts of contracts and tenders that ask for papers or samples."""
    return [
        claim
        for claim in claims.all
        if claim.nature == "fact"
        and not is_erased(claim)
        and {citation.document.kind for citation in claim.citations} <= _FORMAL
        and _PAPERS.search(asked := _GOES_BY.sub("", claim.text))
        and _ASKED_FOR.search(asked)
    ]


def _gaps(claims: _Claims, most: int | None = None) -> tuple[FormLine, ...]:
    return tuple(FormLine(text=line) for line in claims.suggestion.missing[:most])


def _since(claims: _Claims) -> tuple[str, Sequence[Claim]]:
    """A title that names the day, and the facts of what came after it, the newest first."""
    request = claims.suggestion.request
    try:
        day = dt.date.fromisoformat(request.get("since", ""))
    except ValueError:
        return "", ()
    facts = [claim for claim in claims.all if claim.nature == "fact" and not is_erased(claim)]
    new = [claim for claim in facts if day_of(claim) > day]
    return f"{_SINCE.get(request.get('since_of', ''), '上次')}（{day}）以来", sorted(
        new, key=day_of, reverse=True
    )
