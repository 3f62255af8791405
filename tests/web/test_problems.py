"""What goes wrong on a page is told in Chinese, and tells nothing of the inside."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from tests.support.served import Served
from yiju.store.database import Database
from yiju.store.users import save_user
from yiju.web.sessions import begin

INSIDE = re.compile(r"SELECT|sqlalchemy|psycopg|sqlite3|Traceback|\bNUL\b|parameters")


@pytest.fixture
def client(sql_url: str, tmp_path: Path) -> Iterator[httpx.Client]:
    """A director's browser at a server, over either database."""
    data = tmp_path / "data"
    data.mkdir()
    sql = Database.open(sql_url, lock_folder=data / "locks")
    save_user(sql, "head", roles=["director"], units=["main"], actor="test")
    token, _ = begin(sql, "head", "dingtalk", dt.timedelta(hours=1))
    sql.close()
    with (
        Served(data, database_url=sql_url) as served,
        httpx.Client(
            base_url=served.url, cookies={"yiju_session": token}, trust_env=False, timeout=60
        ) as made,
    ):
        made.headers["x-log"] = str(served._log)
        yield made


def _read(answer: httpx.Response) -> str:
    """What an answer says; scripts hold words of their own."""
    text = html.unescape(answer.text)
    elements = re.findall(r"parseElements\(String\.raw`(.*?)`\)", text, re.DOTALL)
    return elements[0] if elements else text


def test_addresses_that_mean_nothing(client: httpx.Client) -> None:
    for path in (
        "/review/%00",
        "/review/a%1Fb",
        "/search?q=%00",
        "/timeline?customer=x%00y",
        "/sign-in?next=%00",
    ):
        done = client.get(path)
        assert (done.status_code, INSIDE.findall(_read(done))) == (400, []), path
        assert "地址里有不能用的字符" in done.text
        assert done.headers["content-security-policy"]
    for path in ("/review/%ff%fe", "/search?q=%F0%9F%98%80%0A%09", "/search?q=%ed%a0%80"):
        assert client.get(path).status_code in (200, 404), path


def test_what_is_missing_or_unknown(client: httpx.Client) -> None:
    done = client.get("/compare")
    assert (done.status_code, done.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "地址不完整或不对：left 缺少" in done.text and "Field required" not in done.text
    done = client.get("/no/such/page")
    assert (done.status_code, "没有这个地址" in done.text, "doesn't exist" in done.text) == (404, True, False)
    assert client.post("/search").status_code in (404, 405)
    done = client.get("/page-picture/x")
    assert (done.status_code, done.json()["error"]) == (422, "地址不完整或不对：start 缺少。")


@pytest.mark.parametrize(("gone", "path"), [("datasets", "/datasets"), ("users", "/datasets")])
def test_an_error_nobody_foresaw_is_told_by_its_id(
    client: httpx.Client, sql_url: str, gone: str, path: str
) -> None:
    """With the table of the page's content gone, and with one gone that the frame around it needs too."""
    engine = sa.create_engine(sql_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {gone} RENAME TO gone")
    engine.dispose()
    done = client.get(path)
    told = _read(done)
    assert (done.status_code, INSIDE.findall(told)) == (500, [])
    number = re.search(r"服务器内部出错（编号 ([0-9a-f]{12})）。", told)
    assert number is not None and "请把编号告诉管理员。" in told
    log = Path(client.headers["x-log"]).read_text("utf-8")
    assert number[1] in log and "SELECT" in log


def test_the_api_tells_in_chinese_what_is_wrong_with_a_field(
    client: httpx.Client, sql_url: str, tmp_path: Path
) -> None:
    sql = Database.open(sql_url, lock_folder=tmp_path / "data" / "locks")
    token, _ = begin(sql, "head", "token", dt.timedelta(hours=1))
    sql.close()
    client.headers["authorization"] = f"Bearer {token}"
    for path, said in (
        ("/api/v1/queue?limit=abc", "limit 要一个整数"),
        ("/api/v1/queue?limit=0", "limit 不能小于 1"),
        (
            "/api/v1/kpi?by=foo",
            "by 要是 rep、unit、scene、prompt、mode、model、week、customer、kind 之一",
        ),
        ("/api/v1/kpi?since=foo", "since 要一个日期或时刻，如 2026-03-10 或 2026-03-10T09:30:00+08:00"),
    ):
        done = client.get(path)
        assert (done.status_code, done.json()["error"]) == (422, said), path
    for body, said in (
        ('{"customer": }', "请求内容不是 JSON"),
        ("{}", "customer 缺少"),
        ('{"customer": "甲", "as_of": "foo"}', "as_of 要一个日期，如 2026-03-10"),
    ):
        done = client.post(
            "/api/v1/suggestions/strategy",
            content=body.encode(),
            headers={"content-type": "application/json"},
        )
        assert (done.status_code, done.json()["error"]) == (422, said), body
