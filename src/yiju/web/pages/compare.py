"""``/compare``: two versions of advice side by side, with what changed word by word."""

from collections.abc import Sequence

from nicegui import ui

from yiju.errors import Forbidden, YijuError
from yiju.sandbox.aligning import Comparison, Pair, Placed, align
from yiju.sandbox.features import subject_of
from yiju.sandbox.replay_records import replays_of
from yiju.sandbox.wording import Piece
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.types import Suggestion, Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages.forgetting import drop_forgotten, ids_in
from yiju.web.pages.frame import frame, page
from yiju.web.pages.theme import KINDS, Text, Tone, alert, aside, box, chip, empty, link, moment
from yiju.web.pages.wording import maker_of, marks_of

FATES: dict[str, tuple[str, Tone]] = {
    "same": ("相同", ""),
    "changed": ("有改动", "warn"),
    "moved": ("换了位置", "note"),
    "added": ("新增", "good"),
    "removed": ("去掉", "bad"),
}
_CHANGES = {
    "text": "文字",
    "citations": "依据",
    "verdict": "核对结果",
    "flags": "标记",
    "grounds": "所基于的论断",
}
_OFFERED = 30


def register() -> None:
    """Add the page."""

    @page("/compare", heads=True)
    async def compare(left: str, right: str = "", all: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        old, others = await aside(_versions, house, viewer, left)
        if not right:
            right = next((one.id for one in others), "")
        if not right:
            with frame(viewer, "比较版本", here="queue"), box("y-card"):
                empty("没有可以比较的版本", "同一客户、同一种类再生成一次，或做一次沙盒推演，就能比较。")
            return
        new = await aside(get_suggestion, house.store.sql, viewer, right)
        if (old.customer, old.kind) != (new.customer, new.kind):
            raise YijuError("只能比较同一客户、同一种类的建议。")
        found = await aside(align, old, new)
        with frame(
            viewer, "比较版本", here="queue", width="wide", subtitle=f"{old.customer} · {KINDS[old.kind]}"
        ):
            _heads(old, new, others)
            _body(found, old, new, whole=bool(all))
            drop_forgotten(lambda: ids_in(old, new))


def _versions(house: House, viewer: Viewer, suggestion_id: str) -> tuple[Suggestion, list[Suggestion]]:
    """A suggestion, and what it can be compared with: its replays first, then others alike, newest first."""
    sql = house.store.sql
    one = get_suggestion(sql, viewer, suggestion_id)
    origin = one.replay_of or one.id
    try:
        made = [replay.result_id for replay in replays_of(sql, viewer, origin) if replay.result_id]
    except Forbidden:
        made = []
    found = [get_suggestion(sql, viewer, found) for found in made[:_OFFERED]]
    if one.replay_of:
        found.insert(0, get_suggestion(sql, viewer, one.replay_of))
    alike = list_suggestions(sql, viewer, one.customer, kind=one.kind, limit=_OFFERED)
    same = [other for other in alike if subject_of(other) == subject_of(one)]
    found += same + [other for other in alike if other not in same]
    return one, list({other.id: other for other in found if other.id != one.id}.values())


def _heads(old: Suggestion, new: Suggestion, others: Sequence[Suggestion]) -> None:
    with box("y-grid2 y-sides"):
        with box("y-card y-pad y-stack tight"):
            Text("h3", "左：这一版")
            _told(old)
        with box("y-card y-pad y-stack tight"):
            with box("y-row"):
                Text("h3", "右：另一版")
                options = {one.id: _name(one) for one in others}
                chooser = ui.select(
                    options,
                    value=new.id if new.id in options else None,
                    on_change=lambda event: ui.navigate.to(f"/compare?left={old.id}&right={event.value}"),
                )
                chooser.props('outlined dense options-dense aria-label="另一版"').classes("y-select y-push")
            _told(new)


def _told(one: Suggestion) -> None:
    with box("y-row"):
        link(subject_of(one) or KINDS[one.kind], f"/review/{one.id}", "y-break")
        if one.replay_of:
            chip("沙盒推演", "note")
    Text("div", f"{one.user} · {moment(one.created_at)} · {maker_of(one)}", "y-small y-soft")


def _name(one: Suggestion) -> str:
    return f"{moment(one.created_at)} {one.user}" + "（推演）" * bool(one.replay_of)


def _body(found: Comparison, old: Suggestion, new: Suggestion, *, whole: bool) -> None:
    counts = found.counts
    with box("y-row y-counts"):
        for fate, (label, tone) in FATES.items():
            if counts[fate]:
                chip(f"{label} {counts[fate]}", tone)
        here = f"/compare?left={old.id}&right={new.id}"
        link(
            "只看有变化的" if whole else "连相同的一起看",
            here if whole else f"{here}&all=1",
            "y-push y-small",
        )
    if found.same:
        alert("两版的内容完全相同。", "note")
    if found.headline:
        with box("y-card y-pad"):
            Text("h3", "一句话")
            _sides(found.headline)
    with box("y-card y-list"):
        shown = [pair for pair in found.pairs if whole or pair.fate != "same"]
        for pair in shown:
            pair_row(pair)
        if not shown:
            empty("没有变化的论断", f"两版都有的 {counts['same']} 条完全一样。")


def pair_row(pair: Pair) -> None:
    """One pair of claims, with what became of it."""
    label, tone = FATES[pair.fate]
    with box("y-pair"):
        with box("y-row"):
            chip(label, tone)
            placed = pair.new or pair.old
            Text("span", placed.section if placed else "", "y-small y-soft")
            if pair.changes:
                Text("span", "改了" + "、".join(_CHANGES[one] for one in pair.changes), "y-small y-soft")
        if pair.diff:
            _sides(pair.diff)
        else:
            with box("y-grid2"):
                _side(pair.old)
                _side(pair.new)
        if pair.changes and set(pair.changes) - {"text"}:
            with box("y-grid2 y-small"):
                _grounds(pair.old)
                _grounds(pair.new)


def _sides(diff: Sequence[Piece]) -> None:
    with box("y-grid2"):
        for gone, tag, mark in (("in", "del", "y-del"), ("out", "ins", "y-add")):
            with ui.element("p").classes("y-pre"):
                for piece in diff:
                    if piece.kind == "same":
                        Text("span", piece.text)
                    elif piece.kind != gone:
                        Text(tag, piece.text, mark)


def _side(placed: Placed | None) -> None:
    Text("p", placed.claim.text if placed else "（没有）", "y-pre" if placed else "y-soft")


def _grounds(placed: Placed | None) -> None:
    with box("y-stack tight"):
        if placed:
            with box("y-row"):
                for text, tone in marks_of(placed.claim):
                    chip(text, tone)
            for citation in placed.claim.citations:
                Text("div", citation.tag, "y-soft y-break")
