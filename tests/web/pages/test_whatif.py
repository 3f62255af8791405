"""What if, in a browser: a replay with an assumption, blind votes by the arrow keys, switching and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.account import TODAY, honest
from tests.support.stored import settings_for
from tests.support.stub_llm import StubLLM
from tests.support.walk import serving, token_for, visiting
from tests.support.whatif import asking, copilot_of, prepare, shop_of, strategy
from yiju.sandbox.changes import Changes
from yiju.sandbox.trials import get_trial, pairs_of, run_trial, start_trial
from yiju.sandbox.voting import new_is_left, votes_of
from yiju.store.access import viewer_for
from yiju.store.store import Store

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class Bench:
    """A served store with a strategy and a trial of a model's words."""

    folder: Path
    address: str
    suggestion: str
    trial: str
    asked: int


@pytest.fixture(scope="module")
def bench(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Made once."""
    assert chromium.is_connected()
    folder = prepare(tmp_path_factory.mktemp("whatif"))
    with Store.open(settings_for(folder)) as store, StubLLM() as stub:
        stub.script(honest)
        given = strategy(store)
        for question in ("付款方式是什么", "违约金怎么算"):
            copilot_of(store).ask(question, as_of=TODAY)
        head = viewer_for(store.sql, "head")
        with asking(store, stub.url):
            trial = start_trial(store.sql, head, "main", Changes(mode="llm"), count=9, seed=1)
            run_trial(shop_of(store), trial.id)
        asked = sum(not pair.same for pair in pairs_of(store.sql, head, trial.id))
    assert asked
    with serving(folder) as address:
        yield Bench(folder, address, given.id, trial.id, asked)


def test_an_assumption_side_by_side(bench: Bench, chromium: Browser) -> None:
    with visiting(chromium, bench.address, token=token_for(bench.folder, "head")) as visit:
        visit.open("/whatif")
        visit.page.locator(f'a[href="/whatif/{bench.suggestion}"]').click()
        visit.page.get_by_label("假设（一行一条）").fill("竞争对手降价10%")
        visit.page.get_by_role("button", name="开始推演").click()
        expect(visit.page.get_by_text("都写明了假设")).to_be_visible(timeout=20_000)
        expect(visit.page.locator(".y-pair").get_by_text("假设“竞争对手降价10%”").first).to_be_visible()
        expect(visit.page.get_by_text("条论断按今天的资料和规则重新核验，0 条有变化")).to_be_visible()
        visit.clean()


_WATCH = """() => new MutationObserver(() => {
  if (!document.querySelector('.y-bench-form .q-linear-progress')) return;
  const shown = [...document.querySelectorAll('.y-bench-result .y-pair')].some(one => one.offsetParent);
  const known = new Set(JSON.parse(sessionStorage.seen || '[]')).add(shown ? 'old' : 'none');
  sessionStorage.seen = JSON.stringify([...known]);
}).observe(document.body, {subtree: true, childList: true, attributes: true})"""


def test_ones_own_last_replay_and_none_beside_the_making_of_another(bench: Bench, chromium: Browser) -> None:
    with visiting(chromium, bench.address, token=token_for(bench.folder, "head")) as visit:
        visit.open(f"/whatif/{bench.suggestion}")
        visit.page.get_by_label("假设（一行一条）").fill("铝价大涨")
        visit.page.get_by_role("button", name="开始推演").click()
        mine = visit.page.locator(".y-bench-result .y-chip").get_by_text("假设：铝价大涨")
        expect(mine).to_be_visible(timeout=20_000)
        visit.open(f"/whatif/{bench.suggestion}")
        expect(mine).to_be_visible()
        visit.page.evaluate(_WATCH)
        visit.page.get_by_label("假设（一行一条）").fill("铜价大涨")
        visit.page.get_by_role("button", name="开始推演").click()
        expect(mine).to_have_count(0, timeout=20_000)
        expect(visit.page.locator(".y-bench-result .y-chip").get_by_text("假设：铜价大涨")).to_be_visible()
        assert visit.page.evaluate("JSON.parse(sessionStorage.seen)") == ["none"]
        visit.clean()
    with visiting(chromium, bench.address, token=token_for(bench.folder, "head2")) as visit:
        visit.open(f"/whatif/{bench.suggestion}")
        expect(visit.page.get_by_text("您还没有推演过这一条")).to_be_visible()
        visit.page.locator(".y-bench-history").get_by_text("铜价大涨").click()
        expect(visit.page.locator(".y-bench-result .y-chip").get_by_text("铜价大涨")).to_be_visible()
        visit.clean()


def test_what_cannot_be_is_told_and_nothing_is_lost(bench: Bench, chromium: Browser) -> None:
    with visiting(chromium, bench.address, token=token_for(bench.folder, "head")) as visit:
        visit.open(f"/whatif/{bench.suggestion}")
        visit.page.get_by_label("假设（一行一条）").fill("长" * 201)
        visit.page.get_by_role("button", name="开始推演").click()
        expect(visit.page.get_by_text("假设太长：201 字")).to_be_visible()
        expect(visit.page.get_by_label("假设（一行一条）")).to_have_value("长" * 201)


def test_votes_by_the_arrow_keys(bench: Bench, chromium: Browser) -> None:
    with visiting(chromium, bench.address, token=token_for(bench.folder, "head2")) as visit:
        visit.open(f"/trials/{bench.trial}")
        expect(visit.page.get_by_text(f"还有 {bench.asked} 对等您投票")).to_be_visible()
        expect(visit.page.get_by_text("投票结果")).to_have_count(0)
        visit.open(f"/trials/{bench.trial}/vote")
        for number in range(1, bench.asked + 1):
            expect(visit.page.get_by_text(f"{number} / {bench.asked}")).to_be_visible()
            assert "stub" not in (visit.page.locator("main").text_content() or "")
            visit.page.keyboard.press("ArrowLeft" if number % 2 else "ArrowDown")
        expect(visit.page.get_by_text("都投完了")).to_be_visible()
        visit.open(f"/trials/{bench.trial}")
        expect(visit.page.get_by_text("投票结果")).to_be_visible()
        visit.clean()
    with Store.open(settings_for(bench.folder)) as store:
        trial = get_trial(store.sql, viewer_for(store.sql, "head"), bench.trial)
        votes = votes_of(store.sql, trial)
    assert len(votes) == bench.asked
    for vote in votes:
        left = new_is_left(trial, vote.replay_id)
        assert vote.won == {"left": 1 if left else -1, "same": 0}[vote.choice]


def test_a_switch_with_a_reason_and_back(bench: Bench, chromium: Browser) -> None:
    with visiting(chromium, bench.address, token=token_for(bench.folder, "head")) as visit:
        visit.open("/promotions")
        expect(visit.page.get_by_role("button", name="启用")).to_have_count(0)  # a director looks on
    with visiting(chromium, bench.address, token=token_for(bench.folder, "boss")) as visit:
        visit.open("/promotions")
        visit.page.get_by_role("button", name="启用").click()
        expect(visit.page.get_by_text("没有盲测支持")).to_be_visible()
        visit.page.get_by_label("理由").fill("先固定在这一版")
        visit.page.get_by_role("button", name="启用").click()
        expect(visit.page.get_by_text("没有盲测，强制")).to_be_visible()
        visit.page.get_by_role("button", name="回退").click()
        expect(visit.page.locator(".y-chip").get_by_text("回退")).to_be_visible()
        visit.clean()


_PATHS = ("/whatif", "/trials", "/promotions", "/whatif/SUGGESTION", "/trials/TRIAL", "/trials/TRIAL/vote")


@pytest.mark.parametrize("path", _PATHS)
def test_reps_and_others_see_none_of_it(bench: Bench, chromium: Browser, path: str) -> None:
    path = path.replace("SUGGESTION", bench.suggestion).replace("TRIAL", bench.trial)
    with visiting(chromium, bench.address, token=token_for(bench.folder, "xiaoli")) as visit:
        visit.open(path)
        expect(visit.page.get_by_text("这一页只给主管和管理员")).to_be_visible()
    if bench.suggestion in path or bench.trial in path:
        with visiting(chromium, bench.address, token=token_for(bench.folder, "northhead")) as visit:
            visit.open(path)
            expect(visit.page.get_by_text("没有这").first).to_be_visible()
            assert "莱茵汽车" not in (visit.page.locator("body").text_content() or "")
