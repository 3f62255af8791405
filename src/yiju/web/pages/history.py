"""What people said of a suggestion, newest first; corrected entries stay, struck through."""

from collections.abc import Collection, Mapping, Sequence

from yiju.sandbox.labels import OUTCOMES, SIGNALS
from yiju.sandbox.rubric import Rubric
from yiju.sandbox.types import Annotation, Signal
from yiju.web.pages.theme import RULING_TONES, RULINGS, Text, box, chip, link, time_tag


def show_annotations(
    found: Sequence[Annotation],
    rubric: Rubric,
    numbers: Mapping[str, str],
    exemplars: Collection[str] = (),
) -> None:
    """Entries, newest first.

    Args:
        numbers: claim id → what it is called; the whole where it is empty.
        exemplars: ids of those that others learn from.
    """
    replaced = {one.replaces for one in found}
    for one in reversed(found):
        show_annotation(one, rubric, numbers, old=one.id in replaced)
        if one.id in exemplars and one.id not in replaced:
            with box("y-small"):
                link("→ 已成为范例", "/exemplars")


def show_annotation(
    one: Annotation, rubric: Rubric, numbers: Mapping[str, str], *, old: bool = False
) -> None:
    """One entry."""
    with box("y-entry" + " old" * old):
        with box("y-row"):
            Text("b", one.author)
            chip(RULINGS[one.verdict], RULING_TONES[one.verdict])
            Text("span", numbers.get(one.claim_id, one.claim_id) if one.claim_id else "整条建议", "y-small")
            for mark, said in ((one.replaces, "更正"), (one.settles, "裁定"), (old, "已更正")):
                if mark:
                    chip(said, "note")
            time_tag(one.at)
        labels = "、".join(rubric.reasons.get(code, code) for code in one.reasons)
        scores = " ".join(f"{rubric.scores.get(code, code)} {score}" for code, score in one.scores.items())
        told = "；".join(part for part in (labels, scores) if part)
        if told:
            Text("p", told, "y-small y-soft")
        if one.rewrite:
            Text("p", one.rewrite, "y-small y-pre y-quote")
        if one.comment:
            Text("p", f"备注：{one.comment}", "y-small y-pre")


def show_signals(found: Sequence[Signal], rubric: Rubric) -> None:
    """Reps' signals, newest first."""
    for one in reversed(found):
        with box("y-entry"):
            with box("y-row"):
                Text("b", one.author)
                said = SIGNALS[one.kind] + (f"：{OUTCOMES[one.outcome]}" if one.outcome else "")
                chip(said, "good" if one.kind in ("adopted", "edited", "up", "used") else "")
                time_tag(one.at)
            if one.reason or one.comment:
                words = (rubric.reasons.get(one.reason, one.reason), one.comment)
                Text("p", "：".join(word for word in words if word), "y-small y-pre")
