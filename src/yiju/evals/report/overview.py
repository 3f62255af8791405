"""The page's beginning: does it pass, what was run, how each suite does; then every gate."""

from yiju.evals.report.charts import bar
from yiju.evals.report.material import Material
from yiju.evals.report.show import percent, points, seconds, when
from yiju.evals.report.tags import case_links, esc
from yiju.evals.report.words import metric_name, suite_name
from yiju.evals.stats import Mean
from yiju.evals.summary import Row, total_seconds
from yiju.evals.verdict import Verdict

_FEW = 8
"""Gates that hold and are still shown unfolded."""


def overview(material: Material) -> str:
    """Banner, facts, one card a suite."""
    cards = "".join(_card(material, suite) for suite in material.suites)
    return f'{_banner(material)}<div class="suites">{cards}</div>'


def _banner(material: Material) -> str:
    run = material.run
    failed = sum(not v.ok for v in material.verdicts)
    if not material.verdicts:
        kind, state = "idle", "没有核对门限"
    elif failed:
        kind, state = "fail", f"{failed} 道门没过"
    else:
        kind, state = "pass", "全部过门"
    wrong = sum(material.wrong(r) for r in run.results)
    facts = (
        ("时间", f"{when(run.started_at)} 北京时间"),
        ("代码", run.fingerprint[:8] or "—"),
        ("向量", run.embedder or "无"),
        ("模型", run.model or "无（摘录模式）"),
        ("用例", f"{len(run.results)} 例，没全对 {wrong} 例"),
        ("新算", f"{run.computed} 例，其余取自缓存" if run.computed < len(run.results) else "全部"),
        ("用时", seconds(total_seconds(run))),
        ("机器", run.machine or "—"),
    )
    told = "".join(f"<div><dt>{key}</dt><dd>{esc(value)}</dd></div>" for key, value in facts)
    count = (
        f"<p>{len(material.verdicts) - failed}/{len(material.verdicts)} 道</p>" if material.verdicts else ""
    )
    return (
        f'<div class="banner {kind}"><div class="state"><h1>{esc(run.name)}</h1><strong>{state}</strong>'
        f'{count}</div><dl class="facts">{told}</dl></div>'
    )


def _card(material: Material, suite: str) -> str:
    rows = material.whole_rows(suite)
    main = next((row for row in rows if row.metric == material.mains.get(suite)), rows[0] if rows else None)
    results = [r for r in material.run.results if r.suite == suite]
    wrong = sum(material.wrong(r) for r in results)
    errors = sum(bool(r.outcome.error) for r in results)
    told = f"{len(results)} 例" + (f" · 没全对 {wrong}" if wrong else " · 全对")
    told += f" · 未评分 {main.unscored}" if main is not None and main.unscored else ""
    told += f" · 出错 {errors}" if errors else ""
    if main is None:
        return f'<a class="suite" href="#cases"><h3>{esc(suite_name(suite))}</h3><p>{told}</p></a>'
    return (
        f'<a class="suite" href="#metrics-{esc(suite)}"><h3>{esc(suite_name(suite))}'
        f"<small>{esc(metric_name(main.metric))}</small></h3>"
        f'<div class="big">{percent(main.mean)}{_change(material, main)}</div>{bar(mean_of(main))}'
        f"<p>{told}</p></a>"
    )


def _change(material: Material, row: Row) -> str:
    change = material.compared(row.suite, row.metric)
    if change is None or not change.difference:
        return ""
    kind = "up" if change.difference > 0 else "down"
    return f'<span class="change {kind}">{points(change.difference)}</span>'


def mean_of(row: Row) -> Mean | None:
    """A row's mean with its interval."""
    if row.mean is None or row.low is None or row.high is None:
        return None
    return Mean(row.mean, row.low, row.high)


def gates(material: Material) -> str:
    """Gates that are shut first, with what to do; the others folded up, lest they push all else away."""
    if not material.verdicts:
        return ""
    shut = [v for v in material.verdicts if not v.ok]
    fine = [v for v in material.verdicts if v.ok]
    listed = f'<ul class="gates">{"".join(map(_gate, shut))}</ul>' if shut else ""
    if not fine:
        return listed
    told = f"已过的 {len(fine)} 道"
    folded = bool(shut) or len(fine) > _FEW
    return (
        f'{listed}<details class="fold"{"" if folded else " open"}><summary>{told}</summary>'
        f'<ul class="gates">{"".join(map(_gate, fine))}</ul></details>'
    )


def _gate(verdict: Verdict) -> str:
    links = (
        f'<div class="links">{case_links(verdict.suite, verdict.cases, 20)}</div>' if verdict.cases else ""
    )
    mark, kind = ("✓", "pass") if verdict.ok else ("✗", "fail")
    return (
        f'<li class="{kind}"><i>{mark}</i><div><code>{esc(verdict.gate)}</code>'
        f"<p>{esc(verdict.message)}</p>{links}</div></li>"
    )
