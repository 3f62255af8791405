"""``yiju eval citations``: how well the advice that was given is grounded, by mode and model."""

from typing import Annotated

import typer

from yiju.cli.output import print_json, shown_all
from yiju.cli.session import As, Data, Json, reading


def citations(
    customer: Annotated[str | None, typer.Option("--customer", help="只看这个客户的建议。")] = None,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """给出过的建议：引用的召回与精确（ALCE，逐条论断）、剔除的比例，按方式和模型分开。"""
    from yiju.evals.grounding import MODES, grounding
    from yiju.store.suggestions import list_suggestions

    with reading(data, user) as reader:
        rows = grounding(list_suggestions(reader.store.sql, reader.viewer, customer))
    if json:
        print_json({"modes": rows})
        return
    if not rows:
        print("还没有给出过建议。")
    for row in rows:
        name = MODES[row["mode"]] + (f" {shown_all(row['model'])}" if row["model"] else "")
        print(
            f"{name}：{row['suggestions']} 条建议，{row['facts']} 条事实；"
            f"引用召回 {_percent(row['recall'])}，引用精确 {_percent(row['precision'])}，"
            f"剔除 {_percent(row['dropped_share'])}（{row['dropped']} 条）"
        )


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
