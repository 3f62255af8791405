"""Cases side by side: left what was asked and expected, right what was given; the worst first."""

from yiju.evals.outcome import Result
from yiju.evals.report.material import Material
from yiju.evals.report.show import Pair, asked_and_given, is_expected, seconds, shortened
from yiju.evals.report.tags import case_anchor, chip, esc, tone, with_tags
from yiju.evals.report.words import class_name, suite_name

_LINES = 12
"""Given lines shown at once."""


def cards(material: Material) -> str:
    """Filters and all cases. Without the script all are shown."""
    results = material.worst_first()
    suites = "".join(f'<option value="{esc(s)}">{esc(suite_name(s))}</option>' for s in material.suites)
    kinds = sorted({(r.suite, r.class_) for r in results})
    options = "".join(
        f'<option value="{esc(kind)}" data-suite="{esc(suite)}">{esc(class_name(kind))}</option>'
        for suite, kind in kinds
    )
    form = (
        f'<form class="filters" id="filters"><select name="suite" aria-label="套件"><option value="">全部套件'
        f'</option>{suites}</select><select name="class" aria-label="类别"><option value="">全部类别</option>'
        f'{options}</select><input name="text" type="search" placeholder="编号或文字" aria-label="搜用例">'
        '<label><input name="wrong" type="checkbox" checked> 只看没全对的</label>'
        f'<output id="count">{len(results)} 例</output></form>'
    )
    return (
        form
        + "".join(_card(material, result) for result in results)
        + '<p id="nothing" hidden>没有符合的用例。</p>'
    )


def _card(material: Material, result: Result) -> str:
    asked, given = asked_and_given(result.outcome)
    wrong, score = material.wrong(result), material.score(result)
    broken = "".join(
        f'<span class="chip broken">破红线 {esc(gate)}</span>' for gate in material.broken_by(result)
    )
    took = result.outcome.seconds
    spent = took.get("case", sum(took.values()))
    told = f"{seconds(spent)}" + (" · 缓存" if result.cached else "")
    title = next((text for label, text in asked if not is_expected(label)), "")
    chips = broken + "".join(chip(metric, one) for metric, one in result.scores.items())
    head = (
        f'<span class="id">{esc(result.id)}</span>'
        f'<span class="kind">{esc(suite_name(result.suite))} · {esc(class_name(result.class_))}</span>'
        f'<span class="title">{esc(shortened(title, 80))}</span>'
        f'<span class="chips">{chips}</span><span class="took">{told}</span>'
    )
    attributes = (
        f'class="case {"broken" if broken else tone(score)}" id="{case_anchor(result.suite, result.id)}" '
        f'data-suite="{esc(result.suite)}" data-class="{esc(result.class_)}" data-wrong="{int(wrong)}"'
    )
    return (
        f"<details {attributes}{' open' if wrong else ''}><summary>{head}</summary>"
        f'<div class="sides"><div class="asked"><h4>请求与期望</h4>{_pairs(asked)}</div>'
        f'<div class="given"><h4>给出的</h4>{_given(given)}</div></div></details>'
    )


def _pairs(pairs: list[Pair]) -> str:
    if not pairs:
        return '<p class="quiet">没有记录。</p>'
    return f"<dl>{''.join(_pair(label, text) for label, text in pairs)}</dl>"


def _pair(label: str, text: str) -> str:
    kind = ' class="want"' if is_expected(label) else ""
    return f"<div{kind}><dt>{esc(label)}</dt><dd>{with_tags(shortened(text)) or '—'}</dd></div>"


def _given(pairs: list[Pair]) -> str:
    first, rest = pairs[:_LINES], pairs[_LINES:]
    more = f"<details><summary>其余 {len(rest)} 条</summary>{_pairs(rest)}</details>" if rest else ""
    return _pairs(first) + more
