"""``yiju eval support``: anybody's items in, measures out."""

import json
import lzma
from pathlib import Path

import pytest

from yiju.errors import YijuError
from yiju.evals.items import read_items
from yiju.evals.support import detection, measure_support

LINES = [
    {"id": 1, "claim": "质保期为36个月", "evidence": "质保期为36个月。", "label": 1},
    {"id": "b", "claim": "质保期为48个月", "evidence": ["质保期为36个月。"], "label": "unsupported"},
    {"id": "c", "claim": "账期60天", "evidence": ["账期为60天。"], "label": 1.0, "more": "kept out"},
    {"id": "d", "claim": "账期90天", "evidence": ["账期为60天。"]},
]


def _write(path: Path, lines: list[object]) -> Path:
    text = "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    )
    if path.suffix == ".xz":
        with lzma.open(path, "wt", encoding="utf-8") as file:
            file.write(text)
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("name", ["items.jsonl", "items.jsonl.xz"])
def test_items_are_measured(tmp_path: Path, name: str, mark: str) -> None:
    seen: list[tuple[int, int]] = []
    lines = [mark + json.dumps(LINES[0], ensure_ascii=False), *LINES[1:]]
    given = measure_support(read_items(_write(tmp_path / name, lines)), lambda *now: seen.append(now))
    assert (given["auc"], given["precision"], given["recall"], given["detection"]) == (1.0, 1.0, 1.0, 1.0)
    assert (given["count"], given["unlabelled"], given["true"]) == (4, 1, 2)
    assert [row["supported"] for row in given["items"]] == [True, False, True, False]
    assert given["items"][0]["id"] == "1"
    assert seen[-1] == (4, 4)


def test_nothing_labelled_is_nothing_measured(tmp_path: Path) -> None:
    given = measure_support(read_items(_write(tmp_path / "i.jsonl", [LINES[3]])))
    assert (given["auc"], given["precision"], given["recall"], given["brier"]) == (None,) * 4


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "第 2 行不是 JSON"),
        ({"id": "x", "evidence": ["甲"], "label": 1}, "claim"),
        ({"id": "x", "claim": "甲", "evidence": ["乙"], "label": "perhaps"}, "label"),
        ("[1]", "第 2 行"),
        ("[" * 100_000, "第 2 行不是 JSON：.*括号套得太深"),
        ('{"id": 1, "label": ' + "9" * 6000 + "}", "第 2 行不是 JSON：数字太长"),
        ('{"id": 1, "claim": "甲", "evidence": "乙", "label": NaN}', "第 2 行 label"),
        ({"id": "x", "claim": "甲", "evidence": {"a": 1}, "label": 1}, "evidence"),
    ],
)
def test_bad_items_are_named(tmp_path: Path, line: object, said: str) -> None:
    with pytest.raises(YijuError, match=said):
        read_items(_write(tmp_path / "i.jsonl", [LINES[0], line]))


def test_files_that_are_none(tmp_path: Path) -> None:
    torn = tmp_path / "i.jsonl.xz"
    torn.write_bytes(b"\xfd7zXZ\x00 torn")
    for path in (tmp_path / "none.jsonl", torn):
        with pytest.raises(YijuError, match="读不了"):
            read_items(path)
    with pytest.raises(YijuError, match="没有任何条目"):
        read_items(_write(tmp_path / "empty.jsonl", []))


def test_detection_at_a_tolerated_share_of_false_refusals() -> None:
    true = [0.1] + [0.9] * 19  # one in twenty may be refused
    assert detection(true, [0.5, 0.95]) == 0.5
    assert detection([0.1, 0.1] + [0.9] * 18, [0.05, 0.5]) == 0.5
    assert detection([], [0.5]) is None
