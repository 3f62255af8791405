"""``yiju subscriptions``: what bots tell users without being asked."""

from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json, reading
from yiju.errors import address

if TYPE_CHECKING:
    from yiju.bots.proactive.subscriptions import Subscription

subscriptions_app = typer.Typer(help="机器人主动发送：谁订阅了什么、免打扰时间。", no_args_is_help=True)
User = Annotated[str, typer.Argument(metavar="NAME", help="用户名。")]
Topic = Annotated[
    str, typer.Argument(metavar="TOPIC", help="brief、digest、signal、contract、commitment 或中文名。")
]


@subscriptions_app.command("list")
def show(name: User, data: Data = None, json: Json = False) -> None:
    """列出一位用户的订阅和免打扰时间。"""
    from yiju.bots.proactive.calendar_feeds import feed_of
    from yiju.bots.proactive.subscriptions import quiet_of, subscriptions_of

    with reading(data) as reader:
        found = subscriptions_of(reader.store.sql, name)
        quiet = quiet_of(reader.store.sql, name)
        feed = feed_of(reader.store.sql, name)
    calendar = address(feed.url) if feed else ""  # the rest of it is as good as a password
    if json:
        told = [one.model_dump(mode="json") for one in found]
        print_json({"user": name, "quiet": str(quiet), "calendar": calendar, "subscriptions": told})
        return
    for one in found:
        say(_line(one))
    say(f"免打扰\t{quiet}")
    say(f"日历\t{calendar or '没有订阅；订阅：yiju visits import https://… --user ' + name}")


@subscriptions_app.command("add")
def add(
    name: User,
    topic: Topic,
    options: Annotated[list[str] | None, typer.Option("--set", help="选项=值，如 hours=2，可多次。")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """订阅，或改一个订阅的选项。"""
    from yiju.bots.proactive.subscriptions import subscribe

    given = dict(_pair(one) for one in options or [])
    with reading(data) as reader:
        kept = subscribe(reader.store.sql, name, topic, given)
    _told(name, kept, json=json)


@subscriptions_app.command("remove")
def remove(name: User, topic: Topic, data: Data = None, json: Json = False) -> None:
    """取消一个订阅；calendar（日历）连同它带来的以后的拜访。"""
    import datetime as dt

    from yiju.bots.proactive.calendar_feeds import FEED, unfollow
    from yiju.bots.proactive.subscriptions import unsubscribe

    if topic.strip().lower() in {FEED, "日历"}:
        with reading(data) as reader:
            count = unfollow(reader.store.sql, name, dt.datetime.now(dt.UTC))
        if json:
            print_json({"user": name, "removed": FEED, "visits": count})
        else:
            say(f"不再更新 {name} 的日历，取消了 {count} 次以后的拜访。")
        return
    with reading(data) as reader:
        kept = unsubscribe(reader.store.sql, name, topic)
    _told(name, kept, json=json)


@subscriptions_app.command("quiet")
def quiet(
    name: User,
    hours: Annotated[str, typer.Argument(metavar="HOURS", help="如 22:00-7:30；无 = 不设免打扰。")],
    data: Data = None,
    json: Json = False,
) -> None:
    """设免打扰时间（中国时间）；期间的消息过后再发。"""
    from yiju.bots.proactive.subscriptions import set_quiet

    with reading(data) as reader:
        made = set_quiet(reader.store.sql, name, hours)
    if json:
        print_json({"user": name, "quiet": str(made)})
    else:
        say(f"{name} 的免打扰时间：{made}")
    if made.remark:
        say(f"注意：{made.remark}", error=True)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"--set 要写成 选项=值，收到的是 {text!r}")
    return name.strip(), value.strip()


def _told(name: str, kept: "Subscription", *, json: bool) -> None:
    if json:
        print_json({"user": name, **kept.model_dump(mode="json")})
    else:
        say(_line(kept))


def _line(one: "Subscription") -> str:
    options = "，".join(f"{name}={value}" for name, value in one.options.items())
    return f"{one.topic}\t{one.called}\t{'已订阅' if one.wanted else '没有订阅'}\t{options}"


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(subscriptions_app, name="subscriptions")
