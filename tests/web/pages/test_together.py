"""Several reviewers of one suggestion: blind until one has judged, a disagreement, and who settles it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.reviewed import advice, keep
from tests.support.stored import settings_for
from tests.support.walk import serving, token_for, visiting
from yiju.store.store import Store
from yiju.store.users import save_user

ONE, TWO, THIRD, REP = "赵敏", "钱程", "孙立", "rep"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def blind(chromium: Browser, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A served store with one suggestion that wants three blind reviews: its folder and address."""
    assert chromium.is_connected()
    folder = tmp_path / "data"
    with Store.open(settings_for(folder)) as store:
        for name in (ONE, TWO, THIRD):
            save_user(store.sql, name, roles=["director"], units=["main"], actor="test")
        save_user(store.sql, REP, roles=["rep"], units=["main"], actor="test")
        keep(store.sql, advice("s1"))
    with serving(folder, review_blind="true", reviews_per_item="3") as address:
        yield folder, address


def test_blind_then_contested_then_settled(blind: tuple[Path, str], chromium: Browser) -> None:
    folder, address = blind
    with visiting(chromium, address, token=token_for(folder, ONE)) as visit:
        visit.open("/")
        expect(visit.page.get_by_text("评审前看不到别人的意见")).to_be_visible()
        expect(visit.page.locator(".y-item").get_by_text("已评 0/3 人")).to_be_visible()
        visit.open("/review/s1")
        visit.page.keyboard.press("a")
        expect(_card(visit.page).get_by_role("button", name="采纳")).to_have_attribute("aria-pressed", "true")
        visit.clean()
    with visiting(chromium, address, token=token_for(folder, TWO)) as visit:
        visit.open("/review/s1")
        expect(visit.page.get_by_text("盲评：您评过之后才显示别人的意见。")).to_be_visible()
        assert ONE not in (visit.page.locator(".y-desk").text_content() or "")
        for elsewhere in ("/mine/s1", "/dashboard/rows?metric=acceptance"):
            visit.open(elsewhere)
            visit.page.wait_for_load_state("networkidle")
            assert "采纳" not in (visit.page.locator(".y-history, .k-rows").first.text_content() or "")
            assert ONE not in (visit.page.locator("#main").text_content() or "")
        visit.open("/review/s1")
        _reject(visit.page)
        expect(_card(visit.page).get_by_text(f"{ONE} 采纳")).to_be_visible()
        expect(visit.page.locator(".y-history").get_by_text(ONE)).to_be_visible()
        expect(_card(visit.page).get_by_text("由我裁定")).to_have_count(0)  # a party does not settle it
        visit.clean()
    with visiting(chromium, address, token=token_for(folder, THIRD)) as visit:
        visit.open("/review/s1")
        visit.page.locator(".y-claim").nth(1).locator(".y-claim-text").click()
        visit.page.keyboard.press("a")
        expect(visit.page.locator(".y-history").get_by_text(TWO)).to_be_visible()
        _card(visit.page).get_by_role("button", name="由我裁定").click()
        expect(visit.page.get_by_text("下一个选择将作为裁定")).to_be_visible()
        _reject(visit.page)
        expect(visit.page.locator(".y-history").get_by_text("裁定", exact=True)).to_be_visible()
        expect(_card(visit.page).get_by_text("分歧已裁定：驳回。")).to_be_visible()
        visit.clean()


def test_a_verdict_given_twice_at_once_is_one(blind: tuple[Path, str], chromium: Browser) -> None:
    folder, address = blind
    with visiting(chromium, address, token=token_for(folder, ONE)) as visit:
        visit.open("/review/s1")
        _card(visit.page).get_by_role("button", name="采纳").dblclick()
        expect(visit.page.locator(".y-history .y-entry")).to_have_count(1)
        visit.page.reload()
        expect(visit.page.locator(".y-history .y-entry")).to_have_count(1)


def test_enter_keeps_a_rejection_once_though_the_focus_is_where_it_was_clicked(
    blind: tuple[Path, str], chromium: Browser
) -> None:
    folder, address = blind
    with visiting(chromium, address, token=token_for(folder, ONE)) as visit:
        visit.open("/review/s1")
        clicked = _card(visit.page).locator(".y-act", has_text="驳回")
        clicked.click()
        form = visit.page.locator(".y-claim .y-form[tabindex='-1']").first
        expect(form).to_be_focused()
        clicked.focus()  # as before the form has it
        visit.page.keyboard.press("1")
        visit.page.keyboard.press("Enter")
        expect(clicked).to_have_attribute("aria-pressed", "true")
        expect(visit.page.locator(".y-claim").nth(1)).to_have_attribute("aria-current", "true")
        visit.page.keyboard.press("p")  # what a second press did comes before this
        expect(_card(visit.page)).to_have_attribute("aria-current", "true")
        expect(visit.page.get_by_text("为什么驳回？")).to_have_count(0)
        expect(visit.page.locator(".y-history .y-entry")).to_have_count(1)
        visit.clean()


def test_given_to_somebody_and_taken_back(blind: tuple[Path, str], chromium: Browser) -> None:
    folder, address = blind
    with visiting(chromium, address, token=token_for(folder, ONE)) as visit:
        visit.open("/review/s1")
        visit.page.get_by_role("combobox", name="分给").click()
        visit.page.get_by_role("option", name=TWO).click()
        expect(visit.page.get_by_role("button", name=f"不再分给 {TWO}")).to_be_visible()
    with visiting(chromium, address, token=token_for(folder, TWO)) as visit:
        visit.open("/?mine=1")
        expect(visit.page.locator(".y-item").get_by_text("分给我")).to_be_visible()
        visit.open("/review/s1")
        visit.page.get_by_role("button", name=f"不再分给 {TWO}").click()
        expect(visit.page.get_by_text("评审人：未分派")).to_be_visible()
        visit.open("/?mine=1")
        expect(visit.page.locator(".y-item")).to_have_count(0)
        visit.open("/review/s1")
        with Store.open(settings_for(folder)) as store:
            save_user(store.sql, ONE, roles=["rep"], units=["main"], actor="test")
        visit.page.get_by_role("combobox", name="分给").click()
        visit.page.get_by_role("option", name=ONE).click()
        expect(visit.page.locator(".q-notification.bg-negative")).to_be_visible()
        expect(visit.page.get_by_role("option")).to_have_count(0)
        expect(visit.page.get_by_text("评审人：未分派")).to_be_visible()
        visit.clean()


def test_whose_session_ended_is_led_to_sign_in_and_nothing_is_kept(
    blind: tuple[Path, str], chromium: Browser
) -> None:
    folder, address = blind
    token = token_for(folder, ONE)
    with visiting(chromium, address, token=token) as visit:
        visit.open("/review/s1")
        with visiting(chromium, address, token=token) as elsewhere:
            elsewhere.open("/")
            elsewhere.page.get_by_role("button", name="退出").click()
            expect(elsewhere.page.get_by_text("每一句建议，都有出处。")).to_be_visible()
        visit.page.keyboard.press("a")
        expect(visit.page.get_by_text("每一句建议，都有出处。")).to_be_visible()
    with visiting(chromium, address, token=token_for(folder, ONE)) as visit:
        visit.open("/review/s1")
        expect(visit.page.locator(".y-history .y-entry")).to_have_count(0)


def test_a_rep_tells_how_it_went(blind: tuple[Path, str], chromium: Browser) -> None:
    folder, address = blind
    with visiting(chromium, address, token=token_for(folder, REP)) as visit:
        visit.open("/")
        expect(visit.page).to_have_url(address + "/mine")
        visit.page.locator(".y-item").click()
        visit.live()
        visit.page.get_by_label("补充一句").fill("对方认可碳数据")
        visit.page.get_by_role("button", name="有推进").click()
        expect(visit.page.locator(".y-history").get_by_text("会谈结果：有推进")).to_be_visible()
        expect(visit.page.locator(".y-history").get_by_text("对方认可碳数据")).to_be_visible()
        visit.page.goto(address + "/review/s1")
        expect(visit.page.get_by_text("这一页只给主管和管理员。")).to_be_visible()


def _card(page: Page) -> Locator:
    return page.locator(".y-claim").first


def _reject(page: Page) -> None:
    _card(page).get_by_role("button", name="驳回").click()
    expect(page.get_by_text("为什么驳回？")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("为什么驳回？")).to_be_hidden()
    expect(_card(page).get_by_role("button", name="驳回")).to_have_attribute("aria-pressed", "true")
