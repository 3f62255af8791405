"""Since when things are new to whoever asks: their own last visit, or else the last call."""

from yiju.copilot.material import Material
from yiju.store.database import Database
from yiju.store.types import Kind, Viewer
from yiju.store.visits import last_visit


def since(sql: Database, viewer: Viewer, material: Material) -> dict[str, str]:
    """``since`` (a day) and ``since_of`` (visit, call), for a suggestion's request; empty where unknown."""
    day, of = last_visit(sql, viewer, material.customer.id, material.as_of), "visit"
    if day is None:
        calls = [document.date for document in material.documents if document.kind is Kind.CALL]
        day, of = max((one for one in calls if one and one < material.as_of), default=None), "call"
    return {"since": day.isoformat(), "since_of": of} if day else {}
