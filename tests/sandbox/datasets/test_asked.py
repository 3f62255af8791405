"""Whom a request names is masked in what is made of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.datasets.test_export import lines_of
from tests.support.trainable import HEAD, judge, strategy, talk
from yiju.evals.exported import wrong_cases
from yiju.sandbox.datasets.asked import people_asked
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.folder import EXAMPLES, MANIFEST, sha256
from yiju.sandbox.datasets.types import DatasetKind, Filters
from yiju.sandbox.datasets.verify import verify
from yiju.store.store import Store
from yiju.store.types import Suggestion


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ({"person": "钱学礼"}, {"钱学礼"}),
        ({"person": "钱学礼（采购部）、沈一舟总监"}, {"钱学礼", "沈一舟"}),
        ({"person": "Anna Roth"}, {"Anna Roth", "Roth"}),
        ({"person": "买买提江"}, {"买买提江"}),
        ({"person": "采购总监"}, set()),
        ({"person": "质量部"}, set()),
        ({"person": ""}, set()),
        ({"scene": "催款，让王建国先松口"}, {"王建国"}),
        ({"goal": "质量部王建国和采购部刘海峰怎么看报价"}, {"王建国", "刘海峰"}),
        ({"question": "高度重视安全，白天施工，容易赶上货款到期吗？"}, set()),
    ],
)
def test_names_in_a_request(request_: dict[str, str], names: set[str]) -> None:
    assert people_asked(request_) == names


def _track(store: Store) -> Suggestion:
    return talk(store, "t1", scene="催款，再请刘海峰回话", person="钱学礼")


def _plan(store: Store) -> Suggestion:
    return strategy(store, "t1", goal="请钱学礼和刘海峰松口")


@pytest.mark.parametrize(
    ("make", "kind"), [(_track, "sft"), (_plan, "sft"), (_plan, "eval"), (_track, "eval")]
)
def test_whom_advice_was_for_is_masked(
    furnished: Store, make: Callable[[Store], Suggestion], kind: DatasetKind
) -> None:
    for claim in (claim for section in make(furnished).sections for claim in section.claims):
        judge(furnished, HEAD, "t1", claim.id)
    made = export(furnished, HEAD, Filters(kind=kind))
    texts = "\n".join(json.dumps(row["text"], ensure_ascii=False) for row in lines_of(made))
    assert "〈人名1〉" in texts and "钱学礼" not in texts and "刘海峰" not in texts
    assert verify(furnished, HEAD, made.id, wrong_cases).ok


def test_a_name_that_was_let_through_is_found_out(furnished: Store) -> None:
    for claim in (claim for section in _track(furnished).sections for claim in section.claims):
        judge(furnished, HEAD, "t1", claim.id)
    made = export(furnished, HEAD, Filters(kind="sft"))
    _write(made.folder, "〈人名1〉", "钱学礼")
    assert any("人名" in one for one in verify(furnished, HEAD, made.id, wrong_cases).problems)


def _write(place: Path, old: str, new: str) -> None:
    """As somebody who hides it would."""
    path = place / "train.jsonl"
    content = path.read_bytes().replace(old.encode(), new.encode())
    for name in ("train.jsonl", EXAMPLES, MANIFEST):
        (place / name).chmod(0o644)
    path.write_bytes(content)
    told = json.loads((place / MANIFEST).read_bytes())
    told["files"]["train.jsonl"]["sha256"] = sha256(content)
    (place / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
