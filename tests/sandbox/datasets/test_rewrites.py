"""What reviewers wrote is taught only where its source, or its prompt, says it too."""

import json
from typing import Any

import pytest

from tests.sandbox.datasets.test_export import lines_of
from tests.support.trainable import HEAD, judge, reworded, says, strategy, talk
from yiju.errors import YijuError
from yiju.sandbox.datasets.export import Exported, export
from yiju.sandbox.datasets.types import DatasetKind, Filters
from yiju.store.store import Store
from yiju.store.types import Claim

OWED = "贵司账上只剩380万，请本周先付一半。"
ASK = Claim(id="q1", nature="advice", text="请问二号仓库何时收货？", rests_on=("c0",))
GOOD = "想请问二号仓库13天内何时收货？"


def _answers(made: Exported) -> str:
    return "\n".join(json.dumps(row["text"], ensure_ascii=False) for row in lines_of(made))


def _both(store: Store, kind: DatasetKind) -> tuple[Exported | None, Exported]:
    """As it is by default, and with what has no ground."""
    try:
        made = export(store, HEAD, Filters(kind=kind), force=True)
    except YijuError as error:
        assert "改写" in error.hint
        made = None
    return made, export(store, HEAD, Filters(kind=kind, unsupported=True), force=True)


@pytest.mark.parametrize("kind", ["sft", "dpo"])
def test_advice_that_says_what_its_prompt_does_not_is_left_out(furnished: Store, kind: DatasetKind) -> None:
    strategy(furnished, "s1", extra=(ASK,))
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "c1", "edit", rewrite=reworded("莱茵汽车", "main", 1))
    judge(furnished, HEAD, "s1", "q1", "edit", rewrite=OWED)
    made, everything = _both(furnished, kind)
    assert made is not None and made.manifest["left_out"]["rewrite_ungrounded"] == 1
    assert "380" not in _answers(made)
    (wrong,) = [row for row in lines_of(everything) if "380" in json.dumps(row["text"])]
    assert wrong["supported"] is False and "rewrite_ungrounded" not in everything.manifest["left_out"]
    assert "没有通过自动核验" in (everything.folder / "README.md").read_text("utf-8")


@pytest.mark.parametrize("kind", ["sft", "dpo"])
def test_advice_that_its_prompt_bears_out_is_taught(furnished: Store, kind: DatasetKind) -> None:
    strategy(furnished, "s1", extra=(ASK,))
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "q1", "edit", rewrite=GOOD)
    made = export(furnished, HEAD, Filters(kind=kind))
    (row,) = [row for row in lines_of(made) if "q1" in row["claims"]]
    assert GOOD in json.dumps(row["text"], ensure_ascii=False) and row["supported"] is True


def test_what_only_a_rejected_fact_said_is_no_ground(furnished: Store) -> None:
    """The draft rested on it, too; but it does not stand in the prompt."""
    ask = ASK.model_copy(update={"rests_on": ("c0", "c2")})
    strategy(furnished, "s1", extra=(ask,))
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "c2", "reject", "wrong_fact")
    judge(furnished, HEAD, "s1", "q1", "edit", rewrite="质保27个月，请问何时收货？")
    made = export(furnished, HEAD, Filters(kind="sft"))
    assert made.manifest["left_out"]["rewrite_ungrounded"] == 1
    assert not any("q1" in row["claims"] for row in lines_of(made))


@pytest.mark.parametrize("kind", ["sft", "dpo"])
def test_a_line_to_be_said_is_looked_at_like_advice(furnished: Store, kind: DatasetKind) -> None:
    track = talk(furnished, "t1")
    for claim in (claim for section in track.sections for claim in section.claims):
        what: dict[str, Any] = {"rewrite": OWED} if claim.id == "s1" else {}
        if claim.id == "s2":
            what = {"rewrite": "返修的事，我们想先听听您的想法。"}
        judge(furnished, HEAD, "t1", claim.id, "edit" if what else "accept", **what)
    made, everything = _both(furnished, kind)
    # One line is not taught; the other still is, by itself.
    assert made is not None and made.manifest["left_out"]["rewrite_ungrounded"] == 1
    (row,) = lines_of(made)
    assert {"s2", "w2"} <= set(row["claims"]) and row["level"] == "claim" and "380" not in _answers(made)
    assert "380" in _answers(everything)


@pytest.mark.parametrize("kind", ["sft", "dpo", "eval"])
def test_a_fact_that_its_source_does_not_say_is_left_out(furnished: Store, kind: DatasetKind) -> None:
    strategy(furnished, "s1")
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "c1", "edit", rewrite="莱茵汽车的质量部反馈电缆m上月返修了99批。")
    judge(furnished, HEAD, "s1", "c2", "reject", "wrong_fact")
    made, everything = _both(furnished, kind)
    assert made is not None and made.manifest["left_out"]["rewrite_unsupported"] == 1
    assert not any("c1" in row["claims"] for row in lines_of(made)) and "99批" not in _answers(made)
    if kind == "sft":  # what else stands in the section is taught by itself
        (row,) = lines_of(made)
        assert row["claims"] == ["c0"] and row["level"] == "claim"
    assert [row["supported"] for row in lines_of(everything) if "c1" in row["claims"]] == [False]
    assert says("莱茵汽车", "main")[0] in _answers(made)


def test_names_from_outside_are_no_ground_either(furnished: Store) -> None:
    strategy(furnished, "s1", extra=(ASK,))
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "q1", "edit", rewrite="请问何思远何时收货？")
    made = export(furnished, HEAD, Filters(kind="sft"))
    assert made.manifest["left_out"]["rewrite_ungrounded"] == 1
