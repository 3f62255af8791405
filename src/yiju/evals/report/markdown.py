"""The report in Markdown: for a pull request's comment, a CI summary, a chat."""

from collections.abc import Iterable, Sequence

import regex

from yiju.evals.report.material import Material
from yiju.evals.report.show import (
    asked_and_given,
    p_value,
    percent,
    points,
    seconds,
    shortened,
    visible,
    when,
)
from yiju.evals.report.words import class_name, metric_name, stage_name, suite_name
from yiju.evals.summary import Row, total_seconds

_CASES = 10
_SPECIAL = str.maketrans({c: "\\" + c for c in "\\`*_[]|#~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})

_MENTION = regex.compile(r"(?<![a-z])@|@(?!\d+\b)")  # all but recall@10
_SITE = regex.compile(r"(?i)\b(www)\.")


def markdown(material: Material, *, cases: int = _CASES) -> str:
    """The page; the worst ``cases`` at its end."""
    parts = [
        _head(material),
        _gates(material),
        _metrics(material),
        _classes(material),
        _comparison(material),
        _times(material),
        _worst(material, cases),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str, most: int = 300) -> str:
    """Text from outside as one line of Markdown that means nothing but itself."""
    one_line = " ".join(visible(shortened(text, most)).split())
    quiet = _MENTION.sub("&#64;", one_line.translate(_SPECIAL)).replace("://", ":&#8203;//")
    return _SITE.sub(r"\1&#46;", quiet)


def _head(material: Material) -> str:
    run = material.run
    failed = [v for v in material.verdicts if not v.ok]
    if not material.verdicts:
        state = "没有核对门限"
    elif failed:
        state = f"❌ {len(failed)} 道门没过（共 {len(material.verdicts)} 道）"
    else:
        state = f"✅ {len(material.verdicts)} 道门全过"
    wrong = sum(material.wrong(r) for r in run.results)
    facts = [
        f"{when(run.started_at)}（北京时间）",
        f"代码 `{plain(run.fingerprint[:8])}`",
        f"向量 {plain(run.embedder or '无')}",
        f"模型 {plain(run.model or '无（摘录模式）')}",
        f"{len(run.results)} 例，新算 {run.computed} 例，没全对 {wrong} 例",
        f"用时 {seconds(total_seconds(run))}",
    ]
    notes = "".join(f"\n\n> {plain(note)}" for note in material.notes)
    return f"# 评测报告：{plain(run.name)}\n\n**{state}**\n\n{' · '.join(facts)}{notes}"


def _gates(material: Material) -> str:
    if not material.verdicts:
        return ""
    shut = [("❌", plain(v.gate), plain(v.told, 600)) for v in material.verdicts if not v.ok]
    fine = [("✅", plain(v.gate), plain(v.told, 600)) for v in material.verdicts if v.ok]
    head = ("", "门", "说明")
    parts = [_table(head, shut)] if shut else []
    if fine:
        told = f"<details><summary>已过的 {len(fine)} 道</summary>"
        parts.append(f"{told}\n\n{_table(head, fine)}\n\n</details>")
    return "## 门限\n\n" + "\n\n".join(parts)


def _metrics(material: Material) -> str:
    rows = []
    for suite in material.suites:
        for row in material.whole_rows(suite):
            main = material.mains.get(suite) == row.metric
            name = f"{metric_name(row.metric)} {plain(row.metric)}"
            change = material.compared(suite, row.metric)
            rows.append(
                (
                    f"{suite_name(suite)} {plain(suite)}",
                    f"**{name}**" if main else name,
                    percent(row.mean),
                    _interval(row),
                    str(row.n),
                    str(row.unscored or ""),
                    points(change.difference) if change and change.n else "",
                )
            )
    head = ("套件", "指标", "平均", "95% 区间", "评分", "未评分", "变化（百分点）")
    return "## 指标\n\n" + _table(head, rows)


def _interval(row: Row) -> str:
    return "—" if row.low is None else f"{percent(row.low)} – {percent(row.high)}"


def _classes(material: Material) -> str:
    rows = []
    for suite in material.suites:
        main = material.mains.get(suite)
        found = [r for r in material.rows if r.suite == suite and r.class_ and r.metric == main]
        for row in sorted(found, key=lambda r: 2.0 if r.mean is None else r.mean):
            told = f"{plain(class_name(row.class_))} {plain(row.class_)}"
            rows.append((suite_name(suite), told, percent(row.mean), _interval(row), str(row.n)))
    if not rows:
        return ""
    return "## 各类别（主指标，差的在前）\n\n" + _table(("套件", "类别", "平均", "95% 区间", "评分"), rows)


def _comparison(material: Material) -> str:
    if not material.comparisons:
        return ""
    rows = [
        (
            f"{suite_name(c.suite)} {metric_name(c.metric)}",
            str(c.n),
            percent(c.before),
            percent(c.after),
            f"{points(c.difference)}（{points(c.low)} 到 {points(c.high)}）",
            p_value(c.p),
            _ids(c.won),
            _ids(c.lost),
        )
        for c in material.comparisons
        if c.won or c.lost
    ]
    title = f"## 对比{f'：{plain(material.against)}' if material.against else ''}\n\n"
    left_out = max((c.changed + c.new + c.gone for c in material.comparisons), default=0)
    tail = f"\n\n改过、新增或这次没有的用例不参与对比，最多的一项有 {left_out} 例。" if left_out else ""
    if not rows:
        return title + "没有一例的分数变化。" + tail
    head = ("指标", "同例", "之前", "现在", "差（百分点，95% 区间）", "双侧检验", "变好", "变差")
    return title + _table(head, rows) + tail


def _ids(cases: Sequence[str]) -> str:
    more = f" 等 {len(cases)} 例" if len(cases) > 6 else ""
    return "、".join(plain(one) for one in cases[:6]) + more


def _times(material: Material) -> str:
    run = "，".join(f"{stage_name(k)} {seconds(v)}" for k, v in material.run.seconds.items() if k != "all")
    rows = [
        (
            suite_name(s.suite),
            stage_name(s.stage),
            seconds(s.total),
            seconds(s.median),
            seconds(s.p95),
            f"{seconds(s.longest)}（{plain(s.longest_case)}）",
        )
        for s in sorted(material.stages, key=lambda s: -s.total)
    ]
    if not rows:
        return ""
    head = ("套件", "环节", "合计", "中位", "95 分位", "最慢")
    return f"## 耗时\n\n{run}\n\n" + _table(head, rows)


def _worst(material: Material, count: int) -> str:
    worst = [r for r in material.worst_first() if material.wrong(r)]
    if not worst:
        return "## 最差用例\n\n没有：每一例都全对。"
    parts = [f"## 最差用例（{min(count, len(worst))}/{len(worst)}）"]
    for result in worst[:count]:
        asked, given = asked_and_given(result.outcome)
        scores = "，".join(f"{metric_name(m)} {percent(s, 0)}" for m, s in result.scores.items())
        broken = "".join(f" ⛔ {plain(gate)}" for gate in material.broken_by(result))
        kind = f"{suite_name(result.suite)} · {plain(class_name(result.class_))}"
        lines = [f"### {kind} · {plain(result.id)}{broken}", scores]
        lines += [f"- {plain(label)}：{plain(text)}" for label, text in asked]
        lines += [f"- **{plain(label)}**：{plain(text)}" for label, text in given[:6]]
        if len(given) > 6:
            lines.append(f"- ……另有 {len(given) - 6} 条")
        parts.append(lines[0] + "\n\n" + lines[1] + "\n\n" + "\n".join(lines[2:]))
    return "\n\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
