"""The commands of review: what they take, what they say, what they refuse and why."""

import datetime as dt
import io
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.reviewed import CLIENT, HEAD, HEAD_2, REP, advice, judge, keep, tell
from tests.support.shell import Ran, yiju
from tests.support.stored import settings_for
from yiju.sandbox.annotations import annotations_of
from yiju.store import tables
from yiju.store.store import Store
from yiju.store.types import Dropped
from yiju.store.users import save_user
from yiju.web.sessions import find


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two suggestions, one of them judged by one director."""
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    with Store.open(settings_for(tmp_path / "data")) as store:
        for who in (HEAD, HEAD_2, REP):
            save_user(store.sql, who.user, roles=who.roles, units=who.units, actor="t")
        keep(store.sql, advice("s1"), advice("s2"))
        judge(store.sql, HEAD_2, "s1", "reject", "wrong_fact", claim_id="c1")
        tell(store.sql, REP, "s1", "used")
    return tmp_path / "data"


def _as(folder: Path, who: str, *line: str) -> Ran:
    return yiju(*line, "--as", who, "--data", str(folder))


def test_a_verdict_is_kept_and_shown(folder: Path) -> None:
    line = ("review", "s1", "--claim", "c1", "--verdict", "edit", "--rewrite", "质保期36个月")
    ran = _as(
        folder, "head", *line, "--reason", "outdated", "--score", "grounds=4", "--comment", "见合同", "--json"
    )
    assert ran.code == 0
    assert (ran.json["verdict"], ran.json["scores"], ran.json["author"]) == ("edit", {"grounds": 4}, "head")
    shown = _as(folder, "head", "review", "s1")
    assert "改为“质保期36个月”" in shown.out
    assert "已过时" in shown.out
    assert "有分歧" in shown.out
    assert "还没有批注" in _as(folder, "head", "review", "s2").out


def test_a_correction_and_the_same_key_twice(folder: Path) -> None:
    first = _as(folder, "head", "review", "s2", "--verdict", "accept", "--key", "batch-0001", "--json")
    again = _as(folder, "head", "review", "s2", "--verdict", "accept", "--key", "batch-0001", "--json")
    assert first.json["id"] == again.json["id"]
    line = ("review", "s2", "--verdict", "reject", "--reason", "outdated", "--replaces", first.json["id"])
    assert _as(folder, "head", *line).code == 0
    told = _as(folder, "head", "review", "s2", "--json").json["annotations"]
    assert not any("seq" in one for one in (first.json, *told)), "a counter of all units tells of the others"
    assert [one["replaces"] for one in told] == [None, first.json["id"]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("--claim", "c1"), "--verdict"),
        (("--verdict", "maybe"), "--verdict"),
        (("--verdict", "reject"), "reasons"),
        (("--verdict", "reject", "--reason", "no_such"), "no_such"),
        (("--verdict", "edit"), "rewrite"),
        (("--verdict", "accept", "--score", "grounds"), "--score"),
        (("--verdict", "accept", "--score", "grounds=9"), "scores"),
        (("--verdict", "accept", "--key", "x"), "--key"),
        (("--verdict", "accept", "--claim", "c9"), "c9"),
        (("--verdict", "accept", "--settle"), "分歧"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_is_named(folder: Path, line: tuple[str, ...], said: str) -> None:
    ran = _as(folder, "head", "review", "s2", *line)
    failed = {"c9", "分歧"}  # well said, but not so
    assert ran.code == (1 if said in failed else 2)
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_the_queue_and_who_is_to_do_it(folder: Path) -> None:
    assert _as(folder, "head", "assign", "s2", "--to", "head").out.startswith("s2\t分给 head")
    assert "待裁定 0 处" in _as(folder, "head", "queue").err
    found = _as(folder, "head", "queue", "--json").json
    assert [item["id"] for item in found["items"]] == ["s2", "s1"]
    assert found["waiting"] == 2
    assert [item["id"] for item in _as(folder, "head", "queue", "--mine", "--json").json["items"]] == ["s2"]
    assert "★" in _as(folder, "head", "queue").out
    assert "收回" in _as(folder, "head", "assign", "s2", "--to", "head", "--remove").out
    shared = _as(folder, "head", "assign", "--share", "main", "--json").json["assigned"]
    assert sorted(shared) == ["s1", "s2"]
    for line, said in (
        (("assign", "s2"), "--to"),
        (("assign", "s2", "--share", "main"), "--share"),
        (("queue", "--kind", "poem"), "--kind"),
    ):
        ran = _as(folder, "head", *line)
        assert (ran.code, said in ran.err) == (2, True)


def test_figures_rows_and_agreement(folder: Path) -> None:
    told = _as(folder, "head", "kpi")
    assert "AI建议采纳率" in told.out
    assert "样本少" in told.out
    figures = {one["metric"]: one for one in _as(folder, "head", "kpi", "--json").json["figures"]}
    assert (figures["adoption"]["count"], figures["adoption"]["of"], figures["adoption"]["small"]) == (
        1,
        1,
        True,
    )
    rows = _as(folder, "head", "kpi", "--rows", "adoption_of_all", "--json").json["rows"]
    assert [(row["suggestion_id"], row["value"]) for row in rows] == [("s1", 1.0), ("s2", 0.0)]
    assert "样本不足" in _as(folder, "head", "agreement").out
    for line, said, code in (
        (("--by", "colour"), "--by", 2),
        (("--rows", "charm"), "--rows", 2),
        (("--key", "x"), "--key", 2),
        (("--since", "昨天"), "--since", 2),
        (("--since", "2026-02-30"), "没有 2026-02-30 这一天", 2),
        (("--untill", "2026-02-03"), "没有选项 --untill，是不是其中之一：--until", 2),
        (("--since", "2026-02-01", "--until", "2026-01-31"), "早于", 2),
        (("--rows", "coverage", "--by", "rep", "--key", "nobody"), "nobody", 1),
    ):
        ran = _as(folder, "head", "kpi", *line)
        assert (ran.code, said in ran.err) == (code, True)


@pytest.mark.parametrize("line", [("kpi",), ("kpi", "--rows", "adoption"), ("agreement",), ("queue",)])
def test_who_may_not_review_is_told_so_and_not_that_there_is_nothing(
    folder: Path, line: tuple[str, ...]
) -> None:
    assert _as(folder, "head", *line).code == 0
    ran = _as(folder, "rep", *line)
    assert (ran.code, ran.out) == (1, "")
    assert "权限" in ran.err and "主管或管理员" in ran.err
    assert _as(folder, "rep", *line, "--json").json.keys() == {"error", "hint"}


def test_a_customer_that_nobody_knows_is_no_empty_list(folder: Path) -> None:
    with Store.open(settings_for(folder)) as store, store.sql.write() as connection:
        connection.execute(sa.update(tables.customers).values(aliases=["莱茵"]))
    for name in ("莱茵汽车", "莱茵"):
        assert len(_as(folder, "head", "queue", "--customer", name, "--json").json["items"]) == 2
        assert _as(folder, "head", "issues", "list", "--customer", name).code == 0
    for line in (("queue",), ("issues", "list")):
        ran = _as(folder, "head", *line, "--customer", "没听过的公司")
        assert (ran.code, "没有找到客户“没听过的公司”" in ran.err) == (1, True)


def test_tiers_and_issues(folder: Path) -> None:
    assert "莱茵汽车：A" in _as(folder, "head", "customers", "tier", "莱茵汽车", "a").out
    assert _as(folder, "rep", "customers", "list", "--json").json["customers"][0]["tier"] == "A"
    refused = _as(folder, "rep", "customers", "tier", "莱茵汽车", "B")
    assert (refused.code, "权限" in refused.err) == (1, True)
    assert "tier" in _as(folder, "head", "customers", "tier", "莱茵汽车", "S").err
    opened = _as(folder, "rep", "issues", "open", "质保条款", "--customer", "莱茵汽车", "--json").json
    assert "未关闭" in _as(folder, "head", "issues", "list").out
    closed = _as(folder, "head", "issues", "close", opened["id"], "--json").json
    assert closed["closed_by"] == "head"
    assert _as(folder, "head", "issues", "list", "--open", "--json").json == {"issues": []}
    assert "title" in _as(folder, "rep", "issues", "open", "--customer", "莱茵汽车").err


def test_a_claim_goes_by_its_id_or_by_the_name_that_pages_give_it(folder: Path) -> None:
    shown = _as(folder, "head", "review", "s2").out
    assert "c1\t近况 1\t" in shown and "c2\t近况 2\t" in shown
    line = ("review", "s2", "--verdict", "accept", "--json")
    assert _as(folder, "head", *line, "--claim", "近况 2").json["claim_id"] == "c2"
    assert _as(folder, "head2", *line, "--claim", "c2").json["claim_id"] == "c2"
    opened = ("issues", "open", "问", "--suggestion", "s2", "--claim", "近况  1", "--json")
    assert _as(folder, "rep", *opened).json["claim_id"] == "c1"
    assert _as(folder, "head", *line, "--claim", "近况2").json["claim_id"] == "c2"
    wrong = _as(folder, "head", *line, "--claim", "近况 9").err
    assert "近况 9" in wrong and "yiju review s2" in wrong


def test_accepting_gives_no_reason(folder: Path) -> None:
    ran = _as(folder, "head", "review", "s2", "--verdict", "accept", "--reason", "outdated")
    assert (ran.code, "采纳不写原因" in ran.err) == (2, True)
    assert "还没有批注" in _as(folder, "head", "review", "s2").out


def test_a_reps_signal_is_kept_told_and_counted(folder: Path) -> None:
    line = (
        "signal",
        "s2",
        "outcome",
        "--outcome",
        "won",
        "--comment",
        "签了",
        "--key",
        "meet-0001",
        "--json",
    )
    first = _as(folder, "rep", *line).json
    assert (first["kind"], first["outcome"], first["channel"]) == ("outcome", "won", "console")
    assert _as(folder, "rep", *line).json["id"] == first["id"], "the same key is the same signal"
    assert "没用 · 论断 c1" in _as(folder, "rep", "signal", "s2", "down", "--claim", "近况 1").out
    assert "会谈结果 · 赢单 · 整条 · 签了" in _as(folder, "head", "signal", "s2").out
    assert len(_as(folder, "rep", "signal", "s2", "--json").json["signals"]) == 2
    for bad, code in (
        (("s2", "loved"), 2),
        (("s2", "outcome"), 2),
        (("s2", "used", "--outcome", "won"), 2),
        (("s2", "up", "--reason", "outdated"), 2),
        (("s2", "outcome", "--outcome", "bad"), 2),
        (("s2", "used", "--key", "x"), 2),
        (("s2", "--comment", "x"), 2),
        (("s9", "used"), 1),
        (("s2", "used", "--claim", "c9"), 1),
    ):
        ran = _as(folder, "rep", "signal", *bad)
        assert (ran.code, ran.out, "Traceback" in ran.err) == (code, "", False), bad
    assert "won 赢单" in _as(folder, "rep", "signal", "s2", "outcome").err
    assert "已过时" in _as(folder, "rep", "signal", "s2", "unused", "--reason", "outdated").out


def test_a_user_who_left_is_removed_with_their_keys_and_their_verdicts_stay(folder: Path) -> None:
    data = ("--data", str(folder))
    token = yiju("users", "token", "head2", *data)
    assert token.code == 0
    assert (
        yiju("users", "link", "head2", "--platform", "wecom", "--corp", "ww1", "--id", "h2", *data).code == 0
    )
    assert _as(folder, "head", "assign", "s2", "--to", "head2").code == 0
    gone = yiju("users", "remove", "head2", "--json", *data).json
    assert gone == {"user": "head2", "ended": 1, "unlinked": 1, "unassigned": 1}
    assert "head2" not in {one["user"] for one in yiju("users", "list", "--json", *data).json["users"]}
    assert yiju("users", "links", "--json", *data).json == {"links": []}
    assert "没有这个用户" in _as(folder, "head2", "queue").err
    with Store.open(settings_for(folder)) as store:
        assert find(store.sql, token.out.strip(), dt.timedelta(hours=1)) is None
    told = _as(folder, "head", "review", "s1", "--json").json["annotations"]
    assert [one["author"] for one in told] == ["head2"]
    assert yiju("audit", "verify", *data).code == 0
    for again in (("remove", "head2"), ("sign-out", "head2")):
        assert yiju("users", *again, *data).code == 1
    assert yiju("users", "sign-out", "local", *data).code == 0
    refused = yiju("users", "add", "local", "--role", "rep", "--unit", "main", *data)
    assert (refused.code, "本机用户" in refused.err) == (2, True)


@pytest.mark.parametrize(("typed", "gone"), [("n\n", False), ("y\n", True)])
def test_on_a_terminal_removing_a_user_is_asked_about(
    folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str, gone: bool
) -> None:
    terminal = io.StringIO(typed)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    data = ("--data", str(folder))
    ran = yiju("users", "remove", "head2", *data)
    assert (ran.code, "将移除用户 head2" in ran.err) == (0 if gone else 1, True)
    left = {one["user"] for one in yiju("users", "list", "--json", *data).json["users"]}
    assert ("head2" not in left) == gone
    if not gone:
        assert yiju("users", "remove", "head2", "--yes", *data).code == 0


def test_a_customers_user_has_no_right_to_units_and_does_not_hear_that_there_are_none(folder: Path) -> None:
    with Store.open(settings_for(folder)) as store:
        save_user(store.sql, CLIENT.user, roles=CLIENT.roles, units=CLIENT.units, actor="t")
    ran = _as(folder, CLIENT.user, "units")
    assert (ran.code, "没有看单元的权限" in ran.err) == (1, True)


def test_units_with_their_members(folder: Path) -> None:
    ran = yiju("units", "--data", str(folder), "--json")
    assert ran.json["units"] == [{"name": "main", "customers": 1, "members": ["head", "head2", "rep"]}]
    assert "main\t客户 1 家" in _as(folder, "rep", "units").out


def test_rows_have_heads_and_a_blind_reviewer_hears_why_there_are_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("kpi", "--rows", "acceptance")
    assert "时间\t值\t归类" in (shown := _as(folder, "head", *line)).err and "盲评" not in shown.err
    monkeypatch.setenv("YIJU_REVIEW_BLIND", "true")
    hidden = _as(folder, "head", *line)
    assert (hidden.out, "盲评：您还没有评过" in hidden.err) == ("", True)


def test_a_blind_reviewer_reads_no_verdict_in_the_reasons_of_dropped_drafts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(settings_for(folder)) as store:
        (said,) = annotations_of(store.sql, HEAD_2, "s1")
        reason = f"“底价可谈”曾被评审驳回：事实错误（批注 {said.id}）"
        draft = Dropped(section="要点", text="底价可谈。", reason=reason, cause="refused")
        keep(store.sql, advice("s3", refused=1, dropped_claims=(draft,)))
    shown = ("review", "s3", "--json")
    assert said.id in _as(folder, "head", *shown).out
    monkeypatch.setenv("YIJU_REVIEW_BLIND", "true")
    assert said.id in _as(folder, "head2", *shown).out
    told = _as(folder, "head", *shown).json["suggestion"]
    assert (told["dropped_claims"], told["refused"]) == ([], 1)
