"""``yiju privacy check`` and the counts of ``yiju sources``."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.shell import yiju
from tests.support.stored import settings_for
from yiju.store import tables
from yiju.store.store import Store

MOBILE, MAIL = "13812345678", "li.lei@rhein.example.com"
NOTE = f"李雷的手机是{MOBILE}，再说一次{MOBILE}。\n\n邮箱{MAIL}；订单号13912345678。"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(NOTE, encoding="utf-8")
    return path


def check(*arguments: str) -> Any:
    ran = yiju("privacy", "check", *arguments, "--json")
    assert ran.code == 0, ran.err
    return ran.json


def test_a_files_personal_data_is_named_with_what_is_done_with_it(note: Path) -> None:
    told = check(str(note), "--text", "车牌沪A12345")
    file, text = told["sources"]
    assert file["counts"] == {"mobile": 1, "email": 1}
    places = [(one["kind"], one["paragraph"], one["value"]) for one in file["found"]]
    assert places == [
        ("mobile", 1, "138●●●●●●●●"),
        ("mobile", 1, "138●●●●●●●●"),
        ("email", 2, f"li.{'●' * (len(MAIL) - 3)}"),
    ]
    assert {one["action"] for one in file["found"]} == {"mask_in_prompts"}
    assert text["counts"] == {"plate": 1}
    assert MOBILE not in str(told) and MAIL not in str(told)
    assert MOBILE in str(check(str(note), "--values"))


def test_the_policy_and_the_endpoints_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_PRIVACY", "name=mask_in_prompts,id_card=mask_everywhere")
    monkeypatch.setenv("YIJU_LLM_BASE_URL", "http://10.0.0.5:8000/v1")
    monkeypatch.setenv("YIJU_LLM_MODEL", "m")
    told = check()
    assert told["policy"]["name"] == "mask_in_prompts" and told["policy"]["id_card"] == "mask_everywhere"
    assert [one["outside"] for one in told["endpoints"]] == [True]
    monkeypatch.setenv("YIJU_LOCAL_MODELS", "true")
    assert [one["outside"] for one in check()["endpoints"]] == [False]
    assert "处处遮盖" in yiju("privacy", "check").out


def test_a_wrong_policy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_PRIVACY", "phone=hide")
    ran = yiju("privacy", "check")
    assert ran.code == 1
    assert "YIJU_PRIVACY" in ran.err


def test_the_inventory_counts_and_tells_no_value(
    note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    where = ("--data", str(tmp_path / "data"))
    assert yiju("ingest", str(note), "--customer", "莱茵汽车", *where).code == 0
    told = yiju("sources", "--json", *where).json
    assert told["documents"][0]["personal_data"] == {"mobile": 1, "email": 1}
    assert told["totals"]["personal_data"] == {"mobile": 1, "email": 1}
    assert MOBILE not in str(told) and MAIL not in str(told)
    assert "手机 1，邮箱 1" in yiju("sources", *where).out


def test_what_was_never_counted_is_not_told_as_nothing(
    note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    where = ("--data", str(tmp_path / "data"))
    bare = tmp_path / "bare.md"
    bare.write_text("付款方式为验收后60天电汇。\n", encoding="utf-8")
    copy = tmp_path / "copy.md"
    copy.write_text(f"再说一遍：{MOBILE}。\n", encoding="utf-8")
    assert yiju("ingest", str(note), str(bare), str(copy), "--customer", "莱茵汽车", *where).code == 0
    ran = yiju("sources", *where).out
    assert "各份合计）：手机 2，邮箱 1" in ran and "未统计" not in ran
    with Store.open(settings_for(tmp_path / "data")) as store, store.sql.write() as connection:
        old = tables.documents.c.title == "bare"
        assert connection.execute(sa.update(tables.documents).where(old).values(attributes={})).rowcount == 1
    told = yiju("sources", "--json", *where).json
    held = {one["title"]: one["personal_data"] for one in told["documents"]}
    assert held["bare"] is None and held["copy"] == {"mobile": 1}
    assert told["totals"]["uncounted"] == 1
    assert "1 份未统计" in yiju("sources", *where).out
