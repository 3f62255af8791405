"""The interval of a share as in the literature's worked examples."""

import pytest

from yiju.sandbox.intervals import wilson


def test_wilson_as_in_newcombe_1998() -> None:
    """Stat. Med. 17, 857-872, table I: 81/263, 15/148, 0/20, 1/29."""
    for hits, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(hits, of) == pytest.approx((low, high), abs=1e-4)
    assert wilson(0, 0) is None
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)  # the formula, worked by hand
