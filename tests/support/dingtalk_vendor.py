"""DingTalk's own client (dingtalk-stream, unmodified), run as a process of its own against a gateway.

As a script: connects and answers what comes in until it is killed; with a card by its own helpers if asked
for one.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
CARD_ANSWER = {"cardData": {"cardParamMap": {"status": "ok"}}}


class VendorClient:
    """The process; gone at the end."""

    def __init__(self, url: str, client: str, secret: str) -> None:
        mine = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        mine |= {"DINGTALK_OPENAPI_ENDPOINT": url, "NO_PROXY": "127.0.0.1,localhost"}
        line = [sys.executable, "-m", "tests.support.dingtalk_vendor", client, secret]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            line, env=mine, cwd=ROOT, stdin=subprocess.PIPE, stderr=quiet, stdout=quiet
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(10)


def main(client_id: str, secret: str) -> None:
    """Serve until killed."""
    import dingtalk_stream as vendor  # type: ignore[import-untyped]

    class Bot(vendor.ChatbotHandler):  # type: ignore[misc]
        async def process(self, callback: Any) -> tuple[int, Any]:
            message = vendor.ChatbotMessage.from_dict(callback.data)
            text = message.text.content.strip() if message.text else ""
            if text == "ping":
                await asyncio.to_thread(self.reply_text, "pong", message)
            if text == "card":
                card = vendor.AICardReplier(self.dingtalk_client, message)
                track = await card.async_start("flow.schema", {"content": ""})  # it sets the state
                await card.async_streaming(track, "content", "hello", False, False, False)
                await card.async_finish(track, {"content": "hello there"})
            return vendor.AckMessage.STATUS_OK, "OK"

    class Clicks(vendor.CallbackHandler):  # type: ignore[misc]
        async def process(self, callback: Any) -> tuple[int, Any]:
            return vendor.AckMessage.STATUS_OK, CARD_ANSWER

    class Events(vendor.EventHandler):  # type: ignore[misc]
        async def process(self, event: Any) -> tuple[int, Any]:
            return vendor.AckMessage.STATUS_OK, "OK"

    client = vendor.DingTalkStreamClient(vendor.Credential(client_id, secret))
    client.register_all_event_handler(Events())
    client.register_callback_handler(vendor.ChatbotMessage.TOPIC, Bot())
    client.register_callback_handler(vendor.CallbackHandler.TOPIC_CARD_CALLBACK, Clicks())
    client.start_forever()


if __name__ == "__main__":
    main(*sys.argv[1:3])
