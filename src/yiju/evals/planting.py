"""Customers invented for the evals: documents that injection cases bring along, and whole accounts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from yiju.errors import YijuError
from yiju.evals.cases import Strict
from yiju.ingest.pipeline import ingest
from yiju.models.embedder import Embedder
from yiju.store.store import Store

UNIT = "planted"
"""The unit of all planted documents: nobody else's searches meet them."""

Form = Literal["md", "txt", "eml", "html"]


class Planted(Strict):
    """A document as its sender wrote it."""

    customer: str
    form: Form
    text: str


def plant(store: Store, embedder: Embedder | None, documents: Sequence[Planted]) -> None:
    """Take them in; those taken in before are left alone. Raises YijuError where one cannot be read."""
    folder = store.settings.data / "planted"
    for document in documents:
        home = folder / document.customer
        home.mkdir(parents=True, exist_ok=True)
        path = home / f"资料.{document.form}"
        written = document.text.encode()
        if not path.exists() or path.read_bytes() != written:
            path.write_bytes(written)
        report = ingest(store, embedder, [path], customer=document.customer, unit=UNIT)
        if report.failed or report.skipped:
            told = [row.get("error") or row.get("reason") for row in (*report.failed, *report.skipped)]
            raise YijuError(f"注入用例 {document.customer} 的资料读不了：{told[0]}")


def accounts_folder() -> Path:
    """Accounts laid out as the samples are, for what the samples hold too few of: sources that contradict
    each other, and promises that were kept.
    """
    return Path(__file__).with_name("accounts")
