"""Documents that are editions of one by their titles: contracts, price lists and reports, year by year.

Tenders go by their text (``editions.py``): theirs are titled anew each time. Everything here is cautious:
what cannot be told stays as it is, a document of its own.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from yiju.retrieval.editions import precedes

_NUMERAL = {sign: at for at, sign in enumerate("零一二三四五六七八九十")}
_N = r"(?:\d{1,2}|[一二三四五六七八九十])"
_SUPPLEMENT = regex.compile(
    r"(?:之|的)?(?:补充|变更|修改|附加)(?:协议书?|合同|约定|条款)|修正案|\b(?:amendment|addendum|supplement(?:al|ary)?)\b(?:\s+agreement)?",
    regex.I,
)
_COUNTED = regex.compile(rf"[（(]?\s*(?:之|第|no\.?)?\s*{_N}\s*(?:号|份)?\s*[）)]?\s*$", regex.I)
"""The number of a supplement, at its title's end."""
_NUMBER = regex.compile(
    rf"第\s*({_N})\s*[版稿轮]|(?<![a-z0-9])v\s?(\d{{1,2}})(?:\.\d+)*(?![a-z0-9])|\brev(?:ision)?\.?\s*(\d{{1,2}})"
    r"|\b(\d)(?:st|nd|rd|th)\s+(?:edition|round)",
    regex.I,
)
_REVISED = regex.compile(
    r"(?:修订|修改|修正|更正|变更|更新|调整)(?:后|版|稿|本)?|新版|最新版?|终版|终稿|最终版|定稿|续签|重签|换签"
    r"|\b(?:amended(?:\s+(?:and|&)\s+restated)?|restated|revised|updated|renewed|final)\b",
    regex.I,
)
_FIRST = regex.compile(
    r"初版|首版|原版|旧版|初稿|草案|草稿|征求意见稿|讨论稿|\b(?:draft|original|initial)\b", regex.I
)
_PLAIN = regex.compile(
    r"扫描件|盖章版?|签署版|双签版?|正式版|电子版|纸质版|副本|复印件|\b(?:signed|copy|scan)\b", regex.I
)
"""Words about the paper, not about what it says."""
_DAY = regex.compile(
    r"(?<!\d)20\d\d\s*(?:[-/._]\s*\d{1,2}\s*[-/._]\s*\d{1,2}|年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[01]\d[0-3]\d(?!\d))"
    r"|(?<![A-Za-z\d-])20\d\d[-/._]\d{1,2}(?!\d)"
)
_YEAR = regex.compile(r"(?<!\d)(?:fy\s*)?(20\d\d)(?!\d)\s*(?:年度?|财年)?", regex.I)
_REPLY = regex.compile(r"^\s*(?:(?:re|fwd?|aw|回复|答复|转发)\s*[:：]\s*)+", regex.I)
_STANDING = regex.compile(
    r"框架|年度|长期|经销|代理|分销|供货|供应|价格|服务|维保|租赁|质量|保密|合作|订阅"
    r"|\b(?:framework|annual|master|supply|distribution|service|maintenance|lease|subscription)\b",
    regex.I,
)
"""Contracts that go on until the next one, where a purchase is done when it is done."""
_PRICES = regex.compile(
    r"报价[单表书函]?|价目表|价格表|价格清单|\b(?:price\s?list|quotation|quote)\b", regex.I
)
_LEAST = 3
"""Characters that a series' name has at least."""
_NAMED = 4
"""The same for a name that is the end of a longer one (框架合同, 甲公司框架合同)."""

Class = Literal["tender", "contract", "price", "report", "letter", ""]
Relation = Literal["replaced", "yearly", ""]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a title says of a document's place among its like.

    Attributes:
        class_: what it is an edition of; ``letter``: a quotation by mail, told apart by round and replaced by
            none; empty for what has no editions.
        series: the title without years, dates and words of edition.
        year: printed in the title; None where none is.
        number: of the edition (第二版, V2, 第三轮); 0 where none is printed.
        standing: 1 where the title says that it was revised, -1 where it says that it is a first draft.
        supplement: whether it only adds to or amends another.
        goes_on: whether its like hold until the next one is made.
    """

    class_: Class
    series: str
    year: int | None
    number: int
    standing: int
    supplement: bool
    goes_on: bool


@lru_cache(maxsize=8192)
def read_edition(kind: str, title: str) -> Edition:
    """Take a title apart. ``kind``: a value of ``store.types.Kind``."""
    text = _REPLY.sub("", unicodedata.normalize("NFKC", title))
    supplement = _SUPPLEMENT.search(text) is not None
    name = _DAY.sub(" ", text)
    year = _YEAR.search(name)
    number = _NUMBER.search(name)
    bare = name
    if supplement:
        bare = _COUNTED.sub("", _SUPPLEMENT.sub("", _YEAR.sub(" ", bare)).strip())
    for pattern in (_NUMBER, _YEAR, _FIRST, _REVISED, _PLAIN):
        bare = pattern.sub(" ", bare)
    series = "".join(c for c in bare.casefold() if c.isalnum())
    series = regex.sub(r"^(?:关于|对于|就)|的$", "", series)
    standing = -1 if _FIRST.search(name) else int(_REVISED.search(name) is not None)
    return Edition(
        _class_of(kind, text),
        series,
        int(year[1]) if year else None,
        _count(next(filter(None, number.groups()))) if number else 0,
        standing,
        supplement,
        _STANDING.search(text) is not None,
    )


def relation(
    older: tuple[str, str, dt.date | None],
    newer: tuple[str, str, dt.date | None],
    akin: Callable[[], bool],
) -> Relation:
    """What a document (kind, title, date) is to another of the same customer.

    ``replaced``: the other holds in its stead. ``yearly``: the other is the same report of a later year; each
    is right for its own. ``akin``: whether their texts are editions of one; asked where titles do not tell.
    """
    one, other = read_edition(*older[:2]), read_edition(*newer[:2])
    if not one.class_ or one.class_ != other.class_ or one.class_ == "letter":
        return ""
    if one.class_ == "tender":
        return "replaced" if precedes(older[2], older[1], newer[2], newer[1]) and akin() else ""
    if one.supplement or other.supplement or not _earlier(one, older[2], other, newer[2]):
        return ""
    alike = same_series(one, other)
    if not alike:
        return ""
    named = other.number > one.number or other.standing > one.standing
    if one.class_ == "report":
        years = _year(one, older[2]), _year(other, newer[2])
        if alike == "end" and not akin():
            return ""
        return "replaced" if years[0] == years[1] and named else "yearly" if years[0] != years[1] else ""
    if one.class_ == "price":
        return "replaced" if alike == "same" or akin() else ""
    if not named and not (one.goes_on and other.goes_on):
        return ""
    return "replaced" if (named and alike == "same") or akin() else ""


def same_series(one: Edition, other: Edition) -> Literal["same", "end", ""]:
    """Whether two titles name one series: in the same words, or one with more in front."""
    if one.class_ != other.class_ or min(len(one.series), len(other.series)) < _LEAST:
        return ""
    if one.series == other.series:
        return "same"
    short, long = sorted((one.series, other.series), key=len)
    return "end" if len(short) >= _NAMED and long.endswith(short) else ""


def shelf_of(kind: str, title: str) -> str:
    """What two titles share wherever they may be of one series; empty for what has no editions.

    All tenders share it: their titles say little.
    """
    edition = read_edition(kind, title)
    return f"{edition.class_} {'' if edition.class_ == 'tender' else edition.series[-_LEAST:]}".strip()


def year_of(kind: str, title: str, date: dt.date | None) -> int | None:
    """The year that a document is of: as its title says, else of its date."""
    return _year(read_edition(kind, title), date)


def edition_order(kind: str, title: str, date: dt.date | None) -> tuple[int, str, int, int]:
    """Sorts the editions of one series, the oldest first."""
    edition = read_edition(kind, title)
    return (_year(edition, date) or 0, date.isoformat() if date else "", edition.number, edition.standing)


def _year(edition: Edition, date: dt.date | None) -> int | None:
    return edition.year or (date.year if date else None)


def _earlier(one: Edition, date: dt.date | None, other: Edition, other_date: dt.date | None) -> bool:
    if one.year and other.year and one.year != other.year:
        return one.year < other.year
    if date and other_date and date != other_date:
        return date < other_date
    return (one.number, one.standing) < (other.number, other.standing)


def _class_of(kind: str, title: str) -> Class:
    priced = _PRICES.search(title) is not None
    match kind:
        case "tender":
            return "tender"
        case "contract":
            return (
                "price"
                if priced and not regex.search("合同|协议|agreement|contract", title, regex.I)
                else "contract"
            )
        case "report" | "note":
            return "price" if priced else "report" if kind == "report" else ""
        case "mail":
            return "letter" if priced else ""
    return ""


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMERAL[text]
