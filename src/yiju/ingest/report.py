"""What became of the files of one ingestion."""

from dataclasses import dataclass, field
from typing import Any

from yiju.ingest.taken import Told


@dataclass(slots=True)
class IngestReport:
    """What became of the files.

    ``files`` are those that were found; what lies in them counts among the documents, unchanged, skipped and
    failed, there named behind the file: ``来函.eml › 报价.pdf``.

    Of an ingestion that was told no customer: ``assigned`` says whose each new document is, ``unassigned``
    how many went to the tray. Else both are None. ``settled``: which of the skipped a person dismissed or
    moved away, by path: told to whoever runs this, and kept nowhere.
    """

    files: int = 0
    documents: int = 0
    paragraphs: int = 0
    chunks: int = 0
    unchanged: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    assigned: list[dict[str, Any]] | None = None
    unassigned: int | None = None
    settled: set[str] = field(default_factory=set)

    def assign(self, path: str, customer: str, confidence: float) -> None:
        """Add whose a document is, as rules say."""
        self.assigned = [
            *(self.assigned or ()),
            {"path": path, "customer": customer, "confidence": confidence},
        ]

    def settle(self, path: str, reason: str) -> None:
        """Add what is not to come, for a person said so."""
        self.skipped.append({"path": path, "reason": reason})
        self.settled.add(path)

    def tell(self, told: Told) -> None:
        """Add why there is no document of something."""
        if told.outcome == "unchanged":
            self.unchanged += 1
        elif told.outcome == "skipped":
            self.skipped.append({"path": told.shown, "reason": told.reason})
        else:
            self.failed.append({"path": told.shown, "error": told.reason})

    def as_dict(self) -> dict[str, Any]:
        """The JSON that ``yiju ingest --json`` prints."""
        told = {name: getattr(self, name) for name in self.__slots__ if name != "settled"}
        return {name: value for name, value in told.items() if value is not None}
