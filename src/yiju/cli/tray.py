"""``yiju tray list|assign|dismiss``: documents that nobody may see until an admin says whose they are."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.embedding import embed_now
from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.errors import Invalid
from yiju.store.labels import DOCUMENTS

if TYPE_CHECKING:
    from yiju.ingest.assign.clearing import Waiting

tray_app = typer.Typer(help="未归属的资料：列出、归到客户、丢弃。只给管理员。", no_args_is_help=True)
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="编号（见 yiju tray list）。")]


@tray_app.command("list")
def list_tray(user: As = None, data: Data = None, json: Json = False) -> None:
    """列出未归属的资料：为什么拿不准，可能是谁的，依据是什么。"""
    from yiju.ingest.assign.clearing import waiting
    from yiju.store.customers import list_customers

    with reading(data, user) as reader:
        found = waiting(reader.store, reader.viewer)
        customers = list_customers(reader.store.sql, reader.viewer)
    if json:
        print_json({"documents": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        _tell(one)
    if not found:
        say("没有未归属的资料。")
        return
    new = "" if customers else " --create（还没有任何客户，要新建）"
    say(f"共 {len(found)} 份未归属。归属：yiju tray assign 编号 --customer 客户{new}")
    if any(one.candidates for one in found):
        say("按第一候选归属：yiju tray assign --suggested --min 0.6")


@tray_app.command("assign")
def assign_tray(
    ids: Ids = None,
    customer: Annotated[str, typer.Option("--customer", help="归到哪个客户。")] = "",
    unit: Annotated[str, typer.Option("--unit", help="归到哪个单元；默认是读入时的单元。")] = "",
    restricted: Annotated[
        bool | None, typer.Option("--restricted/--open", help="只能引用，原件只给主管和管理员；或都能打开。")
    ] = None,
    create: Annotated[bool, typer.Option("--create", help="没有这个客户就新建。")] = False,
    alone: Annotated[bool, typer.Option("--alone", help="邮件的附件不一起归属。")] = False,
    suggested: Annotated[bool, typer.Option("--suggested", help="按第一候选归属。")] = False,
    least: Annotated[
        float, typer.Option("--min", min=0, max=1, help="与 --suggested 同用：最低把握。")
    ] = 0.6,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """把未归属的资料归到客户，随即可以检索和引用。"""
    from yiju.ingest.assign.clearing import Decision, assign_each, assign_suggested

    if suggested == bool(ids) or (bool(ids) and not customer):
        raise Invalid("要么写编号和 --customer，要么用 --suggested。", hint="见 yiju tray assign --help")
    failed: list[dict[str, str]] = []
    with reading(data, user) as reader:
        if suggested:
            made, failed = assign_suggested(reader.store, reader.viewer, least)
        else:
            decisions = [
                Decision(
                    id=one, customer=customer, unit=unit, restricted=restricted, create=create, alone=alone
                )
                for one in ids or ()
            ]
            made, failed = assign_each(reader.store, reader.viewer, decisions)
        if made:
            embed_now(reader)
    if json:
        print_json({"assigned": [one.model_dump(mode="json") for one in made], "failed": failed})
    else:
        for one in made:
            also = f"，连同 {len(one.attachments)} 个附件" if one.attachments else ""
            say(f"《{one.title}》归到 {one.customer}（{one.unit}）{also}")
        for wrong in failed:
            say(f"失败：{wrong['id']}：{wrong['error']}", error=True)
        if not made and not failed:
            say("没有够把握的。", error=True)
    if failed and (ids or not made):
        sys.exit(1)


@tray_app.command("dismiss")
def dismiss_tray(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="编号（见 yiju tray list）。")],
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """丢弃未归属的资料：正文删除，同样的文件以后不再自动读入（写明 --customer 时除外）。"""
    from yiju.ingest.assign.clearing import dismiss

    with reading(data, user) as reader:
        gone = dismiss(reader.store, reader.viewer, ids)
    if json:
        print_json({"dismissed": [one.id for one in gone]})
        return
    for one in gone:
        say(f"已丢弃 {one.id}：《{one.title}》")


def _tell(one: "Waiting") -> None:
    held = one.held
    day = held.date.isoformat() if held.date else "日期不详"
    say(f"{held.id}\t{held.unit}\t{DOCUMENTS[held.kind]}\t{day}\t《{held.title}》")
    say(f"  位置：{one.place}")
    say(f"  拿不准：{one.why}" if one.why else "  现在可以归属：")
    for candidate in one.candidates:
        told = "；".join(piece.told for piece in candidate.evidence)
        say(f"  {candidate.confidence:.2f} {candidate.customer.name}（{candidate.customer.unit}）：{told}")


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(tray_app, name="tray")
