"""What Yiju makes on disk is its owner's alone; what was there is left, and told."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shell import yiju
from tests.support.stored import put, settings_for
from yiju.store.private import exposed, exposed_said
from yiju.store.store import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has rights of its own")


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    """Most systems' umask, whatever this one's is."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_data_folder_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    with Store.open(settings_for(data)) as store:
        put(store, tmp_path / "files", {"a.txt": "付款条件是月结。"})
        logs = {path.name: _rights(path) for path in data.glob("yiju.db*")}
    assert _rights(data) == 0o700
    assert logs["yiju.db"] == 0o600 and set(logs.values()) == {0o600} and len(logs) > 1
    assert exposed(settings_for(data)) == []


def test_in_a_folder_that_was_there_what_is_made_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    with Store.open(settings_for(data)) as store:
        put(store, tmp_path / "files", {"a.txt": "付款条件是月结。"})
    assert (_rights(data), _rights(data / "yiju.db"), _rights(data / "vectors")) == (0o755, 0o600, 0o700)
    assert exposed(settings_for(data)) == []


def test_what_was_open_stays_so_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    Store.open(settings_for(data)).close()
    (data / "yiju.db").chmod(0o644)
    ran = yiju("maintain", "--json", "--data", str(data))
    assert ran.code == 0, ran.err
    assert ran.json["readable_by_others"] == [str(data / "yiju.db")]
    assert "chmod" in ran.err and _rights(data / "yiju.db") == 0o644
    data.chmod(0o700)  # nothing within it can be reached
    assert exposed_said(settings_for(data)) == ""
    assert yiju("maintain", "--json", "--data", str(data)).json["readable_by_others"] == []


def test_a_database_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "y.db"
    settings = settings_for(tmp_path / "data", database_url=f"sqlite:///{file}")
    Store.open(settings).close()
    assert (_rights(file.parent), _rights(file)) == (0o700, 0o600)
    file.parent.chmod(0o755)
    file.chmod(0o640)
    assert exposed(settings) == [file]
