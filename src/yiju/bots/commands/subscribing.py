"""订阅, 退订, 订阅列表, 免打扰: what one is told without asking."""

from typing import Any

import regex

from yiju.bots.hearing import Hearing, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.intents_lists import split_topic
from yiju.bots.proactive.calendar_feeds import feed_of, unfollow
from yiju.bots.proactive.hours_typed import plain_hours
from yiju.bots.proactive.subscriptions import (
    Subscription,
    quiet_of,
    set_quiet,
    subscribe,
    subscriptions_of,
    unsubscribe,
)
from yiju.bots.typed import fold
from yiju.bots.types import Line, Turn
from yiju.errors import NotFound, YijuError, address

_UNKNOWN = "您的账号没有登记为用户，不能订阅。请管理员登记。"
_CALENDAR = {"日历", "calendar", "我的日历"}
_TOLD = {"hours": "提前 {} 小时", "at": "每天 {}", "days": "提前 {} 天"}
"""Options as they are told."""
_COUNT = regex.compile(r"(\d{1,3})\s*(?:个)?\s*(小时|天|日)")
_CLOCK = regex.compile(r"(?P<pm>下午|晚上)?\s*(?P<hour>\d{1,2})\s*(?:[:点时](?P<minute>\d{1,2}|半)?)")


def topics(h: Hearing, intent: Intent) -> Turn:
    """What there is, and what is wanted."""
    try:
        found = subscriptions_of(h.desk.store.sql, h.asker.user)
        quiet = quiet_of(h.desk.store.sql, h.asker.user)
    except NotFound:
        return h.say(_UNKNOWN)
    lines = [Line(text="订阅", style="heading")]
    lines += [
        Line(text=f"{'✓' if one.wanted else '○'} {one.called}{_options(one)}：{one.about}", style="item")
        for one in found
    ]
    if not h.read_along and (feed := feed_of(h.desk.store.sql, h.asker.user)):
        # The rest of the address is as good as a password.
        where = address(feed.url)
        lines.append(Line(text=f"✓ 日历：{where}，每半小时看一次。停止发“退订 日历”。", style="item"))
    lines.append(Line(text=f"免打扰：{quiet}。打 ✓ 的已订阅。", style="note"))
    lines.append(Line(text="发“订阅 每日速览”“退订 合同到期”或“免打扰 22:00-7:30”。", style="note"))
    buttons = [
        say_button(f"{verb} {one.called}", f"{verb} {one.called}")
        for one in found
        for verb in ("退订" if one.wanted else "订阅",)
    ]
    return h.say(*lines, title="订阅", buttons=buttons)


def want(h: Hearing, intent: Intent) -> Turn:
    """Subscribe to a topic, with what is said of when."""
    if not intent.text:
        return topics(h, intent)
    if fold(intent.text).strip() in _CALENDAR:
        return h.say("要我看您的日历，请把日历的订阅链接私下交给管理员登记；链接等于密码，不要发在群里。")
    name, rest = _named(intent.text)
    try:
        one = subscribe(h.desk.store.sql, h.asker.user, name, _given(name, rest))
    except NotFound:
        return h.say(_UNKNOWN)
    return h.say(f"已订阅{one.called}{_options(one)}：{one.about}。不想要了发“退订 {one.called}”。")


def unwant(h: Hearing, intent: Intent) -> Turn:
    """No longer."""
    if not intent.text:
        return topics(h, intent)
    sql, user = h.desk.store.sql, h.asker.user
    try:
        if fold(intent.text).strip() in {"全部", "所有", "全部订阅"}:
            for one in subscriptions_of(sql, user):
                unsubscribe(sql, user, one.topic)
            return h.say("已全部退订。")
        if fold(intent.text).strip() in _CALENDAR:
            return _no_calendar(h)
        one = unsubscribe(sql, user, _named(intent.text)[0])
    except NotFound:
        return h.say(_UNKNOWN)
    return h.say(f"已退订{one.called}。想要回来发“订阅 {one.called}”。")


def _no_calendar(h: Hearing) -> Turn:
    try:
        count = unfollow(h.desk.store.sql, h.asker.user, h.incoming.at)
    except YijuError:
        return h.say("您没有订阅日历。")
    return h.say(f"不再看您的日历，取消了从它来的 {count} 次以后的拜访。")


def quiet(h: Hearing, intent: Intent) -> Turn:
    """Hours in which nothing is sent."""
    sql, user = h.desk.store.sql, h.asker.user
    try:
        if not intent.text:
            return h.say(
                f"免打扰时间：{quiet_of(sql, user)}。要改发“免打扰 22:00-7:30”，不要免打扰发“免打扰 无”。"
            )
        off = fold(intent.text) in {"关", "关闭", "取消", "不要"}
        made = set_quiet(sql, user, "无" if off else plain_hours(fold(intent.text)))
    except NotFound:
        return h.say(_UNKNOWN)
    return h.say(
        f"免打扰时间：{made}。这段时间里我不主动发消息；您问我照答。{made.remark}"
        if str(made) != "无"
        else "已取消免打扰。"
    )


def _named(text: str) -> tuple[str, str]:
    found = split_topic(text)
    return (found[0].name, found[1]) if found else (text, "")


def _given(topic: str, rest: str) -> dict[str, Any]:
    """Options as people say them: 提前 2 小时, 提前30天, 早上8点半, 周末也发."""
    key = fold(rest)
    given: dict[str, Any] = {}
    count, clock = _COUNT.search(key), _CLOCK.search(key)
    if topic == "brief" and count and count[2] == "小时":
        given["hours"] = count[1]
    if topic == "contract" and count and count[2] != "小时":
        given["days"] = count[1]
    if topic == "digest" and clock:
        hour = int(clock["hour"]) + (12 if clock["pm"] and int(clock["hour"]) < 12 else 0)
        minute = {"半": "30"}.get(clock["minute"] or "", clock["minute"] or "00")
        given["at"] = f"{hour}:{minute}"
    if topic == "digest" and "周末" in key:
        given["weekends"] = not regex.search(r"周末(?:都)?(?:不|别|免)", key)
    return given


def _options(one: Subscription) -> str:
    given = one.options
    parts = [form.format(given[name]) for name, form in _TOLD.items() if name in given]
    parts += ["周末也发"] if given.get("weekends") else []
    return f"（{'，'.join(parts)}）" if parts else ""
