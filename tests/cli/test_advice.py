"""``yiju strategy``, ``talk``, ``ask``: the shape others rely on, and what people read."""

from typing import Any

import pytest

from tests.cli.conftest import CUSTOMER, Desk

SUGGESTION = {
    "id",
    "kind",
    "customer",
    "mode",
    "created_at",
    "sections",
    "dropped",
    "missing",
    "timings",
}
CLAIM = {"id", "nature", "text", "verdict", "citations", "rests_on"}
CITATION = {"tag", "paragraph_id", "quote", "start", "end", "document", "locator"}
PLACE = {"page", "page_label", "paragraph", "clause", "timecode", "speaker", "row"}

TODAY = ("--today", "2026-02-10")
LINES = (
    ("strategy", CUSTOMER, "--goal", "谈定年降", *TODAY),
    ("talk", CUSTOMER, "--scene", "异议处理", *TODAY),
    ("ask", "付款条件是什么", "--customer", CUSTOMER, *TODAY),
)


def _claims(suggestion: dict[str, Any]) -> list[dict[str, Any]]:
    return [claim for section in suggestion["sections"] for claim in section["claims"]]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_a_suggestion_has_the_agreed_shape(filled: Desk, line: tuple[str, ...]) -> None:
    ran = filled(*line, "--json")
    assert ran.code == 0
    given = ran.json
    assert given.keys() >= SUGGESTION
    assert given["kind"] == {"ask": "answer"}.get(line[0], line[0])
    assert given["mode"] == "extractive"
    claims = _claims(given)
    assert claims
    known = {claim["id"] for claim in claims}
    for claim in claims:
        assert claim.keys() >= CLAIM
        assert set(claim["rests_on"]) <= known
        assert bool(claim["citations"]) == (claim["nature"] == "fact")
        for citation in claim["citations"]:
            assert citation.keys() >= CITATION
            assert citation["locator"].keys() >= PLACE
            assert citation["document"].keys() >= {"id", "title", "kind", "date", "uri"}
            place = filled("cite", citation["paragraph_id"], "--json").json
            assert place["text"][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_people_read_every_statement_with_its_tag(filled: Desk, line: tuple[str, ...]) -> None:
    claims = _claims(filled(*line, "--json").json)
    ran = filled(*line)
    assert ran.code == 0
    shown = "".join(ran.out.split())
    for claim in claims:
        assert "".join(claim["text"].split()) in shown
        for citation in claim["citations"]:
            assert "".join(citation["tag"].split()) in shown


def test_a_definition_is_no_judgement_and_what_rests_on_nothing_names_nothing(filled: Desk) -> None:
    ran = filled("ask", "什么是PPAP", "--customer", CUSTOMER)
    assert ran.code == 0 and "〔术语表〕" in ran.out and "判断" not in ran.out


def test_what_the_material_does_not_say_is_refused(filled: Desk) -> None:
    ran = filled("ask", "注册资本是多少", "--customer", CUSTOMER)
    assert ran.code == 0
    assert "资料中没有" in ran.out


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (("strategy", "没听过的公司"), 1, "没有找到客户"),
        (("ask", " "), 2, "问题是空的"),
        (("strategy", CUSTOMER, "--today", "明天"), 2, "--today"),
        (("talk", CUSTOMER), 2, "--scene"),
        (("talk", CUSTOMER, "--scene", "报价", "--tone", "凶"), 2, "可用：正式、亲切、直接"),
        (("strategy", CUSTOMER, "--as", "谁"), 1, "没有这个用户"),
    ],
)
def test_bad_input_is_told_plainly(filled: Desk, line: tuple[str, ...], code: int, said: str) -> None:
    ran = filled(*line)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_person_whom_the_material_does_not_know_is_told(filled: Desk) -> None:
    line = ("talk", CUSTOMER, "--scene", "催款", *TODAY, "--person")
    assert "资料里没有提到" not in filled(*line, "钱进").out
    assert "资料里没有提到“王小明”，这一份没有按对象调整。" in "".join(filled(*line, "王小明").out.split())


def test_a_tone_is_kept_with_the_request(filled: Desk) -> None:
    line = ("talk", CUSTOMER, "--scene", "续约", *TODAY, "--json")
    plain, formal = filled(*line).json, filled(*line, "--tone", "正式").json
    assert "tone" not in plain["request"] and formal["request"]["tone"] == "正式"


def test_why_lists_what_was_left_out_with_the_reason(filled: Desk) -> None:
    line = ("strategy", CUSTOMER, *TODAY)
    assert "没有采用的草稿" not in filled(*line).out
    made = filled(*line, "--json").json
    fact = next(
        claim for claim in _claims(made) if claim["nature"] == "fact" and len(claim["citations"]) == 1
    )
    judged = ("review", made["id"], "--claim", fact["id"], "--verdict", "reject", "--reason", "outdated")
    assert filled(*judged).code == 0
    ran, told = filled(*line, "--why"), filled(*line, "--why", "--json").json
    shown = "".join(ran.out.split())
    assert (told["dropped"], told["refused"]) == (0, len(told["dropped_claims"]))
    assert f"已剔除0条，评审驳回过而未再用{told['refused']}条" in shown
    for left_out in told["dropped_claims"]:
        assert left_out["cause"] == "refused"
        assert "".join(f"{left_out['text']}　评审驳回过：{left_out['reason']}".split()) in shown


@pytest.mark.parametrize(("form", "title"), [("brief", "一页纸"), ("checklist", "准备清单")])
def test_a_strategy_in_the_form_it_is_used_in(filled: Desk, form: str, title: str) -> None:
    line = ("strategy", CUSTOMER, "--form", form, *TODAY)
    ran, made = filled(*line), filled(*line, "--json").json
    assert ran.code == 0 and ran.out.strip().startswith(title)
    assert (made["form"], made["customer"]) == (form, CUSTOMER)
    shown = "".join(ran.out.split())
    for told in (one for block in made["blocks"] for one in block["lines"]):
        assert "".join(told["text"].split()) in shown
        assert not told["claim"] or told["tags"]
        assert all("".join(tag.split()) in shown for tag in told["tags"])


def test_an_unknown_form_is_bad_usage_and_keeps_nothing(filled: Desk) -> None:
    ran = filled("strategy", CUSTOMER, "--form", "poster")
    assert ran.code == 2 and "--form" in ran.err and "checklist" in ran.err


def test_a_talk_track_tells_how_alike_it_is_to_those_lately_given(filled: Desk) -> None:
    line = ("talk", CUSTOMER, "--scene", "报价", "--today", "2026-02-11")
    told, again = filled(*line, "--json").json["sameness"], filled(*line, "--json").json["sameness"]
    assert told == again, "the same request once more is answered alike"
    assert told["threshold"] == 0.3 and told["against"] == 0
    shown = filled(*line).out
    assert "雷同：" in shown
    assert "雷同：" not in filled("ask", "付款条件是什么", "--customer", CUSTOMER).out


def test_half_an_answer_says_what_it_lacks(filled: Desk) -> None:
    line = ("ask", "付款条件和质保期是多少", "--customer", CUSTOMER, *TODAY)
    (missing,) = filled(*line, "--json").json["missing"]
    assert "质保" in missing and "".join(missing.split()) in "".join(filled(*line).out.split())
