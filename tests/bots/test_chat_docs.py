"""What docs/chat.md says can be typed is read as it says."""

import re
from pathlib import Path
from typing import get_args

import pytest

from tests.bots.intents.test_intents import NAMES
from yiju.bots.conversation import _COMMANDS
from yiju.bots.intent_types import IntentKind
from yiju.bots.intents import read_intent

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "chat.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \| (\w+) \|", PAGE, re.MULTILINE)
INLINE = {
    "strategy": ("威瑟兰的拜访策略", "明天去见威瑟兰，帮我准备一下"),
    "follow": ("那川岳呢？", "那2025年的呢？"),
    "talk": ("怎么跟李昕催款？",),
    "source": ("依据",),
    "back": ("上一页",),
    "page": ("第3页",),
    "unused": ("没用上",),
    "up": ("有用",),
    "down": ("👎", "没用", "没帮助"),
    "outcome": ("会后 威瑟兰 赢单",),
    "visits": ("明天的拜访", "本周的拜访", "3月12日的拜访"),
    "quiet": ("免打扰 晚上十点到早上七点",),
    "unsubscribe": ("退订 全部",),
}
"""What the table's last column shows beside."""


@pytest.mark.parametrize(
    ("typed", "kind"), [*ROWS, *((typed, kind) for kind, shown in INLINE.items() for typed in shown)]
)
def test_what_the_page_shows_is_read_so(typed: str, kind: str) -> None:
    assert f"`{typed}`" in PAGE
    assert read_intent(typed, NAMES).kind == kind


def test_the_page_shows_every_command() -> None:
    small = {"hello", "thanks", "number", "empty", "back", "page", "unused", "down"}
    assert {kind for _, kind in ROWS} == set(get_args(IntentKind)) - small
    assert set(_COMMANDS) == set(get_args(IntentKind))
