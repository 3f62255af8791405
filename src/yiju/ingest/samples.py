"""The sample customers: where they lie, who they are, and how they are taken in."""

import datetime as dt
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from yiju.errors import YijuError
from yiju.ingest.index import Progress
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.models.embedder import Embedder
from yiju.store.customers import ensure_customer, set_seller
from yiju.store.store import Store
from yiju.store.types import Seller


class _Person(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    aliases: tuple[str, ...] = ()


class SampleCustomer(BaseModel):
    """One row of ``customers.toml``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    aliases: tuple[str, ...]
    unit: str
    folder: str
    our_company: str
    our_domains: tuple[str, ...]
    our_people: tuple[_Person, ...]

    @property
    def seller(self) -> Seller:
        """Our side, with every form of our people's names."""
        people = tuple(form for person in self.our_people for form in (person.name, *person.aliases))
        return Seller(name=self.our_company, people=people, domains=self.our_domains)


class Samples(BaseModel):
    """``customers.toml``: the customers, and the day on which they are read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    today: dt.date
    customers: tuple[SampleCustomer, ...] = Field(alias="customer")


def samples_folder() -> Path:
    """The sample customers: beside the source, or inside the installed package. Raises YijuError."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parents[1] / "examples", package / "examples"):
        if (folder / "customers.toml").is_file():
            return folder
    raise YijuError("找不到示例客户 examples/customers.toml。", hint="请从源码目录或完整安装包运行。")


def list_samples(folder: Path) -> Samples:
    """Read ``customers.toml``. Raises ValidationError where it is not well formed."""
    return Samples.model_validate(tomllib.loads((folder / "customers.toml").read_text(encoding="utf-8")))


def load_samples(
    store: Store,
    embedder: Embedder | None,
    folder: Path,
    *,
    units: Collection[str] = (),
    progress: Progress | None = None,
    told: Callable[[SampleCustomer, IngestReport], None] | None = None,
) -> None:
    """Take in every sample customer, or those of these units. ``told`` hears of each when it is done."""
    for row in list_samples(folder).customers:
        if units and row.unit not in units:
            continue
        customer = ensure_customer(store.sql, row.name, row.unit, row.aliases)
        set_seller(store.sql, customer, row.seller)
        report = ingest(
            store, embedder, [folder / row.folder], customer=row.name, unit=row.unit, progress=progress
        )
        if told is not None:
            told(row, report)
