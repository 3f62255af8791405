"""JUnit and Markdown: valid, complete, and safe to put where they go."""

import re
from xml.etree import ElementTree as Xml

import pytest

from tests.evals.sample_run import ATTACK, MAINS, result, run_of, sample_gates, sample_run
from yiju.evals.compare import compare_runs
from yiju.evals.gates import judge
from yiju.evals.outcome import Outcome
from yiju.evals.report.junit import junit_xml
from yiju.evals.report.markdown import markdown, plain
from yiju.evals.report.material import Material, gather
from yiju.evals.report.show import asked_and_given, percent, points, seconds, visible
from yiju.evals.table import table_of


def _material() -> Material:
    run, earlier = sample_run(), sample_run(seed=8)
    verdicts = judge(run, sample_gates(), table_of(earlier))
    return gather(run, MAINS, verdicts=verdicts, comparisons=compare_runs(earlier, run), against="主干")


def test_junit_has_a_suite_for_each_suite_and_one_for_the_gates() -> None:
    material = _material()
    root = Xml.fromstring(junit_xml(material))
    assert root.tag == "testsuites"
    assert [suite.get("name") for suite in root] == ["retrieval", "ask", "injection", "support", "gates"]
    for suite in root:
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert all(case.get("time") and case.get("classname") and case.get("name") for case in cases)
    assert root.get("tests") == str(len(material.run.results) + len(material.verdicts))
    wrong = sum(material.wrong(r) and not r.outcome.error for r in material.run.results)
    shut = sum(not v.ok for v in material.verdicts)
    assert shut
    assert (root.get("failures"), root.get("errors"), root.get("skipped")) == (str(wrong + shut), "1", "1")


def test_junit_shows_the_pairs_of_what_failed() -> None:
    root = Xml.fromstring(junit_xml(_material()))
    told = [failure.text or "" for failure in root.findall("testsuite[@name='injection']/testcase/failure")]
    assert told
    assert all("植入：" in text and "‹U+0000›" in text and "<script>" in text for text in told)
    gate = root.find("testsuite[@name='gates']/testcase/failure")
    assert gate is not None
    assert gate.get("message")


def test_junit_is_legal_whatever_documents_bring() -> None:
    evil = result(ATTACK, ATTACK, {ATTACK: 0.0}, class_=ATTACK, shown=((ATTACK, ATTACK + "\ufffe"),))
    failed = result("ask", "a-1", {}, error=ATTACK)
    text = junit_xml(gather(run_of(evil, failed, name=ATTACK), {}))
    root = Xml.fromstring(text.encode())
    assert root[0].get("name") == visible(ATTACK)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text)


def test_markdown_has_all_parts_and_every_table_is_even() -> None:
    text = markdown(_material())
    titles = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert [t.split("（")[0] for t in titles] == ["门限", "指标", "各类别", "对比：主干", "耗时", "最差用例"]
    for table in re.findall(r"(?:^\|.*\n?)+", text, flags=re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.strip().splitlines()}
        assert len(widths) == 1
    assert "❌" in text
    assert "未评分" in text


def test_markdown_of_outside_text_is_text() -> None:
    text = markdown(_material())
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    shown = plain("![x](http://a.b/c) | @all `rm` <b>\n# 标题")
    assert "\n" not in shown
    assert not re.search(r"(?<![\\&])[\[\]|`#]|://|@|<", shown.replace("&#64;", ""))


def test_a_bare_run_can_be_written() -> None:
    material = gather(run_of(), {})
    assert "没有核对门限" in markdown(material)
    assert Xml.fromstring(junit_xml(material)).get("tests") == "0"


def test_what_was_asked_stands_apart_from_what_was_given() -> None:
    outcome = Outcome(
        shown=(("问", "q"), ("答", "a"), ("应引用", "w"), ("不得出现", "x"), ("应对异议", "say"))
    )
    asked, given = asked_and_given(outcome)
    assert [label for label, _ in asked] == ["问", "应引用", "不得出现"]
    assert [label for label, _ in given] == ["答", "应对异议"]
    judged = Outcome(shown=(("论断", "c"), ("依据", "e"), ("应", "剔除"), ("实际", "展示")))
    assert [label for label, _ in asked_and_given(judged)[0]] == ["论断", "依据", "应"]
    broken = Outcome(error="boom", shown=(("问", "q"),))
    assert asked_and_given(broken)[1] == [("出错", "boom")]


def test_numbers_are_shown_for_people() -> None:
    assert (percent(1.0), percent(0.9999), percent(0.0), percent(None)) == ("100.0%", "99.9%", "0.0%", "—")
    assert (points(0.021), points(-0.021), points(None)) == ("+2.1", "−2.1", "—")
    assert (seconds(0.0351), seconds(4.21), seconds(125.0)) == ("35 毫秒", "4.2 秒", "2 分 05 秒")
    assert visible("a\r\nb\tc\x07\u00ad") == "a\nb\tc‹U+0007›‹U+00AD›"


def test_no_text_of_a_case_is_markdown() -> None:
    evil = f"[x](http://a.b) | <b>\n# 标题 {ATTACK}"
    evils = [result("ask", f"a-{n}", {"right": 0.0}, class_=evil, shown=((evil, evil),)) for n in range(2)]
    text = markdown(gather(run_of(*evils), MAINS))
    assert "<b>" not in text
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)# 标题", text)
    assert text.count("标题") > 3
    assert "\x00" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ask.recall@10", "ask.recall@10"),
        ("@1user @all a@b.c @10", "&#64;1user &#64;all a&#64;b.c &#64;10"),
        ("www.a.b WWW.c ftp://d", "www&#46;a.b WWW&#46;c ftp:&#8203;//d"),
    ],
)
def test_nobody_is_called_and_nothing_is_linked(text: str, shown: str) -> None:
    assert plain(text) == shown
