"""The files of folders, each once: hidden ones left out, Maildirs walked as mailboxes."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from yiju.ingest.maildirs import in_maildir
from yiju.ingest.report import IngestReport


def files_of(paths: Iterable[Path], report: IngestReport) -> Iterator[Path]:
    """Files, and those of folders in sorted order; a path that does not exist is reported."""
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            report.failed.append({"path": str(path), "error": "没有这个文件或目录"})
            continue
        inside = sorted(p for p in path.rglob("*") if _wanted(p, path)) if path.is_dir() else [path]
        for file in inside:
            resolved = file.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield file


def _wanted(path: Path, folder: Path) -> bool:
    if not path.is_file():
        return False
    message = in_maildir(path, folder)
    if message is not None:  # its subfolders begin with a dot
        return message
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)
