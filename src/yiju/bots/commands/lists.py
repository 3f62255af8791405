"""我的客户, 待办承诺, 今天的拜访; and paging, of these and of suggestions."""

import datetime as dt
import re
from collections.abc import Sequence

from yiju.bots.asking_back import which
from yiju.bots.commands.promises import open_promises
from yiju.bots.commands.sources import list_sources
from yiju.bots.hearing import Hearing, next_page, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.listed import places_of
from yiju.bots.proactive.visits import list_visits
from yiju.bots.showing import message_of
from yiju.bots.types import Button, Line, Message, Source, Turn
from yiju.bots.wording import NO_CUSTOMERS, NOTHING_SHOWN
from yiju.errors import YijuError
from yiju.ingest.visible import visible_line
from yiju.sandbox.moments import CHINA, local
from yiju.store.types import Customer

_CUSTOMERS, _PROMISES = 15, 5
"""Rows on a page."""
_MOST_CUSTOMERS = 20
"""Customers whose promises are looked up at once: each takes a while."""
OLD = "久未落实"
"""Promises of which more than a year nothing was heard."""
_HOW_KEPT = "一年多没有下文；已兑现的，导入说得明的邮件或纪要后不再列出"
_DATED = re.compile(r"(?:(?P<year>20\d\d)年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})[日号]?")
_WEEKDAYS = "一二三四五六日"


def customers(h: Hearing, intent: Intent) -> Turn:
    """The customers that one may see."""
    return _customers(h, 0)


def _customers(h: Hearing, page: int) -> Turn:
    names = list(h.called.values())
    if not names:
        return h.say(NO_CUSTOMERS)
    start = page * _CUSTOMERS
    lines = [Line(text=f"您的客户（{len(names)} 个）", style="heading")]
    lines += [
        Line(lead=f"{n}.", text=visible_line(name), style="item")
        for n, name in enumerate(names[start : start + _CUSTOMERS], start + 1)
    ]
    lines.append(Line(text="发“拜访策略 客户名称”，或直接问。", style="note"))
    return _listed(h, "customers", lines, page, len(names), _CUSTOMERS, title="我的客户")


def commitments(h: Hearing, intent: Intent) -> Turn:
    """Promises not kept yet, ours first, each with where it was given."""
    if not h.customers:
        return h.say(NO_CUSTOMERS)
    chosen = list(h.customers.values())
    if intent.customers or intent.called:
        found = which(h, intent)
        if isinstance(found, Turn):
            return found
        chosen = [found]
    return _commitments(h, chosen, 0)


def _commitments(h: Hearing, chosen: Sequence[Customer], page: int) -> Turn:
    looked = list(chosen)[:_MOST_CUSTOMERS]
    h.working("正在核对承诺…")
    found = [promise for customer in looked for promise in open_promises(h.reader, customer, h.day)]
    found.sort(key=lambda one: one.order)
    one = looked[0] if len(looked) == 1 else None
    title = f"待办承诺 · {h.called[one.id]}" if one else "待办承诺"
    left = f"只看了前 {_MOST_CUSTOMERS} 个客户；其余请发“待办承诺 客户名称”。"
    notes = [Line(text=left, style="note")] if len(chosen) > len(looked) else []
    if not found:
        return h.say("没有未兑现的承诺（按通话、邮件和纪要）。", *notes, title=title)
    late, old = sum(one.late for one in found), sum(one.stale for one in found)
    start = page * _PROMISES
    counts = [f"其中逾期 {late} 项"] if late else []
    counts += [f"{OLD} {old} 项，列在最后"] if old else []
    head = "，".join((f"{title}：{len(found)} 项", *counts))
    lines = [Line(text=head, style="heading")]
    number, headed = 1, False
    for at, promise in enumerate(found):
        sources = tuple(
            Source(number=number + n, tag=visible_line(c.tag)) for n, c in enumerate(promise.citations)
        )
        number += len(promise.citations)
        if start <= at < start + _PROMISES:
            if promise.stale and not headed:
                lines.append(
                    Line(text=f"{OLD}（一年多没有下文；兑现了请导入说明兑现的邮件或纪要）", style="heading")
                )
                headed = True
            text = promise.text if one else f"{h.called[promise.customer.id]} · {promise.text}"
            lines.append(Line(lead=f"{at + 1}.", text=visible_line(text), style="item", sources=sources))
    lines += notes
    memory = {"customer": one.id} if one else {}
    cited = places_of([c for promise in found for c in promise.citations])
    turn = _listed(h, "commitments", lines, page, len(found), _PROMISES, title=title, sources=cited, **memory)
    kept = turn.memory.pending | {"customers": [c.id for c in looked] if one else []}
    return turn.model_copy(update={"memory": turn.memory.model_copy(update={"pending": kept})})


def visits(h: Hearing, intent: Intent) -> Turn:
    """Planned visits: of today, where no other day is said."""
    when = intent.text or "今天"
    first, days = _days(h.day, when)
    since = dt.datetime.combine(first, dt.time(), CHINA)
    until = since + dt.timedelta(days=days)
    found = list_visits(h.desk.store.sql, h.viewer, user=h.asker.user, since=since, until=until)
    span = (
        f"{when}（{first:%m-%d}）"
        if days == 1
        else f"{when}（{first:%m-%d} 到 {first + dt.timedelta(days - 1):%m-%d}）"
    )
    if not found:
        return h.say(f"{span}没有登记的拜访。", title="拜访安排")
    lines = [Line(text=f"{span}的拜访", style="heading")]
    for number, visit in enumerate(found, 1):
        at = local(visit.at)
        clock = f"{at:%H:%M}" if days == 1 else f"{at:%m-%d} 周{_WEEKDAYS[at.weekday()]} {at:%H:%M}"
        name = h.called.get(visit.customer_id, visit.customer)
        subject = "" if h.read_along else visible_line(visit.subject)  # a calendar's own words
        text = " · ".join(part for part in (clock, name, subject) if part)
        lines.append(Line(lead=f"{number}.", text=text, style="item"))
    names = dict.fromkeys(h.called.get(v.customer_id, v.customer) for v in found)
    buttons = [say_button(f"拜访策略 {name}", f"拜访策略 {name}") for name in list(names)[:3]]
    only = found[0].customer_id if len(names) == 1 else h.memory.customer
    return h.say(*lines, title="拜访安排", buttons=buttons, customer=only)


def more(h: Hearing, intent: Intent) -> Turn:
    """The next page, the one before, or the one of a number."""
    pending = h.memory.pending
    if pending.get("kind") == "list":
        page = _page(intent, int(pending.get("page", 0)))
        count = int(pending.get("pages", 1))
        if not 0 <= page < count:
            return _no_page(h, intent, page, count)
        if pending.get("what") == "customers":
            return _customers(h, page)
        if pending.get("what") == "sources":
            return list_sources(h, page)
        ids = pending.get("customers") or list(h.customers)
        chosen = [h.customers[one] for one in ids if one in h.customers]
        return _commitments(h, chosen, page) if chosen else h.say(NOTHING_SHOWN)
    if h.shown is None:
        return h.say("没有可以翻的页。" + NOTHING_SHOWN)
    page, count = _page(intent, h.memory.page), len(h.shown.pages)
    return turn_to(h, page) if 0 <= page < count else _no_page(h, intent, page, count)


def turn_to(h: Hearing, page: int) -> Turn:
    """This page, from 0, of the suggestion shown last; the last one where it has fewer."""
    if h.shown is None:
        return h.say(NOTHING_SHOWN)
    page = min(page, len(h.shown.pages) - 1)
    memory = h.remembering(page=page, suggestion=h.shown.suggestion.id)
    return Turn(messages=(message_of(h.shown, page),), memory=memory)


def section(h: Hearing, said: str) -> Turn | None:
    """The page on which the section of this title begins; None where nothing shown has it."""
    page = h.shown.titles.get(said) if h.shown else None
    return None if page is None else turn_to(h, page)


def _no_page(h: Hearing, intent: Intent, page: int, count: int) -> Turn:
    if count == 1:
        said = "就这一页。"
    elif intent.kind == "page":
        said = f"没有第 {page + 1} 页：共 {count} 页。"
    else:
        said = "已经是第一页。" if page < 0 else "已经是最后一页。"
    return Turn(messages=h.say(said).messages, memory=h.memory)


def _page(intent: Intent, at: int) -> int:
    if intent.kind == "page":
        return intent.numbers[0] - 1
    return at + (-1 if intent.kind == "back" else 1)


def _listed(
    h: Hearing, what: str, lines: list[Line], page: int, count: int, room: int, *, title: str, **kept: object
) -> Turn:
    """A list's page; feedback and numbers after it are no longer of the suggestion before."""
    pages = -(-count // room)
    buttons: list[Button] = []
    if pages > 1:
        lines.append(Line(text=f"第 {page + 1}/{pages} 页", style="note"))
    if page + 1 < pages:
        buttons.append(next_page(page, pages))
    sources = kept.pop("sources", [])
    pending = {"kind": "list", "what": what, "page": page, "pages": pages, "sources": sources}
    memory = h.remembering(pending=pending, suggestion="", page=0, **kept)
    return Turn(messages=(Message(title=title, lines=tuple(lines), buttons=tuple(buttons)),), memory=memory)


def _day(today: dt.date, when: str) -> dt.date | None:
    """3月12日, of this year where none is said; the 12日 of this month. None: it is told otherwise."""
    match = _DATED.fullmatch(when)
    if match is None:
        return None
    year, month, day = (int(match[part] or 0) for part in ("year", "month", "day"))
    try:
        return dt.date(year or today.year, month or today.month, day)
    except ValueError as error:
        raise YijuError(f"没有{when}这一天。") from error


def _days(today: dt.date, when: str) -> tuple[dt.date, int]:
    """First day and number of days."""
    if (one := _day(today, when)) is not None:
        return one, 1
    ahead = {"明天": 1, "明日": 1, "后天": 2}.get(when, 0)
    monday = today - dt.timedelta(days=today.weekday())
    if when in {"本周", "这周", "这星期", "这个星期"}:
        return monday, 7
    if when == "下周":
        return monday + dt.timedelta(days=7), 7
    if when in {"近期", "最近"}:
        return today, 14
    return today + dt.timedelta(days=ahead), 1
