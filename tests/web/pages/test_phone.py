"""Every page on a phone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.support.samples import CAR
from tests.support.walk import PHONE, marked, visiting
from tests.web.pages.conftest import World

pytestmark = pytest.mark.timeout(420)


def test_on_a_phone(world: World, chromium: Browser) -> None:
    """Every page fits; a tag brings the source up over the page, with the marked page picture."""
    strategy = world.advice[f"strategy {CAR}"]
    with visiting(chromium, world.address, PHONE) as visit:
        page = visit.page
        page.goto(visit.address + "/sign-in")
        visit.fits()
        page.get_by_role("button", name="以本机用户登录").click()
        expect(page.get_by_role("heading", name="待评审")).to_be_visible()
        paths: tuple[str, ...] = (
            "/",
            "/mine",
            "/search?q=年降",
            "/timeline",
            f"/compare?left={strategy.id}&all=1",
        )
        paths += ("/whatif", f"/whatif/{strategy.id}", "/exemplars", "/datasets", "/dashboard")
        for path in (*paths, f"/mine/{strategy.id}", f"/review/{strategy.id}"):
            visit.open(path)
            visit.fits()
        page.get_by_role("button", name="菜单").tap()
        expect(page.get_by_role("link", name="客户时间线")).to_be_visible()
        page.get_by_role("button", name="菜单").tap()
        claim = page.locator(".y-claim", has_text="我们承诺，到2030年供应链排放较2021年降低42%").first
        claim.locator(".y-tag").first.tap()
        panel = page.locator(".y-source")
        expect(panel.locator("mark")).to_be_visible()
        marked(panel.locator("img"))
        visit.fits()
        panel.get_by_role("button", name="关闭").tap()
        expect(panel).to_be_hidden()
        claim.get_by_role("button", name="改写").tap()
        expect(claim.locator("textarea")).to_be_visible()
        visit.fits()
        visit.clean()
