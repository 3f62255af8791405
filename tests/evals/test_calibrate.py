"""Calibration: agreement with people, by hand-made judges whose measures are known."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.evals.judging import BROKEN, by_name
from tests.support.shell import yiju
from tests.support.stub_llm import StubLLM
from yiju.evals.calibrate import Calibration, calibrate, chosen
from yiju.evals.items import Item

SCORES = {"a": 0.9, "b": 0.8, "c": 0.4, "d": 0.1, "e": 0.6, "f": None, "g": 0.2, "h": 0.5}
LABELS = {
    "a": True,
    "b": True,
    "c": True,
    "d": False,
    "e": False,
    "f": True,
    "g": False,
    "h": True,
    "i": None,
}
ITEMS = [Item(id=name, claim=name, evidence=("甲",), label=label) for name, label in LABELS.items()]


class Known:
    """Gives known scores."""

    name = "known"

    def __init__(self, scores: dict[str, float | None]) -> None:
        self.scores = scores

    def judge(self, claim: str, evidence: Sequence[str]) -> float | None:
        return self.scores[claim]


def test_agreement_is_measured_over_scored_items() -> None:
    seen: list[tuple[int, int]] = []
    given = calibrate(Known(SCORES), ITEMS, progress=lambda *now: seen.append(now))
    assert (given.n, given.unscored) == (8, 1)
    assert given.accuracy == pytest.approx(5 / 7)
    assert given.auc == pytest.approx(10 / 12)
    observed, chance = 5 / 7, (4 / 7) ** 2 + (3 / 7) ** 2
    assert given.kappa == pytest.approx((observed - chance) / (1 - chance))
    assert (given.false_accepts, given.false_rejects, given.wrong) == (1, 1, ("c", "e"))
    assert (given.few, given.trusted) == (True, False)
    assert seen[-1] == (8, 8)


def test_few_scores_earn_no_trust() -> None:
    right = {name: None if label is None else float(label) for name, label in LABELS.items()}
    perfect = calibrate(Known(right), ITEMS)
    assert (perfect.kappa, perfect.kappa_low, perfect.few, perfect.trusted) == (1.0, 1.0, True, False)
    few = dict.fromkeys(right, None) | {name: right[name] for name in "adg"}
    given = calibrate(Known(few), ITEMS)
    assert (given.kappa, given.unscored, given.trusted) == (1.0, 5, False)
    none = calibrate(Known(dict.fromkeys(right, None)), ITEMS)
    assert (none.accuracy, none.kappa, none.auc, none.trusted) == (None, None, None, False)


def _judged(true: int, false: int, wrong: int) -> Calibration:
    """So many items of either label; ``wrong`` of each are judged the other way."""
    labels = {f"t{n}": True for n in range(true)} | {f"f{n}": False for n in range(false)}
    items = [Item(id=name, claim=name, evidence=("甲",), label=label) for name, label in labels.items()]
    scores: dict[str, float | None] = {
        name: float(label == (int(name[1:]) >= wrong)) for name, label in labels.items()
    }
    return calibrate(Known(scores), items)


@pytest.mark.parametrize(
    ("true", "false", "wrong", "few", "trusted"),
    [
        (20, 20, 0, False, True),
        (20, 20, 3, False, False),  # kappa 0.7, and its interval begins below 0.6
        (200, 200, 30, False, True),  # the same kappa of ten times as many
        (14, 15, 0, True, False),
        (40, 7, 0, True, False),
    ],
)
def test_trust_needs_items_enough(true: int, false: int, wrong: int, few: bool, trusted: bool) -> None:
    given = _judged(true, false, wrong)
    assert (given.few, given.trusted) == (few, trusted)
    assert given.kappa is not None and given.kappa_low is not None and given.kappa_high is not None
    assert given.kappa_low <= given.kappa <= given.kappa_high
    assert given.kappa == pytest.approx(1 - 4 * wrong / (true + false))


def test_a_sample_is_of_labelled_items_and_always_the_same() -> None:
    assert [item.id for item in chosen(ITEMS, 0)] == list("abcdefgh")
    assert chosen(ITEMS, 3) == chosen(ITEMS, 3)
    assert len(chosen(ITEMS, 3)) == 3
    assert len(chosen(ITEMS, 99)) == 8


@pytest.fixture
def items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty claims, and no settings but the test's own."""
    for name in ("YIJU_LLM_BASE_URL", "YIJU_LLM_MODEL"):
        monkeypatch.delenv(name, raising=False)
    lines = [
        {"id": 1, "claim": "质保期为36个月", "evidence": "质保期为36个月。", "label": 1},
        {"id": 2, "claim": "质保期为48个月", "evidence": "质保期为36个月。", "label": 0},
    ]
    path = tmp_path / "items.jsonl"
    many = [line | {"id": n} for n in range(20) for line in lines]
    path.write_text("\n".join(json.dumps(line) for line in many), encoding="utf-8")
    return path


def test_the_command(items: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = yiju("eval", "calibrate", "--items", str(items))
    assert alone.code == 0
    assert "verifier：与人意见一致，可以当评委" in alone.out
    few = yiju("eval", "calibrate", "--items", str(items), "--sample", "3")
    assert "verifier：条数太少，说不准，不能当评委（要有 30 条" in few.out
    told = yiju("eval", "calibrate", "--items", str(items), "--judge", "model")
    assert (told.code, "需要大模型" in told.err) == (1, True)
    with StubLLM() as stub:
        monkeypatch.setenv("YIJU_LLM_BASE_URL", stub.url)
        monkeypatch.setenv("YIJU_LLM_MODEL", "stub")
        stub.script(by_name())
        both = ("eval", "calibrate", "--items", str(items), "--judge", "verifier", "--judge", "model")
        given = yiju(*both, "--json")
        first, second = given.json["judges"]
        assert (first["kappa"], first["trusted"]) == (1.0, True)
        assert (second["judge"], second["kappa"], second["trusted"]) == ("model:stub", 0.0, False)
        assert (second["false_accepts"], second["unscored"]) == (20, 0)
        assert "model:stub：与人意见相差太大，不能当评委" in yiju(*both).out
        stub.script(BROKEN["no JSON"])
        broken = yiju(*both)
        assert broken.code == 0
        assert "model:stub：多数没有评出分数，不能当评委" in broken.out
        assert "没有分数（40 次）" in broken.err


def test_items_without_labels_are_refused(items: Path) -> None:
    items.write_text('{"id": 1, "claim": "甲", "evidence": "乙"}', encoding="utf-8")
    told = yiju("eval", "calibrate", "--items", str(items))
    assert (told.code, "没有一条带标签" in told.err) == (1, True)
