"""What a service may answer, and what must not come of it: nothing missed or misread, no secret told."""

import datetime as dt
import json
import threading
from functools import partial
from typing import Any

import pytest

from tests.sync.rest_server import Asked, Says, service
from tests.sync.support import current, items, row
from yiju.store.store import Store
from yiju.sync.base import Cursor, Everything, Item, Remark, SourceFailure
from yiju.sync.pace import Bucket
from yiju.sync.rest import RestSource
from yiju.sync.rest_config import Config, Since
from yiju.sync.rest_moment import moment_of
from yiju.sync.rest_record import day_of
from yiju.sync.rest_since import asked
from yiju.sync.run import Ran, run_source


def _config(url: str, **changes: Any) -> Config:
    told: dict[str, Any] = {
        "name": "crm",
        "kind": "rest",
        "customer": "莱茵汽车",
        "url": f"{url}/list",
        "internal": True,
        "records": "data",
        "fields": {"key": "id", "title": "name"},
        "rate": "10000/s",
        **changes,
    }
    return Config.model_validate(told)


def _told(config: Config, cursor: str = "") -> list[Any]:
    source = RestSource(config, Bucket(config.rate, threading.Event()))
    try:
        return list(source.items(cursor))
    finally:
        source.close()


def _run(store: Store, config: Config) -> Ran:
    return run_source(store, config, threading.Event())


@pytest.mark.parametrize(
    ("cursor", "form", "sent"),
    [
        ("20260110123000", "iso", "2026-01-10 12:00:00"),
        ("20260110123000", "compact", "20260110120000"),
        ("202601101230", "compact", "202601101200"),
        ("20260110", "date", "2026-01-09"),
        ("20260110", "compact", "20260109"),
        ("2026/1/10 12:30", "iso", "2026-01-10 12:00:00"),
        ("1768048200", "iso", "2026-01-10T12:00:00+00:00"),
        ("1768048200000", "epoch", "1768046400"),
        ("4711", "iso", "4711"),
        ("2026-01-10T12:30:00", "epoch", "1768017600"),  # without a zone: of Beijing
    ],
)
def test_moments_are_read_for_what_they_are(cursor: str, form: Any, sent: str) -> None:
    assert asked(Since(param="a", field="b", form=form, overlap=1800), cursor) == sent


def test_days_of_records() -> None:
    day = dt.date(2026, 1, 10)
    assert {day_of(one) for one in (20260110123000, "20260110123000", 20260110, "2026-01-10 12:30")} == {day}
    assert {day_of(one) for one in (1768048200, 1768048200000, "1768048200")} == {day}
    assert day_of("2026-01-09T17:30:00Z") == day_of("2026-01-09T20:00:00+03:00") == day  # here it is morning
    assert day_of("2026-01-10T07:30:00+08:00") == day_of("2026-01-10T23:30:00") == day
    assert day_of(1773187200000) == dt.date(2026, 3, 11)
    assert [day_of(one) for one in (2026, 4711, True, 99999999999999, "99999999999999")] == [None] * 5
    assert moment_of(20269999) is None and moment_of("0" * 5000) is None


def test_compact_times_are_gone_on_from(store: Store) -> None:
    rows: list[dict[str, Any]] = []
    rows += [{"id": n, "name": f"公告{n}", "at": f"202601{n:02}123000"} for n in range(1, 4)]

    def answer(asked: Asked) -> Says:
        return Says({"data": [one for one in rows if one["at"] >= asked.query.get("after", "")]})

    with service(answer) as there:
        config = _config(there.url, since={"param": "after", "field": "at", "form": "compact"})
        assert _run(store, config).counts["read"] == 3
        rows.append({"id": 9, "name": "公告9", "at": "20260201000000"})
        assert _run(store, config).counts["read"] == 1
        assert there.asked[-1].query["after"] == "20260103123000"


def test_a_value_in_the_future_is_named_and_never_asked_from(store: Store) -> None:
    rows = [
        {"id": 1, "name": "一", "at": "2026-01-01T00:00:00"},
        {"id": 2, "name": "二", "at": "9999-12-31T00:00:00"},
    ]
    with service(lambda _asked: Says({"data": rows})) as there:
        config = _config(there.url, since={"param": "after", "field": "at"})
        ran = _run(store, config)
        assert (ran.outcome, ran.counts["read"]) == ("done", 2) and "记录 2 的 at 在将来" in ran.reason
        assert row(store, "crm").reason == ran.reason
        _run(store, config)
        assert there.asked[-1].query["after"] == "2026-01-01T00:00:00"
        assert _told(config, "9999-12-31T00:00:00")[-1] == Cursor("2026-01-01T00:00:00")  # kept by mistake
        assert "after" not in there.asked[-1].query


def test_an_error_that_calls_itself_a_success_is_none(store: Store) -> None:
    answer: dict[str, Any] = {"code": 0, "data": [{"id": 1, "name": "一"}, {"id": 2, "name": "二"}]}
    with service(lambda _asked: Says(answer)) as there:
        assert _run(store, _config(there.url, complete=True)).outcome == "done"
        answer = {"code": 500, "msg": "token invalid"}
        ran = _run(store, _config(there.url, complete=True))
        assert (ran.outcome, ran.counts) == ("failed", {}) and "没有 data" in ran.reason
        assert not any(one.gone for one in items(store, "crm").values())
        answer = {"code": 500, "data": []}
        with pytest.raises(SourceFailure, match="说没有成功"):
            _told(_config(there.url, ok="code == `0`"))
        answer = {"code": 0, "data": None}
        assert _told(_config(there.url, ok="code == `0`")) == []
        for wrong in (_config(there.url), _config(there.url, ok="code == `0`", records="rows")):
            with pytest.raises(SourceFailure, match="的回答里没有"):
                _told(wrong)


def test_a_service_that_gives_less_at_once_is_read_to_its_end() -> None:
    def capped(asked: Asked) -> Says:
        start = (int(asked.query["p"]) - 1) * 5
        return Says({"data": [{"id": n} for n in range(start, min(start + 5, 12))]})

    def held_back(asked: Asked) -> Says:
        return Says({"data": [{"id": n} for n in ([0, 1, 2], [3])[min(int(asked.query["p"]), 2) - 1]]})

    paging = {"by": "page", "param": "p", "size": 10, "size_param": "n"}
    with service(capped) as there:
        assert len(_told(_config(there.url, paging=paging))) == 12
    with service(held_back) as there:  # behind the last page comes the last page again
        assert len(_told(_config(there.url, paging={**paging, "size": 3}))) == 4


def test_one_broken_record_costs_no_other(store: Store) -> None:
    rows = [
        {"id": 1, "name": "好", "html": "<p>交货期六周。</p>"},
        {"id": 2, "name": "半个\ud83d", "html": "<p>很好\ud83d</p>"},
        {"id": 3, "name": "坏", "html": "<p>坏</p>", "link": "https://[x"},
        {"id": 4, "name": "也好", "html": "<p>付款月结。</p>"},
    ]
    fields = {"key": "id", "title": "name", "html": "html", "uri": "link"}
    with service(lambda _asked: Says({"data": rows})) as there:
        config = _config(there.url, fields=fields, complete=True)
        told = _told(config)
        ran = _run(store, config)
    assert [one.key for one in told if isinstance(one, Item)] == ["1", "2", "4"]
    assert [one.text[:14] for one in told if isinstance(one, Remark)] == ["一条记录读不懂，跳过了：3（"]
    assert not any(isinstance(one, Everything) for one in told)  # the broken one is not gone
    assert (ran.outcome, ran.counts["read"]) == ("done", 3) and len(current(store)) == 3


def test_the_address_of_a_record_is_kept_without_what_opens_doors() -> None:
    row = {"id": 1, "name": "甲", "link": "https://crm.example/x?id=1&access_token=geheim&sign=geheim"}
    with service(lambda _asked: Says({"data": [row]})) as there:
        (item,) = _told(_config(there.url, fields={"key": "id", "title": "name", "uri": "link"}))
    assert item.uri == "https://crm.example/x?id=1"


def test_a_body_is_sent_to_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T_TOKEN", "geheim")
    with service(lambda _asked: Says({"data": [{"id": 2}]})) as other:
        answers = [
            Says({}, 307, {"Location": f"{other.url}/x"}),
            Says({"data": [{"id": 1}], "next": f"{other.url}/x"}),
        ]
        for says in answers:
            with service(partial(_always, says)) as there:
                hosts = [f"127.0.0.1:{other.port}"]
                config = _config(
                    there.url, method="POST", body={"token": "env:T_TOKEN"}, hosts=hosts, internal=True
                )
                config = config.model_copy(update={"paging": _next()})
                with pytest.raises(SourceFailure, match="正文不发给它"):
                    _told(config)
                assert json.loads(there.asked[-1].body)["token"] == "geheim"
    assert other.asked == []


def test_a_next_address_is_asked_with_the_secret_parameter_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T_KEY", "geheim")

    def answer(asked: Asked) -> Says:
        if asked.query.get("api_key") != "geheim":
            return Says({}, 403)
        at = int(asked.query.get("at", 0))
        return Says({"data": [{"id": at}], "next": f"/list?at={at + 1}" if at < 2 else ""})

    params = {"api_key": "env:T_KEY", "at": "0"}
    with service(answer) as there:
        told = _told(_config(there.url, params=params).model_copy(update={"paging": _next()}))
    assert [one.key for one in told] == ["0", "1", "2"]


def test_a_secret_parameter_goes_to_no_other_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T_KEY", "geheim")
    with service(lambda _asked: Says({"data": [{"id": 2}]})) as other:
        first = Says({"data": [{"id": 1}], "next": f"{other.url}/x"})
        with service(lambda _asked: first) as there:
            config = _config(there.url, params={"api_key": "env:T_KEY"}, hosts=[f"127.0.0.1:{other.port}"])
            assert len(_told(config.model_copy(update={"paging": _next()}))) == 2
    assert "geheim" not in str(other.asked)


def test_a_record_may_not_have_us_read_in_our_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T_TOKEN", "geheim")
    auth = {"type": "bearer", "token": "env:T_TOKEN"}

    def answer(asked: Asked) -> Says:
        if asked.path == "/files/moved.md":
            return Says(b"", 302, {"Location": "/admin/export.md"})
        return Says(b"# x", 200 if "authorization" in asked.headers else 401)

    with service(answer) as there:
        config = _config(there.url, auth=auth, fields={"key": "id", "file": "doc"}, files=["/files/"])
        source = RestSource(config, Bucket(config.rate, threading.Event()))
        assert source.fetch(Item("1", "1", "a.md", "", ref="/files/a.md")) == b"# x"
        for ref in (
            "/admin/export.md",
            "/files/../admin/x.md",
            "/files/%2e%2e/admin/x.md",
            "/files/moved.md",
        ):
            with pytest.raises(SourceFailure, match="不让我们取这个文件"):
                source.fetch(Item("1", "1", "a.md", "", ref=ref))
        source.close()


def _always(says: Says, _asked: Asked) -> Says:
    return says


def _next() -> Any:
    from yiju.sync.rest_config import Paging

    return Paging(by="next", value="next")
