"""What one can subscribe to, and the options each topic takes."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Literal

from yiju.errors import YijuError
from yiju.store.types import Frozen

TopicName = Literal["brief", "digest", "signal", "contract", "commitment"]

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{1,2}))?")


class Option(Frozen):
    """An option of a topic: its name, what it is by itself, and what it means, in Chinese."""

    name: str
    default: Any
    about: str


class Topic(Frozen):
    """A topic: its name in tables and on the command line, and what people call it.

    Attributes:
        wanted: whether one gets it without having said anything.
    """

    name: TopicName
    called: str
    about: str
    wanted: bool = False
    options: tuple[Option, ...] = ()

    @property
    def defaults(self) -> dict[str, Any]:
        """Option → its value where none was chosen."""
        return {option.name: option.default for option in self.options}


TOPICS: tuple[Topic, ...] = (
    Topic(
        name="brief",
        called="拜访简报",
        about="拜访前几小时，把这位客户的一页要点发给你",
        wanted=True,
        options=(Option(name="hours", default=3, about="拜访前几小时发（1 到 48）"),),
    ),
    Topic(
        name="digest",
        called="每日速览",
        about="每天一次：今天的拜访、要兑现的承诺、快到期的合同、客户的新资料",
        options=(
            Option(name="at", default="08:30", about="几点发"),
            Option(name="weekends", default=False, about="周末也发（true 或 false）"),
        ),
    ),
    Topic(
        name="signal",
        called="客户动向",
        about="招标文件出了新版、数值有变化、客户的人反复提到同一件事",
    ),
    Topic(
        name="contract",
        called="合同到期",
        about="合同快到期时提醒",
        options=(Option(name="days", default=60, about="提前几天（1 到 365）"),),
    ),
    Topic(
        name="commitment",
        called="承诺逾期",
        about="我方答应的事到期没有做，或客户又来催",
    ),
)
_BY_NAME = {topic.name: topic for topic in TOPICS}
_ALSO = {"简报": "brief", "日报": "digest", "速览": "digest", "动向": "signal", "信号": "signal"} | {
    "合同": "contract",
    "承诺": "commitment",
    "逾期": "commitment",
}
"""Shorter names that people type."""


def find_topic(text: str) -> Topic | None:
    """The topic of this name, by what it is called or by its short form; None where there is none."""
    wanted = unicodedata.normalize("NFKC", text).strip().lower()
    for topic in TOPICS:
        if wanted in {topic.name, topic.called}:
            return topic
    short = _ALSO.get(wanted)
    return next((topic for topic in TOPICS if topic.name == short), None)


def topic_named(text: str) -> Topic:
    """As ``find_topic``. Raises YijuError where there is none."""
    found = find_topic(text)
    if found is None:
        known = "、".join(topic.called for topic in TOPICS)
        raise YijuError(f"没有“{text[:40]}”这种订阅。", hint=f"可以订阅：{known}。")
    return found


def options_from(topic: Topic, given: Mapping[str, Any]) -> dict[str, Any]:
    """Checked options; values may be texts, as typed.

    Raises:
        YijuError: an option that the topic does not have, or a value that it cannot take.
    """
    known = topic.defaults
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            have = "、".join(known) or "没有选项"
            raise YijuError(f"{topic.called}没有选项 {name}。", hint=f"可用的：{have}。")
        found[name] = _CHECKS[name](name, value)
    return found


def clock(text: str) -> dt.time:
    """A time of day as typed: ``8:30``, ``8：30``, ``8``. Raises YijuError."""
    match = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise YijuError(f"时间看不懂：{text[:20]}", hint="写成 8:30 这样的时间。")
    return dt.time(int(match[1]), int(match[2] or 0))


_SAID = {"hours": "提前 {} 小时", "days": "提前 {} 天"}
"""Whole numbers among the options, as they are told."""


def _whole(least: int, most: int) -> Callable[[str, Any], int]:
    def check(name: str, value: Any) -> int:
        text = str(value).strip()
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            said = _SAID[name].format(f"{least} 到 {most}")
            raise YijuError(f"可以{said}，不能是 {text[:20]}。", hint="写整数。")
        return int(text)

    return check


def _moment(_: str, value: Any) -> str:
    return f"{clock(str(value)):%H:%M}"


def _yes(name: str, value: Any) -> bool:
    text = str(value).strip().lower()
    if text in {"true", "1", "yes", "是", "要"}:
        return True
    if text in {"false", "0", "no", "否", "不要"}:
        return False
    raise YijuError(f"{name} 要写 true 或 false，不是 {text[:20]}。")


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "hours": _whole(1, 48),
    "days": _whole(1, 365),
    "at": _moment,
    "weekends": _yes,
}
