"""Vectors on disk, by model and text: what was computed once is not computed again."""

import contextlib
import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from yiju.errors import YijuError
from yiju.store.vectors.base import Dense

_MADE = """
CREATE TABLE IF NOT EXISTS vectors (
    kind TEXT NOT NULL, sha256 BLOB NOT NULL, vector BLOB NOT NULL, ms REAL NOT NULL,
    PRIMARY KEY (kind, sha256)
) WITHOUT ROWID
"""
_AT_ONCE = 500
_WAIT = 60.0


class Kept(NamedTuple):
    """A vector, float32, shape ``(dim,)``, and the milliseconds it took to make."""

    vector: Dense
    ms: float


class VectorCache:
    """One SQLite file a model below ``home``, safe against being killed and against a second process.

    ``kind`` keeps questions and passages apart: models treat them differently.
    """

    def __init__(self, home: Path, model: str) -> None:
        name = (
            f"{re.sub(r'[^0-9A-Za-z.]+', '-', model)[:60]}-{hashlib.sha256(model.encode()).hexdigest()[:8]}"
        )
        self.path = home / f"{name}.sqlite"
        home.mkdir(parents=True, exist_ok=True)
        with self._asked():
            self._file = sqlite3.connect(self.path, timeout=_WAIT)
            self._file.execute(_MADE)
            self._file.commit()

    def __enter__(self) -> "VectorCache":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def find(self, kind: str, texts: Sequence[str]) -> dict[str, Kept]:
        """Text → its vector, of those that are kept."""
        found: dict[str, Kept] = {}
        for at in range(0, len(texts), _AT_ONCE):
            by_hash = {_sha256(text): text for text in texts[at : at + _AT_ONCE]}
            marks = ",".join("?" * len(by_hash))
            with self._asked():
                rows = self._file.execute(
                    f"SELECT sha256, vector, ms FROM vectors WHERE kind = ? AND sha256 IN ({marks})",
                    (kind, *by_hash),
                ).fetchall()
            for sha256, vector, ms in rows:
                found[by_hash[sha256]] = Kept(np.frombuffer(vector, dtype="<f4"), ms)
        return found

    def keep(self, kind: str, texts: Sequence[str], vectors: Dense, ms: float) -> None:
        """Keep the rows of ``vectors``, each of which took ``ms``; durable when it returns."""
        rows = [
            (kind, _sha256(text), np.asarray(row, dtype="<f4").tobytes(), ms)
            for text, row in zip(texts, vectors, strict=True)
        ]
        with self._asked(), self._file:
            self._file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)

    @contextlib.contextmanager
    def _asked(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise YijuError(
                f"向量缓存用不了：{self.path}：{error}", hint="删掉这个文件再运行：其中的向量会重新计算。"
            ) from error


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
