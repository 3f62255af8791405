"""What was forgotten, before or meanwhile: it is not read again, and no original of it stays."""

from collections.abc import Iterable
from dataclasses import replace

from yiju.store.store import Store
from yiju.store.sync_forgetting import FORGOTTEN, is_forgotten, sweep
from yiju.sync.config import SourceConfig
from yiju.sync.originals import Originals, key_sha256
from yiju.sync.state import SKIPPED, Result, State

_WHY = "以前按要求删除过，不再读入"


def without_forgotten(
    store: Store, originals: Originals, config: SourceConfig, unit: str, got: Iterable[Result]
) -> list[Result]:
    """Those that were forgotten as skipped, their bytes removed first: whoever is killed then leaves none.

    Raises:
        OSError: bytes cannot be removed.
    """
    found = []
    with store.sql.read() as connection:
        for one in got:
            key = key_sha256(one.item.key)
            if one.sha256 and is_forgotten(
                connection, config.name, unit, key, one.sha256, config.thing(one.item.key)
            ):
                originals.remove(one.original)
                found.append(replace(one, outcome=SKIPPED, reason=_WHY))
            else:
                found.append(one)
    return found


def drop_forgotten(store: Store, state: State, source: str, results: Iterable[Result]) -> None:
    """Keep nothing of those that were forgotten meanwhile. Raises OSError."""
    for key, known in state.known(one.item.key for one in results).items():
        if known.outcome == FORGOTTEN:
            sweep(store.settings.data, source, key_sha256(key))


def sweep_forgotten(store: Store, state: State, source: str) -> None:
    """Remove what a killed run left of things that were forgotten while it read them. Raises OSError."""
    for key in state.forgotten_keys():
        sweep(store.settings.data, source, key)
