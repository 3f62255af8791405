"""Nothing typed is lost to a look elsewhere, a cut network or a session that ended; nothing is kept twice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.reviewed import advice, judge, keep
from tests.support.stored import settings_for, viewer
from tests.support.walk import Visit, serving, token_for, visiting
from yiju.sandbox.annotations import annotations_of
from yiju.sandbox.types import Annotation
from yiju.store.store import Store
from yiju.store.users import save_user

ONE, TWO, THIRD = "赵敏", "钱程", "孙立"
REWRITE, MORE = "质保期改为36个月。", "以合同为准。"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def served(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Three suggestions, of the last of which two reviewers disagree: the folder and the address."""
    assert chromium.is_connected()
    folder = tmp_path_factory.mktemp("drafts") / "data"
    with Store.open(settings_for(folder)) as store:
        for name in (ONE, TWO, THIRD):
            save_user(store.sql, name, roles=["director"], units=["main"], actor="test")
        keep(store.sql, advice("s1"), advice("s2"), advice("s3"))
        for name, what in ((ONE, "accept"), (TWO, "edit")):
            judge(store.sql, viewer("main", role="director", user=name), "s3", what, claim_id="c1")
    with serving(folder, reviews_per_item="3") as address:
        yield folder, address


def _kept(folder: Path, name: str) -> list[Annotation]:
    with Store.open(settings_for(folder)) as store:
        return annotations_of(store.sql, viewer("main", role="director", user=ONE), name)


def test_a_rewrite_outlives_a_look_elsewhere_a_cut_network_and_its_session(
    served: tuple[Path, str], chromium: Browser
) -> None:
    folder, address = served
    token = token_for(folder, ONE)
    with visiting(chromium, address, token=token) as visit:
        visit.open("/review/s1?from=list")
        page = visit.page
        area = _edit(page)
        area.fill(REWRITE)
        expect(_card(page).locator("ins").first).to_be_visible()
        page.locator(".y-claim").nth(1).locator(".y-claim-text").click()
        expect(area).to_have_count(0)
        _card(page).get_by_role("button", name="有没保存的改写").click()
        expect(area).to_have_value(REWRITE)
        page.evaluate("window.same = true; window.socket.disconnect()")
        page.wait_for_timeout(4000)  # longer than a page waits by default
        area.press("End")
        area.type(MORE)
        page.evaluate("window.socket.connect()")
        visit.live()
        assert page.evaluate("window.same"), "it is the same page, not loaded anew"
        with visiting(chromium, address, token=token) as elsewhere:
            elsewhere.open("/")
            elsewhere.page.get_by_role("button", name="退出").click()
            expect(elsewhere.page.get_by_text("每一句建议，都有出处。")).to_be_visible()
        page.keyboard.press("Control+Enter")  # the area's, unless a message of the page's own came before
        expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Freview%2Fs1%3Ffrom%3Dlist$"))
        cookie = {"name": "yiju_session", "value": token_for(folder, ONE), "url": address}
        visit.context.add_cookies([cookie])  # type: ignore[list-item]  # has what a cookie needs
        visit.open("/review/s1?from=list")
        expect(_card(page).get_by_role("button", name="有没保存的改写")).to_be_visible()
        assert _kept(folder, "s1") == []
        area = _edit(page)
        expect(area).to_have_value(REWRITE + MORE)
        area.type("！")
        area.press("Control+Enter")  # at once: what was typed last is kept, too
        expect(page.locator(".y-history").get_by_text(REWRITE + MORE + "！")).to_be_visible()
        visit.open("/review/s1")
        visit.page.wait_for_timeout(300)
        expect(page.get_by_role("button", name="有没保存的改写")).to_have_count(0)
    assert [one.rewrite for one in _kept(folder, "s1")] == [REWRITE + MORE + "！"]


def test_keys_wait_for_a_save_and_a_whole_verdict_is_one(served: tuple[Path, str], chromium: Browser) -> None:
    folder, address = served
    with visiting(chromium, address, token=token_for(folder, TWO)) as visit:
        visit.open("/review/s2")
        page = visit.page
        page.evaluate(
            """for (const key of ["a", "x", "1", "Enter"])
                 document.dispatchEvent(new KeyboardEvent("keydown", {key, code: key, bubbles: true}))"""
        )
        expect(page.locator(".y-history .y-entry")).to_have_count(2)
        _whole(page, visit)
        visit.open("/review/s2")
        page.get_by_role("button", name="只保存").click()
        expect(page.get_by_text("总评已保存。")).to_be_visible()
    said = [(one.claim_id, one.verdict) for one in _kept(folder, "s2")]
    assert said == [("c1", "accept"), ("c2", "reject"), ("", "accept")]


def test_settling_is_of_the_claim_it_was_asked_for(served: tuple[Path, str], chromium: Browser) -> None:
    folder, address = served
    with visiting(chromium, address, token=token_for(folder, THIRD)) as visit:
        visit.open("/review/s3")
        page = visit.page
        _card(page).get_by_role("button", name="由我裁定").click()
        expect(page.get_by_text("下一个选择将作为裁定")).to_be_visible()
        page.keyboard.press("n")
        page.keyboard.press("a")
        other = page.locator(".y-claim").nth(1).get_by_role("button", name="采纳")
        expect(other).to_have_attribute("aria-pressed", "true")
        _card(page).get_by_role("button", name="采纳").click()
        expect(_card(page).get_by_role("button", name="采纳")).to_have_attribute("aria-pressed", "true")
        visit.clean()
    assert [one.settles for one in _kept(folder, "s3")] == [False] * 4


def _whole(page: Page, visit: Visit) -> None:
    whole = page.locator(".y-whole")
    whole.get_by_role("group", name="总评").get_by_role("button", name="采纳").click()
    whole.get_by_role("button", name="保存并看下一条").dblclick()
    expect(page).not_to_have_url(visit.address + "/review/s2")
    visit.live()


def _card(page: Page) -> Locator:
    return page.locator(".y-claim").first


def _edit(page: Page) -> Locator:
    page.keyboard.press("e")
    area = _card(page).locator("textarea")
    expect(area).to_be_focused()
    return area
