"""What counts as the same paragraph, and what of a page is no news however often it changes.

Whoever writes a page writes what is matched here: every expression is bounded, and none begins within a
number, so that no text takes longer than its length.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_COUNTED = "浏览|阅读|点击|访问|查看|人气|下载|关注|评论|点赞|收藏|转发|分享|已读|热度|围观"
_AMOUNT = r"\d[\d,.]{0,15}(?:万|w\+?|k\+?|\+)?"
_BEGIN = r"(?<![\d,.])"
_COUNTER = re.compile(
    rf"(?:本?(?:页|文|站|网站|公告|信息)(?:被|已|已被)?)?(?:{_COUNTED})"
    rf"(?:(?:次数|总数|人数|人次|总量|量|数|率)[:为是]?\[?{_AMOUNT}\]?(?:人次|次|人|条)?"
    rf"|:\[?{_AMOUNT}\]?(?:人次|次|人|条)?|\[?{_AMOUNT}\]?(?:人次|次))"
    rf"|您是(?:本站)?(?:的)?第{_AMOUNT}[位名个](?:访客|访问者|客人|来访者)"
    rf"|(?:当前|目前|今日)?在线(?:人数)?[:为是]?{_AMOUNT}人?"
    rf"|\b(?:views?|hits?|reads?|visitors?|visits?|downloads?|likes?)[:=]?{_AMOUNT}"
    rf"|{_BEGIN}{_AMOUNT}(?:views?|hits?|reads?|visitors?|visits?|downloads?|likes?)\b"
    rf"|{_BEGIN}{_AMOUNT}(?:次|人)(?:{_COUNTED})",
    re.IGNORECASE,
)
_DAY = r"(?:\d{2,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}[日号]?)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}[-/.]\d{1,2})"
_HOUR = r"(?:[上下]午)?\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}秒?|分)?"
_WEEKDAY = r"(?:星期|周|礼拜)[一二三四五六日天]"
_MOMENT = rf"(?:{_DAY}t?|{_HOUR}|{_WEEKDAY}|农历\w{{2,12}}|z|\+\d{{2}}:?\d{{2}})"
_NOW = re.compile(
    rf"(?<![:为是于至到在])(?:(?:今天|今日)[是为:]{{0,2}}(?:{_DAY}|{_WEEKDAY}|农历\w{{2,12}})[,]?(?:{_MOMENT}[,]?){{0,7}}"
    rf"|(?:当前时间|现在时间|现在|系统时间)[是为:]{{0,2}}(?:{_MOMENT}[,]?){{1,8}})"
)
"""A page's own clock. “今日 17:00” is when something happens, and so is what stands behind a label."""
_CLOCK = re.compile(
    rf"北京时间[是为:]{{0,2}}(?=.{{0,80}}(?:{_WEEKDAY}|:\d{{2}}:))(?:{_MOMENT}(?::\d{{2}})?[,]?){{1,8}}"
)
"""Alone, and with the seconds or the day of the week: else “北京时间” says of a deadline how it is meant."""
_PUBLISHED = (
    "(?:发布|更新|刷新|发表|修改|录入|采集|抓取|生成|打印|最后更新|最近更新|上次更新)(?:时间|日期|于)?"
    "|published|updated|lastupdated?"
)
_STAMP = re.compile(rf"(?:{_PUBLISHED}):?(?:{_MOMENT}){{1,8}}", re.IGNORECASE)
"""A label of publication and a moment. A deadline has another label, or a heading above it: that is news."""
_AGE = re.compile(r"(?<!\d)(?:\d{1,6}(?:秒|秒钟|分钟|小时|天|周|个月)前|刚刚|昨天|前天)")
_NEVER = re.compile(
    rf"(?:本?(?:页|文|站|网站|公告|信息))?(?:被|已|已被)?(?:{_COUNTED})(?:次数|总数|人数|人次|总量|量|数|率)?"
    rf"|(?:当前|目前|今日)?在线(?:人数)?|今天是?|今日|当前时间|现在时间|系统时间|北京时间|{_PUBLISHED}"
    r"|views?|hits?|reads?|visitors?|visits?|downloads?|likes?",
    re.IGNORECASE,
)
"""What stands beside or above a number or a moment that is never news."""
_BARE = re.compile(rf"(?:{_WEEKDAY}|[上下]午|[年月日号时点分秒万亿元千百]|[\W\d_tz])*")
"""A number, a sum or a moment alone: what it means is said by its label or heading."""
_SIGNS = re.compile(r"[\W_]*")
_ENDS = "|｜·,;。、[]()【】《》-—_ "
_LONGEST = 20_000
"""Characters of a paragraph within which counters are looked for: a longer one is compared as it stands."""
_LABEL = 30
"""Characters of the longest label or heading that says what a bare value below it is."""


def key_of(text: str, above: str = "", label: str = "") -> str:
    """The text as it is compared: width, case, blanks and counters apart. Empty where it is never news.

    Args:
        above: the paragraph before it, as :func:`squeezed`. label: the last short one that was no bare value.
    """
    plain = squeezed(text)
    if len(plain) > _LONGEST:
        return plain
    plain = _NOW.sub("", _COUNTER.sub("", plain))
    if _CLOCK.fullmatch(plain):
        return ""
    if _SIGNS.fullmatch(_AGE.sub("", _STAMP.sub("", plain))):
        return ""
    plain = plain.strip(_ENDS)
    if not _is_bare(plain):
        return plain
    if _NEVER.fullmatch(above.strip(_ENDS + ":")):
        return ""
    return f"{label.strip(_ENDS)}\0{plain}" if label else plain


def keys_of(texts: Iterable[str]) -> list[str]:
    """:func:`key_of` for each paragraph of a page, in its order: a bare value by what stands above it, too.

    So a deadline or a price below a heading counts as if it stood behind it, and a number below “浏览次数”
    is a counter.
    """
    keys = []
    above = label = ""
    for text in texts:
        keys.append(key_of(text, above, label))
        above = squeezed(text)
        if not _is_bare(above):
            said = keys[-1][: 4 * _LABEL]
            said = _AGE.sub("", _STAMP.sub("", said))
            label = said if len(said) <= _LABEL else ""
    return keys


def squeezed(text: str) -> str:
    """Without what width, case and blanks add to it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())


def _is_bare(plain: str) -> bool:
    return len(plain) <= _LONGEST and _BARE.fullmatch(plain) is not None


def fingerprint(texts: Iterable[str]) -> str:
    """Of what a page says, in hex: the same for two pages between which there is no news and nothing is lost.

    The order counts little: what moved within a page, with its label, is the same page.
    """
    counted = Counter(filter(None, keys_of(texts)))
    lines = sorted(f"{count}\0{key}" for key, count in counted.items())
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


_ALIKE = 60.0
"""From this likeness (in percent, of the characters) on, one paragraph is another one changed."""
_MOST_PAIRED = 400
"""Paragraphs of each side that are compared with all others: more are a page made anew."""
_LOOKED_AT = 1000
"""Characters of each by which two are likened: as many pairs of pages without end would take hours."""


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
    was, now = dict(had), dict(has)
    pairs = [(a, b) for a, b in pairs if _value(was[a]) != _value(now[b])]  # its heading alone has changed
    return (
        [one for one, _ in fresh if one not in to_ids],
        [one for one, _ in lost if one not in from_ids],
        pairs,
    )


def _keyed(paragraphs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    keys = keys_of(text for _, text in paragraphs)
    return [(one, key) for (one, _), key in zip(paragraphs, keys, strict=True) if key]


def _value(key: str) -> str:
    return key.rpartition("\0")[2]


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
        [key[:_LOOKED_AT] for _, key in lost],
        [key[:_LOOKED_AT] for _, key in fresh],
        scorer=fuzz.ratio,
        score_cutoff=_ALIKE,
    )
    found = [(-likeness[at, to], abs(at - to), at, to) for at, to in zip(*likeness.nonzero(), strict=True)]
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, _, at, to in sorted(found):
        if at not in taken and to not in used:
            taken[at] = to
            used.add(to)
    return [(lost[at][0], fresh[to][0]) for at, to in sorted(taken.items(), key=lambda pair: pair[1])]
