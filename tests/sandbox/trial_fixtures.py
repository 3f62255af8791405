"""A store with past suggestions, and trials of them: a switch, a model's words."""

from collections.abc import Iterator

import pytest

from tests.support.account import CUSTOMER, TODAY, honest
from tests.support.stub_llm import StubLLM
from tests.support.whatif import asking, copilot_of, shop_of
from yiju.sandbox.changes import Changes
from yiju.sandbox.trials import Trial, run_trial, start_trial
from yiju.store.access import viewer_for
from yiju.store.store import Store

OFF = Changes(retrieval={"rerank": False, "weigh": False, "adapt": False, "expand": False})
QUESTIONS = tuple(
    "付款方式是什么 年降比例是多少 违约金怎么算 碳足迹有什么要求 谁有否决权 ESG权重是多少 价格权重是多少 "
    "接任者是谁 LCA边界说明什么时候发 谁去墨西哥工厂 质量部门是谁 对手报价低多少".split()
)


@pytest.fixture
def past(own_store: Store) -> Store:
    """A store with a dozen answers and two strategies in it."""
    copilot = copilot_of(own_store)
    for question in QUESTIONS:
        copilot.ask(question, as_of=TODAY)
    for goal in ("", "谈碳足迹"):
        copilot.strategy(CUSTOMER, goal=goal, as_of=TODAY)
    return own_store


def start(
    store: Store,
    count: int = 20,
    changes: Changes = OFF,
    seed: int = 7,
    name: str = "head",
    customer: str = "",
) -> Trial:
    viewer = viewer_for(store.sql, name)
    return start_trial(store.sql, viewer, "main", changes, count=count, seed=seed, customer=customer)


@pytest.fixture
def worded(past: Store, stub: StubLLM) -> Iterator[tuple[Store, Trial]]:
    """A trial of the model's words against the extractive ones."""
    stub.script(honest)
    with asking(past, stub.url) as store:
        trial = start(store, 200, Changes(mode="llm"))
        run_trial(shop_of(store), trial.id)
        yield store, trial
