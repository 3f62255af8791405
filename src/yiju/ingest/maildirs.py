"""Maildir (Bernstein; Maildir++ subfolders): a folder with a file a message, in ``cur`` and ``new``."""

from pathlib import Path

_HOLD = ("cur", "new")


def is_maildir(folder: Path) -> bool:
    """Whether a folder is one, by the folders it has."""
    return all((folder / name).is_dir() for name in _HOLD)


def is_message(path: Path) -> bool:
    """Whether a file is a Maildir's message: its name says nothing, it is told by where it lies."""
    return path.parent.name in _HOLD and is_maildir(path.parent.parent)


def in_maildir(path: Path, top: Path) -> bool | None:
    """Whether a file below ``top`` is a message; None where no Maildir is around it.

    What else lies in one (lists of ids, half-written mail in ``tmp``) is no material.
    """
    for folder in path.parents:
        if is_maildir(folder):
            return is_message(path) and not path.name.startswith(".")
        if folder == top:
            break
    return None
