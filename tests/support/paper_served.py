"""Processes of ``yiju serve`` whose bots are on the paper platform, and the people there."""

import contextlib
import os
from pathlib import Path

from tests.support.paper import Paper
from tests.support.paper_channel import CORP
from tests.support.served import Served
from yiju.store.database import Database
from yiju.store.identities import Identity, link
from yiju.store.users import save_user

ROOT = Path(__file__).resolve().parents[2]


class PaperServed(Served):
    """A server with a bot on paper."""

    module = "tests.support.paper_serve"

    def __init__(self, paper: Paper, data: Path, **settings: str) -> None:
        """
        Args:
            settings: as of ``Served``; in capitals: for ``tests.support.paper_serve``.
        """
        mine = {name: value for name, value in settings.items() if name.islower()}
        super().__init__(data, bots="wecom", **mine)
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        self.environment = {"PAPER_PORT": str(paper.port), "PYTHONPATH": path}
        self.environment |= {name: value for name, value in settings.items() if name.isupper()}

    @property
    def pid(self) -> int:
        """The process as it is at this moment."""
        assert self._process is not None
        return self._process.pid


def people(url: str, data: Path, count: int, unit: str = "main") -> list[str]:
    """So many users with accounts on paper, in one unit; made where they are not there. Their names."""
    names = [f"u{number}" for number in range(count)]
    with contextlib.closing(Database.open(url, lock_folder=data / "locks")) as sql:
        for name in names:
            save_user(sql, name, roles=["rep"], units=[unit], actor="test")
            link(sql, Identity(platform="wecom", corp=CORP, external_id=name, user=name), "test")
    return names
