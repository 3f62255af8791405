"""Signing in with DingTalk and WeCom, against loopback gateways that speak their protocols."""

import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from tests.support.browser import REMOTE, Browser, house_in, set_cookies
from tests.support.gateways import DingTalk, Gateway, WeCom
from tests.support.stored import settings_for
from yiju.store import audit
from yiju.store.session_tables import sign_in_states
from yiju.store.users import save_user
from yiju.web.app import make_app
from yiju.web.identities import Identity, Platform, link, unlink

PUBLIC = "https://copilot.example.com"
PLATFORMS: tuple[Platform, ...] = ("dingtalk", "wecom")
HEAD: dict[Platform, str] = {"dingtalk": "manager4521", "wecom": "zhangsan"}
CORP: dict[Platform, str] = {"dingtalk": DingTalk.CORP, "wecom": WeCom.CORP}
TOKEN = {"dingtalk": "/v1.0/oauth2/accessToken", "wecom": "/cgi-bin/gettoken"}
WHO = {"dingtalk": "/topapi/user/getbyunionid", "wecom": "/cgi-bin/auth/getuserinfo"}


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> Platform:
    """Each of both."""
    found: Platform = request.param
    return found


@pytest.fixture
def far(platform: Platform) -> Iterator[Gateway]:
    """The platform: one employee, one external contact, one employee whom nobody linked."""
    made: Gateway = DingTalk() if platform == "dingtalk" else WeCom()
    if isinstance(made, DingTalk):
        made.people |= {
            "union-head": (HEAD["dingtalk"], 0),
            "union-new": ("newcomer", 0),
            "union-ext": ("outsider", 1),
        }
    with made:
        yield made


@pytest.fixture
def app(tmp_path: Path, platform: Platform, far: Gateway) -> Iterator[FastAPI]:
    """A server behind TLS with both ways configured; ``head`` is linked."""
    chosen: dict[str, Any] = {
        "sign_in": "dingtalk,wecom",
        "public_url": PUBLIC,
        "dingtalk_client_id": DingTalk.CLIENT,
        "dingtalk_client_secret": DingTalk.SECRET,
        "dingtalk_corp_id": DingTalk.CORP,
        "wecom_corp_id": WeCom.CORP,
        "wecom_agent_id": WeCom.AGENT,
        "wecom_corp_secret": WeCom.SECRET,
    }
    chosen |= dict.fromkeys(("dingtalk_api_base", "dingtalk_oapi_base", "wecom_api_base"), far.url)
    made = make_app(settings_for(tmp_path / "data", **chosen))
    sql = house_in(made).store.sql
    save_user(sql, "head", roles=["director"], units=["main"], actor="test")
    link(
        sql, Identity(platform=platform, corp=CORP[platform], external_id=HEAD[platform], user="head"), "test"
    )
    yield made
    house_in(made).close()


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """Somebody's browser, elsewhere."""
    return Browser(app, at=PUBLIC, client=REMOTE)


def _code(far: Gateway, who: str) -> str:
    """The code of ``head``, of the newcomer or of somebody outside."""
    if isinstance(far, DingTalk):
        return far.code(
            {"head": "union-head", "new": "union-new", "out": "union-ext", "gone": "union-none"}[who]
        )
    return far.code(
        {"head": HEAD["wecom"], "new": "newcomer", "out": "external:wm1", "gone": "external:wm2"}[who]
    )


def _begin(browser: Browser, platform: str, next: str = "/mine") -> dict[str, str]:
    """Follow our link; what the platform's page was asked for."""
    done = browser.get(f"/sign-in/{platform}", params={"next": next})
    assert done.status_code == 303
    query = parse_qs(urlsplit(done.headers["location"]).query, strict_parsing=True)
    return {name: values[0] for name, values in query.items()}


def _back(browser: Browser, platform: str, state: str, code: str) -> Any:
    name = "authCode" if platform == "dingtalk" else "code"
    return browser.get(f"/login/{platform}", params={"state": state} | ({name: code} if code else {}))


def _in(browser: Browser) -> bool:
    return browser.get("/api/v1/me").status_code == 200


def test_the_browser_is_led_away_as_the_platform_wants_it(browser: Browser, platform: Platform) -> None:
    done = browser.get(f"/sign-in/{platform}")
    place = urlsplit(done.headers["location"])
    asked = _begin(browser, platform)
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
    asked = _begin(browser, platform, "/mine?a=1")
    done = _back(browser, platform, asked["state"], _code(far, "head"))
    assert (done.status_code, done.headers["location"]) == (303, "/mine?a=1")
    flags = set_cookies(done)["__Host-yiju"].lower()
    assert "httponly" in flags and "secure" in flags and "samesite=lax" in flags
    me = browser.get("/api/v1/me").json()
    assert (me["user"], me["roles"], me["method"]) == ("head", ["director"], platform)


def test_a_state_is_good_once(app: FastAPI, browser: Browser, platform: Platform, far: Gateway) -> None:
    asked = _begin(browser, platform)
    kept = browser.cookies["__Host-yiju_browser"]
    assert _back(browser, platform, asked["state"], _code(far, "head")).status_code == 303
    again = Browser(app, at=PUBLIC, client=REMOTE)
    again.cookies.set("__Host-yiju_browser", kept)
    assert _back(again, platform, asked["state"], _code(far, "head")).status_code == 400
    assert not _in(again)


@pytest.mark.parametrize("how", ["wrong", "empty", "other browser", "no cookie", "expired", "other platform"])
def test_a_state_that_is_not_this_browsers_lets_nobody_in(
    app: FastAPI, browser: Browser, platform: Platform, far: Gateway, how: str
) -> None:
    asked = _begin(browser, platform)
    state, at, using = asked["state"], platform, browser
    if how == "wrong":
        state = state[:-1] + ("A" if state[-1] != "A" else "B")
    elif how == "empty":
        state = ""
    elif how in ("other browser", "no cookie"):
        using = Browser(app, at=PUBLIC, client=REMOTE)
        if how == "other browser":
            _begin(using, platform)
    elif how == "expired":
        with house_in(app).store.sql.write() as connection:
            past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
            connection.execute(sa.update(sign_in_states).values(expires_at=past))
    else:
        at = "wecom" if platform == "dingtalk" else "dingtalk"
    done = _back(using, at, state, _code(far, "head"))
    assert done.status_code == 400
    assert "请重新登录" in done.text
    assert not _in(using)
    assert far.asked == [], "nothing is asked for a browser that did not begin"
    if how in ("other browser", "no cookie"):
        assert _back(browser, platform, state, _code(far, "head")).status_code == 400, (
            "it is spent all the same"
        )


@pytest.mark.parametrize("who", ["new", "out", "gone"])
def test_somebody_unknown_is_refused_politely_and_written_down(
    app: FastAPI, browser: Browser, platform: Platform, far: Gateway, who: str
) -> None:
    asked = _begin(browser, platform)
    done = _back(browser, platform, asked["state"], _code(far, who))
    assert done.status_code == 403
    assert ("由管理员开通" if who == "new" else "只对本企业") in done.text
    assert "__Host-yiju" not in set_cookies(done)
    assert not _in(browser)
    (told,) = [one for one in audit.entries(house_in(app).store.sql) if one.action == "sign_in.refused"]
    assert told.details["reason"] == ("unknown" if who == "new" else "external")


def test_an_employee_of_another_organisation_is_a_stranger(
    browser: Browser, far: Gateway, platform: Platform
) -> None:
    if not isinstance(far, DingTalk):
        pytest.skip("WeCom's codes belong to one company")
    far.corp = "dingcorp2"
    asked = _begin(browser, platform)
    assert _back(browser, platform, asked["state"], _code(far, "head")).status_code == 403
    assert not _in(browser)


def test_the_same_user_id_of_another_platform_or_company_is_nobody(
    app: FastAPI, browser: Browser, platform: Platform, far: Gateway
) -> None:
    sql = house_in(app).store.sql
    unlink(sql, "head", platform, "test")
    other: Platform = "wecom" if platform == "dingtalk" else "dingtalk"
    for where, corp in ((other, CORP[platform]), (platform, "another")):
        link(sql, Identity(platform=where, corp=corp, external_id=HEAD[platform], user="head"), "test")
    asked = _begin(browser, platform)
    assert _back(browser, platform, asked["state"], _code(far, "head")).status_code == 403
    assert not _in(browser)


def test_declining_is_no_error(browser: Browser, platform: Platform, far: Gateway) -> None:
    asked = _begin(browser, platform)
    done = _back(browser, platform, asked["state"], "")
    assert (done.status_code, "没有得到" in done.text, far.asked) == (403, True, [])


def test_a_code_is_good_once(app: FastAPI, browser: Browser, platform: Platform, far: Gateway) -> None:
    code = _code(far, "head")
    for status in (303, 502):
        one = Browser(app, at=PUBLIC, client=REMOTE)
        asked = _begin(one, platform)
        assert _back(one, platform, asked["state"], code).status_code == status
        assert _in(one) is (status == 303)


def test_the_apps_token_is_kept_and_renewed_when_it_ends_early(
    app: FastAPI, platform: Platform, far: Gateway
) -> None:
    for _ in range(2):
        one = Browser(app, at=PUBLIC, client=REMOTE)
        assert _back(one, platform, _begin(one, platform)["state"], _code(far, "head")).status_code == 303
    assert far.count(TOKEN[platform]) == 1
    far.forget_tokens()
    one = Browser(app, at=PUBLIC, client=REMOTE)
    assert _back(one, platform, _begin(one, platform)["state"], _code(far, "head")).status_code == 303
    assert far.count(TOKEN[platform]) == 2
    far.fail(WHO[platform], *[(200, {"errcode": 42001, "errmsg": "m"})] * 9)
    one = Browser(app, at=PUBLIC, client=REMOTE)
    before = far.count(WHO[platform])
    assert _back(one, platform, _begin(one, platform)["state"], _code(far, "head")).status_code == 502
    assert far.count(WHO[platform]) == before + 2, "renewed once, tried once more, and no further"


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"errcode": 60020, "errmsg": "not allow to access from your ip"}),
        (200, {"errcode": 48002, "errmsg": "m"}),
        (403, {"code": "Forbidden.AccessDenied.IpNotInWhiteList", "message": "m"}),
        (500, b"<html>oops</html>"),
        (200, b"[]"),
        (200, {"errcode": 0}),
        (302, {"location": "http://evil.example"}),
    ],
)
def test_a_platform_that_fails_lets_nobody_in_and_says_so(
    browser: Browser,
    platform: Platform,
    far: Gateway,
    answer: tuple[int, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = _begin(browser, platform)
    far.fail(WHO[platform], answer)
    done = _back(browser, platform, asked["state"], _code(far, "head"))
    assert done.status_code == 502
    assert "oops" not in done.text and "evil" not in done.text
    assert not _in(browser)
    held = [far.token, DingTalk.SECRET, WeCom.SECRET, asked["state"]]
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name != "httpx2")  # the test's client
    assert "代码" in ours
    assert not [secret for secret in held if secret in ours or secret in done.text]


def test_a_busy_platform_is_asked_once_more(browser: Browser, platform: Platform, far: Gateway) -> None:
    asked = _begin(browser, platform)
    far.fail(WHO[platform], (200, {"errcode": -1, "errmsg": "busy"}))
    assert _back(browser, platform, asked["state"], _code(far, "head")).status_code == 303


def test_a_wrong_secret_is_not_offered_for_ever(app: FastAPI, platform: Platform, far: Gateway) -> None:
    """WeCom blocks an address that keeps asking with a wrong secret."""
    wrong = (200, {"errcode": 40001}) if platform == "wecom" else (400, {"code": "invalidClientIdOrSecret"})
    far.fail(TOKEN[platform], *[wrong] * 9)
    for _ in range(5):
        one = Browser(app, at=PUBLIC, client=REMOTE)
        assert _back(one, platform, _begin(one, platform)["state"], _code(far, "head")).status_code == 502
    assert far.count(TOKEN[platform]) == 3


def test_a_platform_that_is_not_there_is_told_of(tmp_path: Path, platform: Platform, app: FastAPI) -> None:
    nowhere = {f"{platform}_api_base": "http://127.0.0.1:9"}
    settings = house_in(app).settings.model_copy(update=nowhere | {"data": tmp_path / "other"})
    made = make_app(settings)
    one = Browser(made, at=PUBLIC, client=REMOTE)
    done = _back(one, platform, _begin(one, platform)["state"], "code")
    assert (done.status_code, "连不上" in done.text) == (502, True)
    house_in(made).close()


def test_a_way_that_is_off_does_not_exist(app: FastAPI, platform: Platform, tmp_path: Path) -> None:
    made = make_app(settings_for(tmp_path / "off"))
    for path in (f"/sign-in/{platform}", f"/login/{platform}?state=x&code=y"):
        assert Browser(made).get(path).status_code == 404
    house_in(made).close()


def test_the_name_of_a_stranger_is_shown_as_text(app: FastAPI, browser: Browser, far: Gateway) -> None:
    if not isinstance(far, WeCom):
        pytest.skip("one platform will do")
    asked = _begin(browser, "wecom")
    done = _back(browser, "wecom", asked["state"], far.code("<script>alert(1)</script>"))
    assert done.status_code == 403
    assert "<script>" not in done.text and "&lt;script&gt;" in done.text
