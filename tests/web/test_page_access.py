"""Who may see which page: every page of the application, every sort of user, and nobody."""

import datetime as dt
import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict

import httpx
import pytest
from fastapi import FastAPI

from tests.support.browser import house_in
from tests.support.served import Served
from tests.support.town import Ids
from tests.support.traces import foreign_to
from tests.support.world import AUTO, MEDICAL, who
from tests.web.test_access import UNKNOWN
from yiju.web.sessions import begin

PUBLIC, MEMBERS, HEADS = "anybody", "who sees a unit", "who may review"
ADMINS = "who clears the tray"
PAGES = {
    "/sign-in": PUBLIC,
    "/sign-in/assets/{}": PUBLIC,
    "/": MEMBERS,  # reps are led on to their own advice
    "/review/{suggestion}": HEADS,
    "/mine": MEMBERS,
    "/mine/{suggestion}": MEMBERS,
    "/compare?left={suggestion}&right={other}": HEADS,
    "/timeline?customer={customer_id}": MEMBERS,
    "/search?q=要求": MEMBERS,
    "/dashboard": HEADS,
    "/dashboard/rows?metric=adoption": HEADS,
    "/datasets": HEADS,
    "/datasets/{dataset}": HEADS,
    "/exemplars": HEADS,
    "/whatif": HEADS,
    "/whatif/{suggestion}": HEADS,
    "/trials": HEADS,
    "/trials/{trial}": HEADS,
    "/trials/{trial}/vote": HEADS,
    "/promotions": HEADS,
    "/tray": ADMINS,
    "/page-picture/{paragraph}?start=0&end=5": MEMBERS,
    "/original/{document}": MEMBERS,
}
"""Page, with ids of ``Ids`` in braces → who may see it."""
NAMING = [page for page in PAGES if re.search(r"\{\w+\}", page)]
CLOSED = [page for page, kind in PAGES.items() if kind is not PUBLIC]
USERS = ("client", "nobody", "rep_medical", "admin_medical", "rep_auto", "head_auto")
_FILES = ("/page-picture", "/original")
"""What is no page, but a file: answered as the API answers."""
_LISTED = """
import json
from yiju.web import pages
pages.register()
from nicegui import core
paths = [route.path for route in core.app.routes if getattr(route, "methods", None)]
print(json.dumps([path for path in paths if "_nicegui" not in path]))
"""


@pytest.fixture(scope="module")
def served(town: tuple[FastAPI, dict[str, Ids]]) -> Iterator[Served]:
    """The town behind a real server."""
    with Served(house_in(town[0]).settings.data) as server:
        yield server


@pytest.fixture(scope="module")
def cookies(town: tuple[FastAPI, dict[str, Ids]]) -> dict[str, str]:
    """A session of each user, as from DingTalk."""
    sql = house_in(town[0]).store.sql
    return {user: begin(sql, user, "dingtalk", dt.timedelta(hours=1))[0] for user in USERS}


def _expected(page: str, user: str) -> tuple[int, str]:
    """The status that this user gets with the ids of the unit ``auto``, and what is said."""
    if user in ("client", "nobody"):
        return 403, "这里没有可以给您看的内容。"
    if PAGES[page] in (HEADS, ADMINS) and user.startswith("rep_"):
        return 403, "这一页只给主管和管理员。"
    if PAGES[page] is ADMINS and not user.startswith("admin_"):
        return 403, "没有处理未归属资料的权限。"
    if page in NAMING and user.endswith("_medical"):
        return 404, "没有"
    return 200, ""


def _get(served: Served, path: str, cookie: str = "") -> httpx.Response:
    headers = {"cookie": f"yiju_session={cookie}"} if cookie else {}
    return httpx.get(served.url + path, headers=headers, trust_env=False, timeout=60)


def _filled(page: str, ids: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], page)


def _told(answer: httpx.Response) -> str:
    """What an answer says; numbers that are new each time left out."""
    text = html.unescape(answer.text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "", text)
    return re.sub(r"\bdatetime=\S+", "", text)


def _shown(answer: httpx.Response) -> str:
    """What a person reads on a page; the same scripts and styles stand on every one."""
    found = re.search(r"parseElements\(String\.raw`(.*?)`\)", answer.text, re.DOTALL)
    if found is None:
        return answer.text if answer.headers["content-type"].startswith("application/json") else ""
    elements = json.loads(html.unescape(found[1]))
    title = re.search(r"<title>(.*?)</title>", answer.text)
    parts = [one.get(name) for one in elements.values() for name in ("text", "props")]
    return "\n".join([title[1] if title else "", *_texts(parts)])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def test_every_page_is_known_here() -> None:
    ran = subprocess.run([sys.executable, "-c", _LISTED], capture_output=True, text=True, check=True)
    found = {re.sub(r"\{[^}]*\}", "{}", path) for path in json.loads(ran.stdout.splitlines()[-1])}
    assert found == {re.sub(r"\{[^}]*\}", "{}", page.partition("?")[0]) for page in PAGES}


@pytest.mark.parametrize("page", CLOSED)
def test_without_a_session_one_is_led_to_sign_in(
    served: Served, town: tuple[FastAPI, dict[str, Ids]], page: str
) -> None:
    path = _filled(page, asdict(town[1][AUTO]))
    for cookie in ("", "wrong"):
        done = _get(served, path, cookie)
        assert done.status_code == 303
        assert done.headers["location"].startswith("/sign-in?next=%2F")
        assert done.text == ""


@pytest.mark.parametrize("page", CLOSED)
def test_each_sees_what_is_theirs(
    served: Served, town: tuple[FastAPI, dict[str, Ids]], cookies: dict[str, str], page: str
) -> None:
    store = house_in(town[0]).store
    path = _filled(page, asdict(town[1][AUTO]))
    for user in USERS:
        done = _get(served, path, cookies[user])
        told = _shown(done)
        met = foreign_to(store, who(store, user)).in_text(told, said=path)
        # Of English only ids count: its common words stand in anybody's documents.
        found = [one for one in met if not one.isascii() or re.search(r"\d", one)]
        assert found == [], (user, found[:5])
        if page.startswith(_FILES):
            assert done.status_code == (200 if user.endswith("_auto") else 404), user
            continue
        assert done.headers["x-frame-options"] == "DENY"
        status, sentence = _expected(page, user)
        assert done.status_code == status, user
        assert sentence in told, user
        if status < 400:
            assert "没有可以给您看的内容" not in told and "这一页只给主管和管理员" not in told, user


@pytest.mark.parametrize("page", NAMING)
@pytest.mark.parametrize(("user", "foreign"), [("head_auto", MEDICAL), ("admin_medical", AUTO)])
def test_a_foreign_id_is_as_unknown_as_one_that_never_was(
    served: Served,
    town: tuple[FastAPI, dict[str, Ids]],
    cookies: dict[str, str],
    user: str,
    foreign: str,
    page: str,
) -> None:
    there = asdict(town[1][foreign])
    done, never = (_get(served, _filled(page, ids), cookies[user]) for ids in (there, there | UNKNOWN))
    shown, unknown = _told(done), _told(never)
    for name in re.findall(r"\{(\w+)\}", page):
        shown, unknown = shown.replace(there[name], "ID"), unknown.replace(UNKNOWN[name], "ID")
    assert done.status_code == never.status_code
    assert shown == unknown
