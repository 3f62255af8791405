"""``/sources/feeds``: the sources that keep coming, and how they stand."""

from fastapi import APIRouter
from pydantic import BaseModel

from yiju.sync.config_file import load_sources
from yiju.sync.listing import Listed, list_sources
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["sources"])


class Feeds(BaseModel):
    """In the order of the file."""

    sources: list[Listed]


@router.get("/sources/feeds")
def feeds(viewer: Signed, house: Here) -> Feeds:
    """The sources of the units that the viewer heads: last run, next run, items, what failed."""
    return Feeds(sources=list_sources(house.store, viewer, load_sources(house.settings)))
