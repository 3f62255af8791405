"""Key figures, counted by hand; each leads to its rows; nothing of other units."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    HEAD_2,
    NOBODY,
    NOON,
    REP,
    REP_2,
    WEST_HEAD,
    WEST_REP,
    advice,
    claim,
    judge,
    judged_at,
    keep,
    line,
    tell,
    told_at,
)
from yiju.errors import Invalid, NotFound
from yiju.sandbox.issues import close_issue, open_issue
from yiju.sandbox.kpi.definitions import METRICS, SLICES, Slice
from yiju.sandbox.kpi.facts import week_of
from yiju.sandbox.kpi.figures import Figure, report, rows
from yiju.sandbox.kpi.wording import counted
from yiju.store import tables
from yiju.store.database import Database
from yiju.store.erasing import ERASED_TEXT
from yiju.store.labels import left_out
from yiju.store.review_tables import annotation_words, customer_issues
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Dropped, Sameness, Suggestion, Viewer

HOUR = dt.timedelta(hours=1)
NOW = NOON + 100 * HOUR


def _figure(sql: Database, metric: str, who: Viewer = HEAD, by: Slice | None = None, key: str = "") -> Figure:
    found = report(sql, who, by=by, now=NOW).figures
    return next(one for one in found if (one.metric, one.slice) == (metric, key))


def test_nothing_is_no_figure_and_no_crash(sql: Database) -> None:
    found = report(sql, HEAD)
    assert [one.metric for one in found.figures] == list(METRICS)
    assert all(one.value is None and one.small and not one.of for one in found.figures)


@pytest.mark.parametrize("who", [REP, CLIENT, NOBODY], ids=lambda v: v.user)
def test_who_reviews_nothing_counts_nothing(sql: Database, who: Viewer) -> None:
    _fill(sql)
    found = report(sql, who, by="rep", now=NOW)
    assert found.advice == 0
    assert [one.metric for one in found.figures] == list(METRICS)
    assert all(one.of == 0 and one.value is None for one in found.figures)
    for metric in METRICS:
        assert rows(sql, who, metric, now=NOW) == []


def test_a_span_that_ends_before_it_begins_and_a_key_that_is_none(sql: Database) -> None:
    _fill(sql)
    for until in (NOON, NOON - HOUR):
        with pytest.raises(Invalid, match="早于开始"):
            report(sql, HEAD, since=NOON, until=until)
        with pytest.raises(Invalid, match="早于开始"):
            rows(sql, HEAD, "coverage", since=NOON, until=until)
    with pytest.raises(NotFound, match="没有“王蕾”这一份") as caught:
        rows(sql, HEAD, "coverage", by="rep", key="王蕾")
    assert caught.value.hint == "有的：rep"


def test_a_units_figures_are_as_if_the_other_unit_were_not_there(sql: Database) -> None:
    _fill(sql)
    before = {by: report(sql, HEAD, by=by, now=NOW) for by in SLICES}
    keep(sql, *(advice(f"w{n}", unit="west", customer="西部重工", user="westrep") for n in range(3)))
    keep(sql, _talk("w9", "西部重工", "这批货我们按期交，您放心。", unit="west", user="westrep"))
    judge(sql, WEST_HEAD, "w0", "edit", claim_id="c1", reasons=["outdated"])
    tell(sql, WEST_REP, "w1", "used")
    open_issue(sql, WEST_REP, title="西部的事", customer="西部重工")
    assert {by: report(sql, HEAD, by=by, now=NOW) for by in SLICES} == before
    text = repr([rows(sql, HEAD, metric, now=NOW) for metric in METRICS])
    assert "w0" not in text
    assert report(sql, ADMIN, by="unit", now=NOW).advice > before["unit"].advice
    assert {one.slice for one in report(sql, ADMIN, by="unit", now=NOW).figures} == {"", "main", "west"}
    with sql.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(customer_issues)) == 3


def _talk(name: str, customer: str, said: str, **more: Any) -> Suggestion:
    told: dict[str, Any] = {"kind": "talk", "request": {"scene": "报价"}, "customer": customer, **more}
    return advice(name, line("c1", said), **told)


def _fill(sql: Database) -> None:
    keep(sql, *(advice(f"s{n}", created_at=NOON + n * HOUR) for n in range(6)))
    tell(sql, REP, "s0", "adopted")
    tell(sql, REP, "s1", "used")
    tell(sql, REP, "s2", "down", reason="outdated")
    judged_at(sql, HEAD, "s0", NOON + 2 * HOUR)
    judged_at(sql, HEAD, "s1", NOON + 11 * HOUR, "reject", "outdated")
    judged_at(sql, HEAD_2, "s0", NOON + 20 * HOUR)
    first = open_issue(sql, REP, title="质保", customer="莱茵汽车")
    open_issue(sql, REP, suggestion_id="s2", claim_id="c1")
    close_issue(sql, REP, first.id)


def test_adoption_is_told_over_what_was_signalled_and_over_all(sql: Database) -> None:
    _fill(sql)
    tell(sql, REP, "s1", "unused")
    tell(sql, REP_2, "s3", "up")
    told, whole = _figure(sql, "adoption"), _figure(sql, "adoption_of_all")
    assert (told.value, told.count, told.of, told.small) == (0.25, 1, 4, True)
    assert whole.value == pytest.approx(1 / 6, abs=1e-4)
    assert (whole.count, whole.of, whole.small) == (1, 6, False)
    assert told.low is not None
    assert told.high is not None
    assert 0 < told.low < 0.25 < told.high < 1
    found = rows(sql, HEAD, "adoption", now=NOW)
    assert [(row.suggestion_id, row.value) for row in found] == [
        ("s0", 1.0),
        ("s1", 0.0),
        ("s2", 0.0),
        ("s3", 0.0),
    ]
    assert all(row.signal_ids for row in found)


def test_what_was_adopted_in_other_words_is_adopted_and_told_apart(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2"), advice("s3"))
    tell(sql, REP, "s1", "edited", comment="先道歉")
    tell(sql, REP, "s2", "edited", comment="先道歉")
    tell(sql, REP_2, "s2", "used")
    tell(sql, REP, "s3", "edited", comment="先道歉")
    tell(sql, REP, "s3", "unused")
    told = _figure(sql, "adoption")
    assert (told.count, told.of, told.more["edited"]) == (2, 3, 1.0)
    assert counted(told) == "2/3，其中改后采纳 1"
    found = rows(sql, HEAD, "adoption", now=NOW)
    assert {row.suggestion_id: (row.value, row.group) for row in found} == {
        "s1": (1.0, "改后采纳"),
        "s2": (1.0, ""),
        "s3": (0.0, ""),
    }


def test_used_by_one_is_used_though_another_did_not(sql: Database) -> None:
    keep(sql, advice("s1"))
    tell(sql, REP, "s1", "used")
    tell(sql, REP_2, "s1", "unused")
    assert _figure(sql, "adoption").value == 1.0


def test_a_claim_unused_does_not_undo_the_whole(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2"), advice("s3"), advice("s4"))
    tell(sql, REP, "s1", "adopted")
    tell(sql, REP, "s1", "unused", claim_id="c1")
    tell(sql, REP, "s2", "used", claim_id="c1")
    tell(sql, REP, "s2", "unused", claim_id="c2")
    tell(sql, REP, "s3", "used", claim_id="c1")
    tell(sql, REP, "s3", "unused")
    tell(sql, REP, "s4", "used", claim_id="c1")
    tell(sql, REP, "s4", "unused", claim_id="c1")
    found = {row.suggestion_id: row.value for row in rows(sql, HEAD, "adoption", now=NOW)}
    assert found == {"s1": 1.0, "s2": 1.0, "s3": 0.0, "s4": 0.0}


def test_acceptance_counts_what_stands(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2"))
    judge(sql, HEAD, "s1", claim_id="c1")
    wrong = judge(sql, HEAD, "s1", "reject", claim_id="c2")
    judge(sql, HEAD, "s1", "accept", claim_id="c2", replaces=wrong.id)
    judge(sql, HEAD, "s2")
    judge(sql, HEAD_2, "s2", "reject")
    assert (_figure(sql, "acceptance").count, _figure(sql, "acceptance").of) == (2, 2)
    judge(sql, ADMIN, "s2", "reject", settles=True)
    assert (_figure(sql, "acceptance").count, _figure(sql, "acceptance").of) == (2, 3)
    assert (_figure(sql, "coverage").count, _figure(sql, "coverage").of) == (2, 2)


def test_claims_of_few_suggestions_are_few(sql: Database) -> None:
    claims = [claim(f"c{n}", f"质保期{n}个月。") for n in range(8)]
    keep(sql, *(advice(f"s{n}", *claims) for n in range(3)))
    for n in range(3):
        for one in claims:
            judge(sql, HEAD, f"s{n}", "edit" if n else "accept", claim_id=one.id)
    found = _figure(sql, "acceptance")
    assert (found.count, found.of, found.more["suggestions"], found.small) == (8, 24, 3, True)
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low > 0.6, "three suggestions, not 24 claims"
    assert counted(found) == "8/24（3 条建议）"
    edits = _figure(sql, "edit_distance")
    assert (edits.of, edits.more["suggestions"], edits.small) == (16, 2, True)


def test_turnaround_counts_what_still_waits(sql: Database) -> None:
    _fill(sql)
    found = _figure(sql, "turnaround")
    # Judged after 2 and 10 hours; four still wait, for 95 to 98: more than half last beyond 10.
    assert (found.count, found.of, found.more["open"], found.value) == (2, 6, 4, None)
    assert found.more["median_of_ended"] == 6.0
    assert found.more["p90"] == pytest.approx(9.2)
    for n in (2, 3, 4):
        judged_at(sql, HEAD, f"s{n}", NOON + (n + 24) * HOUR)
    assert _figure(sql, "turnaround").value == 24.0
    assert [row.ended for row in rows(sql, HEAD, "turnaround", now=NOW)] == [True] * 5 + [False]


def test_issues_that_are_open_are_not_dropped(sql: Database) -> None:
    keep(sql, advice("s1"))
    ids = [open_issue(sql, REP, title=f"事{n}", customer="莱茵汽车").id for n in range(3)]
    with sql.write() as connection:
        for n, one in enumerate(ids):
            opened = {"opened_at": NOON, "closed_at": NOON + (n + 1) * 10 * HOUR if n < 2 else None}
            connection.execute(sa.update(customer_issues).where(customer_issues.c.id == one).values(**opened))
    found = _figure(sql, "issue_close")
    assert (found.count, found.of, found.more["open"], found.value) == (2, 3, 1, 20.0)
    assert [row.issue_id for row in rows(sql, HEAD, "issue_close", now=NOW)] == sorted(ids)
    assert _figure(sql, "issue_close", by="rep", key="rep").of == 3


def test_edit_distance_is_of_characters_and_skips_what_was_erased(sql: Database) -> None:
    keep(sql, advice("s1", claim("c1", "质保期24个月"), claim("c2", "验收后付款")))
    kept = judge(sql, HEAD, "s1", "edit", claim_id="c1", rewrite="质保期36个月")
    gone = judge(sql, HEAD, "s1", "edit", claim_id="c2", rewrite="款到发货")
    judge(sql, HEAD, "s1", "edit", rewrite="整条重写")
    found = {row.annotation_ids[0]: (row.value, row.of) for row in rows(sql, HEAD, "edit_distance")}
    assert found == {kept.id: (0.2857, 2.0), gone.id: (1.0, 5.0)}, "2 of 7 characters; 5 of 5"
    with sql.write() as connection:
        of = annotation_words.c.annotation_id == gone.id
        connection.execute(sa.update(annotation_words).where(of).values(rewrite=ERASED_TEXT))
    figure = _figure(sql, "edit_distance")
    assert (figure.value, figure.of, figure.more["chars"]) == (0.2857, 1, 2.0)


def test_reasons_are_counted_of_what_is_in_force(sql: Database) -> None:
    keep(sql, advice("s1"))
    wrong = judge(sql, HEAD, "s1", "reject", "too_alike", claim_id="c1")
    judge(sql, HEAD, "s1", "reject", "wrong_fact", "outdated", claim_id="c1", replaces=wrong.id)
    judge(sql, HEAD_2, "s1", "reject", "outdated", claim_id="c2")
    found = _figure(sql, "reasons")
    assert found.more == {"outdated": 2, "wrong_fact": 1}
    assert (found.count, found.of) == (3, 2)


def test_sameness_is_of_tracks_for_different_customers(sql: Database) -> None:
    same = "核对材料时发现年降前后有两个说法。"
    keep(
        sql,
        _talk("s1", "甲公司", same),
        _talk("s2", "甲公司", same),
    )
    assert _figure(sql, "sameness").of == 0
    keep(sql, _talk("s3", "乙公司", same), _talk("s4", "丙公司", "完全不同的一句开场白"))
    found = {row.suggestion_id: (row.value, row.group) for row in rows(sql, HEAD, "sameness")}
    assert found["s1"] == (1.0, "s3")
    assert found["s3"] == (1.0, "s1")
    assert found["s4"][0] < 0.1
    assert _figure(sql, "sameness").value == pytest.approx(0.75, abs=0.03)


def test_sameness_is_what_was_measured_when_the_track_was_given(sql: Database) -> None:
    same = "核对材料时发现年降前后有两个说法。"
    found = Sameness(against=2, ngram=0.31, nearest="s2", threshold=0.3, varied="wording")
    alone = Sameness(against=0, ngram=0.0, threshold=0.3)
    keep(sql, _talk("s1", "甲公司", same).model_copy(update={"sameness": found}))
    keep(sql, _talk("s2", "乙公司", same), _talk("s3", "丙公司", same).model_copy(update={"sameness": alone}))
    values = {row.suggestion_id: (row.value, row.group) for row in rows(sql, HEAD, "sameness")}
    assert values["s1"] == (0.31, "s2")
    assert values["s2"] == (1.0, "s1") and values["s3"][0] == 1.0, (
        "not measured, or with nothing: counted here"
    )


def test_where_no_draft_ever_went_there_is_no_share(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2"))
    for metric in ("dropped", "refused"):
        made = _figure(sql, metric)
        assert (made.value, made.low, made.high, counted(made)) == (None, None, None, "0/4（2 条建议）")


def test_unproven_and_refused_drafts_are_two_figures(sql: Database) -> None:
    keep(sql, advice("s1", dropped=2, refused=1), advice("s2"))
    dropped, refused = _figure(sql, "dropped"), _figure(sql, "refused")
    assert dropped.value == pytest.approx(1 / 3, abs=1e-4)
    assert (dropped.count, dropped.more["parts"], dropped.of) == (2, 6, 2)
    assert refused.value == pytest.approx(1 / 5, abs=1e-4)
    assert (refused.count, refused.more["parts"], refused.of) == (1, 5, 2)
    assert counted(dropped) == "2/6（2 条建议）"


def test_what_was_counted_together_before_is_in_neither_figure(sql: Database) -> None:
    """As it was kept then: a body that says nothing of ``refused``, and of no draft's cause."""
    keep(sql, advice("s1", dropped=2, dropped_claims=(Dropped(section="近况", text="x", reason="r"),) * 2))
    with sql.write() as connection:
        body = connection.scalar(sa.select(tables.suggestions.c.body))
        assert body is not None
        del body["refused"]
        for one in body["dropped_claims"]:
            del one["cause"]
        connection.execute(sa.update(tables.suggestions).values(body=body))
    old = get_suggestion(sql, HEAD, "s1")
    assert (old.refused, [one.cause for one in old.dropped_claims]) == (None, ["", ""])
    assert left_out(old) == "已剔除 2 条（含评审驳回过的，未分开计）"
    for metric in ("dropped", "refused"):
        found = _figure(sql, metric)
        assert (found.value, found.of, found.more["untold"]) == (None, 0, 1)
        assert counted(found) == "还没有数据，另有 1 条建议未分开计"
        assert [(row.suggestion_id, row.group) for row in rows(sql, HEAD, metric)] == [("s1", "未分开计")]
    keep(sql, advice("s2", dropped=1, refused=0))
    assert _figure(sql, "dropped").value == pytest.approx(1 / 3, abs=1e-4)
    assert counted(_figure(sql, "dropped")) == "1/3（1 条建议，另有 1 条建议未分开计）"


def test_overruling_is_compared_with_counts_and_an_interval(sql: Database) -> None:
    keep(sql, *(advice(f"s{n}") for n in range(12)))
    for n in range(12):
        judge(sql, HEAD, f"s{n}", "accept" if n < 6 else "reject")
        good = n in {0, 1, 2, 3, 6}
        tell(sql, REP, f"s{n}", "outcome", outcome="same" if n == 7 else "back")
        tell(sql, REP, f"s{n}", "outcome", outcome="won" if good else "lost")
    found = _figure(sql, "override")
    assert found.value == pytest.approx(1 / 6 - 4 / 6, abs=1e-4)
    assert found.more == {"overruled": 6, "overruled_good": 1, "accepted": 6, "accepted_good": 4}
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert not found.small
    assert "不是因果" in METRICS["override"].caveat


def test_a_verdict_passed_once_the_outcome_was_known_is_none_on_it(sql: Database) -> None:
    keep(sql, *(advice(f"s{n}") for n in range(3)))
    judged_at(sql, HEAD, "s0", NOON + HOUR)
    told_at(sql, REP, "s0", NOON + 2 * HOUR, "outcome", outcome="same")
    judged_at(sql, HEAD, "s0", NOON + 3 * HOUR, "reject", "outdated")
    told_at(sql, REP, "s0", NOON + 4 * HOUR, "outcome", outcome="lost")
    told_at(sql, REP, "s1", NOON + 2 * HOUR, "outcome", outcome="lost")
    judged_at(sql, HEAD, "s1", NOON + 3 * HOUR, "reject", "outdated")
    judged_at(sql, HEAD, "s2", NOON + HOUR)
    told_at(sql, REP, "s2", NOON + 2 * HOUR, "outcome", outcome="won")
    judged_at(sql, HEAD_2, "s2", NOON + 3 * HOUR, "reject", "outdated")
    found = rows(sql, HEAD, "override", now=NOW)
    assert [(row.suggestion_id, row.group, row.value) for row in found] == [
        ("s0", "采纳", 0.0),
        ("s2", "采纳", 1.0),
    ]
    assert [len(row.annotation_ids) for row in found] == [1, 1]


def test_one_side_alone_is_no_difference(sql: Database) -> None:
    keep(sql, advice("s1"))
    judge(sql, HEAD, "s1")
    tell(sql, REP, "s1", "outcome", outcome="won")
    found = _figure(sql, "override")
    assert (found.value, found.low, found.small) == (None, None, True)


def test_slices_part_the_rows(sql: Database) -> None:
    keep(
        sql,
        advice("s1", user="rep", prompts=("visit-strategy.v2@abc",), mode="llm", model="m"),
        advice("s2", user="rep2", created_at=NOON + 24 * 7 * HOUR),
        advice("s3", user="rep2", replay_of="s2"),
    )
    expected: dict[Slice, set[str]] = {
        "rep": {"rep", "rep2"},
        "prompt": {"visit-strategy.v2", "（未用模型）"},
        "mode": {"模型", "摘编"},
        "week": {"2026-W04", "2026-W05"},
        "scene": {"拜访策略"},
        "unit": {"main"},
    }
    for by, keys in expected.items():
        found = report(sql, HEAD, by=by, now=NOW)
        assert found.advice == 2
        assert {one.slice for one in found.figures} == {"", *keys}, by
        parts = [row for key in keys for row in rows(sql, HEAD, "coverage", by=by, key=key, now=NOW)]
        assert sorted(row.suggestion_id for row in parts) == ["s1", "s2"]
    with pytest.raises(Invalid, match="by"):
        report(sql, HEAD, by="colour")  # type: ignore[arg-type]  # as a caller without types would
    with pytest.raises(Invalid, match="charm"):
        rows(sql, HEAD, "charm")


def test_a_window_is_of_when_advice_was_given(sql: Database) -> None:
    _fill(sql)
    assert report(sql, HEAD, since=NOON + 2 * HOUR, now=NOW).advice == 4
    assert report(sql, HEAD, until=NOON + 2 * HOUR, now=NOW).advice == 2
    found = rows(sql, HEAD, "coverage", since=NOON, until=NOON + HOUR, now=NOW)
    assert [row.suggestion_id for row in found] == ["s0"]


def test_every_figure_leads_to_as_many_rows(sql: Database) -> None:
    _fill(sql)
    for one in report(sql, HEAD, now=NOW).figures:
        assert len(rows(sql, HEAD, one.metric, now=NOW)) == (one.count if one.metric == "reasons" else one.of)


def test_weeks_are_those_of_china() -> None:
    assert week_of(dt.datetime(2026, 1, 18, 15, 59, tzinfo=dt.UTC)) == "2026-W03"
    assert week_of(dt.datetime(2026, 1, 18, 16, 0, tzinfo=dt.UTC)) == "2026-W04"
    assert week_of(dt.datetime(2027, 1, 1, 0, 0, tzinfo=dt.UTC)) == "2026-W53"
