"""``yiju bots groups``: group chats that may be answered openly, and who is in them."""

from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.bots import bots_app
from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json, reading, settings_for
from yiju.errors import YijuError

if TYPE_CHECKING:
    from pathlib import Path

    from yiju.bots.groups import Group
    from yiju.bots.types import ChannelName

groups_app = typer.Typer(help="可以公开回答的群和群成员。", no_args_is_help=True)
bots_app.add_typer(groups_app, name="groups")
Platform = Annotated[str, typer.Option("--platform", help="dingtalk 或 wecom。")]
Chat = Annotated[str, typer.Argument(metavar="CHAT", help="群在平台上的编号。")]
Corp = Annotated[str, typer.Option("--corp", help="企业编号；默认用设置里的。")]


@groups_app.command("declare")
def declare(
    chat: Chat,
    platform: Platform,
    title: Annotated[str, typer.Option("--title", help="群名，给管理员看。")],
    member: Annotated[list[str], typer.Option("--member", help="成员在平台上的 userid，可多次。")],
    corp: Corp = "",
    data: Data = None,
    json: Json = False,
) -> None:
    """登记一个群和它的成员；再次运行可以补充成员。"""
    from yiju.bots.groups import declare as run
    from yiju.bots.groups import find_group

    channel = _channel(platform)
    with reading(data) as reader:
        run(reader.store.sql, channel, chat, title, _corp(corp, channel, data), member, reader.viewer.user)
        kept = find_group(reader.store.sql, channel, chat)
    _told(kept, json=json)


@groups_app.command("list")
def show(data: Data = None, json: Json = False) -> None:
    """列出登记过的群。"""
    from yiju.bots.groups import list_groups

    with reading(data) as reader:
        found = list_groups(reader.store.sql)
    if json:
        print_json({"groups": [_dumped(one) for one in found]})
        return
    for one in found:
        say(_line(one))
    if not found:
        todo = "yiju bots groups declare 群编号 --platform dingtalk --title 群名 --member 成员userid"
        say(f"还没有登记群，在群里提问都私信回答。登记：{todo}", error=True)


@groups_app.command("members")
def members(
    chat: Chat,
    platform: Platform,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", help="已经不在群里的 userid，可多次；outsider 指外部人员。")
    ] = None,
    corp: Corp = "",
    data: Data = None,
    json: Json = False,
) -> None:
    """列出一个群里的人：登记的和说过话的；--drop 去掉已退群的。"""
    from yiju.bots.groups import OUTSIDER, drop_member, find_group

    channel = _channel(platform)
    with reading(data) as reader:
        sql, actor = reader.store.sql, reader.viewer.user
        for one in drop or []:
            whose = OUTSIDER if one == "outsider" else one
            drop_member(sql, channel, chat, _corp(corp, channel, data), whose, actor)
        found = find_group(sql, channel, chat)
    if json:
        print_json(_dumped(found))
        return
    for member in found.members:
        how = "说过话" if member.heard else "登记"
        say(f"{member.external_id or '（外部人员）'}\t{member.user or '没有关联用户'}\t{how}\t{member.corp}")


@groups_app.command("remove")
def remove(chat: Chat, platform: Platform, data: Data = None, json: Json = False) -> None:
    """不再在这个群里公开回答。"""
    from yiju.bots.groups import withdraw

    with reading(data) as reader:
        withdraw(reader.store.sql, _channel(platform), chat, reader.viewer.user)
    if json:
        print_json({"removed": chat})
    else:
        say(f"群 {chat} 不再公开回答；提问的人会收到私信。")


def _channel(given: str) -> "ChannelName":
    if given == "dingtalk":
        return "dingtalk"
    if given == "wecom":
        return "wecom"
    raise typer.BadParameter(f"--platform 不认识 {given!r}；可用：dingtalk wecom")


def _corp(given: str, channel: "ChannelName", data: "Path | None") -> str:
    settings = settings_for(data)
    corp = given or (settings.dingtalk_corp_id if channel == "dingtalk" else settings.wecom_corp_id)
    if not corp:
        raise YijuError("不知道是哪个企业。", hint=f"写 --corp，或设置 YIJU_{channel.upper()}_CORP_ID。")
    return corp


def _told(kept: "Group", *, json: bool) -> None:
    if json:
        print_json(_dumped(kept))
    else:
        say(_line(kept))


def _dumped(one: "Group") -> dict[str, object]:
    return one.model_dump(mode="json") | {"units": sorted(one.units)}


def _line(one: "Group") -> str:
    state = f"私信回答（{one.closed}）" if one.closed else f"公开回答：{'、'.join(sorted(one.units))}"
    return f"{one.channel}\t{one.chat}\t{one.title}\t{len(one.members)} 人\t{state}"


def register(_app: typer.Typer) -> None:
    """Nothing more to add: the commands stand in the group of ``bots``."""
