"""``yiju eval calibrate``: may a judge judge?"""

import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json
from yiju.cli.progress import progress_bars
from yiju.cli.session import Json
from yiju.errors import YijuError

if TYPE_CHECKING:
    from yiju.evals.calibrate import Calibration


def calibrate(
    items: Annotated[
        Path, typer.Option("--items", help="JSON Lines：id、claim、evidence、label（人的判定）；可为 .xz。")
    ],
    judge: Annotated[
        list[str] | None, typer.Option("--judge", help="verifier（默认）、model 或 ragas；可写几个。")
    ] = None,
    sample: Annotated[int, typer.Option("--sample", min=0, help="只抽这么多条；0 = 全部。")] = 0,
    least: Annotated[
        float, typer.Option("--least", min=-1, max=1, help="kappa 的 95% 区间下限至少要多少，才能当评委。")
    ] = 0.6,
    json: Json = False,
) -> None:
    """评委与人的判定有多一致：一致率、kappa、AUC、误放和误拒。"""
    from yiju.evals.calibrate import calibrate as measure
    from yiju.evals.calibrate import chosen
    from yiju.evals.items import read_items
    from yiju.evals.judges import make_judge
    from yiju.evals.judges.base import PatientChat
    from yiju.models.chat import make_chat
    from yiju.settings import load_settings

    configured = make_chat(load_settings())
    chat = None if configured is None else PatientChat(configured)
    judges = [make_judge(name, chat) for name in dict.fromkeys(judge or ["verifier"])]
    found = chosen(read_items(items), sample)
    if not found:
        raise YijuError(f"{items.name} 里没有一条带标签。", hint="label 写 true 或 false。")
    done = []
    with progress_bars(json) as progress:
        for one in judges:
            tell = None if progress is None else partial(progress, one.name)
            done.append(measure(one, found, least=least, progress=tell))
    failures = dict(Counter(chat.failures if chat else ()).most_common(3))
    if json:
        told = {"least": least, "judges": [one.model_dump(mode="json") for one in done]}
        print_json(told | {"failures": failures})
        return
    _print_calibrations(done, least)
    for why, count in failures.items():
        print(f"没有分数（{count} 次）：{why}", file=sys.stderr)


def _print_calibrations(done: "list[Calibration]", least: float) -> None:
    from rich.console import Console
    from rich.table import Table

    from yiju.evals.calibrate import LEAST_ITEMS, LEAST_OF_EACH

    columns = ("评委", "条", "未评分", "一致率", "kappa", "95% 区间", "AUC", "误放", "误拒", "秒／条")
    table = Table(*columns, box=None, header_style="bold")
    for one in done:
        span = "—" if one.kappa_low is None else f"{one.kappa_low:.3f} ~ {one.kappa_high:.3f}"
        accuracy, kappa, auc = ("—" if v is None else f"{v:.3f}" for v in (one.accuracy, one.kappa, one.auc))
        counts = (str(one.false_accepts), str(one.false_rejects), f"{one.seconds:.2f}")
        table.add_row(one.judge, str(one.n), str(one.unscored or ""), accuracy, kappa, span, auc, *counts)
    Console().print(table)
    for one in done:
        if one.trusted:
            told = "与人意见一致，可以当评委"
        elif one.unscored * 2 > one.n:
            told = "多数没有评出分数，不能当评委"
        elif one.few:
            told = f"条数太少，说不准，不能当评委（要有 {LEAST_ITEMS} 条，成立与不成立各 {LEAST_OF_EACH} 条）"
        elif one.kappa is not None and one.kappa >= least:
            told = f"kappa 的区间下限不到 {least:g}，说不准，不能当评委；多标几条再测"
        else:
            told = "与人意见相差太大，不能当评委"
        print(f"{one.judge}：{told}")
