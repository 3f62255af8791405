"""Shared fixtures."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import yiju.guards  # noqa: F401  (nothing imported after this may phone home)
from tests.support.offline import offline
from tests.support.scratch import DISK, use_memory

use_memory()

settings.register_profile("same every time", derandomize=True, deadline=None)
settings.load_profile("same every time")

os.environ.setdefault("YIJU_OCR", "false")
"""A page takes seconds to recognise: tests that are about it switch it on."""

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _offline() -> Iterator[None]:
    with offline():
        yield


@pytest.fixture
def disk_path() -> Iterator[Path]:
    """An empty folder on the disk, for tests of how much room files take there."""
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Third-party documents kept beside the repository; tests that need them skip where they are absent."""
    folder = Path(os.environ.get("YIJU_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"third-party test data is not here: {folder} (set YIJU_SHARED_DATA)")
    return folder
