"""Alerts to a group of administrators, by its robot."""

import logging

from yiju.bots.channel import NotSent
from yiju.bots.escaping import escape
from yiju.bots.types import Line, Message
from yiju.bots.wecom.failures import not_sent
from yiju.bots.wecom.rendering import render
from yiju.platforms.calls import PlatformError
from yiju.platforms.splitting import split_text
from yiju.platforms.wecom.hooks import post_to_group
from yiju.settings import Settings

log = logging.getLogger(__name__)
_MOST_BYTES = 4096


def tell_group(settings: Settings, message: Message) -> bool:
    """Send to the group of ``wecom_webhook_key``. False: none is set up. Blocks.

    Raises:
        NotSent: it did not go through.
    """
    key = settings.wecom_webhook_key
    if not key.get_secret_value():
        return False
    lines = (Line(text=message.title, style="heading"), *message.lines)
    text = render(message.model_copy(update={"lines": lines}), "app", settings.public_url.rstrip("/"))
    for piece in split_text(text, _MOST_BYTES):
        try:
            post_to_group(
                settings.wecom_api_base, key, {"msgtype": "markdown", "markdown": {"content": piece}}
            )
        except PlatformError as error:
            raise not_sent(error) from None
    return True


def alarm(settings: Settings, text: str) -> None:
    """Tell administrators a sentence, where that can be done; what fails is logged."""
    try:
        tell_group(settings, Message(title="依据：需要管理员处理", lines=(Line(text=text),)))
    except NotSent as error:
        log.warning("告警没有发到群里：%s", escape(str(error)))
