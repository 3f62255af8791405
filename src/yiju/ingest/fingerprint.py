"""What a file's bytes are known by."""

import hashlib
from pathlib import Path

_READ_AT_ONCE = 1 << 20


def sha256_of(path: Path) -> str:
    """Of a file's bytes, in hex. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_READ_AT_ONCE):
            digest.update(block)
    return digest.hexdigest()
