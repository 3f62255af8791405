"""Snapshots on disk: written aside, made durable, then put in place at once; never changed after that."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from yiju.errors import YijuError
from yiju.settings import Settings

MANIFEST, CARD, EXAMPLES, TOMBSTONE = "manifest.json", "README.md", "examples.jsonl", "deleted.json"
FORMAT = 1
"""Of a snapshot's folder, as its manifest tells it."""
_KEPT = frozenset({MANIFEST, TOMBSTONE})
"""What stays of a deleted snapshot."""
_OURS = re.compile(r"(?:\.tmp-)?(?:sft|dpo|eval)-v[1-9]\d*(?:-[0-9a-f]{32})?")
_READ_ONLY = 0o444


def home(settings: Settings) -> Path:
    """Where snapshots lie."""
    return settings.data / "datasets"


def put(place: Path, files: Mapping[str, bytes]) -> None:
    """A new folder with these files (paths below it), read-only, whole or not at all.

    Raises:
        YijuError: it cannot be written.
    """
    aside = place.parent / f".tmp-{place.name}-{uuid4().hex}"
    try:
        for name, content in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            path.chmod(_READ_ONLY)
        for folder in [*(p for p in aside.rglob("*") if p.is_dir()), aside]:
            _sync(folder)
        aside.rename(place)
        _sync(place.parent)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise YijuError(
            f"数据集写不了：{place}：{error.strerror}", hint="检查磁盘空间和目录权限。"
        ) from error


def remove(place: Path, *, but: Collection[str] = ()) -> None:
    """Take a folder away, or all of it but these files. What a link leads to stays."""
    if not but:
        aside = place.parent / f".tmp-{place.name}-{uuid4().hex}"
        place.rename(aside)  # half a folder is never found under its name
        shutil.rmtree(aside)
        return
    for path in sorted(place.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        elif path.relative_to(place).as_posix() not in but:
            path.unlink()
    _sync(place)


def bury(place: Path, told: Mapping[str, Any]) -> None:
    """Mark a snapshot as deleted, then take its files away; only its manifest stays.

    The mark comes first, and whole: a run that is killed after it leaves a snapshot that counts as deleted,
    and ``finish`` takes the rest away.
    """
    aside = place / f".tmp-{TOMBSTONE}"
    with aside.open("w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(place / TOMBSTONE)
    _sync(place)
    finish(place)


def leftovers(place: Path) -> list[str]:
    """What a deletion that was killed left in place; nothing of a snapshot that is not deleted."""
    if not (place / TOMBSTONE).is_file():
        return []
    return [name for name in _names(place) if name not in _KEPT]


def finish(place: Path) -> bool:
    """End a deletion that was killed. Returns whether anything was left of it."""
    if not leftovers(place):
        return False
    remove(place, but=_KEPT)
    return True


def clean(folder: Path, known: Collection[str]) -> list[str]:
    """Take away what a killed run left: folders begun, snapshots that no row tells of, half a deletion.

    Call it while holding the export's lock. Returns the names.
    """
    gone = []
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_dir() or not _OURS.fullmatch(path.name):
            continue
        if path.name not in known:
            shutil.rmtree(path)
            gone.append(path.name)
        elif finish(path):
            gone.append(path.name)
    return gone


def read_all(place: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def _names(place: Path) -> list[str]:
    """Everything below a folder that is no folder, links among them, by its path in it."""
    return [
        path.relative_to(place).as_posix()
        for path in sorted(place.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    ]


def sha256(content: bytes) -> str:
    """Of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def _sync(folder: Path) -> None:
    """Make a folder's entries durable, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
