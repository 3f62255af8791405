"""The inventory of ``yiju sources``."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from yiju.store.labels import DOCUMENTS

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader


def inventory(reader: "Reader", customer: str = "") -> dict[str, Any]:
    """Every current document the viewer may see, with how much personal data it holds, and totals.

    ``personal_data`` is None for a document that was read before it was counted. The totals add up the
    documents: a value that stands in two counts twice.
    """
    from yiju.copilot.blotting import blotted
    from yiju.privacy import policy_of
    from yiju.privacy.counting import PERSONAL
    from yiju.store.documents import list_documents

    ids = [reader.customer(customer).id] if customer else None
    documents = list_documents(reader.store.sql, reader.viewer, customer_ids=ids)
    policy = policy_of(reader.store.settings)
    held = [_held(d.attributes.get(PERSONAL)) for d in documents]
    shown = [blotted(d, policy).model_dump(mode="json") for d in documents]
    return {
        "documents": [one | {PERSONAL: counts} for one, counts in zip(shown, held, strict=True)],
        "totals": {
            "documents": len(documents),
            "paragraphs": sum(d.paragraphs for d in documents),
            "pages": sum(d.pages or 0 for d in documents),
            "by_kind": dict(sorted(Counter(str(d.kind) for d in documents).items())),
            "by_customer": dict(sorted(Counter(d.customer for d in documents).items())),
            PERSONAL: dict(sum(map(Counter, filter(None, held)), Counter())),
            "uncounted": held.count(None),
            "undated": sum(d.date is None for d in documents),
        },
    }


def _held(kept: str | None) -> dict[str, int] | None:
    from yiju.privacy.counting import from_attribute

    return None if kept is None else from_attribute(kept)


def print_inventory(result: dict[str, Any]) -> None:
    """The inventory as a table."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from yiju.cli.output import shown_all
    from yiju.privacy.counting import told

    columns = ("编号", "客户", "类型", "日期", "标题", "页", "段", "个人信息", "提醒")
    table = Table(*columns, box=None, header_style="bold")
    for d in shown_all(result["documents"]):
        table.add_row(
            d["id"],
            escape(d["customer"]),
            DOCUMENTS[d["kind"]],
            d["date"] or "日期不详",
            escape(d["title"]),
            str(d["pages"] or ""),
            str(d["paragraphs"]),
            "未统计" if d["personal_data"] is None else told(d["personal_data"]),
            escape("；".join(d["warnings"])[:60]),
        )
    out = Console()
    out.print(table)
    totals = result["totals"]
    out.print(f"共 {totals['documents']} 份，{totals['paragraphs']} 段；日期不详 {totals['undated']} 份")
    uncounted = f"；{totals['uncounted']} 份未统计（早先导入）" if totals["uncounted"] else ""
    out.print(f"个人信息（各份合计）：{told(totals['personal_data']) or '没有找到'}{uncounted}")
