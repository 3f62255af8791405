"""The gate ``no_worse`` where cases hang together, or are a sample."""

import pytest

from tests.evals.sample_run import result, run_of
from yiju.evals.gatefile import NoWorse
from yiju.evals.record import Run
from yiju.evals.table import shared_by, table_of
from yiju.evals.worse import no_worse


def _run(*scores: float, shared: str = "") -> Run:
    return run_of(*(result("talk", f"a-{n}", {"right": s}, shared=shared) for n, s in enumerate(scores)))


@pytest.mark.parametrize(("shared", "ok"), [("", False), ("talk one", True)])
def test_one_suggestion_that_fell_is_one_loss(shared: str, ok: bool) -> None:
    before, after = _run(*[1.0] * 6, shared=shared), _run(*[0.0] * 6, shared=shared)
    rule = NoWorse(margin=1.0)
    (verdict,) = no_worse(table_of(after), table_of(before), rule, shared=shared_by(after))
    assert verdict.ok is ok
    (fallen,) = no_worse(table_of(after), table_of(before), NoWorse(), shared=shared_by(after))
    assert not fallen.ok  # the mean fell all the same


@pytest.mark.parametrize(("lost", "sampled", "ok"), [(1, False, False), (1, True, True), (4, True, False)])
def test_a_sample_s_fall_must_be_beyond_its_noise(lost: int, sampled: bool, ok: bool) -> None:
    before, after = _run(*[1.0] * 10), _run(*[float(n >= lost) for n in range(10)])
    (verdict,) = no_worse(table_of(after), table_of(before), NoWorse(alpha=0.01), sampled=sampled)
    assert verdict.ok is ok
    assert ("抽样的误差在内" in verdict.message) is (sampled and not ok)
