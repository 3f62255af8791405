"""A team's own customers in the world that cases are asked in: a folder with a folder of files for each."""

import datetime as dt
import hashlib
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError

from yiju.errors import YijuError
from yiju.evals.cases import Case, Strict
from yiju.evals.planting import accounts_folder
from yiju.ingest.index import Progress
from yiju.ingest.pipeline import ingest
from yiju.ingest.samples import list_samples, samples_folder
from yiju.invalid import first_wrong
from yiju.models.embedder import Embedder
from yiju.store.customers import ensure_customer, set_seller
from yiju.store.store import Store
from yiju.store.types import Seller

UNIT = "own"
"""The unit of all that a team brings along: ``rep_own`` is in it, and no other viewer of the cases."""
VIEWER = "rep_own"
_TABLE = "customers.toml"
_LAYOUT = "每个客户一个文件夹：目录/客户名/文件。写法见 docs/evals.md。"

C = TypeVar("C", bound=Case)


class _Person(Strict):
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()


class _Row(Strict):
    """What ``customers.toml`` may say of one customer; a folder's name is all that is needed."""

    folder: str = Field(min_length=1)
    name: str = ""
    aliases: tuple[str, ...] = ()
    our_company: str = ""
    our_domains: tuple[str, ...] = ()
    our_people: tuple[_Person, ...] = ()


class _Told(Strict):
    today: dt.date | None = None
    customer: tuple[_Row, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnCustomer:
    """One customer: its folder's name, its own, other names, and who our side is in its documents."""

    folder: str
    name: str
    aliases: tuple[str, ...]
    seller: Seller


@dataclass(frozen=True, slots=True)
class OwnMaterial:
    """What a team brought along.

    Attributes:
        folder: where it lies, resolved.
        today: the day on which cases are asked that name none; None for the samples' day.
        sha256: of every file's path and bytes.
    """

    folder: Path
    customers: tuple[OwnCustomer, ...]
    today: dt.date | None
    sha256: str

    @property
    def names(self) -> frozenset[str]:
        """Every name of its customers."""
        return frozenset(name for one in self.customers for name in (one.name, *one.aliases))


def read_own(folder: Path) -> OwnMaterial:
    """Look at a folder without taking anything in.

    Raises:
        YijuError: it is none, holds no customer's folder, a customer's folder is empty, or its
            ``customers.toml`` is not well formed; the message names the file and the field.
    """
    if not folder.is_dir():
        what = "是一个文件" if folder.exists() else "不存在"
        raise YijuError(f"--material 要一个文件夹，{folder} {what}。", hint=_LAYOUT)
    home = folder.resolve()
    told = _told(home / _TABLE)
    rooms = {_plain(path.name): path for path in sorted(home.iterdir()) if _is_room(path)}
    if not rooms:
        raise YijuError(f"{folder} 里没有客户的文件夹。", hint=_LAYOUT)
    loose = [path.name for path in sorted(home.iterdir()) if path.is_file() and _is_loose(path)]
    if loose:
        raise YijuError(f"{folder} 里的 {'、'.join(loose)} 不知道是哪个客户的。", hint=_LAYOUT)
    rows = {_plain(row.folder): row for row in told.customer}
    lost = [row.folder for name, row in rows.items() if name not in rooms]
    if lost:
        raise YijuError(f"{folder / _TABLE} 说到的文件夹没有：{'、'.join(lost)}", hint=_LAYOUT)
    empty = [name for name, room in rooms.items() if not list(_files(room))]
    if empty:
        raise YijuError(f"{folder} 里 {'、'.join(empty)} 的文件夹是空的。", hint=_LAYOUT)
    customers = tuple(_customer(name, room, rows.get(name)) for name, room in rooms.items())
    own = OwnMaterial(home, customers, told.today, _sha256(home))
    taken = sorted(own.names & _names_of_ours())
    if taken:
        raise YijuError(
            f"{folder} 里的客户与示例同名：{'、'.join(taken)}",
            hint="文件夹换个名字，用例才知道问的是谁。",
        )
    return own


def take_in(
    store: Store, embedder: Embedder | None, own: OwnMaterial, progress: Progress | None = None
) -> None:
    """Take the files in; those taken in before are left alone.

    Raises:
        YijuError: one cannot be read; else cases would be asked about less than their authors think.
    """
    for one in own.customers:
        customer = ensure_customer(store.sql, one.name, UNIT, one.aliases)
        if one.seller != Seller():
            set_seller(store.sql, customer, one.seller)
        room = own.folder / one.folder
        report = ingest(store, embedder, [room], customer=one.name, unit=UNIT, progress=progress)
        bad = [
            (row["path"], row.get("error") or row.get("reason")) for row in (*report.failed, *report.skipped)
        ]
        if bad:
            path, why = bad[0]
            name = Path(path).relative_to(own.folder)
            more = f"（共 {len(bad)} 个文件）" if len(bad) > 1 else ""
            raise YijuError(
                f"--material 的 {name} 读不了{more}：{why}", hint="改好这个文件，或移出这个文件夹。"
            )


def asked_by_own(cases: Iterable[C], own: OwnMaterial) -> list[C]:
    """Cases that are about the team's own customers and name no viewer, asked by the one who sees them."""
    return [
        case.model_copy(update={"viewer": VIEWER})
        if "viewer" not in case.model_fields_set and _is_about(case, own)
        else case
        for case in cases
    ]


def _is_about(case: Case, own: OwnMaterial) -> bool:
    """By the customers that it names; else by the files that it expects."""
    told = case.model_dump(mode="json")
    named = [*told.get("customers", ()), *filter(None, [told.get("customer")])]
    if named:
        return all(name in own.names for name in named)
    rooms = {one.folder for one in own.customers}
    files = list(_files_in([told.get("gold"), told.get("places")]))
    return bool(files) and all(_plain(file).partition("/")[0] in rooms for file in files)


def _files_in(value: object) -> Iterable[str]:
    if isinstance(value, dict) and "file" in value:
        yield value["file"]
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _files_in(part)


def _told(path: Path) -> _Told:
    if not path.exists():
        return _Told()
    hint = "要 UTF-8 的 TOML，字段见 docs/evals.md。"
    try:
        return _Told.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        field, wrong = first_wrong(error)
        raise YijuError(f"{path} 的 {field} 不对：{wrong}", hint=hint) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise YijuError(f"读不了 {path}：{error}", hint=hint) from error


def _names_of_ours() -> set[str]:
    ours = [row for home in (samples_folder(), accounts_folder()) for row in list_samples(home).customers]
    return {name for row in ours for name in (row.name, *row.aliases)}


def _customer(name: str, room: Path, row: _Row | None) -> OwnCustomer:
    if row is None:
        return OwnCustomer(room.name, name, (), Seller())
    people = tuple(form for one in row.our_people for form in (one.name, *one.aliases))
    seller = Seller(name=row.our_company, people=people, domains=row.our_domains)
    return OwnCustomer(room.name, row.name or name, row.aliases, seller)


def _sha256(home: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(home):
        digest.update(f"{_plain(path.relative_to(home).as_posix())}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Sequence[Path]:
    """What would be taken in: hidden files are left out."""
    below = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [p for p in below if not any(part.startswith(".") for part in p.relative_to(folder).parts)]


def _is_room(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def _is_loose(path: Path) -> bool:
    return not path.name.startswith((".", "README")) and path.name != _TABLE


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name)
