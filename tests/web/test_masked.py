"""What is masked everywhere leaves by no route of the API, though it was kept before the policy was."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from tests.support.browser import house_in, program
from tests.support.stored import settings_for
from tests.support.town import HEAD, REP, Ids
from tests.support.walk import serving, token_for
from tests.support.world import AUTO
from tests.web.routes import ROUTES, P
from yiju.errors import YijuError
from yiju.ingest.pipeline import ingest
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.privacy import policy_of
from yiju.privacy.types import LABELS
from yiju.settings import Settings
from yiju.store.users import save_user
from yiju.web.app import make_app

EVERYWHERE = "all=mask_everywhere"
POLICY = policy_of(Settings(privacy=EVERYWHERE, seller_people="李闻舟"))
"""Also of a customer's man, whom most that is advised in ``town`` names."""
OWN = {"user", "users", "reviewer", "reviewers", "author", "actor", "asker", "by", "csrf", "token"}
MOBILE, TODAY = "13912345678", dt.date(2026, 1, 21)
READ = [route for route in ROUTES if route.method == "GET" and route.status == 200 and P in route.path]


def told(value: Any) -> Iterator[str]:
    """Every string of an answer but the names of our users."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from told(one) if key not in OWN else ()
    elif isinstance(value, list):
        for one in value:
            yield from told(one)
    elif isinstance(value, str):
        yield value


def personal(value: Any) -> set[str]:
    """What of an answer is personal data."""
    kinds = frozenset(LABELS)
    found = (span.value for text in told(value) for span in POLICY.found(text, kinds))
    return {one for one in found if one.strip("●")}


def answers(app: FastAPI, ids: Ids) -> dict[str, Any]:
    """What every reading route answers a rep and a head: JSON alone."""
    made: dict[str, Any] = {}
    for user in (REP[AUTO], HEAD[AUTO]):
        browser = program(app, user)
        for route in READ:
            path, _body = route.request(ids)
            done = browser.get(path)
            if done.headers["content-type"] == "application/json" and "openapi" not in path:
                made[f"{user} {route.path}"] = done.json()
    return made


def test_no_route_gives_what_is_masked_everywhere(
    town: tuple[FastAPI, dict[str, Ids]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, ids = town
    before = answers(app, ids[AUTO])
    assert len([name for name, value in before.items() if personal(value)]) >= 12, "the test sees nothing"
    monkeypatch.setattr(house_in(app), "privacy", POLICY)
    after = answers(app, ids[AUTO])
    assert after.keys() == before.keys()
    assert {name: found for name, value in after.items() if (found := personal(value))} == {}


@pytest.fixture
def lived_in(tmp_path: Path) -> Iterator[tuple[FastAPI, str]]:
    """A house whose policy came after its advice: title, text, comment and issue hold a number."""
    settings = settings_for(tmp_path / "data")
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.md").write_text(
        f"# 张三 {MOBILE} 名片\n\n日期：2026-01-05\n\n付款方式为货到验收后60天电汇，联系人手机{MOBILE}。\n",
        encoding="utf-8",
    )
    first = make_app(settings)
    house = house_in(first)
    ingest(house.store, HashingEmbedder(), [files], customer="莱茵汽车", unit="main")
    save_user(house.store.sql, "head", roles=["director"], units=["main"], actor="test")
    asker = program(first, "head")
    wish = {"customer": "莱茵汽车", "text": "付款方式是什么", "as_of": str(TODAY)}
    made = asker.post(f"{P}/suggestions/answer", json=wish).json()
    verdict = {"key": "masked-00001", "verdict": "accept", "comment": f"问过{MOBILE}了"}
    assert asker.post(f"{P}/suggestions/{made['id']}/annotations", json=verdict).status_code == 201
    assert (
        asker.post(f"{P}/issues", json={"title": f"打{MOBILE}不通", "suggestion_id": made["id"]}).status_code
        == 201
    )
    assert MOBILE in asker.get(f"{P}/suggestions/{made['id']}").text
    house.close()
    second = make_app(settings.model_copy(update={"privacy": EVERYWHERE}))
    yield second, made["id"]
    house_in(second).close()


def test_what_was_kept_before_the_policy_is_blotted_when_it_is_read(lived_in: tuple[FastAPI, str]) -> None:
    app, old = lived_in
    head = program(app, "head")
    for path in (
        f"suggestions/{old}",
        "suggestions",
        f"suggestions/{old}/annotations",
        "annotations",
        "issues",
        "documents",
        "search?q=付款",
        f"search?q={MOBILE}",
        "queue",
    ):
        done = head.get(f"{P}/{path}")
        assert done.status_code == 200, path
        assert MOBILE not in done.text, path
        assert int(done.headers["content-length"]) == len(done.content)
    assert "●" * 11 in head.get(f"{P}/suggestions/{old}").text
    assert "●" * 11 in head.get(f"{P}/documents").text


def test_events_and_errors_are_blotted_too(lived_in: tuple[FastAPI, str]) -> None:
    head = program(lived_in[0], "head")
    wish = {"customer": "莱茵汽车", "text": f"{MOBILE}是谁的电话，付款方式是什么", "as_of": str(TODAY)}
    done = head.post(f"{P}/suggestions/answer", json=wish, headers={"accept": "text/event-stream"})
    assert "event: done" in done.text
    assert MOBILE not in done.text
    wrong = head.post(f"{P}/suggestions/answer", json={**wish, "customer": f"公司{MOBILE}"})
    assert wrong.status_code == 404
    assert "●" * 11 in wrong.text and MOBILE not in wrong.text


def test_no_page_shows_it_either(lived_in: tuple[FastAPI, str]) -> None:
    """A page's words come with its first answer; what its socket sends later is made by the same parts."""
    app, old = lived_in
    data = house_in(app).settings.data
    cookies = {"yiju_session": token_for(data, "head")}
    with serving(data, privacy=EVERYWHERE) as address, httpx2.Client(cookies=cookies) as browser:
        for path in (
            "/",
            "/mine",
            f"/mine/{old}",
            f"/review/{old}",
            "/search?q=付款",
            "/timeline",
            "/exemplars",
        ):
            done = browser.get(address + path)
            assert done.status_code == 200, path
            assert MOBILE not in done.text, path
        assert "●" * 11 in browser.get(f"{address}/review/{old}").text


def test_a_house_does_not_open_on_a_policy_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(YijuError, match="YIJU_PRIVACY"):
        make_app(settings_for(tmp_path / "data", privacy="mobil=keep"))
