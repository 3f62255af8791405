"""``yiju replay`` and ``yiju prompts`` as somebody types them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prompts.test_chosen import own_version
from tests.support.account import CUSTOMER, TODAY
from tests.support.shell import Ran, yiju
from tests.support.whatif import prepare


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small account's data folder."""
    return prepare(tmp_path_factory.mktemp("whatif"))


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings but the tests' own."""
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    yield


def run(data: Path, *words: str) -> Ran:
    return yiju(*words, "--data", str(data))


def test_side_by_side_in_a_terminal(data: Path) -> None:
    made = run(data, "strategy", CUSTOMER, "--today", str(TODAY), "--json", "--as", "xiaoli").json
    ran = run(data, "replay", made["id"], "--assume", "竞争对手降价10%", "--as", "head")
    assert ran.code == 0, ran
    assert "＋ 新增：假设“竞争对手降价10%”" in ran.out
    assert "条论断今天重新核验：都没有变化" in ran.out
    assert "合计：原来" in ran.out
    whole = run(data, "replay", made["id"], "--as", "head", "--json").json
    assert whole["replay"]["suggestion_id"] == made["id"]
    assert {pair["fate"] for pair in whole["comparison"]["pairs"]} == {"same"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--set", "magic=on"), "没有检索开关"),
        (("--prompt", "answer"), "名称=版本"),
        (("--mode", "telepathy"), "mode"),
        (("--assume", " "), "假设是空的"),
        (("--without", "d0123456789ab"), "没有这份资料"),
        (("--today", "soon"), "--today"),
        (("--model", "http://x"), "没有配置大模型"),
    ],
)
def test_wrong_changes_are_told_without_a_traceback(data: Path, more: tuple[str, ...], said: str) -> None:
    made = run(data, "ask", "付款方式是什么", "--json", "--as", "xiaoli").json
    ran = run(data, "replay", made["id"], "--as", "head", *more)
    failed = {"没有这份资料", "没有配置大模型"}  # well said, but not so
    assert ran.code == (1 if said in failed else 2)
    assert said in ran.err


def test_prompts_from_the_list_to_the_way_back(data: Path) -> None:
    own_version(data / "prompts", "answer", 101, 规则="守则")
    listed = {row["subject"]: row for row in run(data, "prompts", "list", "--json").json["subjects"]}
    assert listed["prompt:answer"]["versions"] == [1, 2, 101]
    assert not listed["retrieval:depth"]["promoted"]
    diff = run(data, "prompts", "diff", "answer", "1", "101")
    assert "+守则" in diff.out
    assert "-规则" in diff.out
    refused = run(data, "prompts", "promote", "answer", "101")
    assert (refused.code, "没有盲测支持" in refused.err) == (1, True)
    made = run(data, "prompts", "promote", "answer", "101", "--note", "领导要求")
    assert "自带的 → v101@" in made.out
    assert (
        run(data, "prompts", "promote", "retrieval:diversity", "off", "--note", "试试", "--json").json[
            "value"
        ]
        == "off"
    )
    assert "（已启用）" in run(data, "prompts", "list").out
    assert "领导要求" in run(data, "prompts", "history", "answer").out
    assert run(data, "prompts", "rollback", "answer", "--json").json["value"] == ""
    assert run(data, "prompts", "rollback", "answer").code == 1
    assert len(run(data, "prompts", "history", "--json").json["history"]) == 3
