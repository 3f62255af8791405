"""A rep's phone: what they type and tap in DingTalk, and what they see of it, as text."""

import unicodedata

from tests.support.dingtalk_cards import Card
from tests.support.dingtalk_gateway import DingTalkGateway, Said

_WIDTH = 40
"""Columns of a phone: twenty Chinese characters."""


class Phone:
    """One person's chat with the robot."""

    def __init__(self, far: DingTalkGateway, user: str) -> None:
        self.far, self.user = far, user
        self.page: list[str] = []
        self._read = 0

    def write(self, text: str, *, answers: int = 1) -> list[Said | Card]:
        """Type it, and wait until so much came back and no card is open."""
        self.page.append(f"\n{'我 ▸ ' + text:>{_WIDTH - _wide(text)}}\n")
        self.far.ack(self.far.say(text, self.user))
        return self.read(answers)

    def tap(self, card: Card, label: str, *, answers: int = 0) -> list[Said | Card]:
        """Tap a button."""
        self.page.append(f"\n      （点 [{label}]）")
        self.far.ack(self.far.tap(card, label, self.user))
        self.page.append(f"      卡片上：{card.seen_by(self.user)['fb_note'] or '—'}")
        return self.read(answers)

    def read(self, count: int = 1) -> list[Said | Card]:
        """The next things that come, complete."""
        until = self._read + count
        self.far.wait(lambda: len(self._mine()) >= until, 60)
        found = self._mine()[self._read : until]
        self.far.wait(lambda: all(one.state == "finished" for one in found if isinstance(one, Card)), 60)
        self._read = until
        for one in found:
            self.page += self._shown(one)
        return found

    def _mine(self) -> list[Said | Card]:
        places = {self.user, f"cid-of-{self.user}", f"dtv1.card//IM_ROBOT.{self.user}"}
        return [
            one for one in self.far.timeline if (one.to if isinstance(one, Said) else one.space) in places
        ]

    def _shown(self, one: Said | Card) -> list[str]:
        if isinstance(one, Said):
            return ["┌ 消息", *_box(one.text), "└"]
        lines = [f"┌ 卡片（流式 {len(one.frames)} 帧）", *_box(one.values["content"])]
        buttons = " ".join(f"[{label}]" for label in one.buttons(self.user))
        return [*lines, *_box(buttons), "└"]


def _box(text: str) -> list[str]:
    return [f"│ {line}" for part in text.split("\n") for line in _fold(part)]


def _fold(text: str) -> list[str]:
    lines, line, used = [], "", 0
    for one in text:
        if used + _wide(one) > _WIDTH:
            lines.append(line)
            line, used = "", 0
        line += one
        used += _wide(one)
    return [*lines, line]


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
