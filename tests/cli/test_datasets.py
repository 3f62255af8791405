"""The commands: export, list, show, verify, trace, delete; exit codes, JSON, and words for people."""

import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import CUSTOMER, Desk
from tests.support.stored import settings_for
from yiju.sandbox.annotations import add_annotation
from yiju.sandbox.rubric import load_rubric
from yiju.sandbox.types import NewAnnotation
from yiju.store.access import local_viewer
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.suggestions import list_suggestions


@pytest.fixture
def judged(filled: Desk) -> Desk:
    """A strategy from the customer's files, every claim of it judged."""
    assert filled("strategy", CUSTOMER, "--today", "2026-03-10", "--json").code == 0
    with Store.open(settings_for(filled.data)) as store:
        viewer = local_viewer(store.sql)
        rubric = load_rubric(store.settings)
        (suggestion,) = list_suggestions(store.sql, viewer)
        claims = [claim for section in suggestion.sections for claim in section.claims]
        for number, claim in enumerate(claims):
            told = {"key": f"key-{number:05d}", "claim_id": claim.id, "verdict": "accept"}
            if number % 3 == 1:
                told |= {"verdict": "edit", "rewrite": claim.text.rstrip("。！") + "！"}
            add_annotation(store.sql, viewer, suggestion.id, NewAnnotation.model_validate(told), rubric)
    return filled


def test_on_a_terminal_deleting_a_version_is_asked_about(
    judged: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judged("export", "dpo").code == 0
    terminal = io.StringIO("n\ny\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    kept = judged("datasets", "delete", "dpo-v1")
    assert (kept.code, "没有删除" in kept.err) == (1, True)
    assert judged("datasets", "show", "dpo-v1").code == 0
    assert judged("datasets", "delete", "dpo-v1").code == 0


def test_a_dataset_from_beginning_to_end(judged: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = judged("export", "sft", "--out", str(out), "--json")
    assert made.code == 0 and made.json["id"] == "sft-v1" and made.json["new"]
    assert made.json["counts"]["examples"] == made.json["counts"]["train"] > 0
    assert {path.name for path in out.iterdir()} == {
        "train.jsonl",
        "examples.jsonl",
        "manifest.json",
        "README.md",
    }
    again = judged("export", "sft")
    assert again.code == 0 and "没有新内容，与已有的版本相同" in again.out
    listed = judged("datasets", "list", "--json").json["datasets"]
    assert [one["id"] for one in listed] == ["sft-v1"] and "sft-v1　微调" in judged("datasets", "list").out
    assert "## 划分 Splits" in judged("datasets", "show", "sft-v1").out
    assert judged("datasets", "show", "sft-v1", "--json").json["manifest"]["id"] == "sft-v1"
    assert judged("datasets", "verify", "sft-v1", "--json").json["ok"]
    assert "sft-v1：没有问题" in judged("datasets", "verify", "all").out
    example = json.loads((out / "examples.jsonl").read_text("utf-8").splitlines()[0])["id"]
    assert judged("datasets", "trace", example, "--json").json["datasets"][0]["id"] == "sft-v1"
    told = judged("datasets", "trace", example).out
    assert "local" in told
    assert re.search(r"于 20\d\d-\d\d-\d\d \d\d:\d\d (采纳|改写|驳回) (论断 \w+|整条)", told)
    created = dt.datetime.fromisoformat(judged("datasets", "list", "--json").json["datasets"][0]["created"])
    assert created.utcoffset() == dt.timedelta(0)
    here = (created + dt.timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")
    for line in (("list",), ("show", "sft-v1")):
        assert here in judged("datasets", *line).out, "people read China's time"
    assert judged("datasets", "delete", "sft-v1", "--reason", "试完了", "--json").json["reason"] == "试完了"
    assert "已删除" in judged("datasets", "list").out
    assert "只留下清单" in judged("datasets", "show", "sft-v1").out


@pytest.mark.parametrize("kind", ["dpo", "eval"])
def test_the_other_forms(judged: Desk, kind: str) -> None:
    made = judged("export", kind, "--min-reviewers", "1", "--min-agreement", "0.5", "--since", "2026-01-01")
    assert made.code == 0 and f"{kind}-v1：已导出" in made.out
    assert judged("datasets", "verify", f"{kind}-v1").code == 0


def test_forgetting_names_the_versions_that_still_hold_examples(judged: Desk) -> None:
    assert judged("export", "sft").code == 0 and judged("export", "eval").code == 0
    assert judged("export", "dpo").code == 0 and judged("datasets", "delete", "dpo-v1").code == 0
    first, *others = judged("sources", "--json").json["documents"]
    ran = judged("forget", first["id"])
    assert ran.code == 0 and "数据集版本 sft-v1 里还有由它而来的样本" in ran.out
    assert "yiju datasets delete eval-v1" in ran.out and "dpo-v1" not in ran.out
    for one in others:
        told = judged("forget", one["id"], "--json").json
        assert told["forgotten"] == one["id"] and set(told["snapshots"]) <= {"sft-v1", "eval-v1"}


def test_verify_fails_once_a_source_is_forgotten(judged: Desk) -> None:
    assert judged("export", "sft").code == 0
    for one in judged("sources", "--json").json["documents"]:
        with Store.open(settings_for(judged.data)) as store:
            forget_document(store, local_viewer(store.sql), one["id"])
    ran = judged("datasets", "verify", "sft-v1")
    assert ran.code == 1 and "所依据的资料已删除，不能再用：x" in ran.out
    assert "yiju datasets delete sft-v1" in ran.out
    assert judged("export", "sft").code == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("export", "rlhf"), "sft、dpo 或 eval"),
        (("export", "sft", "--since", "昨天"), "--since 要写成"),
        (("export", "sft", "--min-agreement", "2"), "--min-agreement"),
        (("export", "sft", "--min-reviewers", "0"), "--min-reviewers"),
    ],
)
def test_wrong_usage_is_told(desk: Desk, line: tuple[str, ...], told: str) -> None:
    ran = desk(*line)
    assert ran.code == 2 and told in ran.err


def test_what_is_not_there_is_told(filled: Desk) -> None:
    for line, told in (
        (("export", "sft"), "没有可以导出的样本"),
        (("export", "sft", "--customer", "莫须有"), "没有找到客户“莫须有”"),
        (("export", "sft", "--unit", "莫须有"), "没有这个单元：莫须有"),
        (("datasets", "show", "sft-v1"), "没有这个数据集：sft-v1"),
        (("datasets", "trace", "x1"), "没有这个样本：x1"),
    ):
        ran = filled(*line)
        assert (ran.code, told in ran.err) == (1, True), ran
        assert filled(*line, "--json").json["error"]
