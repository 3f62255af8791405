"""``/issues``: what stands between a customer and us, until it is solved."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from yiju.sandbox.issues import Issue, close_issue, list_issues, open_issue
from yiju.web.api.params import Id, Moment, Name
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/issues", tags=["issues"])


class Issues(BaseModel):
    """The newest first."""

    issues: list[Issue]


class NewIssue(BaseModel):
    """Of a claim (``suggestion_id``, ``claim_id``), or of a customer by name."""

    title: str = Field("", max_length=500)
    customer: str = Field("", max_length=200)
    unit: str = Field("", max_length=200)
    suggestion_id: str | None = Field(None, min_length=1, max_length=64)
    claim_id: str = Field("", max_length=40)


@router.get("")
def listed(
    viewer: Signed, house: Here, customer: Name = None, open_only: bool = False, since: Moment = None
) -> Issues:
    """Issues of the viewer's customers."""
    sql = house.store.sql
    customer = house.reader(viewer).customer(customer).name if customer else None
    return Issues(issues=list_issues(sql, viewer, customer=customer, open_only=open_only, since=since))


@router.post("", status_code=201)
def note(viewer: Signed, house: Here, new: NewIssue) -> Issue:
    """Note an issue."""
    return open_issue(house.store.sql, viewer, **new.model_dump())


@router.post("/{issue_id}/close")
def close(viewer: Signed, house: Here, issue_id: Id) -> Issue:
    """Say that it is solved."""
    return close_issue(house.store.sql, viewer, issue_id)
