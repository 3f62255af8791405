"""What is in a dataset: prompts as the product asks, answers as reviewers left them, honest pairs, cases."""

import json
import stat
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.trainable import ADMIN, BOTH, HEAD, SECOND, judge, reworded, says, strategy, talk
from yiju.copilot.llm_schema import Lines, Statements
from yiju.errors import YijuError
from yiju.prompts.registry import load_prompt
from yiju.sandbox.datasets import folder
from yiju.sandbox.datasets.export import Exported, export
from yiju.sandbox.datasets.types import REASONS, DatasetKind, Filters
from yiju.store.review_tables import dataset_rows
from yiju.store.store import Store
from yiju.store.types import Claim


def lines_of(made: Exported) -> list[dict[str, Any]]:
    """Every example's metadata with its line, in the order of the side file."""
    side = (made.folder / folder.EXAMPLES).read_text("utf-8").splitlines()
    found = []
    for about in map(json.loads, side):
        text = (made.folder / about["file"]).read_text("utf-8").splitlines()[about["line"] - 1]
        found.append({**about, "text": json.loads(text)})
    return found


def _made(store: Store, kind: DatasetKind, **filters: Any) -> list[dict[str, Any]]:
    return lines_of(export(store, HEAD, Filters(kind=kind, **filters), force=True))


def _answer(row: dict[str, Any]) -> list[dict[str, Any]]:
    content = row["text"]["messages"][-1]["content"]
    form = Lines if "lines" in json.loads(content) else Statements
    form.model_validate_json(content)
    found = json.loads(content)
    return list(found.get("lines") or found["statements"])


def test_a_section_wholly_judged_is_one_example_of_what_stands(furnished_on_each: Store) -> None:
    strategy(furnished_on_each, "s1")
    judge(furnished_on_each, HEAD, "s1", "c0")
    judge(furnished_on_each, HEAD, "s1", "c1", "edit", rewrite=reworded("莱茵汽车", "main", 1))
    judge(furnished_on_each, HEAD, "s1", "c2", "reject")
    (row,) = _made(furnished_on_each, "sft")
    system, user, assistant = row["text"]["messages"]
    prompt = load_prompt("visit-strategy")
    assert [system["role"], user["role"], assistant["role"]] == ["system", "user", "assistant"]
    assert row["prompt"] == prompt.label and system["content"].startswith("你为销售团队写拜访客户的准备材料")
    assert "请写“客户关切”一栏：客户提出的要求、担心和坚持的事。" in user["content"]
    assert all(line in user["content"] for line in says("莱茵汽车", "main")[:3])
    texts = [one["text"] for one in _answer(row)]
    assert texts == [says("莱茵汽车", "main")[0], reworded("莱茵汽车", "main", 1)]
    assert row["level"] == "section" and row["verdicts"] == ["accept", "edit", "reject"]
    for one in _answer(row):
        cited = user["content"].split(f"[{one['evidence'][0]}] ")[1].split("\n")[0]
        assert cited.endswith(says("莱茵汽车", "main")[texts.index(one["text"])])


def test_of_a_section_in_part_judged_each_claim_is_an_example(furnished: Store) -> None:
    strategy(furnished, "s1")
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "c2", "edit", rewrite=reworded("莱茵汽车", "main", 2))
    rows = _made(furnished, "sft")
    assert sorted(row["level"] for row in rows) == ["claim", "claim"]
    assert {row["claims"][0]: _answer(row)[0]["text"] for row in rows} == {
        "c0": says("莱茵汽车", "main")[0],
        "c2": reworded("莱茵汽车", "main", 2),
    }
    assert all("写 1 到 1 条" in row["text"]["messages"][1]["content"] for row in rows)


def test_advice_rests_on_numbered_facts(furnished: Store) -> None:
    ask = Claim(id="q1", nature="advice", text="请问二号仓库何时收货？", rests_on=("c0", "c1"))
    lost = Claim(id="q2", nature="advice", text="请问何时送样？", rests_on=("c2",))
    strategy(furnished, "s1", extra=(ask, lost))
    judge(furnished, HEAD, "s1", "c1", "edit", rewrite=reworded("莱茵汽车", "main", 1))
    judge(furnished, HEAD, "s1", "c2", "reject")
    judge(furnished, HEAD, "s1", "q1")
    judge(furnished, HEAD, "s1", "q2")
    made = export(furnished, HEAD, Filters(kind="sft"))
    row = next(row for row in lines_of(made) if row["claims"] == ["q1"]) if len(lines_of(made)) > 2 else None
    # Its section is wholly judged, and one piece of advice there rests on a rejected fact alone.
    assert row is None and made.manifest["left_out"]["no_ground"] == 2
    judge(furnished, HEAD, "s1", "q2", "reject", replaces=_last(furnished, "q2"))
    rows = _made(furnished, "sft")
    (advice,) = [row for row in rows if row["claims"][0].startswith("q")]
    user = advice["text"]["messages"][1]["content"]
    assert f"[F1] {says('莱茵汽车', 'main')[0]}" in user and f"[F2] {reworded('莱茵汽车', 'main', 1)}" in user
    (statement,) = _answer(advice)
    assert (statement["nature"], statement["evidence"], statement["rests_on"]) == ("advice", [], ["F1", "F2"])
    assert says("莱茵汽车", "main")[2] not in user


def _last(store: Store, claim: str) -> str:
    from yiju.sandbox.annotations import all_annotations

    return [one.id for one in all_annotations(store.sql, HEAD) if one.claim_id == claim][-1]


def test_a_talk_track_is_lines(furnished: Store) -> None:
    made = talk(furnished, "t1")
    for section in made.sections:
        for claim in section.claims:
            what = "reject" if claim.id == "f1" else "accept"
            judge(furnished, HEAD, "t1", claim.id, what)
    judge(furnished, SECOND, "t1", "s2", "accept")
    (row,) = _made(furnished, "sft")
    first, second = _answer(row)
    assert row["level"] == "suggestion" and row["scene"] == "催款"
    assert first["fallback"] == "" and second["fallback"] == "那第2件事请您定下后告诉我们。"
    assert first["why"] == says("莱茵汽车", "main")[1] and first["evidence"] != second["evidence"]
    assert "场景：催款" in row["text"]["messages"][1]["content"]


def test_contested_verdicts_are_left_out_until_settled(furnished_on_each: Store) -> None:
    strategy(furnished_on_each, "s1", lines=(0,))
    judge(furnished_on_each, HEAD, "s1", "c0")
    judge(furnished_on_each, SECOND, "s1", "c0", "reject")
    with pytest.raises(YijuError) as caught:
        export(furnished_on_each, HEAD, Filters(kind="sft"))
    assert f"{REASONS['contested']} 1" in caught.value.hint
    judge(furnished_on_each, BOTH, "s1", "c0", settles=True)
    (row,) = _made(furnished_on_each, "sft")
    assert row["reviewers"] == 2 and row["agreement"] == 0.5
    with pytest.raises(YijuError):
        export(furnished_on_each, HEAD, Filters(kind="sft", min_agreement=0.9))
    with pytest.raises(YijuError):
        export(furnished_on_each, HEAD, Filters(kind="sft", min_reviewers=4))


def test_a_corrected_verdict_counts_alone(furnished_on_each: Store) -> None:
    strategy(furnished_on_each, "s1", lines=(0, 1))
    first = judge(furnished_on_each, HEAD, "s1", "c0", "edit", rewrite=says("莱茵汽车", "main")[0][:-1])
    judge(
        furnished_on_each,
        HEAD,
        "s1",
        "c0",
        "edit",
        rewrite=reworded("莱茵汽车", "main", 0),
        replaces=first.id,
    )
    (row,) = _made(furnished_on_each, "sft")
    assert _answer(row)[0]["text"] == reworded("莱茵汽车", "main", 0) and first.id not in row["annotations"]


def test_pairs_are_to_the_same_prompt_and_honest(furnished: Store) -> None:
    strategy(furnished, "s1", lines=(0, 1, 2, 3, 4))
    drafted = says("莱茵汽车", "main")
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "c1", "edit", "stiff_wording", rewrite=reworded("莱茵汽车", "main", 1))
    judge(furnished, HEAD, "s1", "c2", "reject", "wrong_fact")
    judge(furnished, HEAD, "s1", "c3", "reject", "too_alike")
    judge(furnished, HEAD, "s1", "c4", "edit", rewrite=f" {drafted[4]}")
    made = export(furnished, HEAD, Filters(kind="dpo"))
    pairs = {
        tuple(row["claims"]): tuple(
            json.loads(row["text"][name][0]["content"])["statements"][0]["text"]
            for name in ("chosen", "rejected")
        )
        for row in lines_of(made)
    }
    assert pairs == {
        ("c1",): (reworded("莱茵汽车", "main", 1), drafted[1]),
        ("c0", "c2"): (drafted[0], drafted[2]),
    }
    assert made.manifest["left_out"]["same_text"] == 1 and made.manifest["left_out"]["not_comparable"] == 1
    for row in lines_of(made):
        assert {message["role"] for message in row["text"]["prompt"]} == {"system", "user"}
        user = row["text"]["prompt"][-1]["content"]
        for name in ("chosen", "rejected"):
            (statement,) = json.loads(row["text"][name][0]["content"])["statements"]
            assert f"[{statement['evidence'][0]}] " in user


def test_cases_expect_what_was_accepted_and_forbid_what_was_not(furnished: Store) -> None:
    strategy(furnished, "s1")
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "c1", "edit", rewrite=reworded("莱茵汽车", "main", 1))
    judge(furnished, HEAD, "s1", "c2", "reject", "not_supported")
    rows = {(row["form"], row["claims"][0]): row["text"] for row in _made(furnished, "eval")}
    drafted = says("莱茵汽车", "main")
    place = {"file": "莱茵汽车/note-main-莱茵汽车.txt", "contains": drafted[0][:30]}
    assert rows["strategy", "c0"]["expect"] == {"section": "客户关切", "says": [["13"]], "cites": [[place]]}
    assert rows["strategy", "c1"]["expect"]["never"] == [drafted[1]]
    assert rows["strategy", "c2"]["expect"] == {"section": "客户关切", "never": [drafted[2]]}
    assert rows["strategy", "c0"]["goal"] == "推进合作" and rows["strategy", "c0"]["as_of"] == "2026-03-10"
    assert [rows["support", name]["label"] for name in ("c0", "c2")] == [True, False]
    assert ("support", "c1") not in rows


def test_personal_data_is_masked_alike_in_one_example(furnished: Store) -> None:
    strategy(furnished, "s1", lines=(6, 1))
    judge(furnished, HEAD, "s1", "c0")
    (row,) = _made(furnished, "sft")
    everything = json.dumps(row["text"], ensure_ascii=False)
    assert "13812345678" not in everything and everything.count("〈手机1〉") == 2
    assert row["masked"]["手机"] == 1
    (bare,) = lines_of(export(furnished, ADMIN, Filters(kind="sft", keep_personal="核对")))
    assert "13812345678" in json.dumps(bare["text"], ensure_ascii=False) and bare["masked"] == {}


def test_nothing_new_is_no_new_version(furnished_on_each: Store) -> None:
    strategy(furnished_on_each, "s1")
    judge(furnished_on_each, HEAD, "s1", "c0")
    first = export(furnished_on_each, HEAD, Filters(kind="sft"))
    again = export(furnished_on_each, HEAD, Filters(kind="sft"))
    assert (first.id, first.new, again.id, again.new) == ("sft-v1", True, "sft-v1", False)
    forced = export(furnished_on_each, HEAD, Filters(kind="sft"), force=True)
    assert (forced.id, forced.new) == ("sft-v2", True)
    assert forced.manifest["content_sha256"] == first.manifest["content_sha256"]
    other = export(furnished_on_each, HEAD, Filters(kind="sft", min_agreement=0.5))
    assert other.id == "sft-v3"
    judge(furnished_on_each, HEAD, "s1", "c1")
    assert export(furnished_on_each, HEAD, Filters(kind="sft")).id == "sft-v4"


def test_files_cannot_be_written_over_and_rows_tell_of_each(furnished_on_each: Store) -> None:
    strategy(furnished_on_each, "s1")
    judge(furnished_on_each, HEAD, "s1", "c0")
    made = export(furnished_on_each, HEAD, Filters(kind="sft"))
    for path in made.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o444
    with furnished_on_each.sql.read() as connection:
        rows = connection.execute(sa.select(dataset_rows)).all()
    told = {row["id"]: (row["split"], row["sha256"], row["annotations"]) for row in lines_of(made)}
    assert {row.example_id: (row.split, row.sha256, row.annotations) for row in rows} == told
    for name, about in made.manifest["files"].items():
        assert folder.sha256((made.folder / name).read_bytes()) == about["sha256"]


def test_the_card_tells_both_languages_and_escapes_names(furnished: Store) -> None:
    strategy(furnished, "s1")
    judge(furnished, HEAD, "s1", "c0")
    card = (export(furnished, HEAD, Filters(kind="sft", customer="莱茵汽车")).folder / folder.CARD).read_text(
        "utf-8"
    )
    for words in (
        "# sft-v1",
        "## 划分 Splits",
        "莱茵汽车 | 1 | 100%",
        "Known biases",
        "评审1",
        "没有评审结论",
    ):
        assert words in card
    assert "head" not in card.replace("## ", "").split("评审人")[1]
