"""The inventory of ``yiju sources``."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from yiju.store.labels import DOCUMENTS

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader


def inventory(reader: "Reader", customer: str = "") -> dict[str, Any]:
    """Every current document the viewer may see, and totals by kind and customer."""
    from yiju.store.documents import list_documents

    ids = [reader.customer(customer).id] if customer else None
    documents = list_documents(reader.store.sql, reader.viewer, customer_ids=ids)
    return {
        "documents": [d.model_dump(mode="json") for d in documents],
        "totals": {
            "documents": len(documents),
            "paragraphs": sum(d.paragraphs for d in documents),
            "pages": sum(d.pages or 0 for d in documents),
            "by_kind": dict(sorted(Counter(str(d.kind) for d in documents).items())),
            "by_customer": dict(sorted(Counter(d.customer for d in documents).items())),
            "undated": sum(d.date is None for d in documents),
        },
    }


def print_inventory(result: dict[str, Any]) -> None:
    """The inventory as a table."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from yiju.cli.output import shown_all

    table = Table("编号", "客户", "类型", "日期", "标题", "页", "段", "提醒", box=None, header_style="bold")
    for d in shown_all(result["documents"]):
        table.add_row(
            d["id"],
            escape(d["customer"]),
            DOCUMENTS[d["kind"]],
            d["date"] or "日期不详",
            escape(d["title"]),
            str(d["pages"] or ""),
            str(d["paragraphs"]),
            escape("；".join(d["warnings"])[:60]),
        )
    out = Console()
    out.print(table)
    totals = result["totals"]
    out.print(f"共 {totals['documents']} 份，{totals['paragraphs']} 段；日期不详 {totals['undated']} 份")
