"""What counts as the same paragraph, and what of a page is no news however often it changes."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_COUNTED = "浏览|阅读|点击|访问|查看|人气|下载|关注|评论|点赞|收藏|转发|分享|已读|热度|围观"
_NUMBER = r"\d[\d,.]*(?:万|w\+?|k\+?|\+)?"
_COUNTER = re.compile(
    rf"(?:本?(?:页|文|站|网站|公告|信息)(?:被|已|已被)?)?(?:{_COUNTED})"
    rf"(?:(?:次数|总数|人数|人次|总量|量|数|率)[:为是]?\[?{_NUMBER}\]?(?:人次|次|人|条)?"
    rf"|:\[?{_NUMBER}\]?(?:人次|次|人|条)?|\[?{_NUMBER}\]?(?:人次|次))"
    rf"|您是(?:本站)?(?:的)?第{_NUMBER}[位名个](?:访客|访问者|客人|来访者)"
    rf"|(?:当前|目前|今日)?在线(?:人数)?[:为是]?{_NUMBER}人?"
    rf"|\b(?:views?|hits?|reads?|visitors?|visits?|downloads?|likes?)[:=]?{_NUMBER}"
    rf"|{_NUMBER}(?:views?|hits?|reads?|visitors?|visits?|downloads?|likes?)\b"
    rf"|{_NUMBER}(?:次|人)(?:{_COUNTED})",
    re.IGNORECASE,
)
_DAY = r"(?:\d{2,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}[日号]?)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}[-/.]\d{1,2})"
_HOUR = r"(?:[上下]午)?\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}秒?|分)?"
_WEEKDAY = r"(?:星期|周|礼拜)[一二三四五六日天]"
_MOMENT = rf"(?:{_DAY}t?|{_HOUR}|{_WEEKDAY}|农历\w{{2,12}}|z|\+\d{{2}}:?\d{{2}})"
_NOW = re.compile(rf"(?:今天|今日|当前时间|现在时间|现在|系统时间|北京时间)[是为:]{{0,2}}(?:{_MOMENT}[,]?)+")
_STAMP = re.compile(
    rf"(?:(?:发布|更新|刷新|发表|修改|录入|采集|抓取|生成|打印|最后更新|最近更新|上次更新)(?:时间|日期|于)?"
    rf"|日期|时间|published|updated|lastupdated?|date)?[:]?(?:{_MOMENT})+",
    re.IGNORECASE,
)
"""A label of publication and a moment. A deadline has another label: that it moves is news."""
_AGE = re.compile(r"(?:\d+(?:秒|秒钟|分钟|小时|天|周|个月)前|刚刚|昨天|前天)")
_REST = re.compile(r"[\W\d_]*")


def key_of(text: str) -> str:
    """The text as it is compared: width, case, blanks and counters apart. Empty where it is never news."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"\s+", "", plain)
    plain = _NOW.sub("", _COUNTER.sub("", plain))
    without = _AGE.sub("", _STAMP.sub("", plain))
    return "" if _REST.fullmatch(without) else plain.strip("|｜·,;。、[]()【】《》-—_ ")


def fingerprint(texts: Iterable[str]) -> str:
    """Of what a page says, in hex: the same for two pages between which there is no news and nothing is lost.

    The order counts little: what moved within a page is the same page.
    """
    counted = Counter(key for text in texts if (key := key_of(text)))
    lines = sorted(f"{count}\0{key}" for key, count in counted.items())
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


_ALIKE = 60.0
"""From this likeness (in percent, of the characters) on, one paragraph is another one changed."""
_MOST_PAIRED = 400
"""Paragraphs of each side that are compared with all others: more are a page made anew."""


def compare(
    old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]
) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """What is new, what is gone, and what changed, between two versions; moves are none of these.

    Args:
        old, new: (id, text) of their paragraphs, in reading order.

    Returns:
        Ids of new ones; of gone ones; pairs (old id, new id) of changed ones. Each in reading order.
    """
    had, has = _keyed(old), _keyed(new)
    lost = _without(had, Counter(key for _, key in has))
    fresh = _without(has, Counter(key for _, key in had))
    pairs = _pairs(lost, fresh)
    from_ids, to_ids = {one for one, _ in pairs}, {one for _, one in pairs}
    return (
        [one for one, _ in fresh if one not in to_ids],
        [one for one, _ in lost if one not in from_ids],
        pairs,
    )


def _keyed(paragraphs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(one, key) for one, text in paragraphs if (key := key_of(text))]


def _without(paragraphs: Sequence[tuple[str, str]], known: Counter[str]) -> list[tuple[str, str]]:
    """Those whose text does not stand on the other side, as often as it stands here."""
    left = []
    for one, key in paragraphs:
        if known[key] > 0:
            known[key] -= 1
        else:
            left.append((one, key))
    return left


def _pairs(lost: Sequence[tuple[str, str]], fresh: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each lost paragraph with the fresh one that it became: the likeliest pairs first, each used once."""
    from rapidfuzz import fuzz, process

    lost, fresh = lost[:_MOST_PAIRED], fresh[:_MOST_PAIRED]
    likeness = process.cdist(
        [key for _, key in lost], [key for _, key in fresh], scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    found = [(-likeness[at, to], abs(at - to), at, to) for at, to in zip(*likeness.nonzero(), strict=True)]
    taken: dict[int, int] = {}
    for _, _, at, to in sorted(found):
        if at not in taken and to not in taken.values():
            taken[at] = to
    return sorted(
        ((lost[at][0], fresh[to][0]) for at, to in taken.items()),
        key=lambda pair: [one for one, _ in fresh].index(pair[1]),
    )
