"""The inventory for people, at any width: ids and dates stay whole, all else wraps."""

from typing import TYPE_CHECKING

from yiju.cli.output import shown

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from yiju.copilot.inventory.listing import Inventory
    from yiju.copilot.inventory.types import Index, Listed

_MOST_WARNING = 60
LANGUAGES = {
    "zh": "中文",
    "en": "英文",
    "de": "德文",
    "ja": "日文",
    "ko": "韩文",
    "fr": "法文",
    "es": "西文",
    "it": "意文",
    "pt": "葡文",
    "nl": "荷文",
    "pl": "波兰文",
    "ru": "俄文",
    "other": "其他语言",
}


def print_table(found: "Inventory") -> None:
    """Documents, and below them what they come to."""
    out, table = _begin("编号", "客户与资料", "日期", "状态", "提醒")
    for one in found.documents:
        table.add_row(one.id, _what(one), str(one.date or "日期不详"), _state(one), _told(one))
    out.print(table)
    _print_totals(found, out)


def print_gaps(found: "Inventory") -> None:
    """What customers lack."""
    from rich.markup import escape

    from yiju.store.labels import DOCUMENTS

    if not found.gaps:
        _console().print("各客户要有的资料都有，也够新。")
        return
    out, table = _begin("客户", "类型", "最近", "缺什么", whole=("类型", "最近"))
    for gap in found.gaps:
        kind = DOCUMENTS[gap.kind] if gap.kind else "全部"
        table.add_row(escape(shown(gap.customer)), kind, str(gap.last or "无"), escape(shown(gap.said)))
    out.print(table)
    out.print(f"共 {len(found.gaps)} 处缺口，{len({gap.customer_id for gap in found.gaps})} 个客户")


def _begin(*columns: str, whole: tuple[str, ...] = ("编号", "日期")) -> "tuple[Console, Table]":
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(name, no_wrap=name in whole, overflow="fold")
    return _console(), table


def _console() -> "Console":
    from rich.console import Console

    return Console()


def _what(one: "Listed") -> str:
    from rich.markup import escape

    from yiju.store.labels import DOCUMENTS

    language = LANGUAGES.get(one.language, one.language)
    parts = [one.customer, DOCUMENTS[one.kind], one.format, language]
    return f"{escape(shown(one.title))}\n[dim]{escape(shown(' · '.join(filter(None, parts))))}[/dim]"


def _state(one: "Listed") -> str:
    size = (f"{one.pages} 页 " if one.pages else "") + f"{one.paragraphs} 段"
    whole = "完整度不详" if one.coverage is None else f"完整度 {one.coverage:.0%}"
    return "\n".join([size, whole, _index(one.index)])


def _index(index: "Index") -> str:
    told = {"dense": "有向量", "none": "没有可检索的文字", "keyword": "关键词"}
    return told.get(index.state, f"关键词，向量 {index.dense}/{index.chunks}")


def _told(one: "Listed") -> str:
    from rich.markup import escape

    from yiju.privacy.counting import told

    personal = "个人信息未统计" if one.personal_data is None else told(one.personal_data)
    warnings = shown("；".join(one.warnings))[:_MOST_WARNING]
    rights = "" if not one.open_restricted else "原件受限" if one.opens else "受限"
    parts = [*(shown(stale.said) for stale in one.stale), personal, warnings, rights]
    return escape("\n".join(filter(None, parts)))


def _print_totals(found: "Inventory", out: "Console") -> None:
    from yiju.privacy.counting import PERSONAL, told
    from yiju.store.labels import DOCUMENTS

    totals = found.totals
    out.print(f"共 {totals['documents']} 份，{totals['paragraphs']} 段；日期不详 {totals['undated']} 份")
    for name, label, called in (
        ("by_kind", "类型", DOCUMENTS),
        ("by_format", "格式", {}),
        ("by_language", "语言", {**LANGUAGES, "": "未判断"}),
    ):
        counts = "，".join(f"{called.get(value, value)} {count}" for value, count in totals[name].items())
        if counts:
            out.print(f"{label}：{counts}", markup=False)
    if totals.get("not_compared"):
        out.print(f"{totals['not_compared']} 份同类标题太多，没有互相比较新旧")
    uncounted = f"；{totals['uncounted']} 份未统计（早先导入）" if totals["uncounted"] else ""
    out.print(f"个人信息（各份合计）：{told(totals[PERSONAL]) or '没有找到'}{uncounted}")
    out.print(f"索引：{found.index.said}", markup=False)
    if found.gaps:
        out.print(f"缺口 {len(found.gaps)} 处：yiju sources --gaps")
