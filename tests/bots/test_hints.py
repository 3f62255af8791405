"""What can be typed is told once, and plainly."""

from yiju.bots.hints import typed_hint
from yiju.bots.types import Button, Press


def test_what_can_be_typed() -> None:
    press = Press(action="up")
    buttons = (
        Button(label="a", press=press, typed="采纳"),
        Button(label="b", press=press),
        Button(label="c", press=press, typed="采纳"),
    )
    assert typed_hint(buttons) == "可回复：采纳"
    assert typed_hint(()) == ""
