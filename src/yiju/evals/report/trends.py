"""Main metrics over the latest runs: one small chart a suite."""

from yiju.evals.history import Point
from yiju.evals.report.charts import trend
from yiju.evals.report.material import Material
from yiju.evals.report.show import percent, when
from yiju.evals.report.tags import esc
from yiju.evals.report.words import metric_name, suite_name
from yiju.evals.stats import Mean


def trends(material: Material) -> str:
    """Charts of the suites of this run; nothing where no earlier run is known."""
    if len(material.history) < 2:
        return ""
    labels = [esc(f"{when(entry.at)[5:]} {entry.fingerprint8}") for entry in material.history]
    ends = (when(material.history[0].at)[5:10], when(material.history[-1].at)[5:10])
    panels = []
    for suite in material.suites:
        main = material.mains.get(suite, "")
        values = [_mean(entry.suites.get(suite), main) for entry in material.history]
        known = [value for value in values if value is not None]
        if len(known) < 2:
            continue
        panels.append(
            f'<div class="panel small"><h3>{esc(suite_name(suite))}<small>{esc(metric_name(main))}</small>'
            f"<b>{percent(known[-1].value)}</b></h3>{trend(values, labels, ends)}</div>"
        )
    return f'<div class="panels many">{"".join(panels)}</div>' if panels else ""


def _mean(point: Point | None, main: str) -> Mean | None:
    """A run's value, where it measured the same metric."""
    if point is None or point.metric != main or point.mean is None:
        return None
    low = point.mean if point.low is None else point.low
    return Mean(point.mean, low, point.mean if point.high is None else point.high)
