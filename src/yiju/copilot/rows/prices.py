"""The last price that our side quoted: our own letters and price lists first, then what contracts state."""

import regex

from yiju.copilot.cues import attribute
from yiju.copilot.draft import Draft, attributed, fact
from yiju.copilot.material import Material, Span
from yiju.copilot.stated import states
from yiju.copilot.versions import superseded_ids
from yiju.store.types import Kind, Role

_MOST, _LISTED = 2, 4
_BESIDE = regex.compile(r"差|目标价|比价|高出|低于|上涨|下降|降低|限价|预算")
"""A price beside these is told of, not quoted."""
_OFFERS = regex.compile(
    r"报价|报价单|价格表|价目|单价|\b(?:quotation|quote|offer|price list)\b", regex.IGNORECASE
)
"""What a letter, a sheet or an annex that quotes is called."""
_EACH = regex.compile(
    r"(?:[\d,]+(?:\.\d+)?\s*(?:元|万元|欧元|美元)|(?:EUR|USD|CNY|RMB|€|¥|￥|\$)\s*[\d,]+(?:\.\d+)?|[\d,]+(?:\.\d+)?\s*(?:EUR|USD|CNY|RMB))"
    r"\s*(?:/|每|per\b|a\b)\s*(?:件|台|套|个|支|盒|只|吨|公斤|千克|kg|人份|测试|次|pc|piece|part|unit|set|test)",
    regex.IGNORECASE,
)
"""An amount for one of something."""
_CELL = regex.compile(r"(?:单价|价格|供货价|报价)[^|:：]{0,12}[:：]\s*[\d,]+(?:\.\d+)?")
_UNIT = regex.compile(
    r"(?:元|EUR|USD|CNY|RMB)\s*/\s*(?:件|台|套|个|支|盒|只|吨|kg|人份|测试|pc)", regex.IGNORECASE
)
"""Over a list of prices, or over one of its columns."""
_AMOUNT = regex.compile(r"[:：]\s*[\d,]+(?:\.\d+)?\s*(?:\||$|元)")
_RAW = regex.compile(
    r"[铝铜钢锌镍锂]价|原材料|基价|基准价|A00|长江现货|期货|联动|月均价|\bLME\b|raw material",
    regex.IGNORECASE,
)
"""What material costs is no price of ours."""


def last_prices(material: Material) -> list[Draft]:
    """The newest prices quoted or agreed, ours first; else the newest that anybody states."""
    gone = superseded_ids(material)
    known = [
        span
        for span in material.of(Kind.MAIL, Kind.NOTE, Kind.CONTRACT)
        if span.document.id not in gone and span.date and not _RAW.search(span.text)
    ]
    offers = [span for span in known if _offers(material, span)]
    quoted = _last([span for span in offers if span.document.kind is not Kind.CONTRACT])
    agreed = _last([span for span in offers if span.document.kind is Kind.CONTRACT])
    if quoted and agreed and agreed[0].day < quoted[0].day:
        agreed = []  # what was agreed before the last quotation is not the last
    if quoted or agreed:
        return [_draft(n, span) for n, span in enumerate((*quoted, *agreed))]
    price = attribute("价格")
    told = [span for span in known if states(price, span) and not _BESIDE.search(span.text)]
    told.sort(key=lambda s: (-s.day.toordinal(), s.key))
    return [_draft(n, span) for n, span in enumerate(told[:_MOST])]


def _offers(material: Material, span: Span) -> bool:
    """Whether a span quotes a price of ours in what is called a quotation, or is of a contract's list."""
    text = span.text
    named = " ".join((span.document.title, *span.paragraph.headings, text))
    listed = _AMOUNT.search(text) and (_CELL.search(text) or _UNIT.search(" ".join((named, text))))
    priced = _EACH.search(text) or (span.paragraph.role is Role.TABLE_ROW and listed)
    if not priced or _BESIDE.search(text) or not _OFFERS.search(named):
        return False
    return (
        span.document.kind is Kind.CONTRACT
        or material.side(span) == "ours"
        or (span.document.kind is Kind.NOTE and material.side(span) == "unknown")
    )


def _last(spans: list[Span]) -> list[Span]:
    last = max((span.day for span in spans), default=None)
    return sorted((span for span in spans if span.day == last), key=_place)[:_LISTED]


def _place(span: Span) -> tuple[str, int, int]:
    return span.document.id, span.paragraph.ordinal, span.start


def _draft(number: int, span: Span) -> Draft:
    if span.paragraph.role is Role.TABLE_ROW:
        key = f"price:{number}"
        return Draft(key, "fact", attributed(span, span.text), (span,), fallback=span.text)
    return fact(f"price:{number}", span)
