"""The sample customers in a store of the tests' own, ingested as ``yiju demo`` does."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from tests.support.stored import settings_for
from yiju.copilot.retrieve import Reader
from yiju.ingest.pipeline import IngestReport
from yiju.ingest.samples import SampleCustomer, load_samples
from yiju.models.embedder import Embedder
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.access import local_viewer
from yiju.store.store import Store
from yiju.store.types import Viewer

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LISTED: dict[str, Any] = tomllib.loads((EXAMPLES / "customers.toml").read_text(encoding="utf-8"))
TODAY: dt.date = LISTED["today"]
CAR, DISTRIBUTOR, HOSPITAL = (row["name"] for row in LISTED["customer"])


def fill(store: Store, *units: str, embedder: Embedder | None = None) -> None:
    """Ingest the sample customers: every one, or those of these units."""

    def whole(_: SampleCustomer, report: IngestReport) -> None:
        assert not report.failed, report.failed
        assert report.documents

    load_samples(store, embedder or HashingEmbedder(), EXAMPLES, units=units, told=whole)


def open_samples(folder: Path) -> Store:
    """A store that holds them."""
    store = Store.open(settings_for(folder))
    fill(store)
    return store


def reader(store: Store, viewer: Viewer | None = None, *, dense: bool = True) -> Reader:
    """The store as one viewer sees it; the local user, who sees all, where none is given."""
    return Reader(store, HashingEmbedder() if dense else None, viewer or local_viewer(store.sql))
