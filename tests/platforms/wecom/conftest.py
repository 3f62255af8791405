"""The vectors of WeCom's cipher, kept beside the repository."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    """Skips where the file is absent (set YIJU_SHARED_PROTOCOLS)."""
    folder = Path(os.environ.get("YIJU_SHARED_PROTOCOLS", ROOT.parent / "shared" / "protocols"))
    if not (folder / "wecom_vectors.json").is_file():
        pytest.skip(f"WeCom's vectors are not here: {folder}")
    found: dict[str, Any] = json.loads((folder / "wecom_vectors.json").read_text())
    return found
