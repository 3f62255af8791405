"""Charts as inline SVG, drawn here: bars with whiskers, differences, trend lines. No text from outside."""

import math
from collections.abc import Sequence
from itertools import pairwise

from yiju.evals.stats import Mean

_WIDE, _HIGH = 320, 118
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 12, 10, 20


def bar(value: Mean | None) -> str:
    """A bar from 0 to 1 with its interval as a whisker; an empty track without a value. Stretches."""
    grid = "".join(f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="20"/>' for x in (25, 50, 75))
    inner = ""
    if value is not None:
        low, high, at = (100 * max(0.0, min(1.0, x)) for x in (value.low, value.high, value.value))
        inner = f'<rect class="fill" x="0" y="5" width="{at:.2f}" height="10" rx="1"/>'
        if high > low:
            inner += (
                f'<line class="whisker" x1="{low:.2f}" x2="{high:.2f}" y1="10" y2="10"/>'
                f'<line class="whisker" x1="{low:.2f}" x2="{low:.2f}" y1="6" y2="14"/>'
                f'<line class="whisker" x1="{high:.2f}" x2="{high:.2f}" y1="6" y2="14"/>'
            )
    return (
        '<svg class="bar" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" x="0" y="5" width="100" height="10"/>{grid}{inner}</svg>'
    )


def difference(value: Mean, reach: float) -> str:
    """A difference around zero, from -reach to +reach, with its interval."""

    def x(one: float) -> float:
        return 50 + 50 * max(-1.0, min(1.0, one / reach))

    low, high, at = x(value.low), x(value.high), x(value.value)
    kind = "up" if value.value > 0 else "down" if value.value < 0 else "still"
    return (
        '<svg class="bar" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" x="0" y="5" width="100" height="10"/>'
        f'<rect class="{kind}" x="{min(50.0, at):.2f}" y="5" width="{abs(at - 50):.2f}" height="10"/>'
        '<line class="zero" x1="50" x2="50" y1="1" y2="19"/>'
        f'<line class="whisker" x1="{low:.2f}" x2="{high:.2f}" y1="10" y2="10"/>'
        f'<line class="whisker" x1="{low:.2f}" x2="{low:.2f}" y1="6" y2="14"/>'
        f'<line class="whisker" x1="{high:.2f}" x2="{high:.2f}" y1="6" y2="14"/></svg>'
    )


def trend(values: Sequence[Mean | None], labels: Sequence[str], ends: tuple[str, str]) -> str:
    """A line through the runs, oldest left, with the intervals as a band; gaps where nothing was scored.

    Args:
        labels: what each run is, safe as HTML; shown on pointing at its dot.
        ends: the first and last on the axis.
    """
    known = [one for one in values if one is not None]
    if not known:
        return ""
    floor = max(0.0, _step(min(one.low for one in known) - 0.02, down=True))
    top = min(1.0, _step(max(one.high for one in known) + 0.02, down=False))
    if top - floor < 0.1:
        floor = max(0.0, top - 0.1)

    def x(n: int) -> float:
        span = _WIDE - _LEFT - _RIGHT
        return _LEFT + (span * n / (len(values) - 1) if len(values) > 1 else span / 2)

    def y(one: float) -> float:
        return _TOP + (_HIGH - _TOP - _BOTTOM) * (top - one) / (top - floor)

    lines = "".join(
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{y(at):.1f}" y2="{y(at):.1f}"/>'
        f'<text class="axis" x="{_LEFT - 5}" y="{y(at) + 3.5:.1f}" text-anchor="end">{at * 100:.0f}</text>'
        for at in (floor, (floor + top) / 2, top)
    )
    shapes, dots = "", ""
    for n, (one, other) in enumerate(pairwise(values)):
        if one is None or other is None:
            continue
        a, b = x(n), x(n + 1)
        shapes += (
            f'<polygon class="band" points="{a:.1f},{y(one.low):.1f} {b:.1f},{y(other.low):.1f} '
            f'{b:.1f},{y(other.high):.1f} {a:.1f},{y(one.high):.1f}"/>'
            f'<line class="line" x1="{a:.1f}" x2="{b:.1f}" y1="{y(one.value):.1f}"'
            f' y2="{y(other.value):.1f}"/>'
        )
    for n, here in enumerate(values):
        if here is not None:
            kind, size = ("dot now", 4) if n == len(values) - 1 else ("dot", 2.6)
            dots += (
                f'<circle class="{kind}" cx="{x(n):.1f}" cy="{y(here.value):.1f}" r="{size}">'
                f"<title>{labels[n]}：{here.value * 100:.1f}%</title></circle>"
            )
    feet = f'<text class="axis" x="{_LEFT}" y="{_HIGH - 4}">{ends[0]}</text>'
    if len(values) > 1:
        feet += f'<text class="axis" x="{_WIDE - _RIGHT}" y="{_HIGH - 4}" text-anchor="end">{ends[1]}</text>'
    return f'<svg class="trend" viewBox="0 0 {_WIDE} {_HIGH}" role="img">{lines}{shapes}{dots}{feet}</svg>'


def _step(value: float, *, down: bool) -> float:
    """To a multiple of 0.1."""
    return (math.floor(value * 10) if down else math.ceil(value * 10)) / 10
