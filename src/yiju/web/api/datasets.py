"""``/datasets``: snapshots of reviewed advice, for training and for evals."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from yiju.sandbox.datasets import listing
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.types import DatasetKind, Filters
from yiju.sandbox.datasets.verify import verify
from yiju.web.api.params import Id, Moment
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/datasets", tags=["datasets"])


class Line(BaseModel):
    """A snapshot in a list. ``masked``: whether personal data was taken out."""

    id: str
    kind: DatasetKind
    version: int
    created: str
    by: str
    units: list[str]
    deleted: bool
    counts: dict[str, Any]
    masked: bool
    content_sha256: str


class Snapshots(BaseModel):
    """The newest first."""

    datasets: list[Line]


class Whole(Line):
    """A snapshot with its manifest and its card (Markdown)."""

    manifest: dict[str, Any]
    card: str


class Wanted(BaseModel):
    """Which examples are wanted; see ``docs/datasets.md``."""

    kind: DatasetKind
    customer: str = Field("", max_length=200)
    unit: str = Field("", max_length=200)
    since: Moment = None
    min_reviewers: int = Field(1, ge=1, le=100)
    min_agreement: float = Field(0.0, ge=0, le=1, allow_inf_nan=False)
    prompt: str = Field("", max_length=100)
    unsupported: bool = False
    keep_personal: str = Field("", max_length=500)
    force: bool = False


class Made(BaseModel):
    """What became of an export. ``new``: whether anything was; else ``id`` is the earlier snapshot."""

    id: str
    new: bool
    counts: dict[str, Any]
    left_out: dict[str, int]
    content_sha256: str


@router.get("")
def listed(viewer: Signed, house: Here) -> Snapshots:
    """Snapshots of units that the viewer may review, all of them."""
    listing.require_review(viewer)
    found = listing.snapshots(house.store, viewer)
    return Snapshots(datasets=[Line.model_validate(one) for one in found])


@router.post("", status_code=201)
def make(viewer: Signed, house: Here, wanted: Wanted) -> Made:
    """Make a snapshot, unless the newest of these filters holds just the same."""
    listing.require_review(viewer)
    filters = Filters.model_validate(wanted.model_dump(exclude={"force"}))
    made = export(house.store, viewer, filters, force=wanted.force)
    told = {name: made.manifest[name] for name in ("counts", "left_out", "content_sha256")}
    return Made(id=made.id, new=made.new, **told)


@router.get("/examples/{example_id}")
def trace(viewer: Signed, house: Here, example_id: Id) -> dict[str, Any]:
    """Where an example comes from: its snapshots, its suggestion, its annotations."""
    listing.require_review(viewer)
    return listing.trace(house.store, viewer, example_id)


@router.get("/{dataset_id}")
def one(viewer: Signed, house: Here, dataset_id: Id) -> Whole:
    """A snapshot."""
    listing.require_review(viewer)
    return Whole.model_validate(listing.snapshot(house.store, viewer, dataset_id))


@router.get("/{dataset_id}/check")
def check(viewer: Signed, house: Here, dataset_id: Id) -> dict[str, Any]:
    """Whether it is still what it says, and may still be used."""
    from yiju.evals.exported import wrong_cases

    listing.require_review(viewer)
    return verify(house.store, viewer, dataset_id, wrong_cases).told()


@router.get(
    "/{dataset_id}/files",
    response_class=Response,
    responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
)
def files(viewer: Signed, house: Here, dataset_id: Id) -> Response:
    """All its files, as a zip."""
    listing.require_review(viewer)
    held = listing.packed(house.store, viewer, dataset_id)
    headers = {"content-disposition": f'attachment; filename="{dataset_id}.zip"'}
    return Response(held, media_type="application/zip", headers=headers)


@router.delete("/{dataset_id}")
def delete(
    viewer: Signed, house: Here, dataset_id: Id, reason: Annotated[str, Query(max_length=500)] = ""
) -> dict[str, Any]:
    """Take its files away; the manifest stays. Cannot be undone."""
    listing.require_review(viewer)
    return listing.delete(house.store, viewer, dataset_id, reason=reason)
