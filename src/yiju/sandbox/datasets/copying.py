"""A snapshot's copy where it is wanted; in the place of an earlier copy, and of nothing else."""

import json
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from yiju.errors import YijuError
from yiju.sandbox.datasets.folder import FORMAT, MANIFEST, read_all, sha256
from yiju.sandbox.datasets.types import KINDS


def check_target(out: Path, home: Path) -> None:
    """Whether a copy may go to ``out``: a new folder, an empty one, or an earlier copy that nobody changed.

    Args:
        home: where snapshots lie; a copy lies neither in it nor around it.

    Raises:
        YijuError: it may not.
    """
    target, ours = out.resolve(), home.resolve()
    if target == ours or target in ours.parents or ours in target.parents:
        raise YijuError(
            f"--out 不能是数据集所在的文件夹、它里面或它外层的文件夹：{out}",
            hint="换一个数据目录以外的文件夹。",
        )
    if out.is_symlink():
        raise YijuError(f"--out 要一个文件夹，{out} 是一个链接。", hint="直接写链接指向的文件夹。")
    if out.exists() and not out.is_dir():
        raise YijuError(f"--out 要一个文件夹，{out} 是一个文件。")
    if out.is_dir() and any(out.iterdir()):
        _copied_files(out)


def copy(place: Path, out: Path) -> None:
    """A snapshot's files in another folder, whole or not at all.

    Raises:
        YijuError: as ``check_target``, or it cannot be written.
    """
    aside = None
    try:
        check_target(out, place.parent)
        target = out.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.parent / f".tmp-{target.name}-{uuid4().hex}"
        for name, content in read_all(place).items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if target.is_dir():
            earlier = target.parent / f".old-{target.name}-{uuid4().hex}"
            target.rename(earlier)
            aside.rename(target)
            _remove(earlier)
        else:
            aside.rename(target)
    except OSError as error:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        raise YijuError(f"写不到 {out}：{error.strerror}", hint="检查 --out 的目录权限。") from error


def _copied_files(folder: Path) -> list[str]:
    """The files of a copy, by path.

    Raises:
        YijuError: it is no copy, or holds anything else, or anything in it was changed.
    """
    hint = "换一个新的或空的文件夹；要替换的话，请先把里面的东西挪走。"
    told = _manifest(folder)
    if told is None:
        raise YijuError(f"{folder} 里已有别的文件，不是导出的数据集。", hint=hint)
    wanted = {**{name: about["sha256"] for name, about in told["files"].items()}, MANIFEST: None}
    found = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    within = {parent.as_posix() for name in wanted for parent in Path(name).parents}
    folders = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_dir()}
    others = sorted((found.keys() - wanted.keys()) | (folders - within))
    others += [name for name, path in sorted(found.items()) if path.is_symlink() and name not in others]
    if others:
        raise YijuError(f"{folder} 里除了数据集还有别的文件：{'、'.join(others[:5])}", hint=hint)
    if missing := sorted(wanted.keys() - found.keys()):
        raise YijuError(f"{folder} 里的数据集不全，缺 {'、'.join(missing[:5])}。", hint=hint)
    for name, digest in wanted.items():
        if digest is not None and sha256(found[name].read_bytes()) != digest:
            raise YijuError(f"{folder} 里的 {name} 被改动过，没有替换。", hint=hint)
    return sorted(wanted)


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder, if it is one of ours."""
    path = folder / MANIFEST
    if path.is_symlink():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("kind") not in KINDS:
        return None
    files = told.get("files")
    if told.get("id") != f"{told['kind']}-v{told.get('version')}" or not isinstance(files, dict):
        return None
    whole = all(isinstance(about, dict) and isinstance(about.get("sha256"), str) for about in files.values())
    return told if whole else None


def _remove(folder: Path) -> None:
    """Take an earlier copy away, file by file: what came in meanwhile stays, and is told."""
    for name in _copied_files(folder) if any(folder.iterdir()) else ():
        (folder / name).unlink()
    for inner in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        inner.rmdir()
    folder.rmdir()
