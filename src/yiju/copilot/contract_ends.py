"""When contracts end, where a contract's own clause says so in so many words."""

import datetime as dt
from dataclasses import dataclass

import regex

from yiju.copilot.material import Material, Span
from yiju.copilot.versions import superseded_ids
from yiju.store.types import Document, Kind

_DAY = r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
_RUNS = regex.compile(
    r"(?:合同|协议|有效期|期限|生效|服务期)[^。；;]{0,60}?"
    rf"(?:(?:至|到|截至)\s*{_DAY}\s*(?:止|为止|届满|终止|到期|期满|失效)"
    rf"|(?:有效期|期限)[^。；;]{{0,30}}?(?:至|到)\s*{_DAY}"
    rf"|(?:于|在)\s*{_DAY}\s*(?:届满|终止|到期|期满|失效))"
)
_RUNS_EN = regex.compile(
    r"(?:agreement|contract|term)\b[^.;]{0,80}?\b(?:until|through|expires? on|ends? on|terminates? on)\s+"
    r"(20\d\d)-(\d{1,2})-(\d{1,2})",
    regex.IGNORECASE,
)
_OF_ANOTHER = regex.compile(
    r"保修|质保|保证期|保函|投标|报价|证书|许可证|执照|授权书|租赁物|账期|对账|考核|保密期|价格有效"
)
"""Periods of something else than the contract."""
_LENGTHENED = regex.compile(r"自动(?:续|顺|延)|自动延长|automatically renew", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContractEnd:
    """A contract's last day, as its clause states it. ``renews``: it says that it goes on by itself."""

    span: Span
    day: dt.date
    renews: bool = False


def find_contract_ends(material: Material) -> list[ContractEnd]:
    """One for each contract in force that states its last day, soonest first; of several the latest day."""
    superseded = superseded_ids(material)
    found: dict[str, ContractEnd] = {}
    for span in material.of(Kind.CONTRACT):
        document = span.document
        if document.id in superseded or not (day := _last_day(span.text)):
            continue
        before = found.get(document.id)
        if before is None or day > before.day:
            found[document.id] = ContractEnd(span, day, _renews(material, document))
    return sorted(found.values(), key=lambda one: one.day)


def _last_day(text: str) -> dt.date | None:
    if _OF_ANOTHER.search(text):
        return None
    match = _RUNS.search(text) or _RUNS_EN.search(text)
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        return dt.date(parts[-3], parts[-2], parts[-1])
    except ValueError:
        return None


def _renews(material: Material, document: Document) -> bool:
    spans = material.by_document.get(document.id, [])
    return any(_LENGTHENED.search(span.text) for span in spans)
