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
from yiju.evals.own import UNIT as OWN_UNIT
from yiju.evals.own import VIEWER as OWN_VIEWER
from yiju.evals.own import OwnMaterial, take_in
from yiju.evals.planting import Planted, accounts_folder, plant
from yiju.ingest.index import Progress
from yiju.ingest.samples import list_samples, load_samples, samples_folder
from yiju.models.embedder import Embedder
from yiju.retrieval.chunks import Found, find_chunks
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
    OWN_VIEWER: (["rep"], [OWN_UNIT]),
    "tester": (["rep"], ["planted"]),
    "client": (["customer"], ["auto", "medical"]),
    "nobody": (["rep"], []),
}
"""Name → roles, units. The car maker is of unit ``auto``, the distributor and the hospital of ``medical``,
the accounts invented for the evals of ``trial``, what a team brings along of ``own``.
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
    own: OwnMaterial | None = None
    chat: PatientChat | None = None
    repeats: int = 1

    def reader(self, user: str) -> Reader:
        """The store as one user sees it. Raises YijuError where nobody of this name is registered."""
        return Reader(self.store, self.embedder, viewer_for(self.store.sql, user))

    def search(self, user: str, question: str, customer: str, limit: int) -> list[Found]:
        """The best chunks for one user, best first; of one customer, or of all of theirs where it is empty.

        Raises NotFound where the customer is none of theirs.
        """
        reader = self.reader(user)
        ids = [reader.customer(customer).id] if customer else None
        return find_chunks(
            self.store,
            self.embedder,
            reader.viewer,
            question,
            customer_ids=ids,
            limit=limit,
            today=self.today,
        )

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
        """Every paragraph of the samples, the evals' accounts and the team's own, to find those of cases."""
        return _places(self.store, self.folder, self.own.folder if self.own is not None else None)


@dataclass
class Places:
    """Finds paragraphs by file and words: for scoring, so by the rights of whoever owns the store."""

    by_file: dict[str, list[tuple[Document, Paragraph, str]]]

    def find(self, place: Place) -> list[tuple[Document, Paragraph]]:
        """The paragraphs a place may mean. Raises YijuError where there is none."""
        wanted = squeeze(place.contains)
        rows = self.by_file.get(unicodedata.normalize("NFC", place.file))
        if rows is None:
            raise YijuError(
                f"用例里的文件不在示例里：{place.file}", hint="写 examples/ 或 --material 之下的路径。"
            )
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


_STAGES = {"读取": "准备：读文件", "向量": "准备：算向量"}
_COLUMN = re.compile(r"(?:^|(?<=\| ))[^|:：]{1,20}: ")


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """Text by which a passage is known again: no blanks, bars or column names; half width, lower case."""
    plain = unicodedata.normalize("NFKC", _COLUMN.sub("", text)).lower()
    return re.sub(r"[\s|]", "", plain)


@lru_cache(maxsize=4)
def _places(store: Store, folder: Path, own: Path | None) -> Places:
    by_file: dict[str, list[tuple[Document, Paragraph, str]]] = defaultdict(list)
    viewer = local_viewer(store.sql)
    homes = (own, folder, accounts_folder())
    roots = [unicodedata.normalize("NFC", str(home.resolve())) for home in homes if home is not None]
    for document in list_documents(store.sql, viewer):
        path = unicodedata.normalize("NFC", unquote(document.uri))
        tails = (path.partition(root + "/")[2] for root in roots)
        name = next((tail for tail in tails if tail), path)
        for paragraph in paragraphs_of(store.sql, viewer, [document.id]):
            by_file[name].append((document, paragraph, squeeze(paragraph.text)))
    return Places(dict(by_file))


@contextmanager
def open_world(
    store: Store,
    embedder: Embedder | None,
    planted: Sequence[Planted] = (),
    own: OwnMaterial | None = None,
    *,
    vectors: bool = True,
    progress: Progress | None = None,
) -> Iterator[World]:
    """Fill a store with the samples, the evals' accounts, the users, what injection cases plant and what a
    team brings along; nothing is done twice.

    Args:
        vectors: keep the index open meanwhile.
        progress: hears how far reading and embedding are, customer by customer.

    Raises:
        YijuError: a file of the team's cannot be read.
    """
    folder, tell = samples_folder(), _told_by(progress)
    load_samples(store, embedder, folder, progress=tell)
    for name, (roles, units) in USERS.items():
        save_user(store.sql, name, roles=list(roles), units=list(units), actor="evals")
    with store.vectors.session():  # else the index is opened and closed for every one of them
        load_samples(store, embedder, accounts_folder(), progress=tell)
        plant(store, embedder, planted)
        if own is not None:
            take_in(store, embedder, own, tell)
    today = list_samples(folder).today
    if own is not None and own.today is not None:
        today = own.today
    world = World(store, embedder, today, folder, own=own)
    if not vectors:
        yield world
        return
    with store.vectors.session():
        yield world


def _told_by(progress: Progress | None) -> Progress | None:
    """The same, with stages in the words that people are shown."""
    if progress is None:
        return None
    return lambda stage, done, total: progress(_STAGES.get(stage, stage), done, total)
