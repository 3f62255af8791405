"""What a supplement (补充协议) changes in the contract it belongs to; all else there holds on."""

from collections import defaultdict
from collections.abc import Sequence

import regex

from yiju.copilot.cues import Attribute, attributes
from yiju.copilot.material import Material, Span
from yiju.copilot.stated import measure_of, states
from yiju.copilot.versions import spans_in
from yiju.retrieval.series import read_edition, same_series
from yiju.store.types import Document, Kind

_CALLED = regex.compile(r"《([^》]{2,60})》")
_CLAUSE = regex.compile(
    r"第\s*([\d.]+|[一二三四五六七八九十百]+)\s*[条款](?:第?\s*[（(]?[\d一二三四五六七八九十]+[）)]?\s*[款项])?"
)
_CHANGES = regex.compile(
    r"修改|修订|变更|调整|更改|改为|改成|替换|取代|代替|废止|删除|取消|不再适用|以本协议为准|重新约定|\b(?:amended|replaced|deleted|restated)\b",
    regex.I,
)
_HEAD = 12
"""Spans of a supplement in which it says what it belongs to."""


def supplements_of(material: Material, documents: Sequence[Document]) -> list[tuple[Document, Document]]:
    """Pairs ``(contract, supplement)`` of one customer: by the title, or by the one that its head names."""
    contracts = [d for d in documents if d.kind is Kind.CONTRACT]
    bases = [d for d in contracts if not read_edition(d.kind, d.title).supplement]
    return [
        (base, one)
        for one in contracts
        if read_edition(one.kind, one.title).supplement
        for base in bases
        if base.customer_id == one.customer_id and not _after(base, one) and _belongs(material, base, one)
    ]


def amended(
    material: Material, pairs: Sequence[tuple[Document, Document]]
) -> frozenset[tuple[str, int, int]]:
    """Keys of a contract's spans that a supplement restates: its clause, or another value."""
    found: set[tuple[str, int, int]] = set()
    for base, supplement in pairs:
        clauses: set[str] = set()
        values: dict[str, list[tuple[Attribute, Span, str]]] = defaultdict(list)
        for span in spans_in(material, supplement):
            if _CHANGES.search(span.text):
                clauses |= {match[1].strip(".") for match in _CLAUSE.finditer(span.text)}
            for attribute in attributes():
                if value := states(attribute, span):
                    values[attribute.name].append((attribute, span, value))
        for span in spans_in(material, base):
            if _clause_of(span) in clauses or any(
                _other_value(attribute, span, said)
                for attribute in attributes()
                if (said := values.get(attribute.name))
            ):
                found.add(span.key)
    return frozenset(found)


def _belongs(material: Material, base: Document, supplement: Document) -> bool:
    one = read_edition(base.kind, base.title)
    if same_series(one, read_edition(supplement.kind, supplement.title)) == "same":
        return True
    head = " ".join(span.text for span in spans_in(material, supplement)[:_HEAD])
    return any(same_series(one, read_edition(base.kind, name)) for name in _CALLED.findall(head))


def _after(base: Document, supplement: Document) -> bool:
    return base.date is not None and supplement.date is not None and base.date > supplement.date


def _clause_of(span: Span) -> str:
    """The clause's number: ``8.2``, or ``十二`` of 第十二条."""
    clause = (span.paragraph.locator.clause or "").strip()
    match = _CLAUSE.fullmatch(clause)
    return match[1] if match else clause.strip("第条款.") or "-"


def _other_value(attribute: Attribute, span: Span, said: Sequence[tuple[Attribute, Span, str]]) -> bool:
    """Whether a span states the attribute of the same kind in the same unit otherwise than the supplement."""
    value = states(attribute, span)
    own = measure_of(value) if value else None
    if own is None:
        return False
    kinds = set(attribute.kinds.findall(span.text))
    others = []
    for _, other, stated in said:
        theirs = set(attribute.kinds.findall(other.text))
        measure = measure_of(stated)
        if measure and measure[1] == own[1] and not (kinds and theirs and kinds.isdisjoint(theirs)):
            others.append(measure)
    return bool(others) and own not in others
