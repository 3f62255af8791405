"""The local user: from this machine, at this machine's name, on a page of ours. And every cookie's flags."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from tests.support.browser import HERE, LOCAL, REMOTE, Browser, house_in, program, set_cookies
from tests.support.stored import settings_for
from yiju.errors import YijuError
from yiju.store import audit, tables
from yiju.store.users import save_user
from yiju.web.app import make_app


def test_signing_in_gives_a_cookie_that_only_the_server_reads(app: FastAPI) -> None:
    browser = Browser(app)
    done = browser.sign_in("/mine?a=1")
    assert (done.status_code, done.headers["location"]) == (303, "/mine?a=1")
    flags = {part.strip().lower() for part in set_cookies(done)["yiju_session"].split(";")}
    assert {"httponly", "samesite=lax", "path=/", "max-age=28800"} <= flags
    assert "secure" not in flags, "plain http on the loopback"
    me = browser.get("/api/v1/me").json()
    assert (me["user"], me["roles"], me["method"]) == ("local", ["admin"], "local")


def test_under_tls_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    made = make_app(settings_for(tmp_path / "data", public_url="https://localhost:8300"))
    done = Browser(made).post("/sign-in/local", headers={"origin": HERE})
    (name, flags) = next(iter(set_cookies(done).items()))
    assert name == "__Host-yiju"
    assert "secure" in flags.lower() and "domain" not in flags.lower() and "path=/" in flags.lower()
    assert done.headers["strict-transport-security"]
    house_in(made).close()


@pytest.mark.parametrize(
    "public", ["https://copilot.example.com", "http://10.0.0.7:8300", "https://localhost.evil"]
)
@pytest.mark.parametrize("ways", ["local", "local,wecom"])
def test_with_an_address_for_others_nobody_is_the_local_user(tmp_path: Path, public: str, ways: str) -> None:
    """Behind a proxy everybody comes from this machine, and would be an admin."""
    keys = {f"wecom_{name}": "x" for name in ("corp_id", "agent_id", "corp_secret")}
    with pytest.raises(YijuError, match=r"YIJU_PUBLIC_URL=.*不能再用本机登录"):
        make_app(settings_for(tmp_path / "data", sign_in=ways, public_url=public, **keys))
    for here in ("http://127.0.0.1:8300", "https://localhost", "http://[::1]:8300"):
        made = make_app(settings_for(tmp_path / "data", sign_in=ways, public_url=here, **keys))
        house_in(made).close()


def test_nobody_signs_in_where_that_is_switched_off_and_programs_do(tmp_path: Path) -> None:
    public = "https://copilot.example.com"
    made = make_app(settings_for(tmp_path / "data", sign_in="none", public_url=public))
    browser = Browser(made)
    assert browser.post("/sign-in/local").status_code == 403
    assert browser.get("/api/v1/me").status_code == 401
    save_user(house_in(made).store.sql, "rep", roles=["rep"], units=["main"], actor="test")
    assert program(made, "rep").get("/api/v1/me").json()["user"] == "rep"
    house_in(made).close()
    with pytest.raises(YijuError, match="none 要单独写"):
        make_app(settings_for(tmp_path / "data", sign_in="none,wecom", public_url=public))


def test_a_session_planted_before_is_not_the_one_after(app: FastAPI) -> None:
    """Session fixation: what an attacker put into the browser is never signed in."""
    browser = Browser(app)
    browser.cookies.set("yiju_session", "planted-by-somebody-else-0123456789abcdefgh", domain="127.0.0.1")
    browser.sign_in()
    first = browser.cookies["yiju_session"]
    assert first != "planted-by-somebody-else-0123456789abcdefgh"
    planted = Browser(app)
    planted.cookies.set("yiju_session", "planted-by-somebody-else-0123456789abcdefgh")
    assert planted.get("/api/v1/me").status_code == 401
    browser.sign_in()
    assert browser.cookies["yiju_session"] != first
    stale = Browser(app)
    stale.cookies.set("yiju_session", first)
    assert stale.get("/api/v1/me").status_code == 401, "the session before ends with the new one"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8300",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost:80@evil",
        "",
    ],
)
def test_another_name_for_this_machine_is_refused(app: FastAPI, host: str) -> None:
    """DNS rebinding: the browser believes to speak with evil.example, and arrives here."""
    browser = Browser(app)
    browser.sign_in()
    for path in ("/api/v1/me", "/api/v1/suggestions", "/sign-in/local", "/"):
        done = browser.get(path, headers={"host": host})
        assert done.status_code == 421
        assert "local" not in done.text
    signing = Browser(app).post("/sign-in/local", headers={"host": host, "origin": f"http://{host}"})
    assert signing.status_code == 421
    assert "set-cookie" not in signing.headers


@pytest.mark.parametrize("at", ["http://localhost:8300", "http://127.0.0.1:9", "http://[::1]:8300"])
def test_every_name_of_the_loopback_will_do(app: FastAPI, at: str) -> None:
    browser = Browser(app, at=at)
    assert browser.sign_in().status_code == 303
    assert browser.get("/api/v1/me").status_code == 200


def test_nobody_else_is_the_local_user(app: FastAPI) -> None:
    """Not from another machine, not through a proxy, not with a cookie carried there."""
    here = Browser(app)
    here.sign_in()
    far = Browser(app, client=REMOTE)
    assert far.sign_in().status_code == 403
    for header in ("x-forwarded-for", "forwarded", "x-real-ip", "via"):
        proxied = Browser(app, headers={header: "203.0.113.9"})
        assert proxied.sign_in().status_code == 403, header
    far.cookies.set("yiju_session", here.cookies["yiju_session"])
    assert far.get("/api/v1/me").status_code == 401
    assert far.get("/healthz").json() == {"ok": True}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8301"},
        {"origin": "https://127.0.0.1:8300"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
)
def test_another_sites_page_signs_nobody_in(app: FastAPI, headers: dict[str, str]) -> None:
    done = Browser(app).post("/sign-in/local", data={"next": "/"}, headers=headers)
    assert done.status_code == 403
    assert "set-cookie" not in done.headers


@pytest.mark.parametrize(
    "away", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", ""]
)
def test_signing_in_leads_nowhere_else(app: FastAPI, away: str) -> None:
    assert Browser(app).sign_in(away).headers["location"] == "/"


def test_a_page_leads_to_signing_in_and_back(app: FastAPI) -> None:
    done = Browser(app).get("/review/s1?claim=c2")
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?next=%2Freview%2Fs1%3Fclaim%3Dc2")


def test_signing_out_ends_it_at_once(app: FastAPI) -> None:
    browser = Browser(app)
    browser.sign_in()
    token = browser.cookies["yiju_session"]
    assert (
        browser.post("/sign-out", data={"csrf": "wrong"}, headers={"origin": browser.at}).status_code == 403
    )
    assert browser.post("/sign-out", data={"csrf": browser.csrf}).status_code == 403, "no origin"
    done = browser.post("/sign-out", data={"csrf": browser.csrf}, headers={"origin": browser.at})
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
    kept = Browser(app)
    kept.cookies.set("yiju_session", token)
    assert kept.get("/api/v1/me").status_code == 401
    sql = house_in(app).store.sql
    assert [one.action for one in audit.entries(sql) if one.action.startswith("session.")] == [
        "session.began", "session.ended"
    ]  # fmt: skip


def test_roles_count_from_the_next_request_on_and_a_removed_user_is_out(app: FastAPI) -> None:
    from yiju.store.users import save_user

    client = program(app, "head", client=REMOTE)
    sql = house_in(app).store.sql
    assert client.get("/api/v1/me").json()["reviews"] == ["main"]
    save_user(sql, "head", roles=["rep"], units=["west"], actor="test")
    me = client.get("/api/v1/me").json()
    assert (me["roles"], me["units"], me["reviews"]) == (["rep"], ["west"], [])
    with sql.write() as connection:
        connection.execute(sa.delete(tables.user_units))
        connection.execute(sa.delete(tables.users))
    assert client.get("/api/v1/me").status_code == 401


def test_a_bearer_token_is_no_cookie_and_a_cookie_no_bearer_token(app: FastAPI) -> None:
    client = program(app, "head")
    bearer = client.headers["authorization"].removeprefix("Bearer ")
    as_cookie = Browser(app)
    as_cookie.cookies.set("yiju_session", bearer)
    assert as_cookie.get("/api/v1/me").status_code == 401
    browser = Browser(app)
    browser.sign_in()
    carried = {"authorization": f"Bearer {browser.cookies['yiju_session']}"}
    assert Browser(app, headers=carried).get("/api/v1/me").status_code == 401
    assert browser.get("/api/v1/me", headers={"authorization": "Bearer no"}).status_code == 401, (
        "never a fallback"
    )


def test_without_the_local_way_nobody_signs_in_here(tmp_path: Path) -> None:
    chosen = {"sign_in": "dingtalk", "public_url": "https://copilot.example.com"}
    keys = {f"dingtalk_{name}": "x" for name in ("client_id", "client_secret", "corp_id")}
    made = make_app(settings_for(tmp_path / "data", **chosen, **keys))
    assert Browser(made, client=LOCAL).sign_in().status_code == 403
    house_in(made).close()
