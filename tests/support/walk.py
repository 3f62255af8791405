"""A real server and a real browser for the pages' tests: ``yiju serve`` and the system's Chromium."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, expect
from playwright.sync_api import TimeoutError as LateError

from tests.support.stored import settings_for
from yiju.store.database import Database
from yiju.web import sessions

LAPTOP, PHONE = (1440, 900), (390, 844)
_YELLOW = """img => {
  const canvas = document.createElement('canvas');
  canvas.width = img.naturalWidth; canvas.height = img.naturalHeight;
  const drawing = canvas.getContext('2d');
  drawing.drawImage(img, 0, 0);
  const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] > 230 && data[i + 1] > 210 && data[i + 2] < 150) count++;
  return count;
}"""
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1:|ws://127\.0\.0\.1:|data:|blob:|about:)")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """``yiju serve`` over a data folder, on a port of its own. Gives its address, without the last slash."""
    given = {f"YIJU_{name.upper()}": value for name, value in settings.items()}
    # NiceGUI leaves parts out where it finds itself under pytest.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env = {**own, "YIJU_EMBEDDER": "hashing", "PYTHONUNBUFFERED": "1", **given}
    command = [sys.executable, "-m", "yiju", "serve", "--port", "0", "--data", str(folder)]
    with (
        (folder.parent / f"{folder.name}.log").open("w+") as log,
        subprocess.Popen(
            command, env=env, cwd=folder.parent, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            said = ""
            while not (found := _ADDRESS.search(said)):
                line = process.stdout.readline()
                if not line:
                    log.seek(0)
                    raise AssertionError(f"the server did not start: {said}{log.read()}")
                said += line
            yield found[0]
        finally:
            process.terminate()
            process.wait(30)
            log.seek(0)
            told = log.read()
    assert "Traceback" not in told, told


def browser_path() -> str:
    """Where the system's Chromium is. Where there is none the test is skipped; on CI it fails."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("CI=true, but no Chromium is installed", pytrace=False)
        pytest.skip(f"no Chromium is installed ({'、'.join(_NAMES)})")
    return path


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return playwright.chromium.launch(executable_path=browser_path(), args=quiet)


@dataclass
class Visit:
    """Somebody's visit with a browser. ``errors``: of the console and of scripts; ``strayed``: requests that
    were to leave this machine; ``refused``: answers of 400 and above."""

    address: str
    context: BrowserContext
    page: Page
    errors: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page and wait until it is live."""
        self.page.goto(self.address + path)
        self.live()

    def live(self) -> None:
        """Wait until the page's socket is up: before that no key or click is heard."""
        self.page.wait_for_function("() => window.socket?.connected && window.did_handshake")

    def fits(self) -> None:
        """Nothing makes the page scroll sideways, once it is laid out."""
        with suppress(LateError):
            self.page.wait_for_function(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth", timeout=3000
            )
        wide, inside = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= inside, f"{self.page.url}: {wide} > {inside}"

    def clean(self) -> None:
        """No error was told, and no request left this machine."""
        assert not self.errors, self.errors
        assert not self.strayed, self.strayed
        assert not self.refused, self.refused


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    size: tuple[int, int] = LAPTOP,
    token: str = "",
    locale: str = "zh-CN",
) -> Iterator[Visit]:
    """A fresh browser profile, signed in where there is a token. ``locale``: the browser's language."""
    options: dict[str, Any] = {"is_mobile": True, "has_touch": True} if size == PHONE else {}
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=locale, reduced_motion="reduce", **options
    )
    if token:
        context.add_cookies([{"name": "yiju_session", "value": token, "url": address}])
    page = context.new_page()
    visit = Visit(address, context, page)

    def stray(route: Any) -> None:
        visit.strayed.append(route.request.url)
        route.abort()

    def told(message: ConsoleMessage) -> None:
        if message.type == "error":
            visit.errors.append(message.text)

    context.route(_ELSEWHERE, stray)
    page.on("console", told)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("response", lambda r: visit.refused.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    try:
        yield visit
    finally:
        context.close()


def token_for(folder: Path, user: str) -> str:
    """A session of a registered user, as signing in would begin it."""
    import datetime as dt

    settings = settings_for(folder)
    sql = Database.open(settings.sql_url, lock_folder=settings.data / "locks", wait=20)
    try:
        return sessions.begin(sql, user, "dingtalk", dt.timedelta(hours=1))[0]
    finally:
        sql.close()


def marked(image: Locator) -> None:
    """A page's picture is there, with a passage marked in yellow."""
    expect(image).to_be_visible()
    image.evaluate("img => img.decode()")
    assert image.evaluate("img => img.naturalWidth") >= 800
    assert image.evaluate(_YELLOW) > 500, "the passage is marked on the page"
