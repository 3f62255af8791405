"""Metrics with their intervals, and the same by class as a heat table."""

from yiju.evals.report.charts import bar
from yiju.evals.report.material import Material
from yiju.evals.report.overview import mean_of
from yiju.evals.report.show import percent, points
from yiju.evals.report.tags import esc, named
from yiju.evals.report.words import class_name, metric_name, suite_name
from yiju.evals.summary import Row


def metrics(material: Material) -> str:
    """One panel a suite: bars with whiskers, numbers beside them."""
    panels = []
    for suite in material.suites:
        rows = "".join(_row(material, row) for row in material.whole_rows(suite))
        panels.append(
            f'<div class="panel" id="metrics-{esc(suite)}"><h3>{named(suite_name(suite), suite)}</h3>'
            f'<div class="measures">{rows}</div></div>'
        )
    return f'<div class="panels">{"".join(panels)}</div>'


def _row(material: Material, row: Row) -> str:
    main = " main" if material.mains.get(row.suite) == row.metric else ""
    interval = "" if row.low is None else f"{percent(row.low)} – {percent(row.high)}"
    unscored = f"<em>未评分 {row.unscored}</em>" if row.unscored else ""
    change = material.compared(row.suite, row.metric)
    moved = ""
    if change is not None and change.difference:
        kind = "up" if change.difference > 0 else "down"
        moved = f'<span class="change {kind}">{points(change.difference)}</span>'
    return (
        f'<div class="measure{main}"><div class="what">{named(metric_name(row.metric), row.metric)}</div>'
        f'{bar(mean_of(row))}<div class="value"><b>{percent(row.mean)}</b>{moved}</div>'
        f'<div class="span">{interval} <span>{row.n} 例</span>{unscored}</div></div>'
    )


def classes(material: Material) -> str:
    """Rows are classes, columns metrics; pale red is 0, pale green is 1."""
    tables = "".join(_heat(material, suite) for suite in material.suites)
    return f'<div class="heats">{tables}</div>' if tables else ""


def _heat(material: Material, suite: str) -> str:
    cells = {(r.class_, r.metric): r for r in material.rows if r.suite == suite and r.class_}
    kinds = list(dict.fromkeys(r.class_ for r in material.run.results if r.suite == suite))
    if len(kinds) < 2:
        return ""
    columns = [row.metric for row in material.whole_rows(suite)]
    main = material.mains.get(suite, columns[0] if columns else "")
    kinds.sort(key=lambda kind: _low(cells.get((kind, main))))
    head = "".join(f'<th title="{esc(metric)}">{esc(metric_name(metric))}</th>' for metric in columns)
    body = ""
    for kind in kinds:
        count = sum(r.suite == suite and r.class_ == kind for r in material.run.results)
        row = "".join(_cell(cells.get((kind, metric))) for metric in columns)
        link = (
            f'<a href="#cases" data-suite="{esc(suite)}" data-class="{esc(kind)}" title="看这一类的用例">'
            f"{esc(class_name(kind))}</a>"
        )
        body += f"<tr><th>{link}<small>{count} 例</small></th>{row}</tr>"
    return (
        f'<div class="panel heat"><h3>{named(suite_name(suite), suite)}</h3><div class="scroll"><table>'
        f"<thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
    )


def _low(row: Row | None) -> float:
    return 2.0 if row is None or row.mean is None else row.mean


def _cell(row: Row | None) -> str:
    if row is None:
        return '<td class="none"></td>'
    if row.mean is None:
        return f'<td class="none" title="未评分 {row.unscored} 例">未评分</td>'
    told = f"{row.n} 例，{percent(row.low)} – {percent(row.high)}"
    told += f"，未评分 {row.unscored}" if row.unscored else ""
    return f'<td style="background:{_warmth(row.mean)}" title="{told}">{percent(row.mean, 0)}</td>'


def _warmth(share: float) -> str:
    """From brick (0) over sand (½) to sage (1)."""
    stops = ((236, 178, 160), (246, 231, 190), (196, 226, 208))
    low, high = (stops[0], stops[1]) if share < 0.5 else (stops[1], stops[2])
    at = share * 2 if share < 0.5 else share * 2 - 1
    return "rgb({})".format(",".join(f"{a + (b - a) * at:.0f}" for a, b in zip(low, high, strict=True)))
