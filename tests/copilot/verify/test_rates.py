"""The rates that docs/verification.md states, gated slightly below what is reached."""

from pathlib import Path

import pytest
from benchmarks.verify import (
    alteration_tallies,
    area_under_curve,
    framing_tallies,
    harmless_tally,
    news_scores,
    paraphrase_tallies,
)

from tests.copilot.verify.sources import Sample, samples


@pytest.fixture(scope="module")
def chosen(shared_data: Path) -> list[Sample]:
    return samples(shared_data, per_source=100, seed=23)


@pytest.mark.parametrize(
    ("shortened", "company", "least", "least_rate"),
    [(False, 0, 800, 0.985), (True, 0, 200, 0.975), (False, 4, 800, 0.98)],
)
def test_altered_sentences_are_refused(
    chosen: list[Sample], shortened: bool, company: int, least: int, least_rate: float
) -> None:
    tallies = alteration_tallies(chosen, shortened=shortened, company=company)
    tried = sum(tally.tried for tally in tallies.values())
    passed = sum(tally.wrong for tally in tallies.values())
    assert tried >= least
    assert 1 - passed / tried >= least_rate, {kind: t.wrong for kind, t in tallies.items() if t.wrong}


def test_claims_without_their_frame_are_refused(chosen: list[Sample]) -> None:
    tallies = framing_tallies(chosen)
    tried = sum(tally.tried for tally in tallies.values())
    passed = sum(tally.wrong for tally in tallies.values())
    assert tried >= 300
    assert 1 - passed / tried >= 0.9, {kind: t.wrong for kind, t in tallies.items() if t.wrong}


def test_a_frame_that_changes_nothing_costs_nothing(chosen: list[Sample]) -> None:
    tally = harmless_tally(chosen)["harmless frame"]
    assert tally.tried >= 50
    assert tally.wrong / tally.tried <= 0.02


def test_honest_paraphrases_pass(chosen: list[Sample]) -> None:
    tallies = paraphrase_tallies(chosen)
    tried = sum(tally.tried for tally in tallies.values())
    refused = sum(tally.wrong for tally in tallies.values())
    assert tried >= 1000
    assert refused / tried <= 0.01, {kind: t.wrong for kind, t in tallies.items() if t.wrong}
    assert tallies["verbatim"].wrong == 0


def test_real_news_ranks_above_hallucinated(shared_data: Path) -> None:
    real, false = news_scores(shared_data, reworded=True, limit=150)
    assert area_under_curve([check.score for check in real], [check.score for check in false]) >= 0.99
    assert sum(check.supported for check in false) / len(false) <= 0.02
