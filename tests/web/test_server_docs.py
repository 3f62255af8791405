"""docs/server.md: every request shown there is sent, every path named there exists."""

import json
import re
import shlex
from dataclasses import asdict
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.support.browser import program
from tests.support.town import Ids
from tests.support.world import AUTO
from tests.web.routes import ROUTES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "server.md").read_text("utf-8")
_BLOCKS = re.findall(r"^ *```sh\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)
CURLS = [
    line.strip()
    for block in _BLOCKS
    for line in block.replace("\\\n", " ").splitlines()
    if line.strip().startswith("curl")
]


def test_there_are_examples() -> None:
    assert len(CURLS) >= 10


@pytest.mark.parametrize("line", CURLS)
def test_a_request_shown_works(town: tuple[FastAPI, dict[str, Ids]], line: str) -> None:
    app, ids = town
    words = shlex.split(line)
    names = {name.upper(): value for name, value in asdict(ids[AUTO]).items()}
    address = next(word for word in words if word.startswith("$YIJU")).removeprefix("$YIJU")
    body = words[words.index("-d") + 1] if "-d" in words else None
    assert "Authorization: Bearer $TOKEN" in words
    for name in ("SUGGESTION", "PARAGRAPH", "CUSTOMER"):
        address = address.replace(name, names[name])
        body = body.replace(name, names[name]) if body else None
    client = program(app, "head_auto")
    done = client.post(address, json=json.loads(body)) if body else client.get(address)
    assert done.status_code in (200, 201), done.text


def test_every_path_of_the_overview_exists_and_none_is_left_out() -> None:
    rows = re.findall(r"^\| (`.*?) \|", PAGE[PAGE.index("| paths | what |") :], re.MULTILINE)
    named = {word.strip("/…").split("/")[-1] for row in rows for word in re.findall(r"`([^`]+)`", row)}
    known = {route.path.rstrip("/").split("/")[-1] for route in ROUTES if "/api/v1/" in route.path}
    plain = {word for word in known if "{" not in word} - {"openapi.json", "1.png", "adoption"}
    assert plain <= named, plain - named
    assert {word for word in named if "{" not in word} <= plain
