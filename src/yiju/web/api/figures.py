"""``/agreement``, ``/kpi``: how far reviewers agree; key figures, each with the rows it is made of."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from yiju.sandbox.agreement import Agreement, agreement
from yiju.sandbox.blind import seen_report, seen_rows
from yiju.sandbox.kpi.definitions import METRICS, Metric, Slice
from yiju.sandbox.kpi.figures import Report, rows
from yiju.sandbox.kpi.rows import Row
from yiju.store.access import require_reviewer
from yiju.web.api.params import Moment
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["figures"])


class Metrics(BaseModel):
    """What is counted, and how."""

    metrics: list[Metric]


class Rows(BaseModel):
    """In time."""

    rows: list[Row]


@router.get("/agreement")
def agreed(viewer: Signed, house: Here, since: Moment = None, until: Moment = None) -> Agreement:
    """Krippendorff's alpha of the verdicts that the viewer may read: in all, by pair and by reason."""
    require_reviewer(viewer, "看评审一致性")
    return agreement(house.store.sql, viewer, house.rubric, since=since, until=until)


@router.get("/kpi")
def figures(
    viewer: Signed, house: Here, since: Moment = None, until: Moment = None, by: Slice | None = None
) -> Report:
    """Every figure of what the viewer may review; ``by``: each slice after all together. Blind reviewers see
    none (``more.kept``) that is of so few suggestions that it tells what others said of them."""
    require_reviewer(viewer, "看指标")
    return seen_report(house.store.sql, viewer, house.settings, since=since, until=until, by=by)


@router.get("/kpi/metrics")
def metrics() -> Metrics:
    """What the figures mean, and what they do not say."""
    return Metrics(metrics=list(METRICS.values()))


@router.get("/kpi/{metric}/rows")
def behind(
    viewer: Signed,
    house: Here,
    metric: Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")],
    since: Moment = None,
    until: Moment = None,
    by: Slice | None = None,
    key: Annotated[str, Query(max_length=200)] = "",
) -> Rows:
    """The rows behind a figure, of one slice (``by``, ``key``) or of all; blind reviewers see none that tells
    what others said of what they have not judged."""
    require_reviewer(viewer, "看指标")
    found = rows(house.store.sql, viewer, metric, since=since, until=until, by=by, key=key)
    return Rows(rows=seen_rows(house.store.sql, viewer, house.settings, metric, found))
