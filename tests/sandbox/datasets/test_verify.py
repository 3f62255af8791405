"""A snapshot that was touched, or may not be used any more, is found out; its end is told."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.sandbox.datasets.conftest import Copies
from tests.sandbox.datasets.test_export import lines_of
from tests.support.trainable import ADMIN, BOTH, HEAD, WEST, furnish, judge, reworded, strategy
from yiju.errors import NotFound, YijuError
from yiju.evals.exported import wrong_cases
from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.datasets import folder, listing
from yiju.sandbox.datasets.export import Exported, export
from yiju.sandbox.datasets.types import KINDS, DatasetKind, Filters
from yiju.sandbox.datasets.verify import Report, verify, verify_all
from yiju.store import audit
from yiju.store.forget import forget_document
from yiju.store.review_tables import dataset_rows
from yiju.store.store import Store


def _review(store: Store) -> None:
    """Four customers of two units, with rewrites, rejections and personal data."""
    furnish(store)
    for day, (name, customer, unit) in enumerate(
        (
            ("s1", "莱茵汽车", "main"),
            ("s2", "川岳检验", "west"),
            ("s3", "云杉纸业", "main"),
            ("s4", "恒升电机", "west"),
        )
    ):
        strategy(store, name, customer, unit, lines=(0, 1, 2, 6), days=day)
        judge(store, BOTH, name, "c0")
        judge(store, BOTH, name, "c1", "edit", rewrite=reworded(customer, unit, 1))
        judge(store, BOTH, name, "c2", "reject", "not_supported")
        judge(store, BOTH, name, "c3")


def _export_pairs(store: Store) -> None:
    _review(store)
    export(store, ADMIN, Filters(kind="dpo"))


@pytest.fixture
def reviewed(copies: Copies, tmp_path: Path) -> Iterator[Store]:
    """On each database."""
    with copies.store(_review, tmp_path / "data") as store:
        yield store


def _check(store: Store, made: Exported) -> Report:
    return verify(store, BOTH, made.id, wrong_cases)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_exported_holds_and_each_example_leads_to_its_verdicts_and_back(
    reviewed: Store, kind: DatasetKind
) -> None:
    made = export(reviewed, BOTH, Filters(kind=kind))
    report = _check(reviewed, made)
    assert report.ok and report.problems == [] and report.examples == made.manifest["counts"]["examples"] > 3
    known = {one.id: one for one in all_annotations(reviewed.sql, BOTH)}
    used = set()
    for row in lines_of(made):
        found = listing.trace(reviewed, BOTH, row["id"])
        assert found["suggestion"] == row["suggestion"] and found["missing"] == []
        assert [one["id"] for one in found["annotations"]] == sorted(
            row["annotations"], key=lambda a: known[a].seq
        )
        assert {known[a].suggestion_id for a in row["annotations"]} == {row["suggestion"]}
        assert {known[a].claim_id for a in row["annotations"]} <= set(row["claims"])
        used |= set(row["annotations"])
    if kind == "sft" and not made.manifest["left_out"].get("out_of_time"):
        assert used == known.keys()


def _tamper(name: str, change: Callable[[bytes], bytes], *, mended: bool) -> Callable[[Path], None]:
    """``mended``: the manifest tells the new hash, as somebody who hides it would."""

    def act(place: Path) -> None:
        path = place / name
        content = change(path.read_bytes())
        path.chmod(0o644)
        path.write_bytes(content)
        if mended:
            manifest = json.loads((place / folder.MANIFEST).read_bytes())
            manifest["files"][name]["sha256"] = folder.sha256(content)
            (place / folder.MANIFEST).chmod(0o644)
            (place / folder.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")

    return act


def _twice(content: bytes) -> bytes:
    return content + content.split(b"\n")[0] + b"\n"


def _moved(content: bytes) -> bytes:
    return content.replace(b'"split": "train"', b'"split": "test"', 1)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (
            _tamper("train.jsonl", lambda c: c.replace("返修".encode(), "照办".encode()), mended=False),
            "被改动过",
        ),
        (
            _tamper("train.jsonl", lambda c: c.replace("返修".encode(), "照办".encode()), mended=True),
            "哈希不符",
        ),
        (_tamper("train.jsonl", _twice, mended=True), "没有来历"),
        (
            _tamper("train.jsonl", lambda c: c.replace(b'"assistant"', b'"tool"'), mended=True),
            "不认识的 role",
        ),
        (
            _tamper("train.jsonl", lambda c: c.replace("〈手机1〉".encode(), b"13912345678"), mended=True),
            "没遮盖",
        ),
        (_tamper("examples.jsonl", _moved, mended=True), "同时在"),
        (_tamper("examples.jsonl", lambda c: c.split(b"\n", 1)[1], mended=True), "对不上"),
        (lambda place: (place / "train.jsonl").unlink(), "train.jsonl 不在了"),
        (lambda place: (place / "extra.txt").write_text("x"), "不属于这个版本"),
        (lambda place: (place / folder.MANIFEST).unlink(), "不在或读不了"),
    ],
)
def test_a_touched_snapshot_is_found_out(
    on_sqlite: Copies, tmp_path: Path, act: Callable[[Path], None], told: str
) -> None:
    with on_sqlite.store(_export_pairs, tmp_path / "data") as store:
        assert verify(store, ADMIN, "dpo-v1", wrong_cases).ok
        act(folder.home(store.settings) / "dpo-v1")
        report = verify(store, ADMIN, "dpo-v1", wrong_cases)
        assert not report.ok and any(told in problem for problem in report.problems), report.problems


def test_a_row_or_a_verdict_that_is_gone_is_found_out(reviewed: Store) -> None:
    made = export(reviewed, BOTH, Filters(kind="sft"))
    with reviewed.sql.write() as connection:
        gone = connection.scalar(sa.select(dataset_rows.c.example_id).limit(1))
        connection.execute(sa.delete(dataset_rows).where(dataset_rows.c.example_id == gone))
    assert "样本与数据库里的记录对不上" in _check(reviewed, made).problems


def test_wrong_cases_are_found_out(reviewed: Store) -> None:
    made = export(reviewed, BOTH, Filters(kind="eval"))
    path = next(made.folder.glob("*/support.jsonl"))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b'"label"', b'"lable"'))
    assert any("label" in problem for problem in _check(reviewed, made).problems)


def test_examples_of_forgotten_documents_are_named_and_never_exported_again(reviewed: Store) -> None:
    made = export(reviewed, BOTH, Filters(kind="sft"))
    rows = [row for row in lines_of(made) if row["unit"] == "main" and row["suggestion"] == "s1"]
    document = next(
        c.document.id for s in [_suggestion(reviewed, "s1")] for c in s.sections[0].claims[0].citations
    )
    forget_document(reviewed, HEAD, document)
    report = _check(reviewed, made)
    assert report.problems == [] and not report.ok
    assert set(report.to_remove["forgotten"]) == {row["id"] for row in rows} != set()
    assert report.told()["advice"] == "yiju datasets delete sft-v1"
    again = export(reviewed, BOTH, Filters(kind="sft"))
    assert again.id == "sft-v2" and "s1" not in {row["suggestion"] for row in lines_of(again)}
    assert not any("莱茵" in path.read_text("utf-8") for path in again.folder.glob("*.jsonl"))
    assert again.manifest["left_out"]["forgotten"] >= 3 and _check(reviewed, again).ok


def _suggestion(store: Store, name: str):  # type: ignore[no-untyped-def]  # what get_suggestion gives
    from yiju.store.suggestions import get_suggestion

    return get_suggestion(store.sql, BOTH, name)


def test_consent_that_is_withdrawn_is_named(reviewed: Store) -> None:
    made = export(reviewed, BOTH, Filters(kind="sft"))
    everybody = reviewed.settings
    reviewed.settings = everybody.model_copy(update={"no_training_customers": "云杉 纸业"})
    ours = {row["id"] for row in lines_of(made) if row["suggestion"] == "s3"}
    assert ours and set(_check(reviewed, made).to_remove["consent"]) == ours
    again = export(reviewed, BOTH, Filters(kind="sft"))
    assert "s3" not in {row["suggestion"] for row in lines_of(again)}
    assert again.manifest["left_out"]["customer_opted_out"] == 1
    reviewed.settings = everybody.model_copy(update={"no_training_users": "both"})
    with pytest.raises(YijuError) as caught:
        export(reviewed, BOTH, Filters(kind="sft"))
    assert "不同意用于训练" in caught.value.hint


def test_a_refusing_reviewer_does_not_make_a_dispute_agreement(furnished_on_each: Store) -> None:
    strategy(furnished_on_each, "s1", lines=(0, 1))
    judge(furnished_on_each, HEAD, "s1", "c0")
    judge(furnished_on_each, BOTH, "s1", "c0", "reject")
    judge(furnished_on_each, BOTH, "s1", "c1")
    judge(furnished_on_each, HEAD, "s1", "c1")
    furnished_on_each.settings = furnished_on_each.settings.model_copy(update={"no_training_users": "both"})
    made = export(furnished_on_each, HEAD, Filters(kind="sft"))
    (row,) = lines_of(made)
    assert row["claims"] == ["c1"] and row["reviewers"] == 1 and made.manifest["left_out"]["contested"] == 1


def test_a_deleted_snapshot_leaves_its_manifest_and_a_mark(reviewed: Store) -> None:
    made = export(reviewed, BOTH, Filters(kind="sft"))
    example = lines_of(made)[0]["id"]
    listing.delete(reviewed, BOTH, made.id, reason="资料已删除")
    assert {path.name for path in made.folder.iterdir()} == {folder.MANIFEST, folder.TOMBSTONE}
    report = _check(reviewed, made)
    assert report.deleted and report.ok
    assert listing.snapshots(reviewed, BOTH)[0]["deleted"]
    assert listing.trace(reviewed, BOTH, example)["datasets"][0]["deleted"]
    with pytest.raises(YijuError, match="已经删除"):
        listing.delete(reviewed, BOTH, made.id)
    with pytest.raises(YijuError, match="已经删除"):
        listing.packed(reviewed, BOTH, made.id)
    assert [e.action for e in audit.entries(reviewed.sql, after=0)][-1] == "dataset.deleted"
    assert export(reviewed, BOTH, Filters(kind="sft")).id == "sft-v2"


def test_all_snapshots_are_checked_at_once(reviewed: Store) -> None:
    export(reviewed, BOTH, Filters(kind="sft"))
    export(reviewed, WEST, Filters(kind="dpo"))
    assert [report.id for report in verify_all(reviewed, BOTH, wrong_cases)] == ["sft-v1", "dpo-v1"]
    assert [report.id for report in verify_all(reviewed, WEST, wrong_cases)] == ["dpo-v1"]
    with pytest.raises(NotFound):
        verify(reviewed, WEST, "sft-v1", wrong_cases)
