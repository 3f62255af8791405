"""No page and no action on one keeps others waiting for the database: the event loop asks it nothing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support import watching
from tests.support.reviewed import HEAD, advice, claim, judge, keep
from tests.support.stored import settings_for
from tests.support.walk import Visit, serving, token_for, visiting
from yiju.store.store import Store
from yiju.store.users import save_user

pytestmark = pytest.mark.timeout(300)
_PAGES = (
    "/", "/mine", "/mine/s1", "/search?q=质保", "/timeline", "/whatif", "/whatif/s1", "/trials",
    "/promotions", "/exemplars", "/datasets", "/dashboard", "/dashboard/rows?metric=adoption",
    "/compare?left=s1&right=s2",
    "/review/s1", "/review/s9",
)  # fmt: skip


@pytest.fixture
def served(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str]]:
    assert chromium.is_connected()
    folder = tmp_path / "data"
    with Store.open(settings_for(folder)) as store:
        for name in ("head", "boss"):
            role = "director" if name == "head" else "admin"
            save_user(store.sql, name, roles=[role], units=["main"], actor="test")
        keep(store.sql, advice("s1"), advice("s2", claim("c1", "年降3%。")))
        judge(store.sql, HEAD, "s2", "edit", claim_id="c1", rewrite="先谈年降3%。")
    monkeypatch.setenv("PYTHONPATH", str(Path(watching.__path__[0])))
    with serving(folder) as address:
        yield folder, address


_ASKS = """
import asyncio, sqlalchemy as sa
engine = sa.create_engine("sqlite://")
def ask(): engine.connect().execute(sa.text("select 1"))
async def aside(): await asyncio.to_thread(ask)
async def on_the_loop(): ask()
asyncio.run({}())
"""


@pytest.mark.parametrize(("how", "told"), [("on_the_loop", True), ("aside", False)])
def test_it_would_be_told(how: str, told: bool) -> None:
    env = {"PYTHONPATH": str(Path(watching.__path__[0]))}
    done = subprocess.run(
        [sys.executable, "-c", _ASKS.format(how)], env=env, capture_output=True, text=True, check=True
    )
    assert ("SQL on the event loop" in done.stderr) is told


def test_no_sql_on_the_event_loop(served: tuple[Path, str], chromium: Browser) -> None:
    folder, address = served
    with visiting(chromium, address, token=token_for(folder, "boss")) as visit:
        for path in _PAGES:
            visit.open(path)
            visit.page.wait_for_load_state("networkidle")
        _act(visit)
    told = (folder.parent / f"{folder.name}.log").read_text()
    assert "SQL on the event loop" not in told, told


def _act(visit: Visit) -> None:
    page = visit.page
    visit.open("/review/s1")
    page.keyboard.press("a")
    expect(page.locator(".y-history .y-entry")).to_have_count(1)
    page.get_by_role("combobox", name="分给").click()
    page.get_by_role("option", name="head").click()
    expect(page.get_by_role("button", name="不再分给 head")).to_be_visible()
    visit.open("/mine/s1")
    page.get_by_role("button", name="采纳").click()
    expect(page.get_by_text("记下了")).to_be_visible()
    visit.open("/exemplars")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回，不再使用")).to_be_visible()
    visit.open("/whatif/s1")
    page.get_by_role("button", name="开始推演").click()
    expect(page.get_by_text("推演结果")).to_be_visible(timeout=20_000)
