"""``yiju bots``: how the chat bots stand, and what did not get through."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json, settings_for
from yiju.errors import YijuError

if TYPE_CHECKING:
    from pathlib import Path

    from yiju.bots.standing import Letter, Standing
    from yiju.store.database import Database

bots_app = typer.Typer(help="钉钉、企业微信机器人：状态、没发出去的消息。", no_args_is_help=True)
_STATES = {"failed": "没能回答", "dead": "没能发出", "unknown": "发送时中断"}


@bots_app.command("status")
def status(data: Data = None, json: Json = False) -> None:
    """各机器人的状态：谁在连、积压多少、最近一小时回答多少、本月用了多少次接口。"""
    from yiju.bots.standing import processes, standing

    with _database(data) as sql:
        running, bots = processes(sql), standing(sql)
    if json:
        print_json({"processes": running, "bots": [one.model_dump(mode="json") for one in bots]})
        return
    for one in bots:
        say(_line(one))
    say(f"正在运行机器人的进程：{'、'.join(running) or '没有'}")


@bots_app.command("failed")
def failed(data: Data = None, json: Json = False) -> None:
    """列出没能回答、没能发出、发送时中断的消息（不含内容），保留 30 天。"""
    from yiju.bots.standing import letters
    from yiju.sandbox.moments import CHINA

    with _database(data) as sql:
        found = letters(sql)
    if json:
        print_json({"letters": [{"number": _number(one)} | _told(one) for one in found]})
        return
    for one in found:
        at = f"{one.at.astimezone(CHINA):%m-%d %H:%M}"
        say(f"{_number(one)}\t{at}\t{one.channel} {one.bot}\t{_STATES[one.state]}\t{one.error}")
    say(f"共 {len(found)} 条；重试：yiju bots retry 编号…", error=True)


@bots_app.command("retry")
def retry(
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="[NUMBER]…", help="yiju bots failed 列出的编号。")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="所有没能回答、没能发出的；不含发送时中断的。")
    ] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """再试一次。发送时中断的，对方可能已经看到：要指名编号才会再发。"""
    from yiju.bots import inbox, outbox
    from yiju.bots.standing import letters
    from yiju.store import audit
    from yiju.store.access import LOCAL_USER

    if every == bool(numbers):
        raise typer.BadParameter("写编号，或写 --all。")
    with _database(data) as sql:
        found = {_number(one): one for one in letters(sql)}
        unknown = [number for number in numbers or () if number not in found]
        if unknown:
            raise YijuError(f"没有这条：{'、'.join(unknown)}", hint="编号见 yiju bots failed。")
        chosen = [
            one
            for number, one in found.items()
            if (every and one.state != "unknown") or number in (numbers or ())
        ]
        with sql.write() as connection:
            again = inbox.retry(connection, [one.number for one in chosen if one.came])
            again += outbox.retry(connection, [one.number for one in chosen if not one.came])
            if chosen:  # customers' words go out once more: it must be known that somebody had them sent
                audit.append(
                    connection, LOCAL_USER, "bots.retried", "", {"numbers": [_number(one) for one in chosen]}
                )
    if json:
        print_json({"retried": again})
    else:
        say(f"{again} 条会再试一次。")


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(bots_app, name="bots")


@contextmanager
def _database(data: "Path | None") -> "Iterator[Database]":
    """The database alone: a server may be at work on the rest."""
    from yiju.store.database import Database

    settings = settings_for(data)
    if not settings.data.is_dir():
        raise YijuError(f"没有数据目录 {settings.data}。", hint="用 --data 指对目录。")
    sql = Database.open(settings.sql_url, lock_folder=settings.data / "locks", wait=settings.lock_wait)
    try:
        yield sql
    finally:
        sql.close()


def _number(letter: "Letter") -> str:
    return f"{'in' if letter.came else 'out'}{letter.number}"


def _told(letter: "Letter") -> dict[str, object]:
    return letter.model_dump(mode="json", exclude={"number", "came"})


def _line(one: "Standing") -> str:
    parts = [f"{one.channel} {one.bot}"]
    if one.lease_left is not None:
        late = f"还有 {one.lease_left:.0f} 秒" if one.lease_left >= 0 else f"已失联 {-one.lease_left:.0f} 秒"
        parts.append(f"连接 {one.holder}（{late}）")
    parts += [
        f"待答 {one.waiting}",
        f"在答 {one.in_flight}",
        f"一小时内已答 {one.done}",
        f"待发 {one.to_send}",
    ]
    if one.oldest is not None:
        parts.append(f"最久等了 {one.oldest:.0f} 秒")
    bad = (("没能回答", one.failed), ("没能发出", one.dead), ("发送时中断", one.unknown))
    parts += [f"{name} {count}" for name, count in bad if count]
    return "\t".join([*parts, f"本月接口 {one.calls} 次"])
