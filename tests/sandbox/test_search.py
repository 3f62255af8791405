"""Search finds words wherever people read them, and nothing beyond the viewer's rights."""

import datetime as dt
from pathlib import Path

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
    advice,
    claim,
    judge,
    keep,
)
from tests.support.stored import settings_for
from yiju.errors import YijuError
from yiju.sandbox import search as module
from yiju.sandbox.search import Hit, search
from yiju.store.database import Database
from yiju.store.types import Viewer

OPEN = settings_for(Path("unused"))
BLIND = settings_for(Path("unused"), review_blind=True)


def _found(
    sql: Database, who: Viewer, text: str, *, blind: bool = False, kind: str = "", customer: str = ""
) -> list[tuple[str, str]]:
    settings = BLIND if blind else OPEN
    hits = search(sql, who, settings, text, kind=kind or None, customer=customer or None)
    return [(hit.kind, hit.suggestion_id) for hit in hits]


def test_words_are_found_wherever_they_are_read(sql: Database) -> None:
    keep(
        sql,
        advice("s1", claim("c1", "年降比例为3%。"), headline="先谈碳足迹"),
        advice("s2", request={"goal": "Öffnung der Preise 50%_x"}, created_at=NOON + dt.timedelta(days=1)),
    )
    assert _found(sql, HEAD, "碳足迹") == [("suggestion", "s1")]
    assert _found(sql, HEAD, "碳足迹 年降") == [("suggestion", "s1")], "words of different places"
    assert _found(sql, HEAD, "莱茵汽车") == [("suggestion", "s2"), ("suggestion", "s1")], "newest first"
    assert _found(sql, HEAD, "öffnung PREISE") == [("suggestion", "s2")]
    assert _found(sql, HEAD, "50%_x") == [("suggestion", "s2")], "signs of LIKE are signs"
    assert _found(sql, HEAD, "5__x") == _found(sql, HEAD, "没有这个词") == []
    assert _found(sql, HEAD, "supported") == [], "what nobody reads is not searched"
    assert _found(sql, HEAD, "年降", kind="talk") == _found(sql, HEAD, "年降", customer="别家") == []


def test_the_newest_are_read_and_no_more_than_are_wanted(
    sql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    day = dt.timedelta(days=1)
    keep(sql, *(advice(f"s{n}", headline=f"碳足迹{n}", created_at=NOON + n * day) for n in range(7)))
    for n in range(7):
        judge(sql, HEAD, f"s{n}", "accept", comment=f"零件号{n}")
    looked: list[str] = []
    sa.event.listen(sql.engine, "before_cursor_execute", lambda *told: looked.append(told[2]))
    hits = search(sql, HEAD, OPEN, "碳足迹", limit=3)
    assert [hit.suggestion_id for hit in hits] == ["s6", "s5", "s4"]
    assert sum("LIKE" in one and "suggestions.body" in one for one in looked) == 2
    assert _found(sql, HEAD, "碳足迹0") == [("suggestion", "s0")]
    hits = search(sql, HEAD, OPEN, "零件号", limit=2)
    assert [(hit.suggestion_id, hit.subject) for hit in hits] == [("s6", "推进合作"), ("s5", "推进合作")]


def test_an_excerpt_shows_the_word_in_its_place(sql: Database) -> None:
    keep(sql, advice("s1", claim("c1", "前" * 200 + "碳足迹" + "后" * 200)))
    (hit,) = search(sql, HEAD, OPEN, "碳足迹")
    (shown,) = hit.excerpts
    assert (shown.claim_id, shown.where) == ("c1", "近况 1")
    assert shown.text[shown.start : shown.end] == "碳足迹"
    assert len(shown.text) < 120 and shown.text.startswith("…") and shown.text.endswith("…")


def test_annotations_are_found_by_those_who_may_review(sql: Database) -> None:
    keep(sql, advice("s1"))
    judge(sql, HEAD, "s1", "edit", claim_id="c1", rewrite="改成按零件号提交")
    judge(sql, HEAD_2, "s1", "accept", comment="零件号说得清楚")
    hits: list[Hit] = search(sql, HEAD, OPEN, "零件号")
    assert {(hit.kind, hit.author, hit.verdict) for hit in hits} == {
        ("annotation", "head", "edit"),
        ("annotation", "head2", "accept"),
    }
    for who in (REP, REP_2, CLIENT, NOBODY, WEST_HEAD):
        assert _found(sql, who, "零件号") == []


def test_blind_reviewers_find_nothing_of_others_before_they_judged(sql: Database) -> None:
    keep(sql, advice("s1"))
    judge(sql, HEAD, "s1", "accept", comment="零件号说得清楚")
    assert _found(sql, HEAD, "零件号", blind=True) == [("annotation", "s1")]
    assert _found(sql, HEAD_2, "零件号", blind=True) == []
    judge(sql, HEAD_2, "s1")
    assert _found(sql, HEAD_2, "零件号", blind=True) == [("annotation", "s1")]


def test_no_suggestion_of_another_unit_and_no_replay(sql: Database) -> None:
    keep(sql, advice("s1", headline="碳足迹"), advice("s2", unit="west", headline="碳足迹"))
    keep(sql, advice("s3", headline="碳足迹", replay_of="s1"))
    assert _found(sql, REP, "碳足迹") == _found(sql, HEAD, "碳足迹") == [("suggestion", "s1")]
    assert _found(sql, WEST_HEAD, "碳足迹") == [("suggestion", "s2")]
    assert sorted(_found(sql, ADMIN, "碳足迹")) == [("suggestion", "s1"), ("suggestion", "s2")]
    assert _found(sql, CLIENT, "碳足迹") == _found(sql, NOBODY, "碳足迹") == []


@pytest.mark.parametrize("text", ["", " \t", "一 二 三 四 五 六 七 八 九"])
def test_no_word_or_too_many_are_refused(sql: Database, text: str) -> None:
    with pytest.raises(YijuError, match="1 到 8 个词"):
        search(sql, HEAD, OPEN, text)
