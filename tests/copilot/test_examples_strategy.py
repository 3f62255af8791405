"""The sample customers, end to end in extractive mode: what a strategy, a talk track, an answer must hold."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.support.advice import CUSTOMERS, Given, claims, strategy_of
from tests.support.samples import CAR, TODAY, reader
from yiju.copilot.sections import AGENDA, COMMITMENTS, NEXT, QUESTIONS, RISKS
from yiju.copilot.service import Copilot
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Kind, Suggestion


def test_strategies_are_full_and_say_what_they_lack(given: Given) -> None:
    _, made = given
    for name in CUSTOMERS:
        strategy = strategy_of(made, name)
        assert strategy.headline
        assert len(claims(strategy)) >= 15
        for section in strategy.sections:
            assert bool(section.claims) != bool(section.missing)
        for title in (AGENDA, QUESTIONS, NEXT):
            assert claims(strategy, title)
        assert strategy.mode == "extractive"
        assert strategy.dropped == len(strategy.dropped_claims)


def test_the_car_makers_planted_facts_are_found(given: Given) -> None:
    strategy = strategy_of(given[1], CAR)
    overdue = [c for c in claims(strategy, COMMITMENTS) if "overdue" in c.flags and "theirs" not in c.flags]
    assert any("追溯方案" in claim.text for claim in overdue)
    reductions = [c for c in claims(strategy, RISKS) if c.verdict == "conflict" and "2.8%" in c.text]
    assert len(reductions) == 1
    assert "3.5" in reductions[0].text
    assert {c.document.kind for c in reductions[0].citations} == {Kind.MAIL, Kind.CONTRACT}
    changed = " ".join(c.text for c in claims(strategy) if "changed" in c.flags)
    assert "ESG" in changed
    open_ones = [c for c in claims(strategy, COMMITMENTS) if "open" in c.flags]
    assert any("LCA" in c.text and "due:2026-03-11" in c.flags for c in open_ones)


def test_outdated_prices_are_not_given_as_terms(given: Given) -> None:
    shown = " ".join(c.text for s in given[1] if s.customer == CAR for c in claims(s))
    assert "186.50" not in shown


def test_what_is_not_for_the_customer_is_never_said_to_them(given: Given) -> None:
    for suggestion in given[1]:
        if suggestion.kind == "talk":
            said = " ".join(c.text for c in claims(suggestion) if c.role in {"say", "fallback"})
            assert "45%" not in said


def test_suggestions_are_kept_as_given(given: Given) -> None:
    who, made = given
    for suggestion in made:
        assert get_suggestion(who.store.sql, who.viewer, suggestion.id) == suggestion


def test_missing_vectors_are_said(samples: Store) -> None:
    plain = Copilot(reader(samples, dense=False)).ask("年降比例是多少", customer=CAR)
    assert any("关键词" in notice for notice in plain.notices)
    assert not Copilot(reader(samples)).ask("年降比例是多少", customer=CAR).notices


@pytest.mark.parametrize("name", CUSTOMERS)
def test_two_runs_give_the_same_claims(samples: Store, name: str) -> None:
    copilot = Copilot(reader(samples))
    makers: tuple[Callable[[], Suggestion], ...] = (
        lambda: copilot.strategy(name, as_of=TODAY),
        lambda: copilot.talk(name, scene="异议处理", as_of=TODAY),
        lambda: copilot.ask("付款条件是什么", customer=name, as_of=TODAY),
    )
    for make in makers:
        one, two = make(), make()
        assert (one.headline, one.sections, one.dropped_claims) == (
            two.headline,
            two.sections,
            two.dropped_claims,
        )


def test_the_day_asked_for_decides_what_is_overdue(samples: Store) -> None:
    copilot = Copilot(reader(samples))
    earlier = copilot.strategy(CAR, as_of=dt.date(2026, 3, 10))
    later = copilot.strategy(CAR, as_of=dt.date(2026, 4, 10))

    def flags(suggestion: Suggestion) -> set[str]:
        return {
            flag
            for c in claims(suggestion, COMMITMENTS)
            if "LCA" in c.text and "due:2026-03-11" in c.flags
            for flag in c.flags
        }

    assert "open" in flags(earlier)
    assert "overdue" in flags(later)
