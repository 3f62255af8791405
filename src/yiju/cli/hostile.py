"""``yiju eval injection``: what leaves when documents give orders and the model itself is an enemy."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.progress import progress_bars
from yiju.cli.session import Json
from yiju.errors import YijuError

_SHOWN = 10


def injection(
    contexts: Annotated[
        list[Path], typer.Option("--contexts", help="JSON Lines，每行有 context；可为 .xz，可给几个。")
    ],
    attacks: Annotated[
        list[Path],
        typer.Option("--attacks", help="JSON（类别到列表）或 JSON Lines（user_input、attack 或 text）。"),
    ],
    cases: Annotated[int, typer.Option("--cases", min=1, max=1050, help="做多少例。")] = 300,
    json: Json = False,
) -> None:
    """注入加恶意模型：把攻击种进邮件、招标和聊天，由一个作恶的模型来写，看有没有东西漏出来。"""
    from yiju.copilot.llm_checks import TOLD
    from yiju.evals.hostile.material import plant, read_attacks, read_contexts
    from yiju.evals.hostile.run import measure_hostile

    found = list(
        plant(
            [one for path in contexts for one in read_contexts(path)],
            [one for path in attacks for one in read_attacks(path)],
            cases,
        )
    )
    with progress_bars(json) as progress:
        told = measure_hostile(
            found, None if progress is None else lambda done, total: progress("攻击", done, total)
        )
    if json:
        print_json(told)
    else:
        print(
            f"{told['cases']} 例，{told['asked']} 例问到了模型，尝试 {told['attempts']} 次；"
            f"得逞 {len(told['succeeded'])} 次；审计日志漏记 {len(told['unaudited'])} 例，"
            f"{'链完整' if not told['chain'] else '链断了'}；{told['seconds']} 秒"
        )
        for check, count in told["by_check"].items():
            print(f"　{TOLD.get(check, check)}\t{count}")
        for one in told["succeeded"][:_SHOWN]:
            say(f"得逞：第 {one['case']} 例（{one['form']}，{one['asked']}）{one['what']}", error=True)
    if told["succeeded"] or told["unaudited"] or told["chain"]:
        sys.exit(1)
    if not told["asked"]:
        raise YijuError("没有一例问到模型，什么也没有核对。")
