"""``yiju users``, ``yiju audit``: who may see what, and proof of what was done."""

import sys
from typing import Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading

users_app = typer.Typer(help="用户、角色和可见单元。", no_args_is_help=True)
audit_app = typer.Typer(help="审计日志。", no_args_is_help=True)


@users_app.command("add")
def add_user(
    name: Annotated[str, typer.Argument(metavar="NAME", help="用户名。")],
    role: Annotated[list[str], typer.Option("--role", help="rep、director、admin 或 customer，可多次。")],
    unit: Annotated[list[str], typer.Option("--unit", help="可见单元，可多次。")],
    data: Data = None,
    json: Json = False,
) -> None:
    """登记一位用户（已有则更新）。"""
    from yiju.store.labels import USERS
    from yiju.store.users import save_user

    with reading(data, make=True) as reader:
        known = reader.viewer.units
        viewer = save_user(reader.store.sql, name, roles=role, units=unit, actor=reader.viewer.user)
    if json:
        print_json(viewer.model_dump(mode="json"))
    else:
        roles = "、".join(name for role, name in USERS.items() if role in viewer.roles)
        say(f"{viewer.user}：角色 {roles}；单元 {'、'.join(sorted(viewer.units))}")
    if known and (new := sorted(viewer.units - known)):
        there, one = "、".join(sorted(known)), "、".join(new)
        say(
            f"注意：{one} 是新的单元，还没有客户。已有的单元：{there}。写错了就用对的再登记一次。", error=True
        )


@users_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="用户名。")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接移除。")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """移除一位用户：登录和令牌结束，账号关联和分派收回；写过的评审留在原名下。"""
    from yiju.store.users import remove_user

    with reading(data) as reader:
        if not yes and sys.stdin.isatty():
            say(f"将移除用户 {name}：登录和令牌结束，账号关联和分派收回，不能恢复。", error=True)
            if not typer.confirm("确定移除吗？", err=True):
                say("没有移除。", error=True)
                raise typer.Abort
        gone = remove_user(reader.store.sql, name, actor=reader.viewer.user)
    if json:
        print_json(gone.model_dump(mode="json"))
    else:
        say(
            f"已移除 {gone.user}：结束 {gone.ended} 个登录和令牌，"
            f"解除 {gone.unlinked} 个账号，收回 {gone.unassigned} 条分派。"
        )


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
    if not found:
        say("还没有登记用户。登记：yiju users add 用户名 --role rep --unit 单元", error=True)


def units(user: As = None, data: Data = None, json: Json = False) -> None:
    """列出能看到的单元，各有多少客户和成员。"""
    from yiju.errors import Forbidden
    from yiju.store.units import list_units

    with reading(data, user) as reader:
        if "customer" in reader.viewer.roles:
            raise Forbidden("没有看单元的权限。", hint="客户角色的用户看不到任何单元；请换一位用户（--as）。")
        found = list_units(reader.store.sql, reader.viewer)
    if json:
        print_json({"units": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        say(f"{one.name}\t客户 {one.customers} 家\t成员 {'、'.join(one.members) or '（未登记）'}")
    if not found:
        say("还没有单元。读入资料或登记用户时用 --unit 指明，就会有。", error=True)


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
    app.command()(units)
    app.add_typer(users_app, name="users")
    app.add_typer(audit_app, name="audit")
