"""How alike texts are, by hashed bigrams: as the exact sets say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.copilot.shingles import likeness, shingles
from yiju.copilot.words import bigrams, jaccard
from yiju.sandbox.novelty import novelty

ONE = "招标修订版把ESG权重从5%提到15%，价格权重45%降到38%。"
LIKE = "招标修订版把ESG权重从5%提到15%，价格权重不变。"
OTHER = "试剂返利按季度结算，账期六十天。"


@pytest.mark.parametrize(("one", "other"), [(ONE, LIKE), (ONE, OTHER), (ONE, ONE), (LIKE, OTHER)])
def test_it_is_the_exact_jaccard_where_no_bits_collide(one: str, other: str) -> None:
    found = float(likeness(shingles(one), np.stack([shingles(other)]))[0])
    assert found == pytest.approx(jaccard(bigrams(one), bigrams(other)), abs=0.02)


@given(st.text(max_size=400), st.text(max_size=400))
def test_it_is_symmetric_and_bounded(one: str, other: str) -> None:
    left = float(likeness(shingles(one), np.stack([shingles(other)]))[0])
    right = float(likeness(shingles(other), np.stack([shingles(one)]))[0])
    assert left == right
    assert 0.0 <= left <= 1.0


def test_what_is_like_something_seen_is_not_new() -> None:
    seen = [shingles(ONE), shingles(OTHER)]
    same, like, far = novelty([shingles(ONE), shingles(LIKE), shingles("完全不同的开场白")], seen)
    assert same == 0.0
    assert 0 < like < 0.5
    assert far > 0.9
    assert novelty([shingles(ONE)], []) == [1.0]


def test_one_letter_or_none_is_no_crash() -> None:
    assert novelty([shingles(""), shingles("好")], [shingles(ONE)]) == [1.0, 1.0]
