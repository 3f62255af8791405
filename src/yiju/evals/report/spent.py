"""What a run cost: seconds of the whole by part, and of each suite by stage."""

from yiju.evals.report.material import Material
from yiju.evals.report.show import seconds
from yiju.evals.report.tags import case_anchor, esc, named
from yiju.evals.report.words import stage_name, suite_name
from yiju.evals.summary import Stage

_SHADES = ("#1f6f6b", "#5b9a8b", "#a3c4a8", "#d9b26f", "#c4795a", "#8a6f8f", "#6f86a8", "#b9b4a6")


def spent(material: Material) -> str:
    """A strip for the run, a strip and a table for each suite."""
    whole = {k: v for k, v in material.run.seconds.items() if k != "all" and v > 0}
    strip = f'<div class="panel"><h3>整次评测</h3>{_strip(whole)}</div>' if whole else ""
    return strip + f'<div class="panels">{"".join(_suite(material, s) for s in material.suites)}</div>'


def _suite(material: Material, suite: str) -> str:
    found = [s for s in material.stages if s.suite == suite]
    if not found:
        return ""
    parts = {s.stage: s.total for s in found if s.stage != "case"}
    case = sum(s.total for s in found if s.stage == "case")
    if case:
        parts["rest"] = max(0.0, case - sum(parts.values()))
    rows = "".join(_row(s) for s in sorted(found, key=lambda s: (s.stage == "case", -s.total)))
    return (
        f'<div class="panel"><h3>{named(suite_name(suite), suite)}</h3>{_strip(parts)}'
        '<div class="scroll"><table class="plain"><thead><tr><th>环节</th><th>合计</th><th>中位</th>'
        f"<th>95 分位</th><th>最慢</th></tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _row(stage: Stage) -> str:
    link = f'<a href="#{case_anchor(stage.suite, stage.longest_case)}">{esc(stage.longest_case)}</a>'
    told = (stage.total, stage.median, stage.p95)
    cells = "".join(f"<td>{seconds(one)}</td>" for one in told)
    return f"<tr><th>{esc(stage_name(stage.stage))}</th>{cells}<td>{seconds(stage.longest)} {link}</td></tr>"


def _strip(parts: dict[str, float]) -> str:
    total = sum(parts.values())
    if not total:
        return ""
    blocks, names, at = "", "", 0.0
    for n, (key, value) in enumerate(sorted(parts.items(), key=lambda item: -item[1])):
        shade, wide = _SHADES[n % len(_SHADES)], 100 * value / total
        blocks += f'<rect x="{at:.3f}" y="0" width="{wide:.3f}" height="10" fill="{shade}"/>'
        at += wide
        names += (
            f'<span><svg viewBox="0 0 1 1"><rect width="1" height="1" fill="{shade}"/></svg>'
            f"{esc(stage_name(key))} <b>{seconds(value)}</b></span>"
        )
    return (
        '<svg class="strip" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'{blocks}</svg><div class="legend">{names}</div>'
    )
