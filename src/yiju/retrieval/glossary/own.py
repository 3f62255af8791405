"""A unit's own terms: one file a unit in the data folder, beside the bundled ones, for its members only."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from yiju.errors import Forbidden, NotFound, YijuError
from yiju.retrieval.glossary.reading import MOST, bundled
from yiju.retrieval.glossary.terms import Glossary, Term, key_of
from yiju.store import audit
from yiju.store.access import visible_units
from yiju.store.store import Store
from yiju.store.types import Frozen, Viewer

FOLDER = "glossary"


class _Kept(Frozen):
    unit: str
    terms: tuple[Term, ...]


def glossary_for(data: Path, viewer: Viewer, units: Collection[str] | None = None) -> Glossary:
    """The bundled terms with those of these units, as far as they are the viewer's; None for all of theirs.

    Raises:
        YijuError: a unit's file cannot be read.
    """
    wanted = visible_units(viewer) if units is None else visible_units(viewer) & frozenset(units)
    stamps = tuple(
        (str(path), stamp) for unit in sorted(wanted) if (stamp := _stamp(path := _path(data, unit)))
    )
    return _glossary(stamps) if stamps else bundled()


def own_terms(data: Path, viewer: Viewer) -> dict[str, tuple[Term, ...]]:
    """Unit → its own terms, of the viewer's units that have any. Raises YijuError as ``glossary_for``."""
    found = {unit: _read(_path(data, unit)) for unit in sorted(visible_units(viewer))}
    return {unit: terms for unit, terms in found.items() if terms}


def keep_terms(store: Store, viewer: Viewer, unit: str, terms: Sequence[Term]) -> tuple[int, int]:
    """Keep terms for a unit; one that it has under that name already is replaced. Audited.

    Returns:
        How many were new, and how many were replaced.

    Raises:
        Forbidden: the viewer is no admin of this unit.
        YijuError: the unit would have too many terms.
    """
    new = {key_of(one.term): one for one in terms}
    replaced = 0

    def merged(kept: dict[str, Term]) -> dict[str, Term]:
        nonlocal replaced
        replaced = len(kept.keys() & new.keys())
        if len(kept | new) > MOST:
            raise YijuError(f"一个单元最多 {MOST} 条自己的术语。", hint="先用 yiju terms remove 删掉不用的。")
        return kept | new

    _change(store, viewer, unit, merged, "terms.kept", [one.term for one in terms])
    return len(new) - replaced, replaced


def remove_term(store: Store, viewer: Viewer, unit: str, name: str) -> Term:
    """Remove a unit's own term. Audited.

    Raises:
        Forbidden: the viewer is no admin of this unit.
        NotFound: the unit has no such term of its own.
    """
    gone: list[Term] = []

    def without(kept: dict[str, Term]) -> dict[str, Term]:
        if key_of(name) not in kept:
            raise NotFound(
                f"没有自己的术语“{name}”。", hint="用 yiju terms list --own 查看；随产品带的不能删。"
            )
        gone.append(kept[key_of(name)])
        return {key: one for key, one in kept.items() if key != key_of(name)}

    _change(store, viewer, unit, without, "terms.removed", [name])
    return gone[0]


def _change(
    store: Store,
    viewer: Viewer,
    unit: str,
    change: Callable[[dict[str, Term]], dict[str, Term]],
    action: str,
    names: Sequence[str],
) -> None:
    if "admin" not in viewer.roles or unit not in visible_units(viewer):
        raise Forbidden(
            "只有本单元的管理员能改术语表。", hint="用 --as 换成本单元的管理员，或用 --unit 写对单元。"
        )
    path = _path(store.settings.data, unit)
    with store.sql.write() as connection:  # writers of all processes one after another
        audit.hold(connection)
        kept = change({key_of(one.term): one for one in _read(path)})
        told = {"unit": unit, "terms": [*names][:50], "count": len(names)}
        audit.append(connection, viewer.user, action, unit, told)
        _write(path, _Kept(unit=unit, terms=tuple(kept.values())))


def _path(data: Path, unit: str) -> Path:
    """A unit's name may hold anything: its file is called by a hash of it."""
    return data / FOLDER / f"{hashlib.sha256(unit.encode()).hexdigest()[:24]}.json"


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return (told.st_mtime_ns, told.st_size, told.st_ino)


def _read(path: Path) -> tuple[Term, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise YijuError(
            f"本单元的术语表读不了：{path}：{error}", hint="检查文件权限，或用备份换回。"
        ) from error
    try:
        return _Kept.model_validate_json(text).terms
    except ValidationError as error:
        raise YijuError(
            f"本单元的术语表坏了：{path}", hint="换回备份；或删掉它，再用 yiju terms import 导入。"
        ) from error


@lru_cache(maxsize=64)
def _glossary(stamps: tuple[tuple[str, tuple[int, int, int]], ...]) -> Glossary:
    own = [term for path, _ in stamps for term in _read(Path(path))]
    return Glossary(bundled().terms, own)


def _write(path: Path, kept: _Kept) -> None:
    """All or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept.model_dump(mode="json"), file, ensure_ascii=False, indent=1)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
