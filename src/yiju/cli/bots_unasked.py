"""``yiju bots brief|digest``: what bots would tell a user without being asked, now; and sending it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.advice import Today
from yiju.cli.bots import bots_app
from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json, reading
from yiju.cli.span import day as as_day
from yiju.errors import NotFound, YijuError

if TYPE_CHECKING:
    from pathlib import Path

    from yiju.bots.desk import Desk
    from yiju.bots.proactive.items import Told
    from yiju.bots.proactive.visits import Visit
    from yiju.store.types import Viewer

User = Annotated[str, typer.Option("--as", help="发给哪位用户，按他的权限写。")]
Dry = Annotated[bool, typer.Option("--dry-run", help="只打印，不发送。")]


@bots_app.command("brief")
def brief(
    user: User,
    visit: Annotated[str, typer.Option("--visit", help="拜访编号；默认是下一次拜访。")] = "",
    today: Today = None,
    dry_run: Dry = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """把下一次拜访的简报发给一位用户。"""
    from yiju.bots.proactive.briefs import make_brief

    now = _now(today)

    def make(desk: "Desk", viewer: "Viewer") -> "Told":
        return make_brief(desk, viewer, _next(desk, viewer, visit, now), now)

    _run(data, user, make, "brief", dry_run=dry_run, json=json)


@bots_app.command("digest")
def digest(
    user: User, today: Today = None, dry_run: Dry = False, data: Data = None, json: Json = False
) -> None:
    """把今天的速览发给一位用户。"""
    from yiju.bots.proactive.digest import digest_since, make_digest

    now = _now(today)

    def make(desk: "Desk", viewer: "Viewer") -> "Told | None":
        return make_digest(desk, viewer, now, digest_since(desk.store.sql, viewer.user, now))

    _run(data, user, make, "digest", dry_run=dry_run, json=json)


def _now(today: str | None) -> dt.datetime:
    from yiju.sandbox.moments import CHINA

    day = as_day(today, "--today")
    now = dt.datetime.now(CHINA)
    return dt.datetime.combine(day, now.time(), CHINA) if day else now


def _next(desk: "Desk", viewer: "Viewer", visit: str, now: dt.datetime) -> "Visit":
    from yiju.bots.proactive.visits import list_visits

    found = list_visits(desk.store.sql, viewer, user=viewer.user, since=None if visit else now)
    wanted = [one for one in found if not visit or one.id == visit]
    if not wanted:
        what = f"没有这次拜访：{visit}" if visit else f"{viewer.user} 没有登记以后的拜访。"
        raise NotFound(what, hint="用 yiju visits list 查看，yiju visits add 登记。")
    return wanted[0]


def _run(
    data: "Path | None",
    user: str,
    make: "Callable[[Desk, Viewer], Told | None]",
    topic: str,
    *,
    dry_run: bool,
    json: bool,
) -> None:
    from yiju.cli.chat import ConsoleDesk
    from yiju.copilot.blotting import blotted
    from yiju.privacy import policy_of
    from yiju.sandbox.rubric import load_rubric

    with reading(data, user) as reader:
        desk = ConsoleDesk(reader, load_rubric(reader.store.settings), extractive=False)
        told = make(desk, reader.viewer)
        if told is not None:
            told = replace(told, message=blotted(told.message, policy_of(reader.store.settings)))
        if told is not None and not dry_run:
            _send(desk, user, told, f"by-hand:{topic}:{user}:{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}")
    if json:
        print_json(
            {"user": user, "sent": told is not None and not dry_run, "message": told and _dumped(told)}
        )
    elif told is None:
        say("没有要说的。")
    elif dry_run:
        _print(told, user)
    else:
        say(f"已交给机器人发给 {user}。")


def _send(desk: "Desk", user: str, told: "Told", key: str) -> None:
    """Into the outbox; a running server sends it."""
    from yiju.bots.running import open_bots

    bots = open_bots(desk)
    if bots is None:
        raise YijuError("没有启用机器人。", hint="设置 YIJU_BOTS=dingtalk,wecom；或用 --dry-run 只看内容。")
    try:
        reached = bots.post(user, told.message, key, memory=told.memory, viewer=told.viewer)
    finally:
        bots.stop()
    if not reached:
        raise YijuError(
            f"用户 {user} 在启用了机器人的平台上没有可以送达的账号。", hint="用 yiju users link 关联。"
        )


def _print(told: "Told", user: str) -> None:
    from rich.console import Console

    from yiju.bots.types import Turn
    from yiju.cli.chat_render import render_turn

    say(f"{told.message.title}（发给 {user}；没有发送）")
    render_turn(Turn(messages=(told.message,)), Console(highlight=False))


def _dumped(told: "Told") -> dict[str, object]:
    return told.message.model_dump(mode="json")


def register(_app: typer.Typer) -> None:
    """Nothing more to add: the commands stand in the group of ``bots``."""
