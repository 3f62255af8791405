"""A chat as its programs export it: messages, each with its moment, its sender and its words.

Moments without a zone are taken as written; those counted since 1970 are given in China's time.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

CHINA = dt.timezone(dt.timedelta(hours=8))
"""Fixed: no summer time since 1991, and no table of zones is needed."""
_MILLISECONDS = 100_000_000_000
_EARLIEST, _LATEST = 946_684_800, 4_102_444_800
"""Seconds: the years 2000 to 2100. Other numbers are no moments."""
_MOMENT = re.compile(
    r"^\D?(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})日?[ T,，\u3000]*"
    r"(?:(?:星期|周).[ ]*)?(?P<part>上午|下午|晚上|中午|凌晨|早上|傍晚)?[ ]*"
    r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?(?:[.,]\d{1,9})?"
    r"[ ]?(?P<half>[AaPp][Mm])?[ ]?(?P<zone>Z|[+-]\d{2}:?\d{2})?\D?$"
)
_AFTERNOON = frozenset("下午 晚上 傍晚 pm".split())


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        at: its moment, without zone. exact: its seconds are known.
        sender: as the program names them; may be empty.
        text: what they wrote. note: what it was instead of words (图片, 语音, 撤回, 系统提示 …), else empty.
        quoted: what of another message it repeats; quoted_sender: whose that was.
    """

    at: dt.datetime
    sender: str
    text: str
    note: str = ""
    quoted: str = ""
    quoted_sender: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat, read. ``title``: of the group, or with whom; ``app``: 微信, 企业微信, 钉钉 or 聊天."""

    messages: tuple[Message, ...]
    title: str = ""
    app: str = ""
    preamble: tuple[str, ...] = field(default=())


def moment_of(value: object) -> tuple[dt.datetime, bool] | None:
    """A moment and whether its seconds are known: counted since 1970 (s or ms), or written with its date.

    None for anything else, clock times and offsets from a start included.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{10}(?:\d{3})?", value.strip()):
        value = int(value.strip())
    if isinstance(value, int | float):
        number = value / 1000 if value > _MILLISECONDS else value
        if not _EARLIEST <= number < _LATEST:
            return None
        return dt.datetime.fromtimestamp(int(number), CHINA).replace(tzinfo=None), True
    match = _MOMENT.match(value.strip()) if isinstance(value, str) and len(value) < 60 else None
    return _written(match) if match else None


def _written(match: re.Match[str]) -> tuple[dt.datetime, bool] | None:
    hour = int(match["hour"])
    said = (match["part"] or match["half"] or "").lower()
    if said in _AFTERNOON and hour < 12:
        hour += 12
    elif said in ("am", "凌晨") and hour == 12:
        hour = 0
    try:
        at = dt.datetime(int(match["year"]), int(match["month"]), int(match["day"]), hour,
                         int(match["minute"]), int(match["second"] or 0))  # fmt: skip
    except ValueError:
        return None
    if match["zone"]:
        zone = dt.datetime.strptime(match["zone"].replace("Z", "+0000").replace(":", ""), "%z").tzinfo
        at = at.replace(tzinfo=zone).astimezone(CHINA).replace(tzinfo=None)
    return at, match["second"] is not None


def in_order(messages: Sequence[Message]) -> list[Message] | None:
    """The messages from the oldest on; None where their times go to and fro, as no export's do."""
    steps = len(messages) - 1
    forward = sum(a.at <= b.at for a, b in pairwise(messages))
    back = sum(a.at >= b.at for a, b in pairwise(messages))
    if max(forward, back) < 0.8 * steps:
        return None
    return list(messages) if forward >= back else list(reversed(messages))


_PLACEHOLDER = re.compile(
    r"^[\[【(（<](?P<what>图片|照片|语音|语音通话|语音消息|视频|视频通话|视频号|表情|动画表情|表情包|位置|文件|链接|小程序|名片|个人名片|"
    r"红包|微信红包|转账|聊天记录|通话|音乐|直播|接龙|投票|日程|待办|image|photo|voice|video|sticker|file|link)"
    r"(?:消息)?(?P<more>[^\]】)）>]{0,80})[\]】)）>]\s*(?P<rest>[\s\S]*)$",
    re.IGNORECASE,
)
_NOTES = {
    "image": "图片", "photo": "图片", "picture": "图片", "照片": "图片", "图片": "图片", "voice": "语音",
    "audio": "语音", "语音": "语音", "语音消息": "语音", "video": "视频", "视频": "视频", "sticker": "表情",
    "emotion": "表情", "表情": "表情", "动画表情": "表情", "表情包": "表情", "file": "文件", "link": "链接",
    "system": "系统提示", "系统": "系统提示", "系统通知": "系统提示", "recall": "撤回", "revoke": "撤回",
}  # fmt: skip
_WORDLESS = frozenset("图片 语音 视频 表情 系统提示 撤回".split())
_RECALLED = re.compile(
    r"^[^\n。，]{0,40}?(?:撤回|recalled)(?:了)?(?:一条|a)(?:成员)?\s?(?:消息|message)[^\n]{0,20}$"
)
_SYSTEM = re.compile(
    r"^[^\n]{0,60}(?:邀请.{1,60}加入了?群聊|加入了?群聊|移出了?群聊|退出了?群聊|修改群名为|拍了拍|以上是打招呼的(?:内容|消息)|"
    r"现在可以开始聊天了|开启了朋友验证|消息已发出，但被对方拒收|领取了.{0,20}红包|成为新的?群主|开启了群.{0,12}|设置了?群公告|"
    r"与群里其他人都不是微信朋友关系|创建了?群聊)[^\n]{0,40}$"
)
_SYSTEM_SENDERS = frozenset("系统消息 系统提示 系统通知 系统 通知 system 群系统消息".split())
_BOXED = re.compile(
    r"^\s*[「『“\"](?P<sender>[^\n:：「」“”\"]{1,40})[:：]\s*(?P<said>[\s\S]{0,5000}?)[」』”\"]\s*\n"
    r"\s*(?:[-–—_]\s?){3,}\s*\n(?P<rest>[\s\S]*)$"
)
_BEHIND = re.compile(
    r"^(?P<rest>[\s\S]*?)\n?\s*(?:[\[【(（](?:引用|回复)[\]】)）]|(?:引用|回复)[:：])\s*"
    r"(?:(?P<sender>[^\n:：]{1,40})[:：])?\s*(?P<said>[\s\S]*)$"
)
_POINTED = re.compile(r"^(?P<quoted>(?:\s*>[^\n]*\n)+)(?P<rest>[\s\S]*)$")


def note_of(kind: str) -> str:
    """What a message of this kind is instead of words, by the kind's name in an export; else empty."""
    bare = kind.strip().lower()
    note = _NOTES.get(bare, _NOTES.get(bare.removesuffix("消息").removesuffix("message").strip(), ""))
    return note if note in _WORDLESS else ""


def told(message: Message) -> Message:
    """The message with what of it are no words of its sender's set apart: placeholders, notices, quotes."""
    text = message.text.strip()
    if message.note:
        return replace(message, text=text)
    if message.sender.strip().lower() in _SYSTEM_SENDERS:
        return replace(message, text=text, note="撤回" if _RECALLED.match(text) else "系统提示")
    if _RECALLED.match(text):
        return replace(message, text=text, note="撤回")
    if _SYSTEM.match(text):
        return replace(message, text=text, note="系统提示")
    placeholder = _PLACEHOLDER.match(text)
    if placeholder and not placeholder["rest"].strip():
        what = placeholder["what"].lower()
        more = placeholder["more"].strip(" :：-")
        named = what in ("文件", "链接", "聊天记录", "小程序", "file", "link") and len(more) > 1
        return replace(message, text=text, note="" if named else _NOTES.get(what, what))
    return _unquoted(replace(message, text=text))


def _unquoted(message: Message) -> Message:
    """What a reply repeats of another's message is not what its sender says."""
    boxed = _BOXED.match(message.text)
    if boxed and boxed["rest"].strip():
        return replace(message, text=boxed["rest"].strip(), quoted=boxed["said"].strip(),
                       quoted_sender=boxed["sender"].strip())  # fmt: skip
    pointed = _POINTED.match(message.text)
    if pointed and pointed["rest"].strip():
        said = "\n".join(line.strip().lstrip("> ") for line in pointed["quoted"].strip().split("\n"))
        return replace(message, text=pointed["rest"].strip(), quoted=said)
    behind = _BEHIND.match(message.text)
    if behind and behind["rest"].strip() and behind["said"].strip():
        return replace(message, text=behind["rest"].strip(), quoted=behind["said"].strip(),
                       quoted_sender=(behind["sender"] or "").strip())  # fmt: skip
    return message


def left_out(messages: Iterable[Message]) -> str:
    """What is no words, counted, as a warning's line; empty where there is none."""
    counts = Counter(message.note for message in messages if message.note)
    return "、".join(f"{note} {count} 条" for note, count in counts.most_common())


def exact_times(messages: Sequence[Message]) -> Iterator[str]:
    """Each message's time of day: ``10:21``; with seconds where its sender wrote twice in that minute."""
    minutes = Counter(
        (message.sender, message.at.replace(second=0)) for message in messages if not message.note
    )
    for message in messages:
        twice = minutes[message.sender, message.at.replace(second=0)] > 1 and message.exact
        yield f"{message.at:%H:%M:%S}" if twice else f"{message.at:%H:%M}"
