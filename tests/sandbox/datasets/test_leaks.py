"""Nothing of a unit that the viewer may not review gets into a dataset, or is told by one."""

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sandbox.datasets.conftest import Copies
from tests.support.stored import viewer
from tests.support.trainable import (
    ADMIN,
    BOTH,
    CLIENT,
    HEAD,
    REP,
    WEST,
    furnish,
    judge,
    reworded,
    says,
    strategy,
)
from yiju.errors import Forbidden, NotFound
from yiju.evals.exported import wrong_cases
from yiju.sandbox.datasets import folder, listing
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.types import KINDS, DatasetKind, Filters
from yiju.sandbox.datasets.verify import verify, verify_all
from yiju.store.documents import list_documents
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.types import Viewer

MIXED = reworded("海岚器械", "main", 4)
"""Said by advice that was drawn from both units, and nowhere else."""


def _review(store: Store) -> None:
    """Each unit has advice with every sort of verdict; one was drawn from both units."""
    furnish(store)
    for day, (name, customer, unit, who) in enumerate(
        (
            ("m1", "莱茵汽车", "main", HEAD),
            ("w1", "川岳检验", "west", WEST),
            ("w2", "莱茵汽车", "west", WEST),
            ("m2", "海岚器械", "main", HEAD),
        )
    ):
        strategy(store, name, customer, unit, days=day)
        _judge_all(store, who, name, reworded(customer, unit, 1))
    strategy(store, "mw", "海岚器械", "main", lines=(3, 4, 5), days=9, read=["west"])
    _judge_all(store, BOTH, "mw", MIXED)


def _judge_all(store: Store, who: Viewer, name: str, rewrite: str) -> None:
    judge(store, who, name, "c0")
    judge(store, who, name, "c1", "edit", rewrite=rewrite)
    judge(store, who, name, "c2", "reject")


@pytest.fixture
def reviewed(copies: Copies, tmp_path: Path) -> Iterator[Store]:
    """On each database."""
    with copies.store(_review, tmp_path / "data") as store:
        yield store


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
        MIXED,
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
    assert one_unit.manifest["units"] == ["main"] and "other_units" not in one_unit.manifest["left_out"]


def test_the_manifest_of_one_unit_tells_no_counts_of_another(reviewed: Store) -> None:
    """Whoever reviews both may export what comes to be of one unit alone; its directors see that."""
    for number in range(3):
        strategy(reviewed, f"w{number + 3}", "恒升电机", "west", lines=(number,), days=20 + number)
        judge(reviewed, WEST, f"w{number + 3}", "c0", "reject")
    alone = export(reviewed, HEAD, Filters(kind="sft", prompt="visit-strategy"))
    reviewed.settings = reviewed.settings.model_copy(
        update={"no_training_users": "westhead,both", "no_training_customers": "川岳检验"}
    )
    made = export(reviewed, BOTH, Filters(kind="sft", prompt="visit-strategy"), force=True)
    assert made.manifest["units"] == ["main"] and listing.snapshot(reviewed, HEAD, made.id)
    for name in ("left_out", "counts"):
        assert made.manifest[name] == alone.manifest[name]
    assert made.manifest["consent"] == {"opted_out": 0, "customer_opted_out": 0}
    card = (made.folder / folder.CARD).read_text("utf-8")
    assert "opted_out" not in card and "other_units" not in card


def test_those_who_may_not_review_export_nothing(reviewed: Store) -> None:
    for who in (REP, CLIENT, viewer(role="director", user="nobody")):
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


def test_a_snapshot_of_others_is_as_unknown_as_one_that_never_was(reviewed: Store) -> None:
    export(reviewed, WEST, Filters(kind="sft"))
    export(reviewed, BOTH, Filters(kind="sft"))
    for act, name, who in itertools.product(_ACTS, ("sft-v1", "sft-v2", "sft-v9"), (HEAD, REP, CLIENT)):
        with pytest.raises(NotFound, match=f"没有这个数据集：{name}$"):
            _ACTS[act](reviewed, who, name)
    assert listing.snapshots(reviewed, HEAD) == [] and verify_all(reviewed, HEAD, wrong_cases) == []


def test_versions_that_hold_examples_of_advice_are_named_to_those_who_may_see_them(reviewed: Store) -> None:
    bare = export(reviewed, ADMIN, Filters(kind="sft", customer="莱茵汽车", keep_personal="调试"))
    both = export(reviewed, BOTH, Filters(kind="sft"))
    main = export(reviewed, HEAD, Filters(kind="sft"))
    gone = export(reviewed, HEAD, Filters(kind="eval"))
    listing.delete(reviewed, HEAD, gone.id)
    named = listing.snapshots_of
    assert named(reviewed, ADMIN, {"m1", "w1"}) == [bare.id, both.id, main.id]
    assert named(reviewed, BOTH, {"m1"}) == [both.id, main.id]
    assert named(reviewed, BOTH, {"w1"}) == [both.id]
    assert named(reviewed, HEAD, {"m1", "w1"}) == [main.id]
    assert named(reviewed, HEAD, {"w1"}) == named(reviewed, REP, {"m1"}) == named(reviewed, HEAD, ()) == []


def test_forgetting_a_document_names_those_made_from_it(reviewed: Store) -> None:
    both = export(reviewed, BOTH, Filters(kind="sft"))
    main = export(reviewed, HEAD, Filters(kind="sft"))
    (document,) = (d for d in list_documents(reviewed.sql, HEAD) if d.customer == "莱茵汽车")
    assert listing.snapshots_with_forgotten(reviewed, HEAD, document.id) == []
    forget_document(reviewed, HEAD, document.id)
    assert listing.snapshots_with_forgotten(reviewed, HEAD, document.id) == [main.id]
    assert listing.snapshots_with_forgotten(reviewed, BOTH, document.id) == [both.id, main.id]
    assert listing.snapshots_with_forgotten(reviewed, WEST, document.id) == []


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
