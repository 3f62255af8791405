"""``/suggestions/{id}/annotations``, ``/annotations``: directors' verdicts."""

from fastapi import APIRouter
from pydantic import BaseModel

from yiju.sandbox.annotations import add_annotation, all_annotations, annotations_of
from yiju.sandbox.search import seen_by
from yiju.sandbox.standing import Standing, standings
from yiju.sandbox.types import Annotation, NewAnnotation
from yiju.web.api.params import Id, Moment
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["annotations"])


class Annotations(BaseModel):
    """In order; corrected ones too."""

    annotations: list[Annotation]


class Standings(BaseModel):
    """What stands after all verdicts, in order of the first one."""

    standings: list[Standing]


@router.get("/suggestions/{suggestion_id}/annotations")
def of_one(viewer: Signed, house: Here, suggestion_id: Id, blind: bool = False) -> Annotations:
    """A suggestion's annotations. ``blind`` (or the setting): nothing of others before one's own verdict."""
    blind = blind or house.settings.review_blind
    found = annotations_of(house.store.sql, viewer, suggestion_id, blind=blind)
    return Annotations(annotations=found)


@router.post("/suggestions/{suggestion_id}/annotations", status_code=201)
def add(viewer: Signed, house: Here, suggestion_id: Id, new: NewAnnotation) -> Annotation:
    """Keep a verdict. The same ``key`` again gives back the first one: a client may safely repeat itself."""
    return add_annotation(house.store.sql, viewer, suggestion_id, new, house.rubric)


@router.get("/suggestions/{suggestion_id}/standings")
def standing(viewer: Signed, house: Here, suggestion_id: Id) -> Standings:
    """What holds of a suggestion and of each claim that was judged."""
    blind = house.settings.review_blind
    return Standings(standings=standings(annotations_of(house.store.sql, viewer, suggestion_id, blind=blind)))


@router.get("/annotations")
def every(viewer: Signed, house: Here, since: Moment = None) -> Annotations:
    """Annotations of every suggestion that the viewer may review, in order."""
    found = all_annotations(house.store.sql, viewer, since=since)
    return Annotations(annotations=seen_by(viewer, house.settings, found))
