"""Files that are somebody's, and files of which nobody can tell: with and without hints."""

from collections.abc import Mapping
from pathlib import Path

from tests.support.stored import put
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.customers import ensure_customer
from yiju.store.store import Store

EAST, WEST = "auto", "medical"
CAR, LAB = "莱茵汽车", "岷江检验"
SECRET = "白鹭计划"
"""Stands in the unassigned files alone: in a title, a text and a file's name."""
RULES = """
domains:
  rhein.example: 莱茵汽车
others: [鼎曜精密]
restricted:
  - path: "**/合同/**"
"""


def mail(number: int, sender: str, subject: str, text: str, *, answers: int = 0) -> str:
    """A mail to us, as a file."""
    parent = f"In-Reply-To: <m{answers}@x.example>\n" if answers else ""
    return (
        f"From: {sender}\nTo: wang@ours.example\nSubject: {subject}\nMessage-ID: <m{number}@x.example>\n"
        f"{parent}Date: Mon, 05 Jan 2026 10:00:00 +0800\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
    )


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files, with their folders."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def rules(store: Store, text: str = RULES) -> None:
    """Put the rules into force."""
    (store.settings.data / "assignment.yaml").write_text(text, encoding="utf-8")


def begin(store: Store, folder: Path) -> None:
    """One customer in each unit, with a document of its own."""
    for unit, customer in ((EAST, CAR), (WEST, LAB)):
        ensure_customer(store.sql, customer, unit)
        text = f"{customer}的付款条件是月结。"
        put(store, folder / unit, {"起.txt": text}, customer=customer, unit=unit, embedder=HashingEmbedder())


def take(store: Store, folder: Path, *, unit: str = EAST, customer: str | None = None) -> IngestReport:
    """Ingest a folder for nobody in particular."""
    return ingest(store, HashingEmbedder(), [folder], customer=customer, unit=unit)
