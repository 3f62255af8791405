"""docs/dingtalk.md: its commands, settings, permissions and the card's variables are those that there are."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.support.dingtalk_cards import Card
from yiju.bots.dingtalk.router import EVENTS, MESSAGES
from yiju.bots.dingtalk.template import blank
from yiju.cli.app import app
from yiju.settings import Settings

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "dingtalk.md").read_text("utf-8")
_COMMANDS = sorted(
    set(re.findall(r"^yiju .+$", PAGE, re.MULTILINE)) | set(re.findall(r"`(yiju [^`]+)`", PAGE))
)


@pytest.mark.parametrize("line", _COMMANDS)
def test_a_command_shown_exists_with_its_options(line: str) -> None:
    command: Any = get_command(app)
    words = shlex.split(line)[1:]
    while words and hasattr(command, "commands"):
        word = words.pop(0)
        assert word in command.commands, line
        command = command.commands[word]
    options = {name for one in command.params for name in one.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_every_setting_named_is_one() -> None:
    named = set(re.findall(r"YIJU_([A-Z_]+)", PAGE))
    assert len(named) > 12
    assert named <= {name.upper() for name in Settings.model_fields}


def test_the_template_has_the_variables_that_cards_are_made_with() -> None:
    table = PAGE[PAGE.index("| variable |") : PAGE.index("3. In the state")]
    rows = re.findall(r"^\| `(\w+)`(?: … `(\w+)`)? \| (?:[^|]*)\| (yes)? ?\|", table, re.MULTILINE)
    named: set[str] = set()
    for first, last, _ in rows:
        numbers = range(1, int(last[1:]) + 1) if last else ()
        named |= {f"{first[0]}{number}" for number in numbers} if last else {first}
    assert named == {"content", *blank()}
    private = {first for first, _, yes in rows if yes}
    assert private == {name for name in blank() if name.startswith(("can_", "fb_"))}


def test_the_buttons_send_what_the_gateways_template_sends() -> None:
    card = Card("t", "x.schema", "s", {**blank(), "can_up": "1", "b1": "下一页", "p1": "x"}, state="finished")
    for action, params in card.buttons("u").values():
        assert f"`{action}`" in PAGE
        for name in params:
            assert f"`{name}`=" in PAGE


def test_the_addresses_are_those_that_are_served() -> None:
    for path in (MESSAGES, EVENTS):
        assert f"https://YOUR-HOST{path}" in PAGE
