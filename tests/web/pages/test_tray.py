"""An admin clears the tray in a real browser, on a laptop and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.stored import settings_for, viewer
from tests.support.unassigned import CAR, EAST, LAB, SECRET, begin, mail, take, write
from tests.support.walk import PHONE, serving, visiting
from yiju.store.documents import list_documents
from yiju.store.store import Store

pytestmark = pytest.mark.timeout(420)
NEWCOMER = "新桥精工"


def test_an_admin_clears_the_tray(chromium: Browser, tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path / "data")) as store:
        begin(store, tmp_path / "first")
        files = {
            "两家.md": f"# 行业要闻\n\n{CAR}与{LAB}都提到{SECRET}。\n",
            "来信.eml": mail(1, "li@neu.example", "询价", f"{SECRET}<img src=x onerror=alert(1)>请报价。"),
            "杂.md": "# 食堂菜单\n\n周一吃面。\n",
            "提到.md": f"# 月度小结\n\n{CAR}提了三次要求，{CAR}催得紧。\n",
        }
        assert take(store, write(tmp_path / "in", files)).unassigned == 4
    with serving(tmp_path / "data") as address, visiting(chromium, address) as visit:
        page = visit.page
        page.goto(address + "/sign-in?next=%2Ftray")
        page.get_by_role("button", name="以本机用户登录").click()
        expect(page.get_by_role("heading", name="未归属")).to_be_visible()
        visit.live()
        cards = page.locator("[data-held]")
        expect(cards).to_have_count(4)
        expect(page.get_by_role("link", name="未归属")).to_have_attribute("aria-current", "page")
        news = cards.filter(has_text="行业要闻")
        expect(news).to_contain_text("几个客户都有线索")
        expect(news).to_contain_text(f"开头部分提到“{CAR}”1次")
        menu = cards.filter(has_text="食堂菜单")
        menu.get_by_role("button", name="丢弃").click()
        page.locator(".q-dialog").get_by_role("button", name="丢弃", exact=True).click()
        expect(cards).to_have_count(3)
        news.get_by_role("button", name=CAR).click()
        expect(news.get_by_label("客户")).to_have_value(CAR)
        news.get_by_text("只能引用").click()
        news.get_by_role("button", name="归属", exact=True).click()
        expect(cards).to_have_count(2)
        letter = cards.filter(has_text="询价")
        letter.get_by_label("客户").fill(NEWCOMER)
        letter.get_by_text("没有就新建客户").click()
        letter.get_by_role("button", name="归属", exact=True).click()
        expect(cards).to_have_count(1)
        page.get_by_role("button", name="按第一候选归属").click()
        expect(page.get_by_text("没有未归属的资料")).to_be_visible()
        visit.clean()
    with Store.open(settings_for(tmp_path / "data")) as store:
        found = {d.title: d for d in list_documents(store.sql, viewer(EAST, role="director"))}
        assert {t: d.customer for t, d in found.items() if t != "起"} == {
            "行业要闻": CAR,
            "询价": NEWCOMER,
            "月度小结": CAR,
        }
        assert found["行业要闻"].open_restricted and not found["询价"].open_restricted
        more = write(tmp_path / "more", {"长.md": f"# {'很长的标题' * 9}\n\n{'没有空格的长词' * 60}\n"})
        assert take(store, more).unassigned == 1
    with serving(tmp_path / "data") as address, visiting(chromium, address, PHONE) as visit:
        visit.page.goto(address + "/sign-in?next=%2Ftray")
        visit.page.get_by_role("button", name="以本机用户登录").click()
        expect(visit.page.locator("[data-held]")).to_have_count(1)
        visit.fits()
        visit.clean()
