"""Signing in while a platform fails, is busy, is away, or takes its token back."""

import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.support.browser import REMOTE, Browser, house_in
from tests.support.gateways import DingTalk, Gateway, WeCom
from tests.web.signin.conftest import PUBLIC, TOKEN, WHO, begin_at, code_of, come_back, is_in
from yiju.store.identities import Platform
from yiju.web.app import make_app


def test_the_apps_token_is_kept_and_renewed_when_it_ends_early(
    app: FastAPI, platform: Platform, far: Gateway
) -> None:
    for _ in range(2):
        one = Browser(app, at=PUBLIC, client=REMOTE)
        assert (
            come_back(one, platform, begin_at(one, platform)["state"], code_of(far, "head")).status_code
            == 303
        )
    assert far.count(TOKEN[platform]) == 1
    far.forget_tokens()
    one = Browser(app, at=PUBLIC, client=REMOTE)
    assert come_back(one, platform, begin_at(one, platform)["state"], code_of(far, "head")).status_code == 303
    assert far.count(TOKEN[platform]) == 2
    far.fail(WHO[platform], *[(200, {"errcode": 42001, "errmsg": "m"})] * 9)
    one = Browser(app, at=PUBLIC, client=REMOTE)
    before = far.count(WHO[platform])
    assert come_back(one, platform, begin_at(one, platform)["state"], code_of(far, "head")).status_code == 502
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
    asked = begin_at(browser, platform)
    far.fail(WHO[platform], answer)
    done = come_back(browser, platform, asked["state"], code_of(far, "head"))
    assert done.status_code == 502
    assert "oops" not in done.text and "evil" not in done.text
    assert not is_in(browser)
    held = [far.token, DingTalk.SECRET, WeCom.SECRET, asked["state"]]
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name != "httpx2")  # the test's client
    assert "代码" in ours
    assert not [secret for secret in held if secret in ours or secret in done.text]


def test_a_busy_platform_is_asked_once_more(browser: Browser, platform: Platform, far: Gateway) -> None:
    asked = begin_at(browser, platform)
    far.fail(WHO[platform], (200, {"errcode": -1, "errmsg": "busy"}))
    assert come_back(browser, platform, asked["state"], code_of(far, "head")).status_code == 303


def test_a_wrong_secret_is_not_offered_for_ever(app: FastAPI, platform: Platform, far: Gateway) -> None:
    """WeCom blocks an address that keeps asking with a wrong secret."""
    wrong = (200, {"errcode": 40001}) if platform == "wecom" else (400, {"code": "invalidClientIdOrSecret"})
    far.fail(TOKEN[platform], *[wrong] * 9)
    for _ in range(5):
        one = Browser(app, at=PUBLIC, client=REMOTE)
        assert (
            come_back(one, platform, begin_at(one, platform)["state"], code_of(far, "head")).status_code
            == 502
        )
    assert far.count(TOKEN[platform]) == 3


def test_a_platform_that_is_not_there_is_told_of(tmp_path: Path, platform: Platform, app: FastAPI) -> None:
    nowhere = {f"{platform}_api_base": "http://127.0.0.1:9"}
    settings = house_in(app).settings.model_copy(update=nowhere | {"data": tmp_path / "other"})
    made = make_app(settings)
    one = Browser(made, at=PUBLIC, client=REMOTE)
    done = come_back(one, platform, begin_at(one, platform)["state"], "code")
    assert (done.status_code, "连不上" in done.text) == (502, True)
    house_in(made).close()
