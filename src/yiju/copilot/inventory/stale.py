"""Which documents are out of date: by their rows alone, and by what stands in them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from yiju.copilot.contract_ends import find_contract_ends
from yiju.copilot.inventory.types import Stale
from yiju.copilot.material import Material
from yiju.copilot.retrieve import Reader
from yiju.copilot.versions import related
from yiju.retrieval.series import shelf_of
from yiju.store.types import Customer, Document, Kind

_MOST_ALIKE = 60
"""Documents of one customer whose titles are of one sort; more are not compared with each other."""


def by_rows(document: Document, cited: int, stale_days: int, as_of: dt.date) -> list[Stale]:
    """Undated, or old and never cited; a contract holds until its end, however old it is."""
    if document.date is None:
        # What a source brought cannot be taken in by hand: it would be a second document.
        brought = "url" in document.attributes
        how = "来源或原网页写明日期后会更新" if brought else "用 --date 重新导入可以补上"
        return [Stale(why="undated", said=f"日期不详：{how}")]
    age = (as_of - _last_day(document, document.date)).days
    if age > stale_days and not cited and document.kind is not Kind.CONTRACT:
        return [Stale(why="unused", said=f"{age} 天前，未被引用")]
    return []


def _last_day(document: Document, first: dt.date) -> dt.date:
    """Of a chat its last message's; else the document's own."""
    until = document.attributes.get("until", "")
    return dt.date.fromisoformat(until) if until else first


def by_content(
    reader: Reader, documents: Sequence[Document], as_of: dt.date
) -> tuple[dict[str, list[Stale]], int]:
    """Replaced by a newer edition though both are current; contracts past the end that they state.

    Args:
        documents: current ones of any customers of the viewer.

    Returns:
        Document id → why; and how many documents were not compared, for there are too many alike.
    """
    found: dict[str, list[Stale]] = defaultdict(list)
    left_out = 0
    customers = {customer.id: customer for customer in reader.customers()}
    of_customer: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        of_customer[document.customer_id].append(document)
    for customer_id, own in of_customer.items():
        compared, too_many = _alike(own)
        left_out += too_many
        contracts = [document for document in own if document.kind is Kind.CONTRACT]
        read = list({document.id: document for document in (*compared, *contracts)}.values())
        if not read:
            continue
        customer = customers.get(customer_id) or _nameless(own[0])
        material = Material(customer, tuple(read), tuple(reader.spans(read)), as_of, customer.seller)
        for older, newer, how in related(material, compared):
            if how == "replaced":
                said = f"已有更新的版本：《{newer.title}》（{newer.date or '日期不详'}）"
                found[older.id].append(Stale(why="superseded", said=said, by=newer.id))
        for end in find_contract_ends(material):
            if end.day < as_of:
                said = f"合同写明 {end.day} 到期" + ("，写有自动续期" if end.renews else "")
                found[end.span.document.id].append(Stale(why="ended", said=said))
    return {one: _first_of_each(reasons) for one, reasons in found.items()}, left_out


def _alike(documents: Iterable[Document]) -> tuple[list[Document], int]:
    """Those that share the sort of their title with another, and how many are too many of one sort."""
    shelves: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if shelf := shelf_of(document.kind, document.title):
            shelves[shelf].append(document)
    groups = [group for group in shelves.values() if len(group) > 1]
    few = [group for group in groups if len(group) <= _MOST_ALIKE]
    return [one for group in few for one in group], sum(len(g) for g in groups) - sum(len(g) for g in few)


def _first_of_each(reasons: Sequence[Stale]) -> list[Stale]:
    return list({one.why: one for one in reversed(reasons)}.values())


def _nameless(document: Document) -> Customer:
    return Customer(id=document.customer_id, name=document.customer, unit=document.unit)
