"""``/agreement``: how far reviewers agree."""

from fastapi import APIRouter

from yiju.sandbox.agreement import Agreement, agreement
from yiju.web.api.params import Moment
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["figures"])


@router.get("/agreement")
def agreed(viewer: Signed, house: Here, since: Moment = None, until: Moment = None) -> Agreement:
    """Krippendorff's alpha of the verdicts that the viewer may read, in all, by pair and by reason."""
    return agreement(house.store.sql, viewer, house.rubric, since=since, until=until)
