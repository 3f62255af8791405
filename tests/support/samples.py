"""The sample customers in a store of the tests' own, ingested as ``yiju demo`` does."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from tests.support.stored import settings_for
from yiju.copilot.retrieve import Reader
from yiju.ingest.pipeline import ingest
from yiju.models.embedder import Embedder
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.access import local_viewer
from yiju.store.customers import ensure_customer, set_seller
from yiju.store.store import Store
from yiju.store.types import Seller, Viewer

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LISTED: dict[str, Any] = tomllib.loads((EXAMPLES / "customers.toml").read_text(encoding="utf-8"))
TODAY: dt.date = LISTED["today"]
CAR, DISTRIBUTOR, HOSPITAL = (row["name"] for row in LISTED["customer"])


def fill(store: Store, *units: str, embedder: Embedder | None = None) -> None:
    """Ingest the sample customers: every one, or those of these units."""
    for row in LISTED["customer"]:
        if units and row["unit"] not in units:
            continue
        customer = ensure_customer(store.sql, row["name"], row["unit"], row["aliases"])
        people = [form for person in row["our_people"] for form in (person["name"], *person["aliases"])]
        seller = Seller(name=row["our_company"], people=tuple(people), domains=tuple(row["our_domains"]))
        set_seller(store.sql, customer, seller)
        folder = EXAMPLES / row["folder"]
        model = embedder or HashingEmbedder()
        report = ingest(store, model, [folder], customer=row["name"], unit=row["unit"])
        assert not report.failed, report.failed
        assert report.documents


def open_samples(folder: Path) -> Store:
    """A store that holds them."""
    store = Store.open(settings_for(folder))
    fill(store)
    return store


def reader(store: Store, viewer: Viewer | None = None, *, dense: bool = True) -> Reader:
    """The store as one viewer sees it; the local user, who sees all, where none is given."""
    return Reader(store, HashingEmbedder() if dense else None, viewer or local_viewer(store.sql))
