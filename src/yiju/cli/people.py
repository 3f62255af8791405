"""``yiju users``, ``yiju audit``: who may see what, and proof of what was done."""

import sys
from typing import Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json, reading

users_app = typer.Typer(help="用户、角色和可见单元。", no_args_is_help=True)
audit_app = typer.Typer(help="审计日志。", no_args_is_help=True)


@users_app.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="用户名。")],
    role: Annotated[list[str], typer.Option("--role", help="rep、director、admin 或 customer，可多次。")],
    unit: Annotated[list[str], typer.Option("--unit", help="可见单元，可多次。")],
    data: Data = None,
    json: Json = False,
) -> None:
    """登记一位用户（已有则更新）。"""
    from yiju.store.users import save_user

    with reading(data, make=True) as reader:
        viewer = save_user(reader.store.sql, name, roles=role, units=unit, actor=reader.viewer.user)
    if json:
        print_json(viewer.model_dump(mode="json"))
    else:
        say(f"{viewer.user}：角色 {'、'.join(sorted(viewer.roles))}；单元 {'、'.join(sorted(viewer.units))}")


@users_app.command("list")
def show_users(data: Data = None, json: Json = False) -> None:
    """列出用户。"""
    from yiju.store.users import list_users

    with reading(data) as reader:
        found = list_users(reader.store.sql)
    if json:
        print_json({"users": [viewer.model_dump(mode="json") for viewer in found]})
        return
    for viewer in found:
        say(f"{viewer.user}\t{'、'.join(sorted(viewer.roles))}\t{'、'.join(sorted(viewer.units))}")


@audit_app.command("verify")
def verify_audit(data: Data = None, json: Json = False) -> None:
    """核对审计日志的哈希链：有没有被改过。"""
    from yiju.store.audit import head, verify_chain

    with reading(data) as reader:
        problems = verify_chain(reader.store.sql)
        count, last = head(reader.store.sql)
    if json:
        print_json({"entries": count, "head": last, "problems": problems})
    elif not problems:
        say(f"审计日志完好：{count} 条，链头 {last[:16]}")
    for problem in problems:
        say(f"审计日志有问题：{problem}", error=True)
    if problems:
        sys.exit(1)


def register(app: typer.Typer) -> None:
    """Add the command groups."""
    app.add_typer(users_app, name="users")
    app.add_typer(audit_app, name="audit")
