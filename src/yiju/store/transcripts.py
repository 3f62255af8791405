"""What a service has made of recordings, kept until it is in the store: a run that is cut off pays once.

The words are the customer's: they lie in the data folder, readable by its owner alone, go once the document
is in the store or forgotten, and after a week in any case: every opening of the store looks for old ones.
"""

import os
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_FOLDER = "transcripts"
_DAYS = 7.0


class Transcripts:
    """A folder of texts by the SHA-256 of the recording.

    Args:
        data: the data folder.
    """

    def __init__(self, data: Path) -> None:
        self._folder = data / _FOLDER

    def get(self, sha256: str, model: str) -> str | None:
        """What this model has made of a recording; None where that is not known. Old ones are removed."""
        self.tidy()
        with suppress(OSError, ValueError):
            return self._at(sha256, model).read_text("utf-8")
        return None

    def tidy(self) -> None:
        """Remove what is older than a week. Where the disk does not allow it, the next one does."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                with suppress(OSError):
                    if time.time() - path.stat().st_mtime > _DAYS * 86_400:
                        path.unlink()

    def put(self, sha256: str, model: str, text: str) -> None:
        """Keep it. Where the disk does not allow it, nothing is kept."""
        path = self._at(sha256, model)
        half = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(
                half, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)
            ) as file:
                file.write(text)
            half.replace(path)

    def forget(self, sha256: str) -> None:
        """Remove what any model has made of a recording. Raises OSError."""
        for path in self._folder.glob(f"{sha256}.*"):
            path.unlink(missing_ok=True)

    def drop(self, stored: Collection[str]) -> None:
        """Remove those of recordings that are in the store. Where the disk does not allow it, they age."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.name.partition(".")[0] in stored:
                    path.unlink()

    def _at(self, sha256: str, model: str) -> Path:
        return self._folder / f"{sha256}.{model.encode('utf-8').hex()[:80]}.json"
