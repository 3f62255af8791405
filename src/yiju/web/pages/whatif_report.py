"""A replay as a page shows it: what changed, side by side, what stands today of the original, the cost."""

from yiju.sandbox.rechecking import Rechecked
from yiju.sandbox.reports import Report
from yiju.web.pages.compare import FATES, pair_row
from yiju.web.pages.theme import Text, alert, box, chip, empty, link
from yiju.web.pages.wording import ERASED, mark_of


def show(found: Report) -> None:
    """The whole report."""
    changes = found.replay.changes.told()
    with box("y-card y-pad y-stack tight"):
        Text("h2", "推演结果")
        with box("y-row"):
            for line in changes or ["没有改变条件"]:
                chip(line, "accent" if changes else "")
        if found.result is None or found.comparison is None:
            alert(f"没有做成：{found.replay.error}", "bad")
        else:
            _summary(found)
    if found.comparison is not None:
        _pairs(found)
    _rechecked(found)
    _costs(found)


def _summary(found: Report) -> None:
    assert found.comparison is not None
    assert found.result is not None
    with box("y-row"):
        for fate, (label, tone) in FATES.items():
            if found.comparison.counts[fate]:
                chip(f"{label} {found.comparison.counts[fate]}", tone)
        whole = f"/compare?left={found.original.id}&right={found.result.id}&all=1"
        link("全文并排", whole, "y-push y-small")
    if found.reproduced:
        alert("和原建议完全相同。", "note")
    if found.assumed:
        Text(
            "p",
            f"{found.assumed} 条建议建立在假设上，都写明了假设；事实和依据没有因假设而改。",
            "y-small y-soft",
        )
    for line in found.reasons:
        Text("p", f"另外的原因：{line}", "y-small y-soft y-break")


def _pairs(found: Report) -> None:
    assert found.comparison is not None
    shown = [pair for pair in found.comparison.pairs if pair.fate != "same"]
    with box("y-card y-list"):
        with box("y-grid2 y-small y-soft y-pad"):
            Text("b", "原建议")
            Text("b", "推演后")
        for pair in shown:
            pair_row(pair)
        if not shown:
            empty("没有变化的论断", f"两边都有的 {found.comparison.counts['same']} 条完全一样。")


def _rechecked(found: Report) -> None:
    changed = found.changed_verdicts
    with box("y-card y-pad y-stack tight"):
        Text("h2", "原建议今天还站得住吗")
        Text(
            "p",
            f"{len(found.rechecked)} 条论断按今天的资料和规则重新核验，{len(changed)} 条有变化。",
            "y-small y-soft",
        )
        for one in changed:
            _one(one)


def _one(one: Rechecked) -> None:
    with box("y-entry"):
        with box("y-row"):
            stands = [mark_of(verdict) for verdict in dict.fromkeys((one.was, one.now))]
            for at, (label, tone) in enumerate([ERASED] if one.erased else stands):
                if at:
                    Text("span", "→", "y-soft")
                chip(label, tone)
            Text("span", one.section, "y-small y-soft")
        Text("div", one.text, "y-break")
        Text("div", "；".join(one.reasons), "y-small y-soft y-break")


def _costs(found: Report) -> None:
    with box("y-card y-pad y-stack tight"):
        Text("h2", "花费")
        with box("y-scroll"), box("y-table", "table"):
            with box("", "thead"), box("", "tr"):
                for head in ("", "原来", "这次"):
                    Text("th", head)
            with box("", "tbody"):
                for cost in found.costs:
                    with box("", "tr"):
                        Text("td", f"{cost.name}（{cost.unit}）", "y-small y-soft")
                        for value in (cost.original, cost.replayed):
                            Text("td", cost.shown(value), "y-num")
