"""The bots that a server runs beside its pages, by its settings."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from yiju.bots.answering import Mind
from yiju.bots.channel import Channel, Receiver
from yiju.bots.desk import Desk
from yiju.bots.runtime import Runtime
from yiju.errors import YijuError
from yiju.settings import Settings

if TYPE_CHECKING:
    from fastapi import APIRouter

Make = Callable[[Desk, Receiver], Sequence[Channel]]


def _dingtalk(desk: Desk, receiver: Receiver) -> Sequence[Channel]:
    from yiju.bots.dingtalk import make_channel

    return (make_channel(desk, receiver),)


def _wecom(desk: Desk, receiver: Receiver) -> Sequence[Channel]:
    from yiju.bots.wecom import make_channels

    return make_channels(desk, receiver)


KINDS: dict[str, Make] = {"dingtalk": _dingtalk, "wecom": _wecom}
"""What can stand in ``YIJU_BOTS``."""


def mind() -> Mind:
    """What thinks of answers."""
    from yiju.bots.conversation import converse, press

    return Mind(converse, press)


def open_bots(desk: Desk) -> Runtime | None:
    """The bots that the settings name, not started yet; None where they name none.

    Raises:
        YijuError: a name is unknown, or a bot lacks a setting.
    """
    names = _names(desk.settings)
    if not names:
        return None
    return Runtime(
        desk,
        mind(),
        lambda receiver: [channel for name in names for channel in KINDS[name](desk, receiver)],
    )


def routers(runtime: Runtime) -> "list[APIRouter]":
    """What platforms call over HTTP, below ``/bots/``."""
    found = (getattr(channel, "router", None) for channel in runtime.channels.values())
    return [router for router in found if router is not None]


def _names(settings: Settings) -> list[str]:
    names = list(dict.fromkeys(part.strip() for part in settings.bots.replace("，", ",").split(",")))
    names = [name for name in names if name]
    for name in names:
        if name not in KINDS:
            raise YijuError(
                f"设置 YIJU_BOTS 不对：没有叫 {name} 的机器人。",
                hint=f"可用的：{'、'.join(KINDS)}，逗号分开。",
            )
    return names
