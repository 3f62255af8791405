"""The advisory sections: goals, questions and next steps, derived by rules from facts they rest on.

Each piece of advice names the drafts it rests on; where none of them survives verification, it is
dropped with them. Its words, figures and days come from those facts.
"""

import datetime as dt
from collections.abc import Sequence

import regex

from yiju.copilot.advising import advice_of, due_of, of_sort, quote_of, who_of
from yiju.copilot.conflicts import Conflict
from yiju.copilot.cues import Inquiry, inquiries
from yiju.copilot.disputes import UNNAMED
from yiju.copilot.draft import Draft, unnumbered
from yiju.copilot.findings import Findings
from yiju.copilot.goals import given_goal
from yiju.copilot.material import Span
from yiju.copilot.own_labels import title_told
from yiju.copilot.sayable import open_to_them
from yiju.copilot.stated import Stated
from yiju.copilot.trim import trim
from yiju.copilot.values import has_value
from yiju.copilot.worries import minds, without_calm
from yiju.store.types import Document, Kind

_WHOLE_DAY = regex.compile(r"(20\d\d)[年./-]\s*(\d{1,2})[月./-]\s*(\d{1,2})")
_MOVE = regex.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)→(\d[\d,]*(?:\.\d+)?)")


def agenda(findings: Findings, facts: Sequence[Draft], goal: str) -> list[Draft]:
    """Goals in the order a meeting needs them: settle what we owe, meet what changed, clear what differs."""
    drafts: list[Draft] = []
    facts = open_to_them(facts)
    if owed := of_sort(facts, "promise:", "overdue", "!theirs", "!unknown")[:3]:
        drafts.append(_settle(owed))
    for draft in [change for change in of_sort(facts, "change:") if not _falls(change)][:2]:
        drafts.append(
            advice_of(f"goal:{draft.key}", f"按变化后的要求讲：{draft.text}；先讲我方在这一项上的证据", draft)
        )
    for draft in of_sort(facts, "conflict:", "conflict")[:2]:
        drafts.append(advice_of(f"goal:{draft.key}", f"{_at_odds(draft)}，当面对齐并书面确认", draft))
    for draft in of_sort(facts, "promise:", "overdue", "theirs")[:1]:
        drafts.append(
            advice_of(
                f"goal:{draft.key}", f"请{who_of(draft)}就逾期一事给出书面日期：{quote_of(draft)}", draft
            )
        )
    for draft in of_sort(facts, "concern:")[:2]:
        lead = "正面回应" if minds(draft.spans[0].text) else "谈清"
        drafts.append(advice_of(f"goal:{draft.key}", f"{lead}{who_of(draft)}：{quote_of(draft)}", draft))
    if goal and drafts:
        drafts.insert(0, given_goal(goal, facts))
    return drafts


def questions(findings: Findings, facts: Sequence[Draft]) -> list[Draft]:
    """Questions only this customer can be asked: they carry the customer's own words and figures."""
    drafts: list[Draft] = []
    facts = open_to_them(facts)
    today = findings.material.as_of
    for index, conflict in enumerate(_shown_conflicts(findings, facts)[:2]):
        source = next(d for d in facts if d.key.startswith("conflict:") and d.spans[0] == conflict.newer.span)
        drafts.append(
            advice_of(
                f"ask:conflict:{index}",
                f"“关于{conflict.newer.attribute.name}，{_stated(conflict.newer, today)}，"
                f"{_stated(conflict.older, today)}，贵方以哪一份为准？”",
                source,
            )
        )
    for draft in _disputes(facts)[:1]:
        newer, older = draft.spans[:2]
        drafts.append(
            advice_of(
                f"ask:{draft.key}",
                f"“{_said_by(older)}，{_said_by(newer)}，以哪个为准，能否今天对齐？”",
                draft,
            )
        )
    for draft in of_sort(facts, "change:")[:1]:
        drafts.append(
            advice_of(
                f"ask:{draft.key}", f"“{draft.text}——这一调整背后，评审最想看到哪类证据，由谁来判？”", draft
            )
        )
    ways = list(inquiries())
    for draft in of_sort(facts, "concern:")[:2]:
        way = next(way for way in ways if _fits(way, without_calm(draft.spans[0].text)))
        ways.remove(way)
        drafts.append(
            advice_of(f"ask:{draft.key}", way.ask.format(who=who_of(draft), quote=quote_of(draft)), draft)
        )
    for draft in of_sort(facts, "promise:", "theirs")[:1]:
        drafts.append(
            advice_of(f"ask:{draft.key}", f"“{who_of(draft)}说过{quote_of(draft)}，现在进展如何？”", draft)
        )
    return drafts


def next_steps(findings: Findings, facts: Sequence[Draft]) -> list[Draft]:
    """Who does what by when, as far as the facts say so: steps that the customer sees or hears of."""
    drafts: list[Draft] = []
    facts = open_to_them(facts)
    for draft in of_sort(facts, "promise:", "overdue", "!theirs", "!unknown")[:4]:
        drafts.append(
            advice_of(
                f"next:{draft.key}",
                f"{who_of(draft)}：今天内确认能否补上{quote_of(draft)}，拜访前先发邮件说明",
                draft,
            )
        )
    for draft in of_sort(facts, "promise:", "open", "!theirs", "!unknown")[:3]:
        due = due_of(draft)
        by = f"{due}前" if due else "会后三个工作日内"
        drafts.append(advice_of(f"next:{draft.key}", f"{who_of(draft)}：{by}兑现{quote_of(draft)}", draft))
    for draft in _deadlines(findings, facts)[:1]:
        drafts.append(
            advice_of(f"next:{draft.key}", f"把这条截止时间排进日程并倒排：{trim(draft.text, 60)}", draft)
        )
    for draft in of_sort(facts, "conflict:", "conflict")[:1]:
        drafts.append(advice_of(f"next:{draft.key}", f"会后发纪要，请客户书面确认：{_at_odds(draft)}", draft))
    return drafts


def _settle(owed: Sequence[Draft]) -> Draft:
    """What we owe, in one goal."""
    quotes = [quote_of(draft) for draft in owed]
    if len(quotes) > 1:
        quotes = [f"{mark}{quote}" for mark, quote in zip("①②③", quotes, strict=False)]
    count = f"{len(quotes)}项" if len(quotes) > 1 else "事项"
    text = f"先了结我方逾期{count}：{''.join(quotes)}——当面给出完成日期与责任人"
    return Draft(f"goal:{owed[0].key}", "advice", text, rests_on=tuple(draft.key for draft in owed))


def _falls(change: Draft) -> bool:
    """Whether a figure went down: what lost weight is not what to lead with."""
    moved = _MOVE.search(change.text)
    return moved is not None and float(moved[2].replace(",", "")) < float(moved[1].replace(",", ""))


def _fits(way: Inquiry, text: str) -> bool:
    held = not way.values or any(has_value(sort, text) for sort in way.values)
    return held and way.words.search(text) is not None


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
    return f"{day}{names.get(document.kind) or title_told(document)}里"


def _disputes(facts: Sequence[Draft]) -> list[Draft]:
    return [draft for draft in of_sort(facts, "conflict:d", "conflict") if len(draft.spans) > 1]


def _at_odds(draft: Draft) -> str:
    """What two sources differ on, by name; by their own words where it has none."""
    if (about := _about(draft)) != UNNAMED or len(draft.spans) < 2:
        return f"“{about}”口径不一"
    return "、".join(_said_by(span) for span in reversed(draft.spans[:2]))


def _said_by(span: Span) -> str:
    return f"{span.speaker or title_told(span.document)}说“{trim(unnumbered(span, span.text), 40)}”"


def _day(parts: tuple[str, str, str]) -> dt.date:
    """A day of its digits; the earliest one where there is no such day."""
    try:
        return dt.date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return dt.date.min


def _shown_conflicts(findings: Findings, facts: Sequence[Draft]) -> list[Conflict]:
    shown: set[Span] = {draft.spans[0] for draft in of_sort(facts, "conflict:", "conflict")}
    return [c for c in findings.conflicts if c.relation == "conflict" and c.newer.span in shown]


def _deadlines(findings: Findings, facts: Sequence[Draft]) -> list[Draft]:
    """Facts that state a closing day still ahead, the next one first; none that our own side set."""
    material = findings.material
    days = [
        (day, place, draft)
        for place, draft in enumerate(facts)
        if draft.key.startswith(("term:", "change:"))
        and "截止" in draft.text
        and all(material.side(span) != "ours" for span in draft.spans)
        and (day := max(map(_day, _WHOLE_DAY.findall(draft.text)), default=dt.date.min)) >= material.as_of
    ]
    return [draft for _, _, draft in sorted(days, key=lambda one: one[:2])]
