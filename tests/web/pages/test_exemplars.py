"""The exemplars page in a real browser: look, see it masked, publish, withdraw, restore."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.reviewed import HEAD, advice, claim, judge, keep
from tests.support.stored import settings_for
from tests.support.walk import serving, token_for, visiting
from yiju.store.customers import find_customers, set_seller
from yiju.store.store import Store
from yiju.store.types import Seller
from yiju.store.users import save_user

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def served(chromium: Browser, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """One rewrite in unit ``main``, served; a head there, a head elsewhere, and a rep."""
    assert chromium.is_connected()
    folder = tmp_path / "data"
    with Store.open(settings_for(folder)) as store:
        for name, role, unit in (
            ("head", "director", "main"),
            ("west", "director", "west"),
            ("rep", "rep", "main"),
        ):
            save_user(store.sql, name, roles=[role], units=[unit], actor="test")
        keep(store.sql, advice("s1", claim("c1", "请罗启明确认18个月质保。")))
        (customer,) = find_customers(store.sql, HEAD, "莱茵汽车")
        set_seller(store.sql, customer, Seller(name="华锐铸造", people=("罗启明",)))
        rewrite = "<b>先</b>请罗启明书面确认18个月质保。"
        judge(store.sql, HEAD, "s1", "edit", claim_id="c1", rewrite=rewrite)
    with serving(folder) as address:
        yield folder, address


def test_publish_masked_then_withdraw(served: tuple[Path, str], chromium: Browser) -> None:
    folder, address = served
    with visiting(chromium, address, token=token_for(folder, "west")) as visit:
        visit.open("/exemplars")
        expect(visit.page.get_by_text("还没有范例")).to_be_visible()
    with visiting(chromium, address, token=token_for(folder, "head")) as visit:
        page = visit.page
        visit.open("/exemplars")
        row = page.locator("[data-exemplar]")
        expect(row).to_have_count(1)
        expect(row.get_by_text("罗启明").first).to_be_visible()
        expect(row.get_by_text("用过 0 次")).to_be_visible()
        expect(row.get_by_text("没有学到写法：有只属于这位客户的话")).to_be_visible()
        assert page.locator("[data-exemplar] b", has_text="先").count() == 0  # words are text, never markup
        visit.fits()
        row.get_by_role("button", name="公开给其他单元…").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("其他单元会看到")).to_be_visible()
        assert "罗启明" not in (dialog.text_content() or "")
        assert "18" not in (dialog.text_content() or "")
        dialog.get_by_role("button", name="公开", exact=True).click()
        expect(row.get_by_text("已公开")).to_be_visible()
    with visiting(chromium, address, token=token_for(folder, "west")) as visit:
        visit.open("/exemplars")
        expect(visit.page.get_by_text("其他单元公开的")).to_be_visible()
        shown = visit.page.locator("main, body").first.text_content() or ""
        assert "罗启明" not in shown
        assert "莱茵" not in shown
    with visiting(chromium, address, token=token_for(folder, "head")) as visit:
        visit.open("/exemplars")
        row = visit.page.locator("[data-exemplar]")
        row.get_by_role("button", name="撤回").click()
        expect(row.get_by_text("已撤回，不再使用")).to_be_visible()
        row.get_by_role("button", name="恢复使用").click()
        expect(row.get_by_role("button", name="公开给其他单元…")).to_be_visible()


def test_reps_have_no_such_page(served: tuple[Path, str], chromium: Browser) -> None:
    folder, address = served
    with visiting(chromium, address, token=token_for(folder, "rep")) as visit:
        visit.page.goto(f"{address}/exemplars")
        expect(visit.page.get_by_text("这一页只给主管和管理员。")).to_be_visible()
