"""The rules of those who read the files: OpenAI's chat form, TRL's pairs, ``datasets``, our suites."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.datasets.conftest import Copies
from tests.support.trainable import BOTH, furnish, judge, reworded, strategy, talk
from yiju.evals.cases import load_cases
from yiju.evals.suites import SUITES
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.forms import MOST_TOKENS, problems_of
from yiju.sandbox.datasets.types import SPLITS, DatasetKind, Filters
from yiju.store.store import Store


def _said(*roles: str) -> list[dict[str, Any]]:
    return [{"role": role, "content": f"{role}说"} for role in roles]


def _answered(**more: Any) -> dict[str, Any]:
    return {"messages": [*_said("user"), {"role": "assistant", **more}]}


GOOD = {
    "prompt": _said("system", "user"),
    "chosen": _said("assistant"),
    "rejected": [{"role": "assistant", "content": "x"}],
}


@pytest.mark.parametrize(
    ("kind", "line", "told"),
    [
        ("sft", {"messages": _said("system", "user", "assistant")}, ""),
        ("sft", {"messages": _said("user", "assistant", "user", "assistant")}, ""),
        ("sft", {"messages": _said("system", "user", "assistant"), "id": "x"}, "只能有 messages"),
        ("sft", {"messages": []}, "非空的列表"),
        ("sft", {"messages": _said("system", "user")}, "最后一条要是 assistant"),
        ("sft", {"messages": _said("user", "system", "assistant")}, "system 只能是第一条"),
        ("sft", {"messages": _said("user", "user", "assistant")}, "轮流"),
        ("sft", {"messages": _said("system", "assistant")}, "轮流"),
        ("sft", {"messages": _said("user", "robot")}, "不认识的 role"),
        ("sft", _answered(content=" "), "空的 content"),
        ("sft", _answered(content=None), "空的 content"),
        ("sft", _answered(content="x", at=1), "只能有 role"),
        ("sft", _answered(content="长" * (MOST_TOKENS + 1)), "token"),
        ("sft", ["messages"], "不是 JSON 对象"),
        ("dpo", GOOD, ""),
        ("dpo", {**GOOD, "margin": 1}, "有且只有"),
        ("dpo", {**GOOD, "rejected": GOOD["chosen"]}, "相同"),
        ("dpo", {**GOOD, "prompt": _said("user", "assistant")}, "最后一条要是 user"),
        ("dpo", {**GOOD, "chosen": _said("assistant", "user")}, "chosen 要是一条 assistant"),
        ("dpo", {**GOOD, "rejected": "x"}, "非空的列表"),
    ],
)  # fmt: skip
def test_rules(kind: str, line: Any, told: str) -> None:
    found = problems_of(kind, line)
    assert any(told in one for one in found) if told else found == []


def _review(store: Store) -> None:
    """Enough for every split, with talk tracks."""
    furnish(store)
    customers = [
        ("莱茵汽车", "main"),
        ("川岳检验", "west"),
        ("云杉纸业", "main"),
        ("恒升电机", "west"),
        ("北辰化工", "west"),
    ]
    for day, (customer, unit) in enumerate(customers):
        for part, lines in enumerate(((0, 1, 2), (3, 4, 5))):
            name = f"s{day}{part}"
            strategy(store, name, customer, unit, lines=lines, days=day + part / 4)
            judge(store, BOTH, name, "c0")
            judge(store, BOTH, name, "c1", "edit", rewrite=reworded(customer, unit, lines[1]))
            judge(store, BOTH, name, "c2", "reject", "wrong_fact")
        track = talk(store, f"t{day}", customer=customer, unit=unit, days=day + 0.5)
        for claim in (claim for section in track.sections for claim in section.claims):
            judge(store, BOTH, track.id, claim.id)


@pytest.fixture
def reviewed(on_sqlite: Copies, tmp_path: Path) -> Iterator[Store]:
    """What is in the files is the same on either database."""
    with on_sqlite.store(_review, tmp_path / "data") as store:
        yield store


@pytest.mark.parametrize("kind", ["sft", "dpo"])
def test_datasets_loads_them(
    reviewed: Store, kind: DatasetKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    import datasets

    made = export(reviewed, BOTH, Filters(kind=kind))
    files = {split: str(made.folder / f"{split}.jsonl") for split in SPLITS}
    loaded = datasets.load_dataset("json", data_files=files, cache_dir=str(tmp_path / "cache"))
    assert {split: len(loaded[split]) for split in SPLITS} == {s: made.manifest["counts"][s] for s in SPLITS}
    for split in SPLITS:
        assert len(loaded[split]) > 0
        for row in loaded[split]:
            assert problems_of(kind, row) == []


def test_suites_load_the_cases(reviewed: Store) -> None:
    made = export(reviewed, BOTH, Filters(kind="eval"))
    seen = set()
    for path in made.folder.glob("*/*.jsonl"):
        cases = load_cases(path, SUITES[path.stem].form)
        seen.add(path.stem)
        assert len(cases) == made.manifest["files"][path.relative_to(made.folder).as_posix()]["lines"] > 0
    assert seen == {"strategy", "talk", "support"}
