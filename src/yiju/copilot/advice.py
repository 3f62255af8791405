"""The advisory sections: goals, questions and next steps, derived by rules from facts they rest on.

Each piece of advice names the drafts it rests on; where none of them survives verification, it is
dropped with them. Its words, figures and days come from those facts.
"""

import datetime as dt
from collections.abc import Sequence

import regex

from yiju.copilot.conflicts import Conflict
from yiju.copilot.cues import Inquiry, inquiries
from yiju.copilot.disputes import UNNAMED
from yiju.copilot.draft import Draft, unnumbered
from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.promises import promiser
from yiju.copilot.sayable import open_to_them
from yiju.copilot.stated import Stated
from yiju.copilot.trim import trim
from yiju.copilot.values import has_value
from yiju.store.types import Document, Kind

_MOVE = regex.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)→(\d[\d,]*(?:\.\d+)?)")


def agenda(findings: Findings, facts: Sequence[Draft], goal: str) -> list[Draft]:
    """Goals in the order a meeting needs them: settle what we owe, meet what changed, clear what differs."""
    drafts: list[Draft] = []
    facts = open_to_them(facts)
    for draft in _of(facts, "promise:", "overdue", "!theirs", "!unknown")[:3]:
        drafts.append(
            _advice(
                f"goal:{draft.key}", f"先了结我方逾期事项：{_quote(draft)}——当面给出完成日期与责任人", draft
            )
        )
    for draft in [change for change in _of(facts, "change:") if not _falls(change)][:2]:
        drafts.append(
            _advice(f"goal:{draft.key}", f"按变化后的要求讲：{draft.text}；先讲我方在这一项上的证据", draft)
        )
    for draft in _of(facts, "conflict:", "conflict")[:2]:
        drafts.append(_advice(f"goal:{draft.key}", f"{_at_odds(draft)}，当面对齐并书面确认", draft))
    for draft in _of(facts, "promise:", "overdue", "theirs")[:1]:
        drafts.append(
            _advice(f"goal:{draft.key}", f"请{_who(draft)}就逾期一事给出书面日期：{_quote(draft)}", draft)
        )
    for draft in _of(facts, "concern:")[:2]:
        drafts.append(_advice(f"goal:{draft.key}", f"正面回应{_who(draft)}：{_quote(draft)}", draft))
    if goal and drafts:
        rests = tuple(key for draft in drafts[:3] for key in draft.rests_on)
        drafts.insert(0, Draft("goal:given", "advice", f"本次目标：{goal}", rests_on=rests, flags=("given",)))
    return drafts


def questions(findings: Findings, facts: Sequence[Draft]) -> list[Draft]:
    """Questions only this customer can be asked: they carry the customer's own words and figures."""
    drafts: list[Draft] = []
    facts = open_to_them(facts)
    today = findings.material.as_of
    for index, conflict in enumerate(_shown_conflicts(findings, facts)[:2]):
        source = next(d for d in facts if d.key.startswith("conflict:") and d.spans[0] == conflict.newer.span)
        drafts.append(
            _advice(
                f"ask:conflict:{index}",
                f"“关于{conflict.newer.attribute.name}，{_stated(conflict.newer, today)}，"
                f"{_stated(conflict.older, today)}，贵方以哪一份为准？”",
                source,
            )
        )
    for draft in _disputes(facts)[:1]:
        newer, older = draft.spans[:2]
        drafts.append(
            _advice(
                f"ask:{draft.key}",
                f"“{_said_by(older)}，{_said_by(newer)}，以哪个为准，能否今天对齐？”",
                draft,
            )
        )
    for draft in _of(facts, "change:")[:1]:
        drafts.append(
            _advice(
                f"ask:{draft.key}", f"“{draft.text}——这一调整背后，评审最想看到哪类证据，由谁来判？”", draft
            )
        )
    ways = list(inquiries())
    for draft in _of(facts, "concern:")[:2]:
        way = next(way for way in ways if _fits(way, draft.spans[0].text))
        ways.remove(way)
        drafts.append(
            _advice(f"ask:{draft.key}", way.ask.format(who=_who(draft), quote=_quote(draft)), draft)
        )
    for draft in _of(facts, "promise:", "theirs")[:1]:
        drafts.append(
            _advice(f"ask:{draft.key}", f"“{_who(draft)}说过{_quote(draft)}，现在进展如何？”", draft)
        )
    return drafts


def next_steps(findings: Findings, facts: Sequence[Draft]) -> list[Draft]:
    """Who does what by when, as far as the facts say so."""
    drafts: list[Draft] = []
    for draft in _of(facts, "promise:", "overdue", "!theirs", "!unknown")[:4]:
        drafts.append(
            _advice(
                f"next:{draft.key}",
                f"{_who(draft)}：今天内确认能否补上{_quote(draft)}，拜访前先发邮件说明",
                draft,
            )
        )
    for draft in _of(facts, "promise:", "open", "!theirs", "!unknown")[:3]:
        due = _due(draft)
        by = f"{due}前" if due else "会后三个工作日内"
        drafts.append(_advice(f"next:{draft.key}", f"{_who(draft)}：{by}兑现{_quote(draft)}", draft))
    for draft in _deadlines(facts, findings.material.as_of)[:1]:
        drafts.append(
            _advice(f"next:{draft.key}", f"把这条截止时间排进日程并倒排：{trim(draft.text, 60)}", draft)
        )
    for draft in _of(facts, "conflict:", "conflict")[:1]:
        drafts.append(_advice(f"next:{draft.key}", f"会后发纪要，请客户书面确认：{_at_odds(draft)}", draft))
    return drafts


def headline(findings: Findings, facts: Sequence[Draft]) -> tuple[str, tuple[str, ...]]:
    """One line that says why this visit matters, and the keys of the facts it rests on."""
    parts: list[str] = []
    keys: list[str] = []
    facts = open_to_them(facts)
    if changed := _of(facts, "change:"):
        parts.append(f"招标口径变了（{trim(changed[0].text, 50)}）")
        keys.append(changed[0].key)
    if owed := _of(facts, "promise:", "overdue", "!theirs", "!unknown"):
        due = _due(owed[0])
        parts.append(f"我方还欠一项{f'（应于{due}）' if due else ''}：{_quote(owed[0], 40)}")
        keys.append(owed[0].key)
    if not parts and (wants := _of(facts, "concern:")):
        parts.append(f"{_who(wants[0])}最在意：{_quote(wants[0])}")
        keys.append(wants[0].key)
    if not parts and facts:
        telling = min(facts, key=lambda draft: _LEAST_TELLING.index(draft.key.partition(":")[0]))
        parts.append(trim(telling.text, 60))
        keys.append(telling.key)
    return "；".join(parts), tuple(keys)


_LEAST_TELLING = (
    "conflict", "rival", "risk", "promise", "news", "term", "person", "title", "waiver", "change", "concern"
)  # fmt: skip
"""Sorts of fact by how well one line of it says why a visit matters, where nothing stronger is known."""


def _advice(key: str, text: str, rests_on: Draft) -> Draft:
    return Draft(key, "advice", text, rests_on=(rests_on.key,))


def _of(facts: Sequence[Draft], prefix: str, *flags: str) -> list[Draft]:
    """Facts of one sort; ``!flag`` asks that a flag be absent."""
    return [
        draft
        for draft in facts
        if draft.key.startswith(prefix)
        and all((flag[1:] not in draft.flags) if flag[0] == "!" else flag in draft.flags for flag in flags)
    ]


def _falls(change: Draft) -> bool:
    """Whether a figure went down: what lost weight is not what to lead with."""
    moved = _MOVE.search(change.text)
    return moved is not None and float(moved[2].replace(",", "")) < float(moved[1].replace(",", ""))


def _quote(draft: Draft, limit: int = 50) -> str:
    return f"“{trim(unnumbered(draft.spans[0], draft.spans[0].text), limit)}”"


def _due(draft: Draft) -> str:
    return next((flag[4:] for flag in draft.flags if flag.startswith("due:")), "")


def _fits(way: Inquiry, text: str) -> bool:
    held = not way.values or any(has_value(sort, text) for sort in way.values)
    return held and way.words.search(text) is not None


def _who(draft: Draft) -> str:
    """Who said it or is to do it; where no name is given, the side."""
    ours = draft.key.startswith("promise:") and not {"theirs", "unknown"} & set(draft.flags)
    return promiser(draft.spans[0], ours=ours)


def _about(draft: Draft) -> str:
    return next((flag[6:] for flag in draft.flags if flag.startswith("about:")), "该事项")


def _stated(stated: Stated, today: dt.date) -> str:
    return f"{_source(stated.span.document, today)}是{stated.value}"


def _source(document: Document, today: dt.date) -> str:
    """A document as people call it: 12月4日邮件里; with the year where it is not this one's."""
    names = {Kind.CONTRACT: "合同", Kind.MAIL: "邮件", Kind.CALL: "通话", Kind.TENDER: "招标文件"}
    day = f"{document.date.month}月{document.date.day}日" if document.date else ""
    if document.date and document.date.year != today.year:
        day = f"{document.date.year}年{day}"
    return f"{day}{names.get(document.kind, document.title)}里"


def _disputes(facts: Sequence[Draft]) -> list[Draft]:
    return [draft for draft in _of(facts, "conflict:d", "conflict") if len(draft.spans) > 1]


def _at_odds(draft: Draft) -> str:
    """What two sources differ on, by name; by their own words where it has none."""
    if (about := _about(draft)) != UNNAMED or len(draft.spans) < 2:
        return f"“{about}”口径不一"
    return "、".join(_said_by(span) for span in reversed(draft.spans[:2]))


def _said_by(span: Span) -> str:
    return f"{span.speaker or span.document.title}说“{trim(unnumbered(span, span.text), 40)}”"


def _day(parts: tuple[str, str, str]) -> dt.date:
    """A day of its digits; the earliest one where there is no such day."""
    try:
        return dt.date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return dt.date.min


def _shown_conflicts(findings: Findings, facts: Sequence[Draft]) -> list[Conflict]:
    shown: set[Span] = {draft.spans[0] for draft in _of(facts, "conflict:", "conflict")}
    return [c for c in findings.conflicts if c.relation == "conflict" and c.newer.span in shown]


def _deadlines(facts: Sequence[Draft], today: dt.date) -> list[Draft]:
    """Facts that state a closing day still ahead."""
    day = regex.compile(r"(20\d\d)[年./-]\s*(\d{1,2})[月./-]\s*(\d{1,2})")
    return [
        d
        for d in facts
        if d.key.startswith(("term:", "change:"))
        and "截止" in d.text
        and any(_day(found) >= today for found in day.findall(d.text))
    ]
