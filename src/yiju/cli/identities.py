"""``yiju users token|sign-out|link|unlink|links``: how users get in."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.people import users_app
from yiju.cli.session import Data, Json, reading
from yiju.cli.span import shown_moment

if TYPE_CHECKING:
    from yiju.store.identities import Platform

User = Annotated[str, typer.Argument(metavar="NAME", help="用户名。")]
OnPlatform = Annotated[str, typer.Option("--platform", help="dingtalk 或 wecom。")]


@users_app.command("token")
def token(
    name: User,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="有效天数。")] = 90,
    data: Data = None,
    json: Json = False,
) -> None:
    """给程序用的令牌：只显示这一次，请妥善保存。"""
    from yiju.store.access import viewer_for
    from yiju.web.sessions import begin

    with reading(data) as reader:
        viewer = viewer_for(reader.store.sql, name)
        made, session = begin(reader.store.sql, viewer.user, "token", dt.timedelta(days=days))
    if json:
        print_json({"user": name, "token": made, "expires_at": session.expires_at.isoformat()})
    else:
        print(made)
        until = shown_moment(session.expires_at)
        say(f"用户 {name} 的令牌，{until} 前有效；收回：yiju users sign-out {name}", error=True)


@users_app.command("sign-out")
def sign_out(name: User, data: Data = None, json: Json = False) -> None:
    """结束一位用户的所有登录，收回他的所有令牌。"""
    from yiju.store.access import LOCAL_USER, viewer_for
    from yiju.web.sessions import end_all

    with reading(data) as reader:
        if name != LOCAL_USER:
            viewer_for(reader.store.sql, name)  # a mistyped name would leave the sessions open, unseen
        count = end_all(reader.store.sql, name, reader.viewer.user)
    if json:
        print_json({"user": name, "ended": count})
    else:
        say(f"已结束 {name} 的 {count} 个登录和令牌。")


@users_app.command("link")
def link(
    name: User,
    platform: OnPlatform,
    corp: Annotated[str, typer.Option("--corp", help="企业编号（CorpId）。")],
    external_id: Annotated[str, typer.Option("--id", help="在那里的 userid。")],
    data: Data = None,
    json: Json = False,
) -> None:
    """让一个钉钉或企业微信账号以这位用户登录。"""
    from yiju.store.identities import Identity
    from yiju.store.identities import link as run

    made = Identity(platform=_platform(platform), corp=corp, external_id=external_id, user=name)
    with reading(data) as reader:
        run(reader.store.sql, made, reader.viewer.user)
    if json:
        print_json(made.model_dump())
    else:
        say(f"{made.external_id}（{made.platform}，{made.corp}）登录后就是 {made.user}。")


@users_app.command("unlink")
def unlink(name: User, platform: OnPlatform, data: Data = None, json: Json = False) -> None:
    """解除一位用户在一个平台上的账号，并结束他的所有登录。"""
    from yiju.store.identities import unlink as run
    from yiju.web.sessions import end_all

    with reading(data) as reader:
        gone = run(reader.store.sql, name, _platform(platform), reader.viewer.user)
        ended = end_all(reader.store.sql, name, reader.viewer.user)
    if json:
        print_json({"unlinked": [one.model_dump() for one in gone], "ended": ended})
    else:
        say(f"已解除 {len(gone)} 个账号，结束 {ended} 个登录和令牌。")


@users_app.command("links")
def links(data: Data = None, json: Json = False) -> None:
    """列出已关联的账号。"""
    from yiju.store.identities import list_identities

    with reading(data) as reader:
        found = list_identities(reader.store.sql)
    if json:
        print_json({"links": [one.model_dump() for one in found]})
        return
    for one in found:
        say(f"{one.user}\t{one.platform}\t{one.corp}\t{one.external_id}")
    if not found:
        todo = "yiju users link 用户名 --platform dingtalk --corp 企业编号 --id 对方的userid"
        say(f"还没有关联账号，机器人不认识任何人。关联：{todo}", error=True)


def register(_app: typer.Typer) -> None:
    """Nothing more to add: the commands stand in the group of ``people``."""


def _platform(given: str) -> "Platform":
    from yiju.store.identities import PLATFORMS

    found = next((one for one in PLATFORMS if one == given), None)
    if found is None:
        raise typer.BadParameter(f"--platform 不认识 {given!r}；可用：{' '.join(PLATFORMS)}")
    return found
