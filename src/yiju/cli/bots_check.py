"""``yiju bots check``: what stands in the way of the bots, and what to do about it."""

import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.bots import bots_app
from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json

if TYPE_CHECKING:
    from yiju.bots.checking_types import Finding
    from yiju.errors import YijuError
    from yiju.settings import Settings

_CALLED = {"dingtalk": "钉钉", "wecom": "企业微信", "bots": "机器人"}
_NAME = re.compile(r"YIJU_[A-Z_]+")
_WRONG = re.compile(r"(?:设置|用 \w+ 登录需要设置) (YIJU_[A-Z_]+)")
"""A trouble of one setting."""
_MARKS = {"error": "✗", "warning": "⚠", "ok": "✓"}


@bots_app.command("check")
def check(
    offline: Annotated[bool, typer.Option("--offline", help="只看设置和数据，不连平台。")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """检查机器人的配置：每一条是什么、为什么、怎么办。有错误时退出码 1；不显示任何密钥。"""
    from yiju.bots.checking import check as run
    from yiju.settings import settings_as_far_as_right
    from yiju.store.database import Database

    settings, unread = settings_as_far_as_right()
    settings = settings.model_copy(update={"data": data}) if data else settings
    if settings.data.is_dir():
        sql = Database.open(settings.sql_url, lock_folder=settings.data / "locks", wait=settings.lock_wait)
        try:
            found = run(settings, sql, ask=not offline)
        finally:
            sql.close()
    else:
        found = run(settings, None, ask=not offline)
    found = [*_unread(unread), *found]
    found += _of_the_server(settings, found)
    wrong = sum(one.level == "error" for one in found)
    if json:
        print_json({"errors": wrong, "findings": [one.model_dump() for one in found]})
    else:
        for one in found:
            _say(one)
        doubts = sum(one.level == "warning" for one in found)
        say(f"{wrong} 个错误，{doubts} 个提醒。")
    if wrong:
        sys.exit(1)


def _unread(wrong: "dict[str, YijuError]") -> "list[Finding]":
    """Settings that could not be read; all else is looked at with their defaults."""
    from yiju.bots.checking_types import error

    platforms = {"dingtalk", "wecom"}
    return [
        error(
            about if (about := name.partition("_")[0]) in platforms else "bots",
            str(trouble),
            "服务器启动不了；下面的检查先用它的默认值。",
            trouble.hint,
        )
        for name, trouble in wrong.items()
    ]


def _of_the_server(settings: "Settings", found: "list[Finding]") -> "list[Finding]":
    """What else keeps the server, and the bots with it, from starting; of one setting one error."""
    from yiju.bots.checking_types import error
    from yiju.web.house import sign_in_troubles

    known = {name for one in found if one.level == "error" for name in _NAME.findall(one.what)}
    return [
        error("bots", str(trouble), "服务器启动不了，机器人也就没有。", trouble.hint)
        for trouble in sign_in_troubles(settings)
        if not ((wrong := _WRONG.match(str(trouble))) and wrong[1] in known)
    ]


def _say(one: "Finding") -> None:
    say(f"{_MARKS[one.level]} {_CALLED[one.about]}：{one.what}")
    if one.why:
        say(f"    为什么：{one.why}")
    if one.do:
        say(f"    怎么办：{one.do}")


def register(_app: typer.Typer) -> None:
    """Nothing more to add: the command stands in the group of ``bots``."""
