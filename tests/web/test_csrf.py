"""What a signed-in browser can be made to do by another site: nothing."""

import pytest
from fastapi import FastAPI

from tests.support.browser import HERE, Browser, program
from yiju.web.api import PREFIX

BODY = {"kind": "up", "key": "key-00000001"}
PATH = f"{PREFIX}/suggestions/s1/signals"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": HERE},
        {"origin": HERE, "x-csrf-token": ""},
        {"origin": HERE, "x-csrf-token": "wrong"},
        {"x-csrf-token": "TOKEN"},
        {"origin": "http://evil.example", "x-csrf-token": "TOKEN"},
        {"origin": "null", "x-csrf-token": "TOKEN"},
        {"origin": f"{HERE}.evil.example", "x-csrf-token": "TOKEN"},
        {"origin": "http://127.0.0.1:8301", "x-csrf-token": "TOKEN"},
        {"sec-fetch-site": "cross-site", "x-csrf-token": "TOKEN"},
        {"sec-fetch-site": "none", "x-csrf-token": "TOKEN"},
        {"origin": "http://evil.example", "sec-fetch-site": "same-origin", "x-csrf-token": "TOKEN"},
    ],
)
def test_a_change_needs_our_page_and_its_token(app: FastAPI, headers: dict[str, str]) -> None:
    browser = Browser(app)
    browser.sign_in()
    sent = {name: value.replace("TOKEN", browser.csrf) for name, value in headers.items()}
    for method, path in (("POST", PATH), ("DELETE", f"{PREFIX}/session")):
        done = browser.request(method, path, json=BODY, headers=sent)
        assert (done.status_code, done.json()["error"]) == (403, "这个请求不是从本站页面发出的。")
    assert browser.get(f"{PREFIX}/me").status_code == 200


@pytest.mark.parametrize("headers", [{"origin": HERE}, {"sec-fetch-site": "same-origin"}])
def test_our_own_page_may(app: FastAPI, headers: dict[str, str]) -> None:
    browser = Browser(app)
    browser.sign_in()
    sent = headers | {"x-csrf-token": browser.csrf}
    assert browser.post(PATH, json=BODY, headers=sent).status_code == 404, "past the check: there is no s1"
    assert browser.delete(f"{PREFIX}/session", headers=sent).status_code == 204
    assert browser.get(f"{PREFIX}/me").status_code == 401


def test_the_token_of_another_session_does_not_count(app: FastAPI) -> None:
    mine, theirs = Browser(app), Browser(app)
    mine.sign_in()
    theirs.sign_in()
    done = mine.change("POST", PATH, json=BODY, headers={"x-csrf-token": theirs.csrf})
    assert done.status_code == 403


def test_a_program_needs_neither(app: FastAPI) -> None:
    assert program(app, "head").post(PATH, json=BODY).status_code == 404


def test_no_answer_lets_another_origin_read_it(app: FastAPI) -> None:
    browser = Browser(app)
    browser.sign_in()
    for method in ("GET", "OPTIONS"):
        done = browser.request(method, f"{PREFIX}/me", headers={"origin": "http://evil.example"})
        assert not [name for name in done.headers if name.startswith("access-control-")]
