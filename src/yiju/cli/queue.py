"""``yiju queue``, ``yiju assign``: what awaits review, and who is to do it."""

from typing import Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.errors import Invalid
from yiju.sandbox.labels import RULINGS
from yiju.store.labels import ADVICE


def queue(
    mine: Annotated[bool, typer.Option("--mine", help="只看分给自己的。")] = False,
    disputed: Annotated[bool, typer.Option("--disputed", help="只看待裁定的分歧。")] = False,
    customer: Annotated[str, typer.Option("--customer", help="只看这个客户的。")] = "",
    kind: Annotated[str, typer.Option("--kind", help="strategy 拜访策略、talk 话术、answer 回答。")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多几条。")] = 20,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """待评审的建议，最要紧的在前，并说明为什么。"""
    from yiju.sandbox.disputes import disputes
    from yiju.sandbox.filing import filed_under
    from yiju.sandbox.queue import queue as awaiting
    from yiju.sandbox.queue import waiting
    from yiju.store.access import require_reviewer

    if kind and kind not in ADVICE:
        raise Invalid(f"--kind 不认识：{kind}", hint=f"可用的：{'、'.join(ADVICE)}。")
    with reading(data, user) as reader:
        sql, settings, viewer = reader.store.sql, reader.store.settings, reader.viewer
        require_reviewer(viewer, "看待评队列")
        customer = filed_under(reader, customer) if customer else ""
        split = [
            one
            for one in disputes(sql, viewer, settings)
            if customer in {"", one.customer} and kind in {"", one.kind}
        ]
        items = awaiting(
            sql, viewer, settings, customer=customer or None, kind=kind or None, mine=mine, limit=limit
        )
        total = waiting(sql, viewer, settings)
    if json:
        told = {"disputes": [one.model_dump(mode="json") for one in split], "waiting": total}
        print_json({**told, "items": [] if disputed else [one.model_dump(mode="json") for one in items]})
        return
    for one in split:
        sides = "；".join(f"{side.author} {RULINGS[side.verdict]}" for side in one.sides)
        say(f"待裁定\t{one.suggestion_id}\t{one.customer}\t{one.text[:40]}\t{sides}")
    for item in [] if disputed else items:
        mark = "★" if item.mine else " "
        asked = f"{ADVICE[item.kind]} {item.subject}".strip()
        say(f"{mark} {item.priority:.2f}\t{item.id}\t{item.customer}\t{asked}\t{'；'.join(item.reasons)}")
    say(f"等待评审 {total} 条，待裁定 {len(split)} 处。", error=True)


def assign(
    suggestion_id: Annotated[str, typer.Argument(metavar="SUGGESTION_ID", help="建议编号。")] = "",
    to: Annotated[str, typer.Option("--to", help="分给哪位主管或管理员。")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="收回。")] = False,
    share: Annotated[str, typer.Option("--share", help="把这个单元待评的平均分给各位主管。")] = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """分派评审：指名分给一位，或把一个单元待评的平均分掉。"""
    from yiju.sandbox import assignments

    if share and (suggestion_id or to or remove):
        raise Invalid("--share 是整个单元的，不能再写建议编号、--to 或 --remove。")
    if not share and not (suggestion_id and to):
        raise Invalid("缺少建议编号或 --to。", hint="例：yiju assign s0123456789ab --to 张总")
    with reading(data, user) as reader:
        sql, viewer = reader.store.sql, reader.viewer
        if share:
            given = assignments.share_out(sql, viewer, reader.store.settings, share)
        else:
            act = assignments.unassign if remove else assignments.assign
            given = {suggestion_id: [to]} if act(sql, viewer, suggestion_id, to) else {}
    if json:
        print_json({"removed" if remove else "assigned": given})
        return
    done = "收回" if remove else "分给"
    for one, names in given.items():
        say(f"{one}\t{done} {'、'.join(names)}")
    if not given:
        say("没有变化。")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (queue, assign):
        app.command()(command)
