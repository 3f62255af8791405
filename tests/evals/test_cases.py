"""Case files: read strictly, and errors that name the file, the line and the field."""

import json

import pytest

from tests.evals.conftest import Write
from yiju.errors import YijuError
from yiju.evals.cases import load_cases
from yiju.evals.suites import SUITES
from yiju.evals.suites.ask import AskCase
from yiju.evals.suites.support import SupportCase

GOOD = {
    "id": "t-1",
    "class": "number",
    "provenance": "written for this test",
    "claim": "质保期为36个月",
    "evidence": ["质保期为36个月。"],
    "label": True,
}


def _line(**changes: object) -> str:
    return json.dumps(GOOD | changes, ensure_ascii=False)


def test_cases_keep_their_order_and_comments_are_left_out(write: Write) -> None:
    folder = write("support", "# made by hand", _line(), "", _line(id="t-2"))
    cases = load_cases(folder / "support.jsonl", SupportCase)
    assert [case.id for case in cases] == ["t-1", "t-2"]
    assert cases[0].sha256 != cases[1].sha256
    assert cases[0].sha256 == SupportCase.model_validate(GOOD).sha256


def test_files_as_editors_write_them(write: Write) -> None:
    """A byte order mark, Windows line ends, and separators of lines and pages within a text."""
    evidence = "质保期为36个月。\u2028第二行\u0085第三行"
    path = write.folder / "support.jsonl"
    path.write_bytes(f"\ufeff{_line()}\r\n{_line(id='t-2', evidence=[evidence])}\r\n".encode())
    cases = load_cases(path, SupportCase)
    assert [case.id for case in cases] == ["t-1", "t-2"]
    assert cases[1].evidence == (evidence,)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (_line(label="maybe"), "label 不对：要 true 或 false"),
        (_line(evidence=[]), "evidence 不对：至少要 1 个，这里有 0 个"),
        (_line(evidence=["甲", 3]), r"evidence\[1\] 不对：要一段文字"),
        (_line(evidence="甲"), r"evidence 不对：要一个列表，如 \[\"…\"\]"),
        (_line(colour="red"), "colour 不对：没有这个字段"),
        ("{not json", "整行 不对：不是 JSON（第 2 个字节处）"),
        ("3", "整行 不对：要一个对象"),
        (_line(id="不行"), "id 不对：要小写字母和数字，如 my-1"),
        (_line(lang="fr"), "lang 不对：要 zh 或 en"),
        (_line(claim="甲"), "claim 不对：至少要 2 个字"),
    ],
)
def test_a_bad_line_is_named_in_words_of_people(write: Write, line: str, named: str) -> None:
    folder = write("support", _line(id="t-0"), line)
    with pytest.raises(YijuError, match=rf"support\.jsonl 第 2 行 {named}"):
        load_cases(folder / "support.jsonl", SupportCase)


@pytest.mark.parametrize(
    ("suite", "changes", "named"),
    [
        ("citation", {"form": "tog", "places": []}, "form 不对：要是 tag、draft 之一"),
        (
            "strategy",
            {"customer": "海岚", "as_of": "x", "expect": {"never": ["甲"]}},
            "as_of 不对：要一个日期",
        ),
        ("strategy", {"customer": "海岚", "expect": {}}, "expect 不对：says、flags"),
        ("sameness", {"scene": "报价", "customers": ["甲", "乙"], "most": 2}, "most 不对：不能大于 1"),
        ("sameness", {"scene": "报价", "customers": ["甲", "甲"]}, "整行 不对：customers 里同一客户写了两次"),
        ("ask", {"question": "多少钱"}, "class 不对：要是 single、multi"),
        (
            "ask",
            {"class": "single", "question": "多少钱", "gold": [[{"file": "a.md"}]]},
            r"gold\[0\]\[0\]\.contains 不对",
        ),
    ],
)
def test_a_wrong_field_of_any_suite_is_told(
    write: Write, suite: str, changes: dict[str, object], named: str
) -> None:
    case = {"id": "t-1", "class": "number", "provenance": "written for this test"} | changes
    folder = write(suite, json.dumps(case, ensure_ascii=False))
    with pytest.raises(YijuError, match=rf"{suite}\.jsonl 第 1 行 {named}"):
        SUITES[suite].cases(folder)


def test_an_id_may_stand_once(write: Write) -> None:
    folder = write("support", _line(), _line())
    with pytest.raises(YijuError, match="编号重复：t-1"):
        load_cases(folder / "support.jsonl", SupportCase)


@pytest.mark.parametrize(
    ("kind", "gold"), [("unanswerable", [[{"file": "a.md", "contains": "甲乙"}]]), ("single", [])]
)
def test_what_is_to_be_refused_has_no_gold(kind: str, gold: list[object]) -> None:
    with pytest.raises(ValueError, match="gold"):
        AskCase.model_validate(
            {"id": "t-1", "class": kind, "provenance": "for this test", "question": "多少钱", "gold": gold}
        )
