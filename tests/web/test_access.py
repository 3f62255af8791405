"""Who may do what: every route of the application, every sort of user, and nobody."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from tests.support.browser import Browser, house_in, program
from tests.support.town import Ids
from tests.support.traces import Traces, foreign_to
from tests.support.world import AUTO, MEDICAL, USERS, who
from tests.web.routes import ROUTES, Route, Who, found_in, shape

HEADS, MEMBERS, OUTSIDERS = ("head_auto", "boss"), ("rep_auto", "both"), ("rep_medical", "admin_medical")
BLIND = ("client", "odd", "nobody", "root")
ASKER = "rep_auto"
NAMING = [route for route in ROUTES if route.named]
UNKNOWN = {
    "suggestion": "s000000000000",
    "other": "s000000000001",
    "exemplar": "a000000000000",
    "issue": "i000000000000",
    "replay": "r000000000000",
    "trial": "t000000000000",
    "dataset": "sft-v999",
    "example": "x000000000000",
    "customer": "莫须有公司",
    "customer_id": "c000000000000",
    "document": "d000000000000",
    "paragraph": "d000000000000-0001",
    "unit": "nowhere",
    "reviewer": "noone",
}
"""Ids that name nothing."""


@pytest.fixture(scope="module")
def traces(town: tuple[FastAPI, dict[str, Ids]]) -> dict[str, Traces]:
    """What each user must never meet."""
    store = house_in(town[0]).store
    return {user: foreign_to(store, who(store, user)) for user in USERS}


def test_the_matrix_knows_every_route(town: tuple[FastAPI, dict[str, Ids]]) -> None:
    """A new route must say here who may use it."""
    known = {(route.method, shape(route.path)) for route in ROUTES}
    found = {one for one in found_in(town[0]) if one[1] != "/api/{}"}  # what answers an unknown address
    assert found == known
    assert set(USERS) == {*HEADS, *MEMBERS, *OUTSIDERS, *BLIND}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_without_a_session_nothing_is_told(town: tuple[FastAPI, dict[str, Ids]], route: Route) -> None:
    app, ids = town
    path, body = route.request(ids[AUTO])
    for headers in ({}, {"authorization": "Bearer wrong"}, {"cookie": "yiju_session=wrong"}):
        done = Browser(app).request(route.method, path, json=body, headers=headers)
        if route.who is Who.PUBLIC:
            assert done.status_code == route.status
        else:
            assert (done.status_code, set(done.json())) == (401, {"error", "hint"})


def _is_json(done: Any) -> bool:
    return str(done.headers.get("content-type", "")).startswith("application/json")


def _expected(route: Route, user: str) -> tuple[int, ...]:
    """The statuses that this user may get with the ids of the unit ``auto``."""
    fine = (route.status,)
    if route.who in (Who.PUBLIC, Who.SIGNED):
        return fine
    if route.who is Who.ADMIN:
        return fine if user in ("boss", "admin_medical") else (403,)
    if route.who is Who.HEADS:
        if user in HEADS:
            return fine
        foreign = (404,) if route.named else fine
        return foreign if user == "admin_medical" else (403,)
    if user in OUTSIDERS + BLIND:
        return (404,)
    if user in HEADS or route.who is Who.MEMBER or (route.who is Who.ASKER and user == ASKER):
        return fine
    return (404,) if route.who is Who.HIDDEN else (403,)


def _values(told: object) -> Iterator[str]:
    """Every text in an answer; its keys are ours."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for inner in told.values() if isinstance(told, dict) else told:
            yield from _values(inner)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_each_sort_of_user_gets_what_is_theirs(
    town: tuple[FastAPI, dict[str, Ids]], traces: dict[str, Traces], route: Route
) -> None:
    app, ids = town
    made = False
    for user in (*BLIND, *OUTSIDERS, *MEMBERS, *HEADS):
        path, body = route.request(ids[AUTO])
        done = program(app, user).request(route.method, path, json=body)
        expected = _expected(route, user)
        if made and route.again and expected == (route.status,):
            expected = (route.again,)
        assert done.status_code in expected, (user, done.text[:300])
        made = made or done.status_code == route.status
        told = "\n".join(_values(done.json())) if _is_json(done) and route.who is not Who.PUBLIC else ""
        assert traces[user].in_text(told, said=f"{path} {body}") == [], user
        assert done.headers["cache-control"] == "no-store"
        assert done.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "route", [one for one in ROUTES if one.named], ids=lambda one: f"{one.method} {one.path}"
)
@pytest.mark.parametrize(
    ("user", "foreign"), [("head_auto", MEDICAL), ("admin_medical", AUTO), ("odd", AUTO)]
)
def test_a_foreign_id_is_as_unknown_as_one_that_never_was(
    town: tuple[FastAPI, dict[str, Ids]], traces: dict[str, Traces], user: str, foreign: str, route: Route
) -> None:
    """Each id of a request alone is another unit's, the others being the user's own."""
    app, ids = town
    own = ids[AUTO if foreign == MEDICAL else MEDICAL]
    client = program(app, user)
    for name in route.named:
        if name == "reviewer" and route.method == "DELETE":
            continue  # taking back what was never given is no error
        there = getattr(ids[foreign], name)
        path, body = route.request(own, **{name: there})
        done = client.request(route.method, path, json=body)
        path, body = route.request(own, **{name: UNKNOWN[name]})
        never = client.request(route.method, path, json=body)
        assert done.status_code == never.status_code >= 400, (name, done.text[:300])
        assert done.text.replace(there, "ID") == never.text.replace(UNKNOWN[name], "ID"), name
        told = "\n".join(_values(done.json()))
        assert traces[user].in_text(told, said=f"{route.request(own, **{name: there})}") == []


def _keys(told: object) -> Iterator[str]:
    """Every key in an answer."""
    if isinstance(told, dict):
        yield from told
    if isinstance(told, dict | list):
        for inner in told.values() if isinstance(told, dict) else told:
            yield from _keys(inner)


def test_no_counter_of_all_units_is_told(town: tuple[FastAPI, dict[str, Ids]]) -> None:
    """Its gaps would tell how busy the others are."""
    app, ids = town
    ours, client = ids[AUTO], program(app, "head_auto")
    said = {"annotations": {"verdict": "accept"}, "signals": {"kind": "up"}}
    for what, body in said.items():
        there = f"/api/v1/suggestions/{ours.suggestion}/{what}"
        made = client.request("POST", there, json={"key": f"no-counter-{what}", **body})
        answers = [made, *(client.request("GET", path) for path in (there, f"/api/v1/{what}"))]
        assert all(done.is_success and "id" in _keys(done.json()) for done in answers)
        assert not any("seq" in _keys(done.json()) for done in answers), what
    events = client.request("GET", f"/api/v1/customers/{ours.customer_id}/timeline").json()
    assert "seq" not in _keys(events)
