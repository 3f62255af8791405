"""One cluster for all tests here: it takes longer to start than most of them to run."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.clusters import make_mischief, need_ray, nodes_of_one


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, list[Any]]]:
    """Three nodes, and those beside the head. Their reading processes misbehave over some files."""
    need_ray()
    folder = tmp_path_factory.mktemp("ray")
    make_mischief(folder / "m")
    with contextlib.ExitStack() as ends:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTHONPATH", str(folder / "m"))
            patch.setenv("YIJU_OCR", "false")
            found = ends.enter_context(nodes_of_one(3))
        yield found


@pytest.fixture(scope="package")
def nodes(running: tuple[Any, list[Any]]) -> Iterator[Any]:
    """The connection to them, a ``yiju.cluster.work.Cluster``."""
    from yiju.cluster.work import cluster

    with cluster(running[0].address) as connected:
        yield connected
