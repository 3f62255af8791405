"""What a web source remembers of its pages from one run to the next: the value of its cursor."""

import json
from dataclasses import asdict, dataclass, field

from yiju.sync.base import Item
from yiju.sync.web_fetch import Marks

_MOST = 5000
"""Pages: of more, those not met for longest are forgotten, and asked for anew when they are met again."""


@dataclass(slots=True)
class Known:
    """A page as it was last read.

    Attributes:
        at: when it was last asked for, in seconds since 1970.
    """

    version: str
    name: str
    uri: str
    etag: str = ""
    modified: str = ""
    at: float = 0.0

    @property
    def marks(self) -> Marks:
        """What a newer one is asked for with."""
        return Marks(self.etag, self.modified)

    def item(self, key: str) -> Item:
        """The page as the run is told of it."""
        return Item(key=key, version=self.version, name=self.name, uri=self.uri)


@dataclass(slots=True)
class State:
    """Pages by key, those met last at the end; and when those were asked for that could not be had.

    Attributes:
        told: when it was told of a page that it cannot be had: whoever was told tries it again.
    """

    pages: dict[str, Known] = field(default_factory=dict)
    failed: dict[str, float] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, cursor: str) -> "State":
        """As it was kept; nothing, where it cannot be understood: then every page is read again."""
        try:
            told = json.loads(cursor) if cursor else {}
            return cls(
                {str(key): Known(**row) for key, row in told.get("pages", {}).items()},
                {str(key): float(at) for key, at in told.get("failed", {}).items()},
                {str(key): float(at) for key, at in told.get("told", {}).items()},
            )
        except (ValueError, TypeError, AttributeError):
            return cls()

    def keep(self, key: str, known: Known) -> None:
        """Remember a page."""
        self.pages.pop(key, None)
        self.failed.pop(key, None)
        self.told.pop(key, None)
        self.pages[key] = known

    def tried(self, key: str, at: float) -> None:
        """Remember that a page was asked for, whatever comes of it."""
        if key in self.pages:
            self.pages[key].at = at
        else:
            self.failed[key] = at

    def asked_at(self, key: str) -> float | None:
        """When it was asked for last, in seconds since 1970; None: never."""
        return self.pages[key].at if key in self.pages else self.failed.get(key)

    def dumped(self) -> str:
        """As it is kept."""
        for kept in (self.pages, self.failed, self.told):
            for key in list(kept)[:-_MOST]:
                del kept[key]
        pages = {key: asdict(one) for key, one in self.pages.items()}
        return json.dumps({"pages": pages, "failed": self.failed, "told": self.told}, ensure_ascii=False)
