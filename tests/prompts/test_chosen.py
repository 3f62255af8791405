"""Which version of a prompt is used, and what a team's own version must be like."""

from pathlib import Path

import pytest

from yiju.errors import YijuError
from yiju.prompts.chosen import Prompts
from yiju.prompts.registry import load_prompt


def own_version(folder: Path, name: str, version: int, **changes: str) -> None:
    """Our text as somebody else's version, with pieces of it replaced."""
    from importlib import resources

    text = resources.files("yiju.prompts").joinpath(f"{name}.v1.md").read_text("utf-8")
    text = text.replace("version: 1\n", f"version: {version}\n")
    for old, new in changes.items():
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.v{version}.md").write_text(text, encoding="utf-8")


def test_as_shipped_where_nothing_was_chosen(tmp_path: Path) -> None:
    own_version(tmp_path, "answer", 101)
    assert Prompts(folder=tmp_path).load("answer") == load_prompt("answer")


def test_a_chosen_version_of_the_teams_own_is_used(tmp_path: Path) -> None:
    own_version(tmp_path, "answer", 101, 规则="守则")
    prompt = Prompts({"answer": 101}, tmp_path).load("answer")
    assert prompt.version == 101
    assert "守则" in prompt.system
    assert prompt.sha != load_prompt("answer").sha
    assert Prompts({"answer": 101}, tmp_path).with_versions({"answer": 1}).load("answer").version == 1


def test_own_versions_begin_at_101_and_stand_beside_ours(tmp_path: Path) -> None:
    for version in (7, 101, 103):
        own_version(tmp_path, "answer", version)
    (tmp_path / "notes.md").write_text("x")
    (tmp_path / "unheard-of.v101.md").write_text("x")
    known = Prompts(folder=tmp_path).known()
    assert known["answer"] == [1, 2, 101, 103]
    assert "unheard-of" not in known
    assert Prompts().known()["answer"] == [1, 2]


@pytest.mark.parametrize(
    ("name", "version"), [("answer", 9), ("answer", 102), ("nosuch", 1), ("nosuch", 101)]
)
def test_a_version_that_is_not_there_is_said_to_be_missing(tmp_path: Path, name: str, version: int) -> None:
    with pytest.raises(YijuError, match=f"{name} v{version}"):
        Prompts(folder=tmp_path).at(name, version)


def test_an_own_version_takes_and_gives_what_ours_does(tmp_path: Path) -> None:
    own_version(tmp_path, "answer", 101, **{"output: statements": "output: poem"})
    with pytest.raises(YijuError, match="inputs 或 output"):
        Prompts(folder=tmp_path).at("answer", 101)
    (tmp_path / "answer.v102.md").write_text("你好")
    with pytest.raises(YijuError, match=r"answer\.v102\.md"):
        Prompts(folder=tmp_path).at("answer", 102)
