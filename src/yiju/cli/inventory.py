"""``yiju sources``: the inventory."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yiju.cli.kinds import kind_of
from yiju.cli.output import print_json
from yiju.cli.session import As, Data, Json, reading

if TYPE_CHECKING:
    from yiju.copilot.inventory.listing import Inventory
    from yiju.store.types import Kind


def sources(
    customer: Annotated[str, typer.Option("--customer", help="只看这个客户。")] = "",
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="只看这类资料，如 合同，可写几次。")
    ] = None,
    unit: Annotated[str, typer.Option("--unit", help="只看这个单元。")] = "",
    since: Annotated[
        str | None, typer.Option("--since", help="只看这一天以来的，如 2026-01-15；日期不详的不算。")
    ] = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="只看过时的：有新版、已到期、没日期、久未引用。")
    ] = False,
    gaps: Annotated[bool, typer.Option("--gaps", help="只看各客户缺什么资料。")] = False,
    unindexed: Annotated[bool, typer.Option("--unindexed", help="只看向量还没算完的。")] = False,
    warnings: Annotated[bool, typer.Option("--warnings", help="只看读取时有提醒的。")] = False,
    originals: Annotated[
        bool, typer.Option("--check-originals", help="查看原件还在不在、改没改（逐个读文件，较慢）。")
    ] = False,
    form: Annotated[Literal["table", "csv"], typer.Option("--format", help="table 或 csv。")] = "table",
    today: Annotated[str | None, typer.Option("--today", help="以哪一天为“今天”，如 2026-03-10。")] = None,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """资料清单：每份资料的类型、日期、语言、完整度、索引状态，谁缺什么，什么过时了。"""
    from yiju.cli.span import day
    from yiju.copilot.inventory.listing import inventory
    from yiju.copilot.inventory.types import Asked
    from yiju.store.days import today as china_today

    asked = Asked(
        customer=customer,
        unit=unit,
        kinds=_kinds(kinds or []),
        since=day(since, "--since"),
        stale=stale,
        unindexed=unindexed,
        warned=warnings,
        originals=originals,
        as_of=day(today, "--today") or china_today(),
    )
    with reading(data, user) as reader:
        found = inventory(reader, asked)
    if json:
        print_json(_as_json(found))
    elif form == "csv":
        from yiju.cli.inventory_csv import print_csv

        print_csv(found, gaps=gaps)
    else:
        from yiju.cli.inventory_table import print_gaps, print_table

        print_gaps(found) if gaps else print_table(found)


def _kinds(named: list[str]) -> "tuple[Kind, ...]":
    return tuple(kind_of(one) for one in named)


def _as_json(found: "Inventory") -> dict[str, object]:
    return {
        "documents": [one.model_dump(mode="json") for one in found.documents],
        "totals": found.totals,
        "gaps": [one.model_dump(mode="json") for one in found.gaps],
        "index": found.index.model_dump(mode="json"),
    }
