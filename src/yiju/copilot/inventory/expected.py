"""What the sales office expects to have of every customer: ``inventory.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError

from yiju.errors import YijuError
from yiju.invalid import first_wrong
from yiju.settings import Settings
from yiju.store.types import Frozen, Kind

OWN = "inventory.toml"
_HINT = "写法见 docs/inventory.md。"


class OfCustomer(Frozen):
    """Instead, for one customer. What is not said here is as for all."""

    days: dict[Kind, int] = Field(default_factory=dict)
    needed: tuple[Kind, ...] | None = None


class Expected(Frozen):
    """The whole file.

    Attributes:
        days: kind → a newer one than so many days ago is expected; 0: none is.
        needed: kinds of which there should be one at all.
        stale_days: a document that is older and was never cited is out of use.
        customers: by name.
    """

    days: dict[Kind, int] = Field(default_factory=lambda: {Kind.CALL: 90, Kind.MAIL: 30})
    needed: tuple[Kind, ...] = (Kind.CONTRACT,)
    stale_days: int = Field(365, ge=1)
    customers: dict[str, OfCustomer] = Field(default_factory=dict)

    def of(self, customer: str) -> dict[Kind, int | None]:
        """Kind → days, None where one at all is enough; in the order of kinds."""
        own = self.customers.get(customer, OfCustomer())
        needed = self.needed if own.needed is None else own.needed
        days = {**self.days, **own.days}
        wanted: dict[Kind, int | None] = dict.fromkeys(needed)
        wanted |= {kind: limit for kind, limit in days.items() if limit > 0}
        return {kind: wanted[kind] for kind in Kind if kind in wanted}


def expected_of(settings: Settings) -> Expected:
    """What is expected: ``YIJU_INVENTORY``, else ``inventory.toml`` in the data folder, else the usual.

    Raises:
        YijuError: the file cannot be read or is not well formed, or the one that is set is not there.
    """
    path = Path(settings.inventory) if settings.inventory else settings.data / OWN
    try:
        told = path.stat()
    except OSError:
        if settings.inventory:
            raise YijuError(f"没有文件 {path}。", hint="改正 YIJU_INVENTORY，或去掉它。") from None
        return Expected()
    return _load(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int, _size: int) -> Expected:
    try:
        return Expected.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        raise YijuError(f"{path} 读不了：{error.strerror}", hint=_HINT) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise YijuError(f"{path} 写法不对：{error}", hint=_HINT) from error
    except ValidationError as error:
        place, what = first_wrong(error)
        raise YijuError(f"{path} 的 {place or '内容'} 不对：{what}", hint=_HINT) from error
