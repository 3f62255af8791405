"""DingTalk, as the bots' runtime sees it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yiju.bots.channel import Receiver
    from yiju.bots.desk import Desk
    from yiju.bots.dingtalk.channel import DingTalkChannel


def make_channel(desk: "Desk", receiver: "Receiver") -> "DingTalkChannel":
    """The channel of the settings' app.

    Raises:
        YijuError: a setting is missing.
    """
    from yiju.bots.dingtalk.channel import DingTalkChannel

    return DingTalkChannel(desk, receiver)
