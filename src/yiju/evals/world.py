"""The world that cases are asked in: the sample customers in a store of its own, and users of all sorts."""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import unquote

from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import YijuError
from yiju.evals.cases import Place
from yiju.evals.judges.base import PatientChat
from yiju.evals.planting import Planted, accounts_folder, plant
from yiju.ingest.samples import list_samples, load_samples, samples_folder
from yiju.models.embedder import Embedder
from yiju.store.access import local_viewer, viewer_for
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.store.types import Document, Paragraph, Suggestion
from yiju.store.users import save_user

USERS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "rep_auto": (["rep"], ["auto"]),
    "rep_medical": (["rep"], ["medical"]),
    "head_medical": (["director"], ["medical"]),
    "admin_auto": (["admin"], ["auto"]),
    "boss": (["director"], ["auto", "medical"]),
    "rep_trial": (["rep"], ["trial"]),
    "tester": (["rep"], ["planted"]),
    "client": (["customer"], ["auto", "medical"]),
    "nobody": (["rep"], []),
}
"""Name → roles, units. The car maker is of unit ``auto``, the distributor and the hospital of ``medical``,
the accounts invented for the evals of ``trial``.
"""


def units_of(user: str) -> frozenset[str]:
    """The units whose documents a user may be shown: by the table above, whatever the product thinks."""
    roles, units = USERS.get(user, ((), ()))
    return frozenset(() if "customer" in roles else units)


@dataclass
class World:
    """An open store with the samples in it. Cases only read it, and save suggestions in it.

    Attributes:
        chat: the model that judges ask; None for a run without. ``repeats``: how often each is asked.
    """

    store: Store
    embedder: Embedder | None
    today: dt.date
    folder: Path
    made: dict[tuple[str, ...], Suggestion] = field(default_factory=dict)
    """Suggestions that several cases look at, by what was asked."""
    chat: PatientChat | None = None
    repeats: int = 1

    def reader(self, user: str) -> Reader:
        """The store as one user sees it. Raises YijuError where nobody of this name is registered."""
        return Reader(self.store, self.embedder, viewer_for(self.store.sql, user))

    def owner(self) -> Reader:
        """The store as whoever owns it sees it, that is all of it: for what no case may be wrong about."""
        return Reader(self.store, self.embedder, local_viewer(self.store.sql))

    def copilot(self, user: str) -> Copilot:
        """Advice for one user, in extractive mode."""
        return Copilot(self.reader(user))

    def once(self, key: tuple[str, ...], make: Callable[[], Suggestion]) -> Suggestion:
        """The suggestion of this key, made at most once in a run."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    @property
    def places(self) -> "Places":
        """Every paragraph of the samples and the evals' accounts, to find those that cases name."""
        return _places(self.store, self.folder)


@dataclass
class Places:
    """Finds paragraphs by file and words: for scoring, so by the rights of whoever owns the store."""

    by_file: dict[str, list[tuple[Document, Paragraph, str]]]

    def find(self, place: Place) -> list[tuple[Document, Paragraph]]:
        """The paragraphs a place may mean. Raises YijuError where there is none."""
        wanted = squeeze(place.contains)
        rows = self.by_file.get(unicodedata.normalize("NFC", place.file))
        if rows is None:
            raise YijuError(f"用例里的文件不在示例里：{place.file}", hint="写 examples/ 之下的路径。")
        found = [(document, paragraph) for document, paragraph, text in rows if wanted in text]
        if not found:
            raise YijuError(
                f"{place.file} 里没有哪一段含有“{place.contains}”", hint="照原文抄一小段，空格可以不同。"
            )
        return found

    @cached_property
    def texts(self) -> dict[str, str]:
        """Paragraph id → its text."""
        return {p.id: p.text for rows in self.by_file.values() for _, p, _ in rows}

    def anchored(self, suggestion: Suggestion) -> float | None:
        """Share of citations whose quote stands at its offsets in its paragraph; None without any."""
        cited = [c for s in suggestion.sections for claim in s.claims for c in claim.citations]
        good = sum(self.texts.get(c.paragraph_id, "")[c.start : c.end] == c.quote != "" for c in cited)
        return good / len(cited) if cited else None

    def ids(self, places: Sequence[Place]) -> set[str]:
        """Ids of every paragraph that any of the places may mean. Raises YijuError as ``find``."""
        return {paragraph.id for place in places for _, paragraph in self.find(place)}


_COLUMN = re.compile(r"(?:^|(?<=\| ))[^|:：]{1,20}: ")


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """Text by which a passage is known again: no blanks, bars or column names; half width, lower case."""
    plain = unicodedata.normalize("NFKC", _COLUMN.sub("", text)).lower()
    return re.sub(r"[\s|]", "", plain)


@lru_cache(maxsize=4)
def _places(store: Store, folder: Path) -> Places:
    by_file: dict[str, list[tuple[Document, Paragraph, str]]] = defaultdict(list)
    viewer = local_viewer(store.sql)
    roots = [unicodedata.normalize("NFC", str(home.resolve())) for home in (folder, accounts_folder())]
    for document in list_documents(store.sql, viewer):
        path = unicodedata.normalize("NFC", unquote(document.uri))
        tails = (path.partition(root + "/")[2] for root in roots)
        name = next((tail for tail in tails if tail), path)
        for paragraph in paragraphs_of(store.sql, viewer, [document.id]):
            by_file[name].append((document, paragraph, squeeze(paragraph.text)))
    return Places(dict(by_file))


@contextmanager
def open_world(
    store: Store, embedder: Embedder | None, planted: Sequence[Planted] = (), *, vectors: bool = True
) -> Iterator[World]:
    """Fill a store with the samples, the evals' accounts, the users and what injection cases plant; nothing
    is done twice.

    Args:
        vectors: keep the index open meanwhile.
    """
    folder = samples_folder()
    load_samples(store, embedder, folder)
    for name, (roles, units) in USERS.items():
        save_user(store.sql, name, roles=list(roles), units=list(units), actor="evals")
    with store.vectors.session():  # else the index is opened and closed for every one of them
        load_samples(store, embedder, accounts_folder())
        plant(store, embedder, planted)
    world = World(store, embedder, list_samples(folder).today, folder)
    if not vectors:
        yield world
        return
    with store.vectors.session():
        yield world
