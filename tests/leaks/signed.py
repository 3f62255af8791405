"""Documents of four units, alike but for their signatures, and random questions about them.

Words, people, days and customers' names are the same in every unit, so that only rights part the material.
Each paragraph is signed by its unit.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace
from pathlib import Path

from tests.support.stored import put, read_lines
from yiju.ingest.reading import Reading
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.access import vector_scope
from yiju.store.store import Store
from yiju.store.types import Kind, Viewer
from yiju.store.vectors.base import Scope

UNITS = ("east", "west", "north", "south")
NAMES = ("莱茵汽车", "华东医疗")
PEOPLE = ("王工", "李雷", "孙砚秋")
KINDS = (Kind.MAIL, Kind.NOTE, Kind.CONTRACT)
WORDS = (
    *(
        "年降比例",
        "模具分摊",
        "碳足迹",
        "过程审核",
        "付款条件",
        "质保期",
        "首批订单",
        "交付延期",
        "返利",
        "预算上限",
    ),
    *(
        "VDA6.3",
        "IATF16949",
        "3%",
        "1200万元",
        "2026年3月",
        "上个月",
        "供应商",
        "整改证据",
        "竞争对手",
        "验收标准",
    ),
)
EMBEDDER = HashingEmbedder()


def read_signed(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
    """Dated and addressed by the number in the file's name."""
    made = read_lines(path, kind=kind, max_mb=max_mb)
    number = int(path.stem.rpartition("-")[2])
    date = dt.date(2025, 6, 1) + dt.timedelta(days=37 * number) if number else None
    who = {"from": PEOPLE[number % 3], "to": PEOPLE[(number + 1) % 3]} if number % 2 else {}
    return replace(made, date=date, attributes=who)


def _text(chance: random.Random, unit: str) -> str:
    lines: list[str] = []
    for section in range(3):
        lines.append(f"# {section + 1} {chance.choice(WORDS)}｜{unit}")
        lines += ["，".join(chance.choices(WORDS, k=9)) + f"。｜{unit}" for _ in range(5)]
    return "\n".join(lines)


def fill(store: Store, files: Path, *units: str) -> None:
    """The units' documents; those of one unit are the same whether others are there or not."""
    for unit in units:
        chance = random.Random(unit)
        for name in NAMES:
            texts = {f"{kind}-{number}.txt": _text(chance, unit) for number in range(3) for kind in KINDS}
            put(
                store,
                files / unit / name,
                texts,
                unit=unit,
                customer=name,
                embedder=EMBEDDER,
                read=read_signed,
            )


@dataclass(frozen=True)
class Asked:
    """A random question by someone."""

    viewer: Viewer
    text: str
    embedder: HashingEmbedder | None
    customer_ids: list[str] | None
    kinds: list[Kind] | None
    days: tuple[dt.date | None, dt.date | None] | None
    people: list[str] | None

    @property
    def allowed(self) -> frozenset[str]:
        """The units whose material may come back."""
        return frozenset() if "customer" in self.viewer.roles else self.viewer.units

    @property
    def scope(self) -> Scope:
        """As the engine is given it."""
        return vector_scope(self.viewer, self.customer_ids, self.kinds, None, self.days, self.people)


def random_question(chance: random.Random, customers: list[str]) -> Asked:
    units = chance.sample(UNITS, chance.choice([0, 1, 1, 1, 2, 2, 3]))
    role = chance.choice(["rep", "rep", "director", "admin", "admin", "customer"])
    words = chance.choices(WORDS, k=chance.randint(1, 5))
    if chance.random() < 0.5:  # ask for what is not theirs, by its very signature
        words.append(f"｜{chance.choice(UNITS)}")
    day = dt.date(2025, 6, 1) + dt.timedelta(days=chance.randint(0, 400))
    return Asked(
        Viewer.model_validate({"user": "u", "roles": [role], "units": units}),
        chance.choice(["", "的", "，"]).join(words),
        chance.choice([None, EMBEDDER]),
        chance.choice([None, None, chance.sample(customers, 3)]),
        chance.choice([None, None, None, chance.sample(KINDS, 2)]),
        chance.choice([None, None, None, (day, None), (None, day), (day, day + dt.timedelta(days=90))]),
        chance.choice([None, None, None, chance.sample(PEOPLE, 2)]),
    )
