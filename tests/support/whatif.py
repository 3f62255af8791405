"""Two units and their people, and a workshop for replays: the small account, and another's beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.account import CUSTOMER, TODAY, build
from tests.support.stored import settings_for
from yiju.copilot.llm_mode import make_llm_mode
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.models.embedder import make_embedder
from yiju.sandbox.replay import Workshop
from yiju.store.access import viewer_for
from yiju.store.store import Store
from yiju.store.types import Claim, Suggestion
from yiju.store.users import save_user

PEOPLE = {
    "xiaoli": (["rep"], ["main"]),
    "head": (["director"], ["main"]),
    "head2": (["director"], ["main"]),
    "head3": (["director"], ["main"]),
    "both": (["director"], ["main", "north"]),
    "northhead": (["director"], ["north"]),
    "boss": (["admin"], ["main", "north"]),
    "client": (["customer", "director"], ["main"]),
}
QUESTION = "付款方式是什么"


def prepare(folder: Path) -> Path:
    """Make it in a folder; returns the data folder."""
    data = build(folder)
    with Store.open(settings_for(data)) as store:
        people(store)
    return data


def people(store: Store) -> None:
    """Register everybody."""
    for name, (roles, units) in PEOPLE.items():
        save_user(store.sql, name, roles=roles, units=units, actor="test")


def reader_of(store: Store, name: str) -> Reader:
    """The store as somebody sees it."""
    return Reader(store, make_embedder(store.settings), viewer_for(store.sql, name))


def shop_of(store: Store, name: str = "head", **more: Any) -> Workshop:
    """A workshop of somebody's."""
    return Workshop(reader_of(store, name), **more)


def copilot_of(store: Store, name: str = "xiaoli") -> Copilot:
    """A copilot at somebody's service; with the model that the settings name."""
    return Copilot(reader_of(store, name), make_llm_mode(store.settings))


def strategy(store: Store, name: str = "xiaoli", goal: str = "") -> Suggestion:
    """A visit strategy for the small account."""
    return copilot_of(store, name).strategy(CUSTOMER, goal=goal, as_of=TODAY)


@contextmanager
def asking(store: Store, url: str, **more: Any) -> Iterator[Store]:
    """The same store with a chat model configured."""
    changes = {"llm_base_url": url, "llm_model": "stub", "llm_timeout": 20.0, **more}
    before = store.settings
    store.settings = before.model_copy(update=changes)
    try:
        yield store
    finally:
        store.settings = before


def claims(suggestion: Suggestion) -> list[Claim]:
    """All claims, in reading order."""
    return [claim for section in suggestion.sections for claim in section.claims]


def texts(suggestion: Suggestion) -> list[str]:
    """Their words."""
    return [claim.text for claim in claims(suggestion)]
