"""The platforms of ``benchmarks.bots``: what people write, and what they see."""

import re
import threading
import time
from collections import Counter
from typing import Any, Protocol

from benchmarks.bots_serve import MARK
from tests.support.paper import Paper
from tests.support.wecom_gateway import SocketGateway

_MARKED = re.compile(rf"{MARK}([\w:]+)")


class Far(Protocol):
    """A platform."""

    corp: str

    def environment(self) -> dict[str, str]:
        """What the server needs to find it."""

    def say(self, user: str, text: str, times: int) -> None:
        """Somebody writes; it is delivered so often, and again where the server was gone."""

    def answered(self) -> Counter[str]:
        """How often people saw an answer, by the key of the message; unanswered ones count 0."""

    def delays(self) -> list[float]:
        """Seconds until each delivery was acknowledged, sorted."""


class OnPaper:
    """The paper platform: it waits for an acknowledgement, and repeats."""

    corp = "papercorp"

    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    def environment(self) -> dict[str, str]:
        """See ``Far``."""
        return {"PAPER_PORT": str(self.paper.port)}

    def say(self, user: str, text: str, times: int) -> None:
        """See ``Far``."""
        self.paper.say(user, f"with {user}", text, times=times)

    def answered(self) -> Counter[str]:
        """See ``Far``."""
        seen = Counter(dict.fromkeys(list(self.paper.said), 0))
        seen.update(key for _, _, text in list(self.paper.shown) for key in _MARKED.findall(text))
        return seen

    def delays(self) -> list[float]:
        """See ``Far``."""
        return self.paper.delays()


class TimedGateway(SocketGateway):
    """Knows when each message went out and when the first frame about it came."""

    def __init__(self, bots: dict[str, str]) -> None:
        super().__init__(bots)
        self.sent: dict[str, tuple[float, Any]] = {}
        self.first: dict[str, float] = {}

    async def _frame(self, connection: Any, frame: dict[str, Any]) -> None:
        if frame["cmd"] == "aibot_respond_msg":
            self.first.setdefault(frame["headers"]["req_id"], time.monotonic())
        await super()._frame(connection, frame)


class OnWecom:
    """WeCom's long connection, which has no acknowledgement: the first frame of an answer stands for it.

    What was sent into a connection that broke before a first frame came is delivered again, as a person
    would write again.
    """

    corp = "wwcorp1"
    bot, secret = "aib1", "bot-secret"

    def __init__(self, gateway: TimedGateway) -> None:
        self.gateway = gateway
        self.keys: dict[str, str] = {}
        self.lost = 0
        threading.Thread(target=self._again, daemon=True).start()

    def environment(self) -> dict[str, str]:
        """See ``Far``."""
        return {
            "YIJU_WECOM_WS_URL": self.gateway.url,
            "YIJU_WECOM_CORP_ID": self.corp,
            "YIJU_WECOM_BOT_ID": self.bot,
            "YIJU_WECOM_BOT_SECRET": self.secret,
        }

    def say(self, user: str, text: str, times: int) -> None:
        """See ``Far``."""
        self.gateway.until(lambda: self.bot in self.gateway.owners, 120)
        try:
            request = self.gateway.say(user, text)
        except Exception:  # cut at this very moment: nothing was sent
            request = f"R{self.gateway._count}"
        self.gateway.sent[request] = (time.monotonic(), self.gateway.owners.get(self.bot))
        self.keys[request] = request.replace("R", "M")
        for _ in range(times - 1):
            threading.Timer(0.7, self._repeat, (request,)).start()

    def answered(self) -> Counter[str]:
        """See ``Far``."""
        seen = Counter(dict.fromkeys(list(self.keys.values()), 0))
        for chat in list(self.gateway.screen.chats):
            for bubble in self.gateway.screen.of_bot(chat):
                if bubble.finished:
                    seen.update(_MARKED.findall(bubble.shown()))
        return seen

    def delays(self) -> list[float]:
        """See ``Far``."""
        first = dict(self.gateway.first)
        return sorted(first[key] - at for key, (at, _) in list(self.gateway.sent.items()) if key in first)

    def _repeat(self, request: str) -> None:
        try:
            self.gateway.again(request)
        except Exception:  # nobody is connected: the copy is lost, as it may be
            return

    def _again(self) -> None:
        while True:
            time.sleep(1)
            owner = self.gateway.owners.get(self.bot)
            for request, (_, sent_to) in list(self.gateway.sent.items()):
                if owner is not None and sent_to is not owner and request not in self.gateway.first:
                    self.lost += 1
                    self.gateway.sent[request] = (time.monotonic(), owner)
                    self._repeat(request)
