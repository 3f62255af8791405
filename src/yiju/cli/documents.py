"""``yiju documents set``: whose a document is, and who may open it. ``yiju assign-rules check``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from yiju.cli.embedding import embed_now
from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading, settings_for

documents_app = typer.Typer(help="资料的归属和权限。", no_args_is_help=True)
assign_rules_app = typer.Typer(help="资料归属规则：域名、文件夹、可见范围。", no_args_is_help=True)


@documents_app.callback()
def documents_group() -> None:
    """One command for now: the group keeps its name."""


@assign_rules_app.callback()
def rules_group() -> None:
    """One command for now: the group keeps its name."""


@documents_app.command("set")
def set_rights(
    document_id: Annotated[str, typer.Argument(metavar="ID", help="资料编号（见 yiju sources）。")],
    customer: Annotated[str, typer.Option("--customer", help="改归哪个客户。")] = "",
    unit: Annotated[str, typer.Option("--unit", help="改归哪个单元。")] = "",
    restricted: Annotated[
        bool | None, typer.Option("--restricted/--open", help="只能引用，原件只给主管和管理员；或都能打开。")
    ] = None,
    create: Annotated[bool, typer.Option("--create", help="没有这个客户就新建。")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。")] = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """改一份资料（各个版本，邮件连同附件）的客户、单元或打开权限。只给管理员。"""
    from yiju.store.documents import get_document
    from yiju.store.moving import set_document

    with reading(data, user) as reader:
        if (customer or unit) and not yes and sys.stdin.isatty():
            title = get_document(reader.store.sql, reader.viewer, document_id).title
            say(f"将把《{title}》改归 {customer or '同名客户'}{f'（{unit}）' if unit else ''}。", error=True)
            if not typer.confirm("确定吗？", err=True):
                raise typer.Abort
        now = set_document(
            *(reader.store, reader.viewer, document_id),
            customer=customer,
            unit=unit,
            restricted=restricted,
            create=create,
        )
        embed_now(reader)
    if json:
        print_json({"documents": [one.model_dump(mode="json") for one in now]})
        return
    for one in now:
        rights = "只能引用" if one.open_restricted else "可以打开"
        say(f"{one.id}\t{one.customer}\t{one.unit}\t{rights}\t《{one.title}》")


@assign_rules_app.command("check")
def check_rules(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="规则文件；默认是现在生效的。")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """检查归属规则文件；指出规则里写了、却还没有的客户（有时退出码为 1）。"""
    from yiju.errors import YijuError
    from yiju.ingest.assign.rules import assignment_path, load_assignment, read_assignment
    from yiju.ingest.assign.standing import unknown_customers

    settings = settings_for(data)
    file = path or assignment_path(settings)
    if path is None and not file.exists() and not settings.assignment:
        raise YijuError(f"没有归属规则文件 {file}。", hint="写法见 docs/assignment.md。")
    found = read_assignment(path) if path else load_assignment(settings)
    missing: list[str] = []
    if settings.data.is_dir():
        with reading(data) as reader:
            missing = unknown_customers(reader.store.sql, reader.viewer, found)
    counts = {
        name: len(getattr(found, name)) for name in ("domains", "paths", "aliases", "restricted", "others")
    }
    if json:
        print_json({"file": str(file), "rules": counts, "unknown_customers": missing})
    else:
        say("规则可用：" + "，".join(f"{name} {count} 条" for name, count in counts.items()))
        for name in missing:
            say(
                f"还没有这个客户：{name}（域名和路径规则对它不起作用；可先读入它的资料，或写 create: true）",
                error=True,
            )
    if missing:
        sys.exit(1)


def register(app: typer.Typer) -> None:
    """Add the command groups."""
    app.add_typer(documents_app, name="documents")
    app.add_typer(assign_rules_app, name="assign-rules")
