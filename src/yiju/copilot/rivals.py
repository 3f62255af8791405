"""Competitors, as the material itself names them."""

from collections import defaultdict

import regex

from yiju.copilot.cues import cue
from yiju.copilot.material import Material, Span
from yiju.store.types import Kind

_PLACE = (
    r"(?:\p{Han}{2}(?:省|市)|江苏|浙江|广东|山东|北京|上海|天津|重庆|深圳|苏州|宁波|武汉|安徽|四川|湖北"
    r"|湖南|福建|河北|河南|江西)"
)
_STRONG = r"(?:精密|生物|科技|医疗|诊断|电子|重工|实业|集团|股份)"
_WEAK = r"(?:\p{Han}{0,8}(?:股份|有限|责任)\p{Han}{0,2}公司)"
_COMPANY = regex.compile(
    rf"(?<!\p{{Han}})(?:其中)?{_PLACE}?(?P<name>(?![第其本一该某])\p{{Han}}{{2,4}}?)(?:{_STRONG}|{_WEAK})"
)
"""A company at the beginning of a clause: 江苏恒川精密…, 启元生物."""
_TALK = (Kind.CALL, Kind.MAIL, Kind.NOTE)
_MANY = 2
"""Documents that name a company before it counts as one of this account's."""


def find_rivals(material: Material) -> frozenset[str]:
    """Short names of companies that are neither party and that a source speaks of as one who competes."""
    customer, seller = material.customer, material.seller
    own = (customer.name, *customer.aliases, seller.name, *seller.people)
    told: dict[str, set[str]] = defaultdict(set)
    heard: set[str] = set()
    for span in material.spans:
        if span.document.kind in {Kind.CONTRACT, Kind.TENDER, Kind.REPORT}:
            continue
        for match in _COMPANY.finditer(span.text):
            name = match["name"]
            if not any(name in party or party in name for party in own if party):
                told[name].add(span.document.id)
    if not told:
        return frozenset()
    named = regex.compile("|".join(regex.escape(name) for name in sorted(told, key=len, reverse=True)))
    for span in material.spans:
        names = set(named.findall(span.text))
        if not names:
            continue
        labels = " ".join((span.document.title, *span.document.attributes.values()))
        offered = span.document.kind in _TALK and cue("competitor", "offer").search(span.text)
        for name in names:
            told[name].add(span.document.id)
            if offered or cue("competitor").search(labels):
                heard.add(name)
    return frozenset(name for name in heard if len(told[name]) >= _MANY)


def speaks_of_rival(span: Span, names: frozenset[str]) -> bool:
    """Whether a sentence names a competitor, or tells of a nameless one."""
    return any(name in span.text for name in names) or cue("competitor").search(span.text) is not None
