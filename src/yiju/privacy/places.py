"""Where somebody can be reached: mail addresses, messenger accounts, postal addresses."""

import re
from collections.abc import Iterator

from yiju.privacy.types import Found

_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_%+][A-Za-z0-9._%+-]{0,63}"
    r"(?:[ ]?@[ ]?|[ ]?[(\[]at[)\]][ ]?)(?:[A-Za-z0-9-]{1,63}(?:\.|[ ]?[(\[]dot[)\]][ ]?)){1,4}[A-Za-z]{2,24}"
    r"|(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9._点杠-]{1,40}艾特[A-Za-z0-9-]{1,63}(?:点[A-Za-z]{2,24}){1,3}"
    r"|[\u4e00-\u9fffA-Za-z0-9._-]{1,16}@[\u4e00-\u9fffA-Za-z0-9-]{1,20}\.(?:中国|公司|网络)"
)
_ACCOUNT = re.compile(
    r"(?:微信号?|v信|薇信|钉钉号|(?<![A-Za-z])(?:vx|wx)号?|wechat|weixin)"
    r"[ ]?(?:id)?[ ]?[:是为(][ ]?([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_-])"
    r"|(?:QQ号?)[ ]?(?:[:是为])?[ ]?([1-9][0-9]{4,10})(?![0-9])"
    r"|(?:(?:微信号?|v信|薇信|钉钉号)[ ]?|(?<![A-Za-z])(?:vx|wx|wechat|weixin)号?[ ])"
    r"((?=[A-Za-z_-]{1,19}[0-9])[A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_.-])",
    re.IGNORECASE,
)
"""Without a sign between the word and the id, the id must hold a digit: 微信App is none."""
_ROOM = (
    r"(?:[\u4e00-\u9fff]{2,8}(?:大厦|广场|中心|大楼|写字楼|产业园|科技园))?"
    r"(?:[A-Za-z0-9一二三四五六七八九十甲乙东南西北-]{1,6}(?:号楼|栋|幢|座|单元|楼|层|室|房|号)){0,5}"
    r"(?:(?<=[栋幢座元楼层园厦])(?:[0-9]{1,3}-[0-9]{1,4}F?(?![0-9.])|[0-9]{2,4}(?![0-9.-])))?"
)
_NO_PLACE = r"(?![线标机车炉泵站令工])"
_STREET = re.compile(
    r"(?:(?<![线电回油气管铁思套通])路|街|大道|巷|弄|胡同|里)"
    r"(?:[东南西北中]|[东南西北中一二三四五六七八九十]段)?[ ]?"
    rf"(?:[0-9]{{1,5}}(?:[-/之][0-9]{{1,4}})?[ ]?[号弄]{_NO_PLACE}){_ROOM}"
    r"|(?:(?<![线电回油气管铁道思套通])路|街|大道|巷|胡同)"
    rf"[零〇一二三四五六七八九十百]{{1,5}}号{_NO_PLACE}{_ROOM}"
)
_ESTATE = re.compile(
    r"(?:小区|花园|公寓|新村|家园|苑|家属院|宿舍|大厦|广场|产业园|工业园区?|科技园|创业园|软件园)[ ]?"
    rf"(?:[0-9]{{1,3}}|[A-Z][A-Z0-9-]{{0,3}})(?:号楼|栋|幢|座){_ROOM}"
    rf"|(?:大厦|广场|写字楼|公寓)[ ]?[0-9]{{1,3}}(?:楼|层)[ ]?[0-9]{{2,5}}(?:室|房){_ROOM}"
    r"|(?:村|屯)(?:[0-9一二三四五六七八九十]{1,3}组)?[0-9]{1,4}号" + _NO_PLACE
)
_HAN = r"(?!政府|[的为是被将了在])[\u4e00-\u9fff]"
_DISTRICT = re.compile(
    rf"市(?:(?![区县市镇]){_HAN}){{1,7}}[区县市镇](?:(?![路街道镇乡]){_HAN}){{1,8}}(?:路|街道|街|道|镇|乡)"
    rf"(?:(?![村社小]){_HAN}){{0,6}}(?:村|社区|小区)?(?=[,，.;:。、；！？!?)\s了的吧]|\Z)"
)
"""An address without a number: a city, a district, a street."""
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]{1,24}\Z")
_PROVINCE = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_CITY = re.compile(r"[\u4e00-\u9fff]{2,3}市")
_LEAD = re.compile(
    r".*(?:位于|地址|住址|寄到|送到|寄往|送往|搬到|搬至|住在|因此|所以|座落于|坐落于|但是|以及|或者|到了|在|到|址|是|为|的|了|去|往|从|于|和)"
)
_NAME = 8
"""Most characters of a street's or an estate's name where nothing says where it begins."""


def places(text: str) -> Iterator[Found]:
    """Every way to reach somebody. ``text``: as ``read`` gives it."""
    for match in _MAIL.finditer(text):
        yield ("email", *match.span())
    for match in _ACCOUNT.finditer(text):
        yield ("account", *match.span(match.lastindex or 0))
    for pattern in (_STREET, _ESTATE):
        for match in pattern.finditer(text):
            start = _begins(text, match.start())
            if start < match.start():
                yield ("address", start, match.end())
    for match in _DISTRICT.finditer(text):
        if (start := _begins(text, match.start())) < match.start():
            yield ("address", start, match.end())


def _begins(text: str, at: int) -> int:
    """Where the address begins whose street's or estate's name ends at ``at``: at a province, a city, after a
    word that leads to it, else a few characters before.
    """
    before = _HAN_BEFORE.search(text[max(0, at - 24) : at])
    if before is None:
        return at
    han = before[0]
    start = at - len(han)
    if (province := _PROVINCE.search(han)) is not None:
        return start + province.start()
    lead = _LEAD.match(han)
    begin = lead.end() if lead is not None and lead.end() < len(han) else 0
    if (city := _CITY.search(han, begin)) is not None and city.start() - begin <= 1:
        return start + begin
    return start + max(begin, len(han) - _NAME)
