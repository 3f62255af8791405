"""The originals of what sources brought: each key has one place; new bytes of it take that place whole."""

import contextlib
import hashlib
import os
import re
import unicodedata
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from yiju.store.sync_forgetting import KEY_SIGNS
from yiju.store.sync_tables import ORIGINALS
from yiju.sync.base import Item

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_MOST_NAME = 120
"""Bytes of a file name in UTF-8: file systems take 255, and a temporary suffix comes on top."""
_MOST_SUFFIX = 12
_MOST_FOLDERS = 6


class Originals:
    """The folder of originals, below the data folder, for its owner alone.

    Args:
        data: the data folder.
    """

    def __init__(self, data: Path) -> None:
        self._folder = (data / ORIGINALS).resolve()

    def path(self, original: str) -> Path:
        """The file at a place as :meth:`place_for` named it."""
        return self._folder.joinpath(*PurePosixPath(original).parts)

    def place_for(self, source: str, item: Item, before: str = "") -> str:
        """Where an item's bytes lie, as ``source/sha/folder/name``: as it was named first.

        Args:
            before: where they lay until now: kept as long as the suffix says the same.
        """
        name = safe_name(item.name)
        if before and PurePosixPath(before).suffix.lower() == PurePosixPath(name).suffix.lower():
            return before
        folders = [safe_name(part) for part in item.folder.split("/") if part][-_MOST_FOLDERS:]
        return "/".join([source, key_sha256(item.key)[:KEY_SIGNS], *folders, name])

    def put(self, original: str, content: bytes | BinaryIO) -> str:
        """Have these bytes at a place, all of them or those of before, whatever moment the process dies at.

        Returns:
            Their SHA-256, in hex. Raises OSError.
        """
        path = self.path(original)
        self._folders_of(path)
        # One process at a time writes for a source: what a killed one left is written over.
        half = path.parent / ".half"
        digest = hashlib.sha256()
        try:
            with open(half, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
                if isinstance(content, bytes):
                    digest.update(content)
                    out.write(content)
                else:
                    while block := content.read(1 << 20):
                        digest.update(block)
                        out.write(block)
                out.flush()
                os.fsync(out.fileno())
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        return digest.hexdigest()

    def _folders_of(self, path: Path) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in reversed(list(path.relative_to(self._folder).parents)):
            (self._folder / folder).mkdir(mode=0o700, exist_ok=True)

    def holds(self, original: str) -> bool:
        """Whether there are bytes at a place."""
        return bool(original) and self.path(original).is_file()

    def move(self, original: str, to: str) -> bool:
        """Have the bytes at another place of the same thing; whether any are there now. Raises OSError."""
        if self.holds(original):
            self._folders_of(self.path(to))
            self.path(original).replace(self.path(to))
        return self.holds(to)

    def remove(self, original: str) -> None:
        """Take the bytes at a place away, and the folder that held them alone. Raises OSError."""
        path = self.path(original)
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            for folder in list(path.relative_to(self._folder).parents)[:-2]:
                (self._folder / folder).rmdir()


def key_sha256(key: str) -> str:
    """By which an item is known, in hex."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def safe_name(name: str) -> str:
    """A file name that leads nowhere and hides nothing, its suffix kept."""
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    name = name.encode("utf-8", "replace").decode("utf-8") or "item"
    path = PurePosixPath(name)
    suffix = path.suffix if 1 < len(path.suffix.encode()) <= _MOST_SUFFIX else ""
    stem = name[: len(name) - len(suffix)] if suffix else name
    while len((stem + suffix).encode()) > _MOST_NAME:
        stem = stem[:-1]
    return (stem.strip(" .") or "item") + suffix
