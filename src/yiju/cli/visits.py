"""``yiju visits``: who goes to which customer, and when."""

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import first_moment, past_moment, shown_moment

if TYPE_CHECKING:
    from yiju.bots.proactive.visit_import import Taken
    from yiju.bots.proactive.visits import Visit
    from yiju.copilot.retrieve import Reader
    from yiju.store.types import Viewer

visits_app = typer.Typer(help="拜访安排：登记、从 CRM 或日历导入。", no_args_is_help=True)
Whose = Annotated[str, typer.Option("--user", help="谁的拜访；默认是 --as 的用户。")]


@visits_app.command("add")
def add(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="客户名称或别名。")],
    at: Annotated[
        str, typer.Option("--at", help="时间，如 2026-03-12 14:00、3月12日下午2点、后天上午10点。")
    ],
    subject: Annotated[str, typer.Option("--subject", help="事由。")] = "",
    whose: Whose = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """登记一次拜访。"""
    from yiju.bots.proactive.moments_typed import read_moment
    from yiju.bots.proactive.visits import Planned, keep_visits, list_visits, typed_source, visit_id

    moment = read_moment(at, spoken=True)
    with reading(data, user) as reader:
        found = reader.customer(customer)
        goes = _whose(whose, reader.viewer)
        source = typed_source(found, moment, subject)
        planned = Planned(customer=found, user=goes, at=moment, subject=subject, source=source)
        keep_visits(reader.store.sql, reader.viewer, [planned])
        made = visit_id(goes, source)
        (kept,) = [one for one in list_visits(reader.store.sql, reader.viewer, user=goes) if one.id == made]
    past = kept.at < dt.datetime.now(dt.UTC)
    if json:
        print_json(kept.model_dump(mode="json") | {"past": past})
    else:
        say(_line(kept))
    if past:
        gone = "这个时间已经过去：照样登记了，不会再发简报。"
        say(f"注意：{gone}写错了就用 yiju visits remove {kept.id} 取消，再登记一次。", error=True)


@visits_app.command("list")
def show(
    whose: Annotated[str, typer.Option("--user", help="只看这位用户的。")] = "",
    since: Annotated[str, typer.Option("--since", help="从这一天起，如 2026-03-01。")] = "",
    until: Annotated[str, typer.Option("--until", help="到这一天为止。")] = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """列出拜访：自己的；主管和管理员看本单元所有人的。"""
    from yiju.bots.proactive.visits import list_visits

    begin, end = first_moment(since, "--since"), past_moment(until, "--until")
    with reading(data, user) as reader:
        found = list_visits(reader.store.sql, reader.viewer, user=whose or None, since=begin, until=end)
    if json:
        print_json({"visits": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        say(_line(one))
    if not found:
        say("没有拜访。登记用 yiju visits add，导入用 yiju visits import。", error=True)


@visits_app.command("import")
def import_file(
    path: Annotated[
        str, typer.Argument(metavar="FILE|URL", help=".csv（CRM 导出）、.ics（日历），或日历的订阅地址。")
    ],
    whose: Whose = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """从文件导入拜访，重复导入不会重复登记；给日历的订阅地址（https://…）就每 30 分钟更新一次。"""
    from yiju.bots.proactive.visit_import import take_in

    now = dt.datetime.now(dt.UTC)
    with reading(data, user) as reader:
        goes = _whose(whose, reader.viewer)
        by_address = "://" in path
        taken = _follow(reader, path, goes, now) if by_address else take_in(reader, Path(path), goes, now)
    if json:
        print_json(taken.model_dump(mode="json"))
    else:
        kept = taken.kept
        say(f"新增 {kept.added}，更新 {kept.changed}，没有变化 {kept.same}，取消 {taken.removed}。")
        for line in taken.remarks:
            say(f"注意：{line}", error=True)
        for line in taken.skipped:
            say(f"跳过：{line}", error=True)
        for line in taken.errors:
            say(f"错误：{line}", error=True)
    if taken.errors:
        sys.exit(1)


@visits_app.command("remove")
def remove(
    visit: Annotated[str, typer.Argument(metavar="VISIT_ID", help="拜访编号。")],
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """取消一次拜访。"""
    from yiju.bots.proactive.visits import remove_visits
    from yiju.errors import NotFound

    with reading(data, user) as reader:
        if not remove_visits(reader.store.sql, reader.viewer, [visit]):
            raise NotFound(f"没有这次拜访：{visit}", hint="用 yiju visits list 查看。")
    if json:
        print_json({"removed": visit})
    else:
        say(f"已取消拜访 {visit}。")


def _follow(reader: "Reader", url: str, user: str, now: dt.datetime) -> "Taken":
    """With the rights of the one whose calendar it is: what they may not see is no visit of theirs."""
    from yiju.bots.proactive.calendar_feeds import follow
    from yiju.errors import Forbidden
    from yiju.store.access import viewer_for

    if user != reader.viewer.user:
        if "admin" not in reader.viewer.roles:
            raise Forbidden("只能订阅自己的日历。", hint="替别人订阅请管理员操作。")
        reader = replace(reader, viewer=viewer_for(reader.store.sql, user))
    return follow(reader, url, now)


def _whose(given: str, viewer: "Viewer") -> str:
    return given or viewer.user


def _line(one: "Visit") -> str:
    return f"{one.id}\t{shown_moment(one.at)}\t{one.user}\t{one.customer}\t{one.subject}"


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(visits_app, name="visits")
