"""A document is forgotten while pages are open: what they show of it goes, and nobody judges it any more."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import director
from tests.support.director import HEAD, REP
from tests.support.samples import CAR
from tests.support.stored import settings_for
from tests.support.walk import serving, token_for, visiting
from yiju.store.access import viewer_for
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.types import Suggestion

pytestmark = pytest.mark.timeout(300)
_SOON = 30_000


@dataclass(frozen=True)
class World:
    """A served folder, a strategy in it, the first thing that it cites, and a claim that does not cite it."""

    folder: Path
    address: str
    strategy: Suggestion

    @property
    def document(self) -> str:
        return self.strategy.sections[0].claims[0].citations[0].document.id

    @property
    def quote(self) -> str:
        return self.strategy.sections[0].claims[0].citations[0].quote[:12]

    def forget(self) -> None:
        """From a command's process, beside the server."""
        with Store.open(settings_for(self.folder)) as store:
            forget_document(store, viewer_for(store.sql, HEAD), self.document)


@pytest.fixture
def world(chromium: Browser, tmp_path: Path) -> Iterator[World]:
    assert chromium.is_connected()
    folder = tmp_path / "data"
    advice = director.fill(folder)
    with serving(folder) as address:
        yield World(folder, address, advice[f"strategy {CAR}"])


def _shows(page: Page, words: str) -> bool:
    return words in (page.locator("body").text_content() or "")


def test_an_open_review_drops_what_was_forgotten(world: World, chromium: Browser) -> None:
    path = f"/review/{world.strategy.id}"
    with visiting(chromium, world.address, token=token_for(world.folder, HEAD)) as visit:
        page = visit.page
        visit.open(path)
        expect(page.locator(".y-cited")).to_be_visible()
        assert _shows(page, world.quote)
        page.keyboard.press("e")
        page.get_by_label("改写成").fill("打了一半的字")
        expect(page.locator(".y-form .y-diff")).to_contain_text("打了一半的字")
        page.keyboard.press("Escape")
        expect(page.get_by_text("有没保存的改写")).to_be_visible()
        world.forget()
        first = page.locator(".y-claim").first
        expect(first.get_by_text("（所依据的资料已删除）")).to_be_visible(timeout=_SOON)
        visit.live()
        assert not _shows(page, world.quote)
        assert [one.text_content() for one in first.locator(".y-chip").all()] == ["资料已删除"]
        expect(first.locator(".y-claim-acts")).to_have_count(0)
        expect(page.get_by_text("有没保存的改写")).to_have_count(0)
        page.keyboard.press("a")
        expect(page.get_by_text("这条论断所依据的资料已删除，不能再评。")).to_be_visible()
        expect(page.locator(".y-history .y-entry")).to_have_count(0)
        page.reload()
        visit.live()
        assert page.evaluate("JSON.stringify(sessionStorage)").find("打了一半的字") < 0
        visit.clean()


@pytest.mark.parametrize("path", ["/mine/{}", "/timeline?suggestion={}"])
def test_so_do_other_pages(world: World, chromium: Browser, path: str) -> None:
    cited = world.strategy.sections[0].claims[0].citations[0]
    words = cited.document.title if "timeline" in path else cited.tag
    with visiting(chromium, world.address, token=token_for(world.folder, REP)) as visit:
        visit.open(path.format(world.strategy.id))
        expect(visit.page.get_by_text(words).first).to_be_visible()
        world.forget()
        expect(visit.page.get_by_text(words)).to_have_count(0, timeout=_SOON)
        visit.live()
        visit.clean()


def test_what_has_nothing_to_do_with_it_stays_open(world: World, chromium: Browser) -> None:
    with visiting(chromium, world.address, token=token_for(world.folder, HEAD)) as visit:
        visit.open("/datasets")
        visit.page.evaluate("window.same = true")
        with visiting(chromium, world.address, token=token_for(world.folder, HEAD)) as other:
            other.open(f"/review/{world.strategy.id}")
            world.forget()
            expect(other.page.get_by_text("（所依据的资料已删除）").first).to_be_visible(timeout=_SOON)
        assert visit.page.evaluate("window.same") is True
