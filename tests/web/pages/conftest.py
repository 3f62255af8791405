"""The browser, and a director's world behind a real server; made once for all tests here."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support import director
from tests.support.walk import browser_path, launch, serving
from yiju.store.types import Suggestion


@dataclass(frozen=True)
class World:
    """A served data folder, and the suggestions in it by what was asked."""

    folder: Path
    address: str
    advice: dict[str, Suggestion]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser. One a file: its event loop would be in the way of other files' own."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The sample customers with advice and people, served; not made where there is no browser."""
    browser_path()
    folder = tmp_path_factory.mktemp("world") / "data"
    advice = director.fill(folder)
    with serving(folder) as address:
        yield World(folder, address, advice)
