"""The team's own reasons and scores, or ours."""

from pathlib import Path

import pytest

from tests.support.stored import settings_for
from yiju.errors import YijuError
from yiju.sandbox.rubric import OWN, Rubric, load_rubric

_REASON = '[[reason]]\ncode = "too_long"\nlabel = "太长"\n'


def _load(folder: Path, text: str) -> Rubric:
    (folder / OWN).write_text(text, encoding="utf-8")
    return load_rubric(settings_for(folder))


def test_ours_without_a_file(tmp_path: Path) -> None:
    found = load_rubric(settings_for(tmp_path))
    assert found.reasons["not_supported"] == "依据不符"
    assert found.scores == {"grounds": "依据", "strategy": "策略", "wording": "话术"}


def test_a_teams_own_takes_its_place(tmp_path: Path) -> None:
    found = _load(tmp_path, "\ufeff" + _REASON)
    assert (found.reasons, found.scores) == ({"too_long": "太长"}, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[reason]\n", "review.toml"),
        ("", "reason"),
        ('[[reason]]\ncode = "Bad Code"\nlabel = "x"\n', "reason\\[0\\].code"),
        ('[[reason]]\ncode = "good_code"\nlabel = ""\n', "reason\\[0\\].label"),
        (_REASON + _REASON, "写了两次"),
        (_REASON + 'colour = "red"\n', "reason\\[0\\].colour"),
        (_REASON + "[[grade]]\n", "grade"),
    ],
)
def test_a_file_that_is_wrong_names_the_field(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(YijuError, match=said) as told:
        _load(tmp_path, text)
    assert OWN in str(told.value)
    assert "code" in told.value.hint


def test_a_file_that_is_no_text_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / OWN).write_bytes(b"\xff\xfe\x00[")
    with pytest.raises(YijuError, match=OWN):
        load_rubric(settings_for(tmp_path))
