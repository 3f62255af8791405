"""Small readings made by hand, and stores to put them in."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from yiju.ingest.pipeline import IngestReport, ingest
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.models.embedder import Embedder
from yiju.settings import Settings
from yiju.store.store import Store
from yiju.store.types import Kind, Locator, Role, Viewer

PARSER = "lines-1"


def settings_for(folder: Path, **changes: object) -> Settings:
    """Settings that read neither the environment's .env nor its data folder; this process reads the files."""
    chosen: dict[str, object] = {"data": folder, "embedder": "hashing", "lock_wait": 20.0, "parse_workers": 0}
    chosen |= changes
    return Settings.model_validate(chosen)


def read_lines(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
    """A reader for tests: a line a paragraph, ``# `` a heading, ``> `` quoted history."""
    assert max_mb
    pieces: list[Piece] = []
    heading: tuple[str, ...] = ()
    number = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading = (line[2:],)
            pieces.append(Piece(line[2:], Locator(), Role.HEADING))
            continue
        role = Role.QUOTED if line.startswith("> ") else Role.BODY
        number += role is Role.BODY
        pieces.append(Piece(line, Locator(paragraph=number), role, heading))
    text, paragraphs = lay_out(pieces)
    return Reading(
        text,
        paragraphs,
        title=path.stem,
        parser=PARSER,
        format=path.suffix.lstrip(".") or "txt",
        kind=kind or _kind_in(path.stem),
        date=dt.date(2026, 1, 15),
    )


def _kind_in(name: str) -> Kind:
    """``mail-1`` is a mail; anything else a note."""
    return next((kind for kind in Kind if name.startswith(f"{kind}-")), Kind.NOTE)


def put(
    store: Store,
    folder: Path,
    files: Mapping[str, str],
    *,
    customer: str = "莱茵汽车",
    unit: str = "main",
    embedder: Embedder | None = None,
    read: Callable[..., Reading] = read_lines,
    names: Sequence[str] | None = None,
    kind: Kind | None = None,
    date: dt.date | None = None,
) -> IngestReport:
    """Write files and ingest them (or only ``names`` of them)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    paths = [folder / name for name in (files if names is None else names)]
    return ingest(store, embedder, paths, customer=customer, unit=unit, kind=kind, date=date, read=read)


def viewer(*units: str, role: str = "rep", user: str = "u") -> Viewer:
    """Someone of one role in these units."""
    return Viewer.model_validate({"user": user, "roles": [role], "units": units})
