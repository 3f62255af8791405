"""ALCE's recall and precision of citations, and the share left out, by mode: counted by hand."""

import json
from pathlib import Path

from tests.support.evidence import cite, make_evidence
from tests.support.reviewed import advice
from tests.support.shell import yiju
from yiju.evals.grounding import grounding
from yiju.store.types import Claim, Dropped, Section

TERM = cite(make_evidence(1, "付款方式为货到验收后60天电汇。"))
OTHER = cite(make_evidence(2, "检测说明12月20日前寄出。"))


def _fact(id: str, text: str, *citations: object) -> Claim:
    return Claim.model_validate(
        {"id": id, "nature": "fact", "text": text, "verdict": "supported", "citations": citations}
    )


def test_recall_precision_and_the_share_left_out_by_mode() -> None:
    true = _fact("c1", "货到验收后60天电汇", TERM)
    too_much = _fact("c2", "货到验收后60天电汇", TERM, OTHER)  # the second neither supports nor is needed
    untrue = _fact("c3", "货到验收后90天电汇", TERM)
    own = _fact("m1", "检测说明12月20日前寄出", OTHER)
    plain = advice("s1", sections=(Section(title="近况", claims=(true, too_much, untrue)),))
    refused = Dropped(
        section="近况", text="x", reason="r", cause="unproven", check="verdicts", digest="0" * 16
    )
    lost = Dropped(section="近况", text="y", reason="r", cause="unproven")
    model = advice(
        "s2",
        mode="llm",
        model="m-1",
        sections=(Section(title="近况", claims=(true, own)),),
        dropped=2,
        dropped_claims=(refused, lost),
    )
    rows = {(row["mode"], row["model"]): row for row in grounding([plain, model])}
    one = rows["extractive", ""]
    assert (one["facts"], one["recalled"], one["citations"], one["precise"]) == (3, 2, 4, 2)
    assert (one["recall"], one["precision"], one["dropped_share"]) == (0.6667, 0.5, 0.0)
    assert rows["llm", "m-1"]["recall"] == 1.0
    assert rows["llm", "m-1"]["dropped_share"] == 0.5
    alone = rows["llm, own words", "m-1"]
    assert (alone["facts"], alone["recall"], alone["dropped"], alone["dropped_share"]) == (1, 1.0, 1, 0.5)


def test_nothing_given_is_no_figure() -> None:
    assert grounding([]) == []
    (row,) = grounding([advice("s1", sections=())])
    assert (row["recall"], row["precision"], row["dropped_share"]) == (None, None, None)


def test_the_command_without_advice(tmp_path: Path) -> None:
    ran = yiju("eval", "citations", "--data", str(tmp_path), "--json")
    assert (ran.code, json.loads(ran.out)) == (0, {"modes": []})


def test_words_told_of_their_speaker_count_and_of_another_do_not() -> None:
    turn = cite(make_evidence(3, "碳这一块她有一票否决。", speaker="李昕"))
    texts = ("李昕：碳这一块她有一票否决", "王蕾：碳这一块她有一票否决")
    rows = [
        grounding([advice("s1", sections=(Section(title="近况", claims=(_fact("m1", text, turn),)),))])[0]
        for text in texts
    ]
    assert [row["recall"] for row in rows] == [1.0, 0.0]
