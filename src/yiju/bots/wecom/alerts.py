"""Alerts to a group of administrators, by its robot."""

import logging
import threading
import time
from collections.abc import Callable

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
_DAY = 86400.0


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


class Alarms:
    """Tells administrators what needs one of them, each once a day. Blocks; safe in several threads."""

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._told: dict[str, float] = {}
        self._lock = threading.Lock()

    def __call__(self, text: str) -> None:
        """Tell it, where a group is set up; what fails is logged."""
        now = self._clock()
        with self._lock:
            self._told = {one: at for one, at in self._told.items() if now - at < _DAY}
            if self._told.setdefault(text, now) != now:
                return
        try:
            tell_group(self._settings, Message(title="依据：需要管理员处理", lines=(Line(text=text),)))
        except NotSent as error:
            log.warning("告警没有发到群里：%s", escape(str(error)))
