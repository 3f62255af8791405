"""What the copilot gives a viewer is what it would give if the other units did not exist."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.samples import CAR, DISTRIBUTOR, HOSPITAL, TODAY, reader
from tests.support.traces import foreign_to
from tests.support.world import ALIASES, AUTO, BLIND, CUSTOMERS, MEDICAL, NAMESAKE, who
from yiju.copilot.service import Copilot
from yiju.errors import YijuError
from yiju.store.store import Store
from yiju.store.types import Suggestion

Asking = Callable[[Copilot], Suggestion]

CHANGING = ("id", "created_at", "timings")
"""Fields that two runs never share."""

QUESTIONS = (
    "年降比例是多少",
    f"{NAMESAKE}首批订单金额是多少",
    f"{DISTRIBUTOR}的返利比例是多少？",
    f"{CAR}MPX-3投标什么时候截止？",
    f"{HOSPITAL}还欠多少钱？",
    "谁有否决权",
    "二供切换的预算上限是多少",
    "试剂捆绑的预算上限是多少",
    "川岳 罗岳川 HbA1c 唐莉 Katrin Sommerfeld 李昕",
)
SIGHTED = ("rep_auto", "admin_medical")


def _askings() -> dict[str, Asking]:
    """What everyone asks for, by what they type: their own customers, others', and parts of names."""
    found: dict[str, Asking] = {}
    for name in (*CUSTOMERS[AUTO], *CUSTOMERS[MEDICAL], *ALIASES[AUTO], *ALIASES[MEDICAL], "华"):
        found |= _about(name)
    return found | {question: _answer(question) for question in QUESTIONS}


def _about(name: str) -> dict[str, Asking]:
    return {
        f"strategy {name}": lambda c: c.strategy(name, goal="推进合作", as_of=TODAY),
        f"talk {name}": lambda c: c.talk(name, scene="催款", as_of=TODAY),
        f"ask {name}": lambda c: c.ask("付款条件是什么", customer=name, as_of=TODAY),
    }


def _answer(question: str) -> Asking:
    return lambda c: c.ask(question, as_of=TODAY)


def _told(copilot: Copilot, asking: Asking) -> dict[str, Any]:
    """A suggestion, or an error with its hint."""
    try:
        given = asking(copilot).model_dump(mode="json")
    except YijuError as error:
        return {"error": str(error), "hint": error.hint, "type": type(error).__name__}
    return {key: value for key, value in given.items() if key not in CHANGING} | {
        "stages": sorted(given["timings"])
    }


@pytest.mark.parametrize("name", [*SIGHTED, *BLIND])
def test_nothing_tells_that_another_unit_exists(world: Store, alone: Store, name: str) -> None:
    here, there = (Copilot(reader(store, who(store, name))) for store in (world, alone))
    traces = foreign_to(world, here.reader.viewer)
    assert len(traces.stretches) > 1000  # else the search below finds nothing because it looks for nothing
    given = 0
    with world.vectors.session(), alone.vectors.session():
        for label, asking in _askings().items():
            told = _told(here, asking)
            given += "sections" in told
            assert told == _told(there, asking), label
            assert traces.in_text(told, said=label) == [], label
    assert (given == 0) == (name in BLIND)


def test_whoever_is_in_both_units_sees_one_customer_at_a_time(world: Store) -> None:
    copilot = Copilot(reader(world, who(world, "both")))
    with world.vectors.session():
        for customer in (CAR, DISTRIBUTOR, HOSPITAL):
            for given in (
                copilot.strategy(customer, as_of=TODAY),
                copilot.talk(customer, scene="报价", as_of=TODAY),
                *(copilot.ask(question, customer=customer, as_of=TODAY) for question in QUESTIONS),
            ):
                assert given.customer == customer
                cited = {
                    c.document.uri for s in given.sections for claim in s.claims for c in claim.citations
                }
                folder = {CAR: "weserland", DISTRIBUTOR: "chuanyue", HOSPITAL: "renshu"}[customer]
                assert all(f"/examples/{folder}/" in uri for uri in cited), cited
                body = json.dumps([s.model_dump(mode="json") for s in given.sections], ensure_ascii=False)
                assert NAMESAKE not in body
