"""DingTalk and WeCom as loopback gateways that speak their protocols, and browsers that sign in with them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI

from tests.support.browser import REMOTE, Browser, house_in
from tests.support.gateways import DingTalk, Gateway, WeCom
from tests.support.stored import settings_for
from yiju.store.identities import Identity, Platform, link
from yiju.store.users import save_user
from yiju.web.app import make_app

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


def code_of(far: Gateway, who: str) -> str:
    """The code of ``head``, of the newcomer or of somebody outside."""
    if isinstance(far, DingTalk):
        return far.code(
            {"head": "union-head", "new": "union-new", "out": "union-ext", "gone": "union-none"}[who]
        )
    return far.code(
        {"head": HEAD["wecom"], "new": "newcomer", "out": "external:wm1", "gone": "external:wm2"}[who]
    )


def begin_at(browser: Browser, platform: str, next: str = "/mine") -> dict[str, str]:
    """Follow our link; what the platform's page was asked for."""
    done = browser.get(f"/sign-in/{platform}", params={"next": next})
    assert done.status_code == 303
    query = parse_qs(urlsplit(done.headers["location"]).query, strict_parsing=True)
    return {name: values[0] for name, values in query.items()}


def come_back(browser: Browser, platform: str, state: str, code: str) -> Any:
    """What the platform's answer leads to."""
    name = "authCode" if platform == "dingtalk" else "code"
    return browser.get(f"/login/{platform}", params={"state": state} | ({name: code} if code else {}))


def is_in(browser: Browser) -> bool:
    """Whether somebody is signed in."""
    return browser.get("/api/v1/me").status_code == 200
