"""A browser, as far as the server can tell: cookies, Origin, and the CSRF token of its page."""

import datetime as dt
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from yiju.web.house import House
from yiju.web.sessions import begin

HERE = "http://127.0.0.1:8300"
LOCAL = ("127.0.0.1", 50123)
REMOTE = ("203.0.113.9", 50123)


class Browser(TestClient):
    """One browser at this address. It does not follow redirects; errors become answers."""

    def __init__(
        self,
        app: FastAPI,
        *,
        at: str = HERE,
        client: tuple[str, int] = LOCAL,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(
            app,
            base_url=at,
            client=client,
            headers=headers,
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        self.at = at
        self.csrf = ""

    def sign_in(self, next: str = "/") -> httpx2.Response:
        """Press the local user's button on our own sign-in page."""
        done: httpx2.Response = self.post("/sign-in/local", data={"next": next}, headers={"origin": self.at})
        if done.status_code == 303:
            self.learn()
        return done

    def learn(self) -> None:
        """Read the CSRF token, as a page has it."""
        self.csrf = str(self.get("/api/v1/me").json()["csrf"])

    def change(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """A request from a page of ours that changes something."""
        headers = {"origin": self.at, "x-csrf-token": self.csrf, **more.pop("headers", {})}
        done: httpx2.Response = self.request(method, path, headers=headers, **more)
        return done


def house_in(app: FastAPI) -> House:
    """The house of an application."""
    found = app.state.house
    assert isinstance(found, House)
    return found


def program(app: FastAPI, user: str, *, client: tuple[str, int] = LOCAL) -> Browser:
    """Somebody's program, with a token."""
    token, _session = begin(house_in(app).store.sql, user, "token", dt.timedelta(hours=1))
    return Browser(app, client=client, headers={"authorization": f"Bearer {token}"})


def set_cookies(answer: httpx2.Response) -> dict[str, str]:
    """The cookies that an answer sets: name → everything behind its value."""
    found = [line.partition("=") for line in answer.headers.get_list("set-cookie")]
    return {name: rest.partition(";")[2].strip() for name, _, rest in found}
