"""Snapshots on disk: written aside, made durable, then put in place at once; never changed after that."""

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from uuid import uuid4

from yiju.errors import YijuError
from yiju.settings import Settings

MANIFEST, CARD, EXAMPLES, TOMBSTONE = "manifest.json", "README.md", "examples.jsonl", "deleted.json"
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
        raise YijuError(f"快照写不了：{place}：{error.strerror}", hint="检查磁盘空间和目录权限。") from error


def remove(place: Path, *, but: Collection[str] = ()) -> None:
    """Take a folder away, or all of it but these files."""
    if not but:
        aside = place.parent / f".tmp-{place.name}-{uuid4().hex}"
        place.rename(aside)  # half a folder is never found under its name
        shutil.rmtree(aside)
        return
    for path in sorted(place.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif path.relative_to(place).as_posix() not in but:
            path.unlink()
    _sync(place)


def clean(folder: Path, known: Collection[str]) -> list[str]:
    """Take away what a killed export left: folders begun, and snapshots that no row tells of.

    Call it while holding the export's lock. Returns the names.
    """
    gone = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and _OURS.fullmatch(path.name) and path.name not in known:
            shutil.rmtree(path)
            gone.append(path.name)
    return gone


def read_all(place: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def copy(place: Path, out: Path) -> None:
    """The snapshot's files in another folder, which holds nothing else: new, empty, or an earlier copy.

    Raises:
        YijuError: it holds something else, or cannot be written.
    """
    try:
        if out.exists() and not out.is_dir():
            raise YijuError(f"--out 要一个文件夹，{out} 是一个文件。")
        if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
            raise YijuError(f"{out} 里已有别的文件。", hint="换一个空文件夹。")
        files = read_all(place)
        target = out.absolute()
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.parent / f".tmp-{target.name}-{uuid4().hex}"
        for name, content in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if target.is_dir():
            earlier = target.parent / f".old-{target.name}-{uuid4().hex}"
            target.rename(earlier)
            aside.rename(target)
            shutil.rmtree(earlier)
        else:
            aside.rename(target)
    except OSError as error:
        raise YijuError(f"写不到 {out}：{error.strerror}", hint="检查 --out 的目录权限。") from error


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
