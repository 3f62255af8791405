"""One store with two units, and each unit in a store alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import postgres
from tests.support.stored import settings_for
from tests.support.world import AUTO, MEDICAL, UNITS, fill, write_files
from yiju.store.store import Store

__all__ = ["postgres"]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of both units beside the samples."""
    return write_files(tmp_path_factory.mktemp("files"))


def _open(folder: Path, files: Path, *units: str) -> Iterator[Store]:
    with Store.open(settings_for(folder)) as store:
        fill(store, files, *units)
        yield store


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Iterator[Store]:
    """Both units. Tests may save suggestions in it and change nothing else."""
    yield from _open(tmp_path_factory.mktemp("world"), files, *UNITS)


@pytest.fixture(scope="session")
def auto_alone(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Iterator[Store]:
    """As ``world``, had there never been a unit ``medical``."""
    yield from _open(tmp_path_factory.mktemp("auto"), files, AUTO)


@pytest.fixture(scope="session")
def medical_alone(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Iterator[Store]:
    """As ``world``, had there never been a unit ``auto``."""
    yield from _open(tmp_path_factory.mktemp("medical"), files, MEDICAL)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Iterator[Store]:
    """Users alone."""
    yield from _open(tmp_path_factory.mktemp("empty"), files)


@pytest.fixture
def alone(request: pytest.FixtureRequest, name: str) -> Store:
    """The store as it would be if only the units of the user ``name`` were there."""
    kinds = {"auto": "auto_alone", "medical": "medical_alone"}
    store = request.getfixturevalue(kinds.get(name.rpartition("_")[2], "empty"))
    assert isinstance(store, Store)
    return store
