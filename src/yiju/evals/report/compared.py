"""What changed against another run, case by case."""

from yiju.evals.compare import Comparison
from yiju.evals.report.charts import difference
from yiju.evals.report.material import Material
from yiju.evals.report.show import p_value, percent, points
from yiju.evals.report.tags import case_links, esc
from yiju.evals.report.words import metric_name, suite_name
from yiju.evals.stats import Mean


def compared(material: Material) -> str:
    """Metrics in which a case changed, the greatest fall first."""
    if not material.comparisons:
        return ""
    moved = [c for c in material.comparisons if c.won or c.lost]
    still = len(material.comparisons) - len(moved)
    against = f"<p>对照：{esc(material.against)}。</p>" if material.against else ""
    if not moved:
        return f'{against}<p class="quiet">{still} 项指标里没有一例的分数变化。</p>{_left_out(material)}'
    reach = max(0.05, *(abs(x) for c in moved for x in (c.low or 0, c.high or 0, c.difference or 0)))
    rows = "".join(_row(c, reach) for c in sorted(moved, key=lambda c: c.difference or 0))
    rest = f'<p class="quiet">另外 {still} 项指标没有一例变化。</p>' if still else ""
    return f'{against}<div class="panel"><div class="diffs">{rows}</div></div>{rest}{_left_out(material)}'


def _row(one: Comparison, reach: float) -> str:
    value = Mean(one.difference or 0.0, one.low or 0.0, one.high or 0.0)
    lost = (
        f'<div class="links"><b class="down">变差 {len(one.lost)}</b>{case_links(one.suite, one.lost)}</div>'
    )
    won = f'<div class="links"><b class="up">变好 {len(one.won)}</b>{case_links(one.suite, one.won)}</div>'
    kind = "up" if value.value > 0 else "down" if value.value < 0 else "still"
    return (
        f'<div class="diff"><div class="what">{esc(suite_name(one.suite))} · {esc(metric_name(one.metric))}'
        f"<small>{one.n} 例</small></div>{difference(value, reach)}"
        f'<div class="value"><b class="{kind}">{points(one.difference)}</b> 个百分点'
        f"<small>{percent(one.before)} → {percent(one.after)}，{p_value(one.p)}</small></div>"
        f'<div class="moved">{lost if one.lost else ""}{won if one.won else ""}</div></div>'
    )


def _left_out(material: Material) -> str:
    suites: dict[str, tuple[int, int, int]] = {}
    for c in material.comparisons:
        suites[c.suite] = max(suites.get(c.suite, (0, 0, 0)), (c.changed, c.new, c.gone))
    told = "；".join(
        f"{suite_name(suite)} 改过 {changed}、新增 {new}、这次没有 {gone}"
        for suite, (changed, new, gone) in suites.items()
        if changed or new or gone
    )
    return f'<p class="quiet">没有参与对比的用例：{esc(told)}。</p>' if told else ""
