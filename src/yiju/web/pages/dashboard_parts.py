"""Parts of the dashboard: what its address asks for, figures by slice, what each figure means."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from nicegui import ui

from yiju.sandbox.kpi.definitions import METRICS, SLICES
from yiju.sandbox.kpi.figures import Figure, Report
from yiju.sandbox.kpi.wording import brief, shown
from yiju.web.pages.frame import STATIC
from yiju.web.pages.theme import Text, box, link


@dataclass(frozen=True)
class Wish:
    """What the address asks for: the last so many days (0: all), and how figures are sliced."""

    days: str = "90"
    by: str = ""

    @property
    def since(self) -> dt.datetime | None:
        """From when on advice is counted."""
        return None if self.days == "0" else dt.datetime.now(dt.UTC) - dt.timedelta(days=int(self.days))

    def address(self, **changes: str) -> str:
        """The same page otherwise."""
        return "/dashboard?" + urlencode({"days": self.days, "by": self.by, **changes})

    def rows(self, metric: str, by: str = "", key: str = "") -> str:
        """Where a figure's rows are listed."""
        return "/dashboard/rows?" + urlencode({"metric": metric, "days": self.days, "by": by, "key": key})


def style() -> None:
    """Link the dashboard's own style sheet into the page at hand."""
    ui.add_head_html(f'<link rel="stylesheet" href="{STATIC}/dashboard.css">')


def show_slices(report: Report, wish: Wish) -> None:
    """Every figure of every slice; those of few observations in grey."""
    metrics = [metric for metric in METRICS if metric != "reasons"]
    by_slice: dict[str, dict[str, Figure]] = {}
    for one in report.figures:
        if one.slice:
            by_slice.setdefault(one.slice, {})[one.metric] = one
    with box("y-card y-pad k-slices", "section"):
        Text("h2", f"按{SLICES[next(one for one in SLICES if one == wish.by)]}分开看")
        with box("y-scroll"), box("y-table", "table"):
            with box("", "thead"), box("", "tr"):
                Text("th", SLICES[next(one for one in SLICES if one == wish.by)])
                for metric in metrics:
                    Text("th", METRICS[metric].label)
            with box("", "tbody"):
                for key, figures in by_slice.items():
                    _slice_row(key, figures, metrics, wish)
        Text("p", "灰色为样本少（不足 5）；点数字看明细。", "y-soft y-small")


def _slice_row(key: str, figures: dict[str, Figure], metrics: Sequence[str], wish: Wish) -> None:
    with box("", "tr"):
        Text("td", key, "k-key")
        for metric in metrics:
            figure = figures[metric]
            with box("y-num" + (" few" if figure.small else ""), "td"):
                if figure.of:
                    link(shown(figure), wish.rows(metric, wish.by, key))
                    Text("span", brief(figure), "y-soft y-small")
                else:
                    Text("span", "—", "y-soft")


def show_definitions() -> None:
    """What each figure is, and what it does not say."""
    with box("y-card y-pad k-defs", "details"):
        Text("summary", "这些数怎么算，有什么局限")
        with box("", "dl"):
            for metric in METRICS.values():
                Text("dt", metric.label)
                Text("dd", f"{metric.formula}。")
                Text("dd", metric.caveat, "y-soft y-small")
