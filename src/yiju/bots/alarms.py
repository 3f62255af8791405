"""What operators must know of the bots, told to the groups of the platforms' robots: merged, hourly at most.

One process looks, once a minute, and sends one message at most: far below what a group's robot takes. What a
channel knows by itself (a refused secret, a connection taken over, the month's calls) it tells its own group.
"""

import asyncio
import datetime as dt
import logging

import sqlalchemy as sa
from pydantic import SecretStr

from yiju.bots.notices import take_turn, told_since
from yiju.bots.standing import Standing, standing
from yiju.bots.types import Line, Message
from yiju.platforms.calls import PlatformError
from yiju.settings import Settings
from yiju.store.bot_tables import bot_inbox, bot_outbox
from yiju.store.database import Database
from yiju.store.types import Frozen

log = logging.getLogger(__name__)
TOPIC = "alarm"
_EVERY = dt.timedelta(hours=1)
_AGAIN = dt.timedelta(minutes=5)
"""Before an alarm that reached no group is told again."""
_WAITED = 300.0
"""Seconds that a message has waited when nobody seems to answer."""
_SILENT = 60.0
"""Seconds after the end of a lease that nobody took."""
_NEARLY = 0.7
"""Part of the month's calls after which an operator should know."""


class Alarm(Frozen):
    """Something an operator must know. ``key``: the same hour after hour while it lasts."""

    key: str
    text: str


def look(settings: Settings, sql: Database, now: dt.datetime) -> list[Alarm]:
    """What is wrong at this moment, as far as the database tells."""
    found = [alarm for bot in standing(sql) for alarm in _of(settings, bot)]
    lost = _lost(sql, now - _EVERY)
    if lost:
        text = f"过去一小时有 {lost} 条消息没能回答或没能发出。看是哪些：yiju bots failed"
        found.append(Alarm(key="lost", text=text))
    return found


def raise_alarms(settings: Settings, sql: Database, now: dt.datetime) -> int:
    """Tell what is wrong and was not told within the hour, in one message to each group. How many.

    It counts as told once a group has it, or none is set up; else it is told again, minutes later.
    """
    told = set(told_since(sql, "", TOPIC, now - _EVERY + dt.timedelta.resolution))
    new = [one for one in look(settings, sql, now) if _name(one) not in told]
    for one in new:
        log.error("机器人告警：%s", one.text)
    if new:
        at = now if tell_groups(settings, [one.text for one in new]) else now - _EVERY + _AGAIN
        for one in new:
            take_turn(sql, _name(one), "", TOPIC, at, dt.timedelta(0))
    return len(new)


def tell_groups(settings: Settings, texts: list[str]) -> bool:
    """Send sentences to the groups that are set up. Whatever fails is logged. Blocks.

    Returns:
        False where there are groups, and none of them was told.
    """
    from yiju.bots.wecom.alerts import tell_group

    lines = tuple(Line(text=text, style="item", lead=f"{n}.") for n, text in enumerate(texts, 1))
    told = failed = False
    try:
        told = tell_group(settings, Message(title="依据机器人：需要管理员处理", lines=lines))
    except Exception as error:  # also what is wrong in the settings: other groups are told all the same
        failed = True
        log.warning("告警没有发到企业微信群里：%s", _why(error))
    if settings.dingtalk_alert_token.get_secret_value():
        try:
            asyncio.run(_tell_dingtalk(settings, texts))
            told = True
        except Exception as error:
            failed = True
            log.warning("告警没有发到钉钉群里：%s", _why(error))
    return told or not failed


def _why(error: Exception) -> str:
    """Without its words: an address of a group is a secret."""
    return f"代码 {error.code}" if isinstance(error, PlatformError) else type(error).__name__


def _name(alarm: Alarm) -> str:
    return f"alarm:{alarm.key}"[:400]


async def _tell_dingtalk(settings: Settings, texts: list[str]) -> None:
    from yiju.platforms.dingtalk.rest import Api, App
    from yiju.platforms.dingtalk.robot import Robot

    # A group's robot needs no app: its address is all there is.
    base = settings.dingtalk_oapi_base.rstrip("/")
    api = Api(App(client_id="", client_secret=SecretStr(""), robot="", corp="", oapi_base=base))
    try:
        robot = Robot(api, settings.dingtalk_alert_token, settings.dingtalk_alert_secret)
        listed = "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))
        await robot.send("依据告警", f"#### 依据告警\n\n{listed}")
    finally:
        await api.close()


def _of(settings: Settings, bot: Standing) -> list[Alarm]:
    name = f"{bot.channel} {bot.bot}"
    found = []
    if bot.oldest is not None and bot.oldest > _WAITED:
        text = f"{name}：有 {bot.waiting} 条消息没有人回答，最早的等了 {bot.oldest / 60:.0f} 分钟。"
        found.append(Alarm(key=f"waiting:{name}", text=f"{text}看状态：yiju bots status"))
    if bot.lease_left is not None and bot.lease_left < -_SILENT:
        found.append(
            Alarm(key=f"lease:{name}", text=f"{name}：没有进程在连接，收不到消息。看状态：yiju bots status")
        )
    most = settings.dingtalk_monthly_calls
    untold = not settings.dingtalk_alert_token.get_secret_value()  # else its channel tells
    if bot.channel == "dingtalk" and untold and most and bot.calls >= most * _NEARLY:
        text = f"{name}：本月接口调用已用 {bot.calls}，额度 {most}；用完后卡片和主动消息都发不出。"
        found.append(Alarm(key=f"quota:{name}", text=text))
    return found


def _lost(sql: Database, since: dt.datetime) -> int:
    inbox, outbox = bot_inbox.c, bot_outbox.c
    counts = (
        sa.select(sa.func.count()).where(inbox.state == "failed", inbox.ended_at > since),
        sa.select(sa.func.count()).where(outbox.state.in_(("dead", "unknown")), outbox.ended_at > since),
    )
    with sql.read() as connection:
        return sum(connection.scalar(query) or 0 for query in counts)
