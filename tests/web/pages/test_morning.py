"""A director's morning in a real browser: sign in, review, look at the source, correct, compare, sign out."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.samples import CAR
from tests.support.stored import settings_for
from tests.support.walk import Visit, marked, visiting
from tests.web.pages.conftest import World
from yiju.sandbox.annotations import annotations_of, in_force
from yiju.sandbox.types import Annotation
from yiju.store.access import local_viewer
from yiju.store.database import Database

REWRITE = "先讲清碳数据口径，再谈价格。"
REMARK = "口径要当面确认"
pytestmark = pytest.mark.timeout(420)


def test_a_director_s_morning(world: World, chromium: Browser) -> None:
    strategy = world.advice[f"strategy {CAR}"]
    with visiting(chromium, world.address) as visit:
        page = visit.page
        _sign_in(visit)
        _open_from_the_queue(visit, strategy.id)
        _look_at_the_source(page)
        _judge_claims(page)
        _judge_the_whole(visit)
        _what_if(visit, strategy.id)
        _compare(visit, strategy.id)
        _find_it_again(visit)
        _figures(visit)
        _export(visit)
        _help(page)
        _sign_out(visit)
        visit.clean()
    said = _kept(world, strategy.id)
    assert [one.verdict for one in said] == ["accept", "edit", "reject", "accept", "accept"]
    accepted, edited, rejected, corrected, whole = said
    assert edited.rewrite == REWRITE
    assert (rejected.reasons, corrected.replaces, corrected.claim_id) == (
        ("not_supported",),
        rejected.id,
        rejected.claim_id,
    )
    assert (whole.claim_id, whole.scores, whole.comment) == ("", {"grounds": 5, "strategy": 4}, REMARK)
    assert len({one.claim_id for one in (accepted, edited, rejected)}) == 3
    assert rejected not in in_force(said)
    assert all(one.author == "local" and 0 < one.seconds < 120 for one in said)


def _sign_in(visit: Visit) -> None:
    visit.page.goto(visit.address + "/review/nothing?x=1")
    expect(visit.page).to_have_url(re.compile(r"/sign-in\?next=%2Freview%2Fnothing%3Fx%3D1$"))
    visit.page.goto(visit.address + "/sign-in")
    visit.page.get_by_role("button", name="以本机用户登录").click()
    expect(visit.page).to_have_url(visit.address + "/")
    expect(visit.page.get_by_role("heading", name="待评审")).to_be_visible()


def _open_from_the_queue(visit: Visit, suggestion_id: str) -> None:
    """By keyboard: J down to it, K back up once, Enter."""
    visit.live()
    page = visit.page
    rows = page.locator("a.y-item")
    expect(rows.first).to_be_visible()
    wanted = [row.get_attribute("href") for row in rows.all()].index(f"/review/{suggestion_id}")
    for _ in range(wanted + 2):
        page.keyboard.press("j")
    last = min(wanted + 1, rows.count() - 1)
    expect(rows.nth(last)).to_be_focused()
    if last > wanted:
        page.keyboard.press("k")
    expect(rows.nth(wanted)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(visit.address + f"/review/{suggestion_id}")
    visit.live()


def _look_at_the_source(page: Page) -> None:
    """From a tag to the passage in its context, and to the page with the passage marked."""
    claim = page.locator(".y-claim", has_text="我们承诺，到2030年供应链排放较2021年降低42%").first
    claim.locator(".y-tag").first.click()
    expect(claim).to_have_class(re.compile(r"\bon\b"))
    panel = page.locator(".y-source")
    expect(panel.locator("mark")).to_have_text("我们承诺，到2030年供应链排放较2021年降低42%。")
    assert panel.locator(".y-near").count() >= 2, "the passage stands in its context"
    expect(panel.get_by_text("第 12 页（印刷页 10）")).to_be_visible()
    marked(panel.locator("img"))
    expect(panel.get_by_role("link", name="打开原件")).to_be_visible()
    expect(panel.get_by_text("同一资料的其他引用")).to_be_visible()


def _judge_claims(page: Page) -> None:
    """By keyboard: accept, rewrite with a live diff, reject with a reason, correct that."""
    card = page.locator(".y-claim.on")
    history = page.locator(".y-history")
    page.locator(".y-claim").first.locator(".y-claim-text").click()
    expect(page.locator(".y-claim").first).to_have_class(re.compile(r"\bon\b"))
    page.keyboard.press("a")
    expect(page.locator(".y-claim").first.get_by_role("button", name="采纳")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator(".y-claim").nth(1)).to_have_class(re.compile(r"\bon\b"))
    page.keyboard.press("e")
    area = card.locator("textarea")
    expect(area).to_be_focused()
    area.fill(REWRITE)
    expect(card.locator("ins").first).to_be_visible()
    expect(card.locator("del").first).to_be_visible()
    area.press("Control+Enter")
    expect(page.locator(".y-claim").nth(1).get_by_text(f"我改写为：{REWRITE}")).to_be_visible()
    expect(history.get_by_text(REWRITE)).to_be_visible()
    expect(page.locator(".y-claim").nth(2)).to_have_class(re.compile(r"\bon\b"))
    page.keyboard.press("x")
    expect(card.get_by_text("为什么驳回？")).to_be_visible()
    page.keyboard.press("2")
    expect(card.get_by_role("button", name="依据不符")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(history.get_by_text("依据不符")).to_be_visible()
    expect(page.locator(".y-claim").nth(3)).to_have_class(re.compile(r"\bon\b"))
    page.keyboard.press("p")
    expect(page.locator(".y-claim").nth(2)).to_have_class(re.compile(r"\bon\b"))
    page.keyboard.press("a")
    expect(history.locator(".y-entry").first.get_by_text("更正", exact=True)).to_be_visible()
    expect(history.locator(".y-entry.old")).to_have_count(1)


def _judge_the_whole(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("s")
    whole = page.locator(".y-whole")
    expect(whole).to_be_in_viewport()
    said = page.locator(".y-history .y-entry").count()
    page.keyboard.press("a")  # means the whole now, and no claim that is out of sight
    accept = whole.get_by_role("group", name="总评").get_by_role("button", name="采纳")
    expect(accept).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".y-history .y-entry")).to_have_count(said)
    whole.get_by_role("group", name="依据").get_by_role("button", name="5").click()
    whole.get_by_role("group", name="策略").get_by_role("button", name="4").click()
    whole.get_by_label("备注").fill(REMARK)
    before = page.url
    whole.get_by_role("button", name="保存并看下一条").click()
    expect(page).not_to_have_url(before)
    expect(page).to_have_url(re.compile(r"/review/s\w+$"))
    visit.live()


def _what_if(visit: Visit, suggestion_id: str) -> None:
    """The same again as of today's material; both side by side."""
    page = visit.page
    visit.open(f"/review/{suggestion_id}")
    page.get_by_role("link", name="沙盒推演").last.click()
    expect(page).to_have_url(visit.address + f"/whatif/{suggestion_id}")
    visit.live()
    page.get_by_role("button", name="开始推演").click()
    expect(page).to_have_url(re.compile(r"/whatif/\w+\?replay=r\w+$"), timeout=90_000)
    expect(page.get_by_text("没有做成")).to_have_count(0)


def _figures(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="看板").click()
    expect(page.get_by_role("heading", name="看板")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("评审覆盖率").first).to_be_visible()


def _export(visit: Visit) -> None:
    """What was said this morning becomes a snapshot."""
    page = visit.page
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="数据集").click()
    visit.live()
    expect(page.get_by_text(re.compile(r"共 [1-9]\d* 个样本"))).to_be_visible(timeout=30_000)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="存成新版本？")).to_be_visible()
    page.get_by_role("button", name="不存").click()
    expect(page).to_have_url(visit.address + "/datasets")
    page.get_by_role("button", name="存成新版本").click()
    expect(page).to_have_url(visit.address + "/datasets/sft-v1", timeout=30_000)
    expect(page.get_by_role("heading", name="sft-v1")).to_be_visible()


def _compare(visit: Visit, suggestion_id: str) -> None:
    visit.open(f"/review/{suggestion_id}")
    page = visit.page
    page.get_by_role("link", name="比较版本").click()
    expect(page.get_by_role("heading", name="比较版本")).to_be_visible()
    expect(page.locator(".y-counts .y-chip").first).to_be_visible()
    visit.live()
    page.get_by_role("link", name="连相同的一起看").click()
    expect(page.locator(".y-pair").first).to_be_visible()


def _find_it_again(visit: Visit) -> None:
    """On the customer's timeline, and by the words of the rewrite."""
    page = visit.page
    visit.open(f"/timeline?suggestion={_id_in(page.url)}")
    expect(page.locator(".y-event.annotation").first).to_be_visible()
    expect(page.locator(".y-event.document").first).to_be_visible()
    page.get_by_role("navigation", name="种类").get_by_role("link", name="批注").click()
    expect(page.locator(".y-event.annotation", has_text=REWRITE)).to_be_visible()
    expect(page.locator(".y-event.document")).to_have_count(0)
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="搜索").click()
    page.get_by_role("searchbox").fill("碳数据口径 价格")
    page.keyboard.press("Enter")
    expect(page.locator(".y-item", has_text="local 改写").locator("mark").first).to_have_text("碳数据口径")


def _id_in(url: str) -> str:
    found = re.search(r"left=(\w+)", url)
    assert found
    return found[1]


def _help(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="键盘快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="键盘快捷键")).to_be_hidden()


def _sign_out(visit: Visit) -> None:
    visit.page.get_by_role("button", name="退出").click()
    expect(visit.page).to_have_url(visit.address + "/sign-in")
    visit.page.goto(visit.address + "/timeline")
    expect(visit.page).to_have_url(re.compile(r"/sign-in\?next=%2Ftimeline$"))


def _kept(world: World, suggestion_id: str) -> list[Annotation]:
    settings = settings_for(world.folder)
    sql = Database.open(settings.sql_url, lock_folder=settings.data / "locks", wait=20)
    try:
        return annotations_of(sql, local_viewer(sql), suggestion_id)
    finally:
        sql.close()
