"""An admin is told what comes next: in a fresh folder, of what still waits, of what is sure by now."""

from pathlib import Path

import pytest
from tests.support.shell import Ran, yiju
from tests.support.stored import settings_for
from tests.support.unassigned import CAR, EAST, WEST, mail, write

from yiju.store.store import Store
from yiju.store.users import save_user


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch) -> None:
    """No model."""
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")


class _Desk:
    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"

    def __call__(self, *line: str) -> Ran:
        return yiju(*line, "--data", str(self.data))


@pytest.fixture
def desk(tmp_path: Path) -> _Desk:
    """Two documents of nobody in a folder without customers."""
    folder = write(
        tmp_path / "in",
        {
            "杂.md": "# 杂项\n\n没有线索。\n",
            "信.eml": mail(1, "li@neu.example", "合作", f"我们是{CAR}，{CAR}想谈合作。"),
        },
    )
    made = _Desk(tmp_path)
    ran = made("ingest", str(folder), "--unit", EAST)
    assert ran.code == 0 and "2 份未归属，见 yiju tray list" in ran.out, ran.err
    return made


def test_without_any_customer_one_is_told_to_make_one(desk: _Desk) -> None:
    assert (
        "还没有任何客户" in desk("customers", "list").err and "customers add" in desk("customers", "list").err
    )
    assert desk("customers", "list", "--json").json == {"customers": []}
    assert "--create（还没有任何客户" in desk("tray", "list").out
    one = desk("tray", "list", "--json").json["documents"][0]["held"]["id"]
    assert desk("tray", "assign", one, "--customer", CAR, "--create").code == 0
    listed = desk("tray", "list").out
    assert "归属：yiju tray assign 编号 --customer 客户\n" in listed and "--create" not in listed
    assert "还没有任何客户" not in desk("customers", "list").err


def test_what_waits_from_before_is_told_again(desk: _Desk, tmp_path: Path) -> None:
    again = desk("ingest", str(tmp_path / "in"), "--unit", EAST)
    assert "2 份仍未归属" in again.out and "--suggested" in again.out
    told = desk("ingest", str(tmp_path / "in"), "--unit", EAST, "--json").json
    assert (told["unchanged"], told["unassigned"], told["waiting"]) == (2, 0, 2)
    named = desk("ingest", str(tmp_path / "in"), "--customer", CAR, "--unit", EAST, "--json").json
    assert "waiting" not in named


def test_what_is_sure_by_now_is_not_called_unsure(desk: _Desk, tmp_path: Path) -> None:
    folder = write(tmp_path / "more", {"起.txt": f"{CAR}的付款条件是月结。"})
    assert desk("ingest", str(folder), "--customer", CAR, "--unit", EAST).code == 0
    (desk.data / "assignment.yaml").write_text(f"domains:\n  neu.example: {CAR}\n", encoding="utf-8")
    found = {one["held"]["title"]: one for one in desk("tray", "list", "--json").json["documents"]}
    assert found["合作"]["why"] == "" and found["杂项"]["why"]
    lines = desk("tray", "list").out.splitlines()
    at = next(n for n, line in enumerate(lines) if "《合作》" in line)
    assert lines[at + 2].strip() == "现在可以归属：" and CAR in lines[at + 3]


def test_a_unit_that_is_not_there(desk: _Desk, tmp_path: Path) -> None:
    folder = write(tmp_path / "more", {"起.txt": f"{CAR}的付款条件是月结。"})
    desk("ingest", str(folder), "--customer", CAR, "--unit", EAST)
    (one,) = desk("sources", "--json").json["documents"]
    ran = desk("documents", "set", one["id"], "--unit", "没有这个", "--yes")
    assert ran.code == 2 and "没有单元“没有这个”" in ran.err and EAST in ran.err
    # An admin of one unit learns of another only that they are not in it.
    with Store.open(settings_for(desk.data)) as store:
        save_user(store.sql, "chief", roles=["admin"], units=[EAST], actor="test")
        save_user(store.sql, "other", roles=["rep"], units=[WEST], actor="test")
    told = [
        desk("documents", "set", one["id"], "--unit", unit, "--yes", "--as", "chief") for unit in (WEST, "X")
    ]
    assert [ran.code for ran in told] == [1, 1]
    assert told[0].err.replace(WEST, "X") == told[1].err and "没有单元" in told[1].err


def test_a_model_that_is_away_undoes_no_word_of_an_admin(
    desk: _Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is assigned or moved is told as done: it is, and is found by its words."""
    one, two = (found["held"]["id"] for found in desk("tray", "list", "--json").json["documents"])
    away = {"EMBEDDER": "endpoint", "EMBED_BASE_URL": "http://127.0.0.1:9/v1", "EMBED_MODEL": "m"}
    for name, value in away.items():
        monkeypatch.setenv(f"YIJU_{name}", value)
    assert desk("tray", "assign", one, "--customer", CAR, "--create").out.startswith("《")
    ran = desk("tray", "assign", two, "--customer", CAR, "--json")
    assert ran.code == 0 and "先按关键词检索" in ran.err
    document = ran.json["assigned"][0]["document_id"]
    ran = desk("documents", "set", document, "--customer", "另一家", "--create", "--yes", "--json")
    assert (ran.code, ran.json["documents"][0]["customer"]) == (0, "另一家")
