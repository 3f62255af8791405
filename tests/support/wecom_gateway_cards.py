"""Template cards as WeCom takes them: limits of each field, ids, and what the AI bot does not know."""

import re
from typing import Any, NamedTuple

TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")


class Limits(NamedTuple):
    """Characters; the AI bot has less room than the app."""

    title: int
    desc: int
    sub: int
    value: int


APP, BOT = Limits(36, 44, 160, 30), Limits(26, 30, 112, 26)


def flaw(card: Any, limits: Limits, *, update: bool = False) -> int:
    """The errcode that a card is refused with; 0 for a good one. ``update``: it takes another's place."""
    if not isinstance(card, dict) or card.get("card_type") != "button_interaction":
        return 42031
    title = card.get("main_title", {})
    if (
        not title.get("title")
        or len(title["title"]) > limits.title
        or len(title.get("desc", "")) > limits.desc
    ):
        return 42032
    if len(card.get("sub_title_text", "")) > limits.sub:
        return 42033
    for row in card.get("horizontal_content_list", []):
        if len(row["keyname"]) > 5 or len(row.get("value", "")) > limits.value:
            return 42034
    buttons = card.get("button_list", [])
    if not 1 <= len(buttons) <= 6:
        return 42037
    for button in buttons:
        if not 1 <= len(button.get("text", "")) <= 10:
            return 42038
        if not 1 <= len(button.get("key", "").encode()) <= 1024:
            return 42039
        if button.get("style", 1) not in {1, 2, 3, 4} or set(button) - {"text", "style", "key"}:
            return 42040
    if not TASK_ID.fullmatch(card.get("task_id", "")) and not (update and limits is APP):
        return 42014
    return 0
