"""Pieces found in a line as a pattern finds them, and in time that does not grow with combinations."""

import re

from hypothesis import given
from hypothesis import strategies as st

from yiju.ingest.pdf_pieces import Piece, matches

_SIGNS = st.text("ab", min_size=1, max_size=3)


def _piece(signs: str, optional: bool) -> Piece:
    return Piece(signs, tuple(range(len(signs))), optional)


@given(st.lists(st.tuples(_SIGNS, st.booleans()), min_size=1, max_size=5), st.text("ab", max_size=24))
def test_finds_where_a_pattern_would_and_the_pieces_stand_there(
    told: list[tuple[str, bool]], line: str
) -> None:
    pieces = [_piece(*one) for one in [*told, ("a", False)]]
    pattern = re.compile("".join(f"(?:{one.signs})" + "?" * one.optional for one in pieces))
    found = list(matches(pieces, line))
    assert bool(found) == bool(pattern.search(line))
    end = 0
    for match in found:
        assert match[0][1] >= end
        end = match[0][1]
        for piece, place in match:
            assert line[place : place + len(piece.signs)] == piece.signs
            assert place == end
            end += len(piece.signs)
        assert [piece for piece, _ in match if not piece.optional] == [p for p in pieces if not p.optional]


def test_optional_names_are_taken_where_they_are_printed() -> None:
    pieces = [_piece("名:", True), _piece("值", False), _piece("价:", True), _piece("9", False)]
    assert [[place for _, place in match] for match in matches(pieces, "名:值价:9；值9")] == [
        [0, 2, 3, 5],
        [7, 8],
    ]


def test_hostile_cells_cost_no_more_than_others() -> None:
    """A pattern of these takes longer than anybody lives; the suite's time limit is what fails."""
    pieces = [one for _ in range(400) for one in (_piece("a", True), _piece("a", False))]
    assert list(matches(pieces, "a" * 399 + "b")) == []
    assert len(next(matches(pieces, "a" * 600 + "b"))) == 600
