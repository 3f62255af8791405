"""What bots need of the installation they run in."""

from typing import TYPE_CHECKING, Protocol

from yiju.sandbox.rubric import Rubric
from yiju.settings import Settings
from yiju.store.store import Store
from yiju.store.types import Viewer

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader
    from yiju.copilot.service import Copilot


class Desk(Protocol):
    """A server's house is one; a console makes its own. Safe to use from several threads."""

    @property
    def settings(self) -> Settings:
        """As opened."""

    @property
    def store(self) -> Store:
        """As opened."""

    @property
    def rubric(self) -> Rubric:
        """Reasons that one may choose from."""

    def reader(self, viewer: Viewer) -> "Reader":
        """The store as one viewer sees it."""

    def copilot(self, viewer: Viewer, *, extractive: bool = False) -> "Copilot":
        """The copilot at one viewer's service."""
