"""The dashboard in a browser: counts beside every number, each leads to its rows; nothing of another unit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support import busy
from tests.support.walk import LAPTOP, PHONE, Visit, serving, token_for, visiting

HEAD = "赵敏"


@pytest.fixture(scope="module")
def served(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with ten weeks of work, and its server's address."""
    assert chromium.is_connected()
    folder = tmp_path_factory.mktemp("busy") / "data"
    busy.fill(folder)
    with serving(folder) as address:
        yield folder, address


@pytest.fixture
def visit(chromium: Browser, served: tuple[Path, str]) -> Iterator[Visit]:
    """A director's visit."""
    with visiting(chromium, served[1], LAPTOP, token_for(served[0], HEAD)) as found:
        yield found


def test_every_figure_is_told_with_its_counts_and_leads_to_its_rows(visit: Visit) -> None:
    visit.open("/dashboard")
    tile = visit.page.locator("a.k-tile", has_text="AI建议采纳率")
    expect(tile).to_contain_text("95% 区间")
    expect(tile).to_contain_text("占全部建议")
    hits, of = (int(part) for part in tile.locator("span.y-num").nth(1).inner_text().split("/"))
    tile.click()
    visit.live()
    expect(visit.page.locator("h1")).to_have_text("AI建议采纳率")
    rows = visit.page.locator("a.y-item")
    expect(rows).to_have_count(of)
    assert rows.filter(has_text="采纳或用了").count() == hits
    href = rows.first.get_attribute("href")
    assert href is not None
    assert href.startswith("/review/s")
    visit.fits()
    visit.clean()


def test_slices_lead_to_their_own_rows(visit: Visit) -> None:
    visit.open("/dashboard?by=rep")
    row = visit.page.locator("tr", has_text=busy.REPS[0].user)
    told = row.locator("td").nth(4).inner_text().split()
    _hits, of = told[1].split("/")
    row.locator("td").nth(4).locator("a").click()
    visit.live()
    expect(visit.page.locator("a.y-item")).to_have_count(int(of))
    expect(visit.page.locator("a.y-item", has_text=busy.REPS[0].user)).to_have_count(int(of))
    visit.clean()


def test_names_are_text_wherever_they_stand(visit: Visit) -> None:
    """One of the reps is called ``<b>吴&``."""
    visit.open("/dashboard?by=rep")
    expect(visit.page.locator("td", has_text="<b>吴&")).to_have_count(1)
    expect(visit.page.locator("svg text", has_text="<b>吴&").first).to_be_visible()
    assert visit.page.locator("main b", has_text="吴").count() == 0
    visit.clean()


def test_a_point_leads_to_its_week(visit: Visit) -> None:
    visit.open("/dashboard")
    plot = visit.page.locator(".k-chart", has_text="话术雷同").locator("svg")
    bar = plot.locator("path[fill='#0b6353']").first
    bar.click()
    visit.page.wait_for_url("**/dashboard/rows?metric=sameness&*by=rep*")
    visit.clean()


def test_bars_end_where_their_labels_begin(visit: Visit) -> None:
    """A path in transition goes on being painted at the width of the frame before."""
    visit.open("/dashboard")
    for title in ("驳回与改写原因", "会面结果如何"):
        plot = visit.page.locator(".k-chart", has_text=title).locator("svg")
        told = plot.evaluate(
            """svg => {
                const box = one => one.getBoundingClientRect()
                const bars = [...svg.querySelectorAll("path[fill='#0b6353']")]
                const labels = [...svg.querySelectorAll("text[text-anchor='start']")].map(box)
                const level = (a, b) => Math.abs((a.top + a.bottom) / 2 - (b.top + b.bottom) / 2) < 4
                return bars.map(bar => [
                    labels.filter(one => level(one, box(bar))).map(one => one.left - box(bar).right),
                    getComputedStyle(bar).transition])
            }"""
        )
        assert told
        for (gap,), moves in told:
            assert 4 < gap < 12
            assert moves == "none"
        edge = plot.bounding_box()
        assert edge is not None
        for text in plot.locator("text").all():
            place = text.bounding_box()
            assert place is not None
            assert place["x"] + place["width"] <= edge["x"] + edge["width"]
    visit.clean()


def test_it_prints_and_is_told_in_words(visit: Visit) -> None:
    visit.open("/dashboard")
    visit.page.locator("summary").click()
    expect(visit.page.locator(".k-defs dd", has_text="不是因果")).to_be_visible()
    visit.page.emulate_media(media="print")
    expect(visit.page.locator(".y-bar")).to_be_hidden()
    expect(visit.page.locator(".k-tile").first).to_be_visible()
    visit.clean()


def test_a_phone_scrolls_down_only(chromium: Browser, served: tuple[Path, str]) -> None:
    with visiting(chromium, served[1], PHONE, token_for(served[0], HEAD)) as visit:
        for path in ("/dashboard", "/dashboard?by=week", "/dashboard/rows?metric=override&days=90"):
            visit.open(path)
            visit.fits()
        visit.clean()


def test_another_units_director_sees_that_unit_alone(chromium: Browser, served: tuple[Path, str]) -> None:
    with visiting(chromium, served[1], LAPTOP, token_for(served[0], busy.FOREIGN.user)) as visit:
        visit.open("/dashboard?by=rep")
        text = visit.page.content()
        assert "1 条建议" in visit.page.locator(".y-sub").inner_text()
        for word in (*(rep.user for rep in busy.REPS[:3]), HEAD, *busy.CUSTOMERS):
            assert word not in text
        expect(visit.page.locator(".k-tile.few", has_text="评审覆盖率")).to_contain_text("样本少")
        visit.clean()


def test_a_director_of_the_unit_meets_nothing_of_the_other(visit: Visit) -> None:
    for path in ("/dashboard?by=customer", "/dashboard/rows?metric=coverage&days=0", "/dashboard?by=unit"):
        visit.open(path)
        assert "西部重工" not in visit.page.content()
        assert "西区" not in visit.page.content()


def test_reps_have_no_dashboard(chromium: Browser, served: tuple[Path, str]) -> None:
    for path in ("/dashboard", "/dashboard/rows?metric=adoption"):
        with visiting(chromium, served[1], LAPTOP, token_for(served[0], busy.REPS[0].user)) as visit:
            visit.open(path)
            expect(visit.page.locator("main")).to_contain_text("只给主管和管理员")


def test_an_unknown_figure_is_told_so(visit: Visit) -> None:
    visit.open("/dashboard/rows?metric=charm")
    expect(visit.page.locator("main")).to_contain_text("没有这个指标：charm")
