"""``yiju serve`` with bots: how it starts, stops, tells how it stands, and shares work with another."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bots.test_kills import exactly_once_and_in_order
from tests.support.paper import Paper
from tests.support.paper_served import PaperServed, people
from tests.support.shell import yiju


@pytest.fixture
def paper() -> Iterator[Paper]:
    with Paper() as made:
        yield made


@pytest.mark.parametrize(
    ("bots", "told"),
    [
        ("telegram", "YIJU_BOTS"),
        ("dingtalk", "YIJU_DINGTALK_CLIENT_ID"),
        ("wecom", "YIJU_WECOM_BOT_ID"),
    ],
)
def test_a_wrong_setting_is_named_at_the_start(tmp_path: Path, bots: str, told: str) -> None:
    (tmp_path / "data").mkdir()
    line = [sys.executable, "-m", "yiju", "serve", "--data", "data", "--port", "0"]
    environment = {"PATH": "/usr/bin:/bin", "YIJU_BOTS": bots, "YIJU_EMBEDDER": "hashing"}
    ran = subprocess.run(
        line, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 1
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr


def test_it_answers_tells_how_it_stands_and_stops_in_order(
    sql_url: str, tmp_path: Path, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    people(sql_url, data, 2)
    monkeypatch.setenv("YIJU_DATABASE_URL", sql_url)
    with PaperServed(paper, data, database_url=sql_url, PAPER_ECHO="1", PAPER_EXCLUSIVE="1") as server:
        one = paper.say("u0", "with u0", "secret words")
        paper.until(lambda: any(event.get("ack") == one for event in paper.events))
        ran = yiju("bots", "status", "--json", "--data", str(data))
        [bot] = ran.json["bots"]
        assert (bot["channel"], bot["bot"], bot["in_flight"] + bot["waiting"] + bot["done"]) == (
            "wecom",
            "paper",
            1,
        )
        assert [bot["holder"]] == ran.json["processes"]
        assert f":{server.pid}:" in bot["holder"]
        assert 0 < bot["lease_left"] <= 15
        assert httpx.get(f"{server.url}/bots/nothing", trust_env=False).status_code == 404
        assert server.end(signal.SIGTERM) == 0
        assert paper.answers(one) == ["u0 1: secret words"], "what was in hand is finished"
        assert "secret words" not in server.log
    ran = yiju("bots", "status", "--data", str(data))
    assert "一小时内已答 1" in ran.out and "没有" in ran.out.splitlines()[-1]
    assert "连接" not in ran.out
    assert yiju("bots", "failed", "--json", "--data", str(data)).json == {"letters": []}


def test_two_processes_share_the_work_and_one_goes_on_alone(
    request: pytest.FixtureRequest, tmp_path: Path, paper: Paper
) -> None:
    url = request.getfixturevalue("postgres").migrated()
    data = [tmp_path / "one", tmp_path / "two"]
    for folder in data:
        folder.mkdir()
    names = people(url, data[0], 6)
    settings = {"database_url": url, "bot_lease_seconds": "2", "bot_per_minute": "100", "PAPER_ECHO": "0.2"}
    with PaperServed(paper, data[0], **settings) as one, PaperServed(paper, data[1], **settings) as two:
        paper.until(lambda: len(paper.lines) == 2)
        for number in range(60):
            name = names[number % len(names)]
            paper.say(name, f"with {name}", f"{number}", times=1 + (number % 10 == 0))
        paper.until(lambda: {event["by"] for event in paper.events if "show" in event} == {one.pid, two.pid})
        two.kill()
        paper.until(lambda: not paper.unanswered(), 60)
        exactly_once_and_in_order(paper, one_door=False)
