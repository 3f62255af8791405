"""What an outcome hangs on, as one hash: where it is the same, a case need not be asked again."""

import hashlib
import re
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from yiju.ingest.samples import samples_folder

_AFTERWARDS = (
    *("report", "cases", "baseline.json", "gates.toml", "gates.py", "gatefile.py", "stats.py"),
    *("summary.py", "compare.py", "table.py", "history.py", "finish.py", "record.py", "cache.py", "items.py"),
    *("calibrate.py",),
)
"""Of the evals, what is at work only once the outcomes are there."""
_NAME = re.compile(r"^[\w.-]+", re.MULTILINE)


def fingerprint(*parts: str, rooms: Sequence[str] = ("",)) -> str:
    """Hash of the code, prompts and word lists that can change an outcome, of the samples and ``parts``; of
    Python's version, and those of the packages that the product needs.

    Args:
        rooms: files and folders of the package that count; all by default.
    """
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parents[1]
    beside = {package / "cli", package / "examples", *(package / "evals" / name for name in _AFTERWARDS)}
    roots = [*(package / room for room in rooms), samples_folder()]
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and path.suffix != ".pyc" and not beside & {path, *path.parents}:
                digest.update(str(path.relative_to(root.parent)).encode())
                digest.update(path.read_bytes())
    for part in (*_versions(), *parts):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _versions() -> list[str]:
    """Python and every package that ``yiju`` asks for, extras aside, as ``name==version``."""
    found = ["{}.{}".format(*sys.version_info)]
    try:
        asked = [one for one in metadata.requires("yiju") or () if "extra ==" not in one]
    except metadata.PackageNotFoundError:
        return found  # run from the source tree
    for name in sorted(_NAME.findall("\n".join(asked))):
        try:
            found.append(f"{name}=={metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name}==")  # not for this platform
    return found
