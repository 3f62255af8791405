"""Nothing of a unit that the viewer may not review gets into a dataset, or is told by one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.stored import viewer
from tests.support.trainable import ADMIN, BOTH, CLIENT, HEAD, REP, WEST, judge, says, strategy
from yiju.errors import Forbidden, NotFound
from yiju.evals.exported import wrong_cases
from yiju.sandbox.datasets import folder, listing
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.types import KINDS, DatasetKind, Filters
from yiju.sandbox.datasets.verify import verify, verify_all
from yiju.store.store import Store
from yiju.store.types import Viewer


@pytest.fixture
def reviewed(furnished: Store) -> Store:
    """Each unit has advice with every sort of verdict; one was drawn from both units."""
    for day, (name, customer, unit, who) in enumerate(
        (
            ("m1", "莱茵汽车", "main", HEAD),
            ("w1", "川岳检验", "west", WEST),
            ("w2", "莱茵汽车", "west", WEST),
            ("m2", "海岚器械", "main", HEAD),
        )
    ):
        strategy(furnished, name, customer, unit, days=day)
        _judge_all(furnished, who, name)
    strategy(furnished, "mw", "海岚器械", "main", lines=(3, 4, 5), days=9, read=["west"])
    _judge_all(furnished, BOTH, "mw")
    return furnished


def _judge_all(store: Store, who: Viewer, name: str) -> None:
    judge(store, who, name, "c0")
    judge(store, who, name, "c1", "edit", rewrite=f"{name}改写：请先核对再谈这件事。")
    judge(store, who, name, "c2", "reject")


def _everything(store: Store, dataset_id: str) -> str:
    files = folder.read_all(folder.home(store.settings) / dataset_id)
    return "\n".join(content.decode() for content in files.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_director_of_one_unit_exports_nothing_of_another(reviewed: Store, kind: DatasetKind) -> None:
    made = export(reviewed, HEAD, Filters(kind=kind))
    text = _everything(reviewed, made.id)
    for trace in (
        "川岳检验",
        "w1",
        "w2",
        "west",
        "mw改写",
        *says("莱茵汽车", "west"),
        *says("川岳检验", "west"),
    ):
        assert trace not in text, trace
    assert "莱茵汽车" in text and made.manifest["units"] == ["main"]
    assert "mw" not in {json.loads(line)["suggestion"] for line in _side(reviewed, made.id)}


def _side(store: Store, dataset_id: str) -> list[str]:
    path = folder.home(store.settings) / dataset_id / folder.EXAMPLES
    return path.read_text("utf-8").splitlines()


def test_advice_drawn_from_two_units_goes_only_to_those_who_review_both(reviewed: Store) -> None:
    made = export(reviewed, BOTH, Filters(kind="dpo"))
    mixed = [one for one in map(json.loads, _side(reviewed, made.id)) if one["suggestion"] == "mw"]
    assert mixed and all(one["units"] == ["main", "west"] for one in mixed)
    one_unit = export(reviewed, BOTH, Filters(kind="dpo", unit="main"))
    assert one_unit.manifest["units"] == ["main"] and one_unit.manifest["left_out"]["other_units"] == 1


@pytest.mark.parametrize("who", [REP, CLIENT, viewer(role="director", user="nobody")])
def test_those_who_may_not_review_export_nothing(reviewed: Store, who: Viewer) -> None:
    with pytest.raises(Forbidden):
        export(reviewed, who, Filters(kind="sft"))
    assert not list(folder.home(reviewed.settings).glob("sft-*"))


def test_a_unit_of_others_is_as_unknown_as_one_that_never_was(reviewed: Store) -> None:
    for filters in (Filters(kind="sft", unit="west"), Filters(kind="sft", unit="nowhere")):
        with pytest.raises(NotFound, match=f"没有这个单元：{filters.unit}"):
            export(reviewed, HEAD, filters)
    for filters in (Filters(kind="sft", customer="川岳检验"), Filters(kind="sft", customer="莫须有")):
        with pytest.raises(NotFound, match="没有找到客户"):
            export(reviewed, HEAD, filters)


_ACTS: dict[str, Callable[[Store, Viewer, str], object]] = {
    "show": listing.snapshot,
    "verify": lambda store, who, name: verify(store, who, name, wrong_cases),
    "delete": listing.delete,
    "download": listing.packed,
}


@pytest.mark.parametrize("act", _ACTS)
def test_a_snapshot_of_others_is_as_unknown_as_one_that_never_was(reviewed: Store, act: str) -> None:
    export(reviewed, WEST, Filters(kind="sft"))
    export(reviewed, BOTH, Filters(kind="sft"))
    for name in ("sft-v1", "sft-v2", "sft-v9"):
        for who in (HEAD, REP, CLIENT):
            with pytest.raises(NotFound, match=f"没有这个数据集：{name}$"):
                _ACTS[act](reviewed, who, name)
    assert listing.snapshots(reviewed, HEAD) == [] and verify_all(reviewed, HEAD, wrong_cases) == []


def test_an_example_of_others_cannot_be_traced(reviewed: Store) -> None:
    export(reviewed, WEST, Filters(kind="sft"))
    example = json.loads(_side(reviewed, "sft-v1")[0])["id"]
    assert listing.trace(reviewed, WEST, example)["id"] == example
    for who in (HEAD, REP):
        with pytest.raises(NotFound, match="没有这个样本"):
            listing.trace(reviewed, who, example)


def test_personal_data_is_kept_by_an_admin_alone_and_shown_to_none_else(reviewed: Store) -> None:
    strategy(reviewed, "p1", lines=(6, 5))
    judge(reviewed, HEAD, "p1", "c0")
    with pytest.raises(Forbidden):
        export(reviewed, HEAD, Filters(kind="sft", keep_personal="调试"))
    masked = export(reviewed, ADMIN, Filters(kind="sft"))
    bare = export(reviewed, ADMIN, Filters(kind="sft", keep_personal="调试 遮盖"))
    assert "13812345678" in _everything(reviewed, bare.id)
    assert "13812345678" not in _everything(reviewed, masked.id)
    assert bare.manifest["masking"] == {"on": False, "reason": "调试 遮盖", "masked": {}}
    assert [one["id"] for one in listing.snapshots(reviewed, BOTH)] == [masked.id]
    with pytest.raises(NotFound):
        listing.snapshot(reviewed, BOTH, bare.id)


def test_a_copy_holds_what_the_snapshot_holds(reviewed: Store, tmp_path: Path) -> None:
    made = export(reviewed, HEAD, Filters(kind="sft"), out=tmp_path / "out")
    assert folder.read_all(tmp_path / "out") == folder.read_all(made.folder)
