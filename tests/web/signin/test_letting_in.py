"""Signing in with DingTalk and WeCom: who is let in, and who is not."""

import datetime as dt
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from tests.support.browser import REMOTE, Browser, house_in, set_cookies
from tests.support.gateways import DingTalk, Gateway, WeCom
from tests.support.stored import settings_for
from tests.web.signin.conftest import CORP, HEAD, PUBLIC, begin_at, code_of, come_back, is_in
from yiju.store import audit
from yiju.store.identities import Identity, Platform, link, unlink
from yiju.store.session_tables import sign_in_states
from yiju.web.app import make_app


def test_the_browser_is_led_away_as_the_platform_wants_it(browser: Browser, platform: Platform) -> None:
    done = browser.get(f"/sign-in/{platform}")
    place = urlsplit(done.headers["location"])
    asked = begin_at(browser, platform)
    assert len(asked.pop("state")) >= 43
    assert asked.pop("redirect_uri") == f"{PUBLIC}/login/{platform}"
    if platform == "dingtalk":
        assert (place.netloc, place.path) == ("login.dingtalk.com", "/oauth2/auth")
        assert asked == {
            "response_type": "code",
            "client_id": DingTalk.CLIENT,
            "scope": "openid corpid",
            "prompt": "consent",
        }
        assert "scope=openid%20corpid" in place.query
    else:
        assert (place.netloc, place.path) == ("login.work.weixin.qq.com", "/wwlogin/sso/login")
        assert asked == {"login_type": "CorpApp", "appid": WeCom.CORP, "agentid": WeCom.AGENT, "lang": "zh"}
    flags = set_cookies(done)["__Host-yiju_browser"].lower()
    assert "httponly" in flags and "secure" in flags and "samesite=lax" in flags and "max-age=600" in flags


def test_inside_wecom_no_code_is_shown(app: FastAPI) -> None:
    inside = Browser(
        app, at=PUBLIC, client=REMOTE, headers={"user-agent": "Mozilla/5.0 wxwork/4.1 MicroMessenger/7"}
    )
    place = urlsplit(inside.get("/sign-in/wecom").headers["location"])
    assert (place.netloc, place.path) == ("open.weixin.qq.com", "/connect/oauth2/authorize")
    assert place.fragment == "wechat_redirect"
    query = parse_qs(place.query)
    assert (query["scope"], query["response_type"]) == (["snsapi_base"], ["code"])


def test_an_employee_who_is_linked_is_let_in(browser: Browser, platform: Platform, far: Gateway) -> None:
    asked = begin_at(browser, platform, "/mine?a=1")
    done = come_back(browser, platform, asked["state"], code_of(far, "head"))
    assert (done.status_code, done.headers["location"]) == (303, "/mine?a=1")
    flags = set_cookies(done)["__Host-yiju"].lower()
    assert "httponly" in flags and "secure" in flags and "samesite=lax" in flags
    me = browser.get("/api/v1/me").json()
    assert (me["user"], me["roles"], me["method"]) == ("head", ["director"], platform)


def test_a_state_is_good_once(app: FastAPI, browser: Browser, platform: Platform, far: Gateway) -> None:
    asked = begin_at(browser, platform)
    kept = browser.cookies["__Host-yiju_browser"]
    assert come_back(browser, platform, asked["state"], code_of(far, "head")).status_code == 303
    again = Browser(app, at=PUBLIC, client=REMOTE)
    again.cookies.set("__Host-yiju_browser", kept)
    assert come_back(again, platform, asked["state"], code_of(far, "head")).status_code == 400
    assert not is_in(again)


@pytest.mark.parametrize("how", ["wrong", "empty", "other browser", "no cookie", "expired", "other platform"])
def test_a_state_that_is_not_this_browsers_lets_nobody_in(
    app: FastAPI, browser: Browser, platform: Platform, far: Gateway, how: str
) -> None:
    asked = begin_at(browser, platform)
    state, at, using = asked["state"], platform, browser
    if how == "wrong":
        state = state[:-1] + ("A" if state[-1] != "A" else "B")
    elif how == "empty":
        state = ""
    elif how in ("other browser", "no cookie"):
        using = Browser(app, at=PUBLIC, client=REMOTE)
        if how == "other browser":
            begin_at(using, platform)
    elif how == "expired":
        with house_in(app).store.sql.write() as connection:
            past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
            connection.execute(sa.update(sign_in_states).values(expires_at=past))
    else:
        at = "wecom" if platform == "dingtalk" else "dingtalk"
    done = come_back(using, at, state, code_of(far, "head"))
    assert done.status_code == 400
    assert "请重新登录" in done.text
    assert not is_in(using)
    assert far.asked == [], "nothing is asked for a browser that did not begin"
    if how in ("other browser", "no cookie"):
        assert come_back(browser, platform, state, code_of(far, "head")).status_code == 400, (
            "it is spent all the same"
        )


@pytest.mark.parametrize("who", ["new", "out", "gone"])
def test_somebody_unknown_is_refused_politely_and_written_down(
    app: FastAPI, browser: Browser, platform: Platform, far: Gateway, who: str
) -> None:
    asked = begin_at(browser, platform)
    done = come_back(browser, platform, asked["state"], code_of(far, who))
    assert done.status_code == 403
    assert ("由管理员开通" if who == "new" else "只对本企业") in done.text
    assert "__Host-yiju" not in set_cookies(done)
    assert not is_in(browser)
    (told,) = [one for one in audit.entries(house_in(app).store.sql) if one.action == "sign_in.refused"]
    assert told.details["reason"] == ("unknown" if who == "new" else "external")


def test_an_employee_of_another_organisation_is_a_stranger(
    browser: Browser, far: Gateway, platform: Platform
) -> None:
    if not isinstance(far, DingTalk):
        pytest.skip("WeCom's codes belong to one company")
    far.corp = "dingcorp2"
    asked = begin_at(browser, platform)
    assert come_back(browser, platform, asked["state"], code_of(far, "head")).status_code == 403
    assert not is_in(browser)


def test_the_same_user_id_of_another_platform_or_company_is_nobody(
    app: FastAPI, browser: Browser, platform: Platform, far: Gateway
) -> None:
    sql = house_in(app).store.sql
    unlink(sql, "head", platform, "test")
    other: Platform = "wecom" if platform == "dingtalk" else "dingtalk"
    for where, corp in ((other, CORP[platform]), (platform, "another")):
        link(sql, Identity(platform=where, corp=corp, external_id=HEAD[platform], user="head"), "test")
    asked = begin_at(browser, platform)
    assert come_back(browser, platform, asked["state"], code_of(far, "head")).status_code == 403
    assert not is_in(browser)


def test_declining_is_no_error(browser: Browser, platform: Platform, far: Gateway) -> None:
    asked = begin_at(browser, platform)
    done = come_back(browser, platform, asked["state"], "")
    assert (done.status_code, "没有得到" in done.text, far.asked) == (403, True, [])


def test_a_code_is_good_once(app: FastAPI, browser: Browser, platform: Platform, far: Gateway) -> None:
    code = code_of(far, "head")
    for status in (303, 502):
        one = Browser(app, at=PUBLIC, client=REMOTE)
        asked = begin_at(one, platform)
        assert come_back(one, platform, asked["state"], code).status_code == status
        assert is_in(one) is (status == 303)


def test_a_way_that_is_off_does_not_exist(app: FastAPI, platform: Platform, tmp_path: Path) -> None:
    made = make_app(settings_for(tmp_path / "off"))
    for path in (f"/sign-in/{platform}", f"/login/{platform}?state=x&code=y"):
        assert Browser(made).get(path).status_code == 404
    house_in(made).close()


def test_the_name_of_a_stranger_is_shown_as_text(app: FastAPI, browser: Browser, far: Gateway) -> None:
    if not isinstance(far, WeCom):
        pytest.skip("one platform will do")
    asked = begin_at(browser, "wecom")
    done = come_back(browser, "wecom", asked["state"], far.code("<script>alert(1)</script>"))
    assert done.status_code == 403
    assert "<script>" not in done.text and "&lt;script&gt;" in done.text
