"""``/exemplars``: rewrites that later drafts follow, rejections they heed, and what other units see."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from nicegui import ui

from yiju.sandbox import publishing
from yiju.sandbox.blind import seen_exemplars, unjudged
from yiju.sandbox.check_list import Check, list_checks
from yiju.sandbox.exemplars import LOOKED_AT, Exemplar, Published, list_exemplars, list_published
from yiju.sandbox.publishing import Preview
from yiju.store.labels import ROLES
from yiju.store.types import Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.forgetting import drop_forgotten
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import KINDS, Text, aside, box, button, chip, empty, inside, link, time_tag, told
from yiju.web.pages.wording import diff

_MOST = 200
_SORTS = {"overdue": "逾期", "open": "未决", "done": "已兑现", "conflict": "说法不一", "changed": "有变化"}
_SIDES = {"ours": "我方承诺", "theirs": "对方承诺", "unknown": "承诺"}


def register() -> None:
    """Add the page."""

    @page("/exemplars", heads=True)
    async def exemplars() -> None:
        viewer = await page_viewer()
        shelf = Shelf(viewer)
        keys = Keys().add("r", "重新读一遍", shelf.refresh)
        subtitle = "站得住的改写：学到了写法的，本单元以后的草稿照着写；其他单元只看到公开的、脱敏的"
        with frame(viewer, "范例", here="exemplars", keys=keys, subtitle=subtitle):
            shelf.build()
            drop_forgotten(lambda: shelf.shown)
        await shelf.refresh()


class Shelf:
    """The lists, and what can be done with each exemplar."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.element: ui.element
        self.shown: frozenset[str] = frozenset()
        """Ids of the suggestions whose words are listed."""

    def build(self) -> None:
        """Make room for the lists."""
        self.element = box("y-stack")

    @inside
    async def refresh(self) -> None:
        """Read everything anew."""
        sql, settings = page_house().store.sql, page_house().settings
        viewer = await page_viewer()
        every = await aside(list_exemplars, sql, viewer)
        own = await aside(seen_exemplars, sql, viewer, settings, every)
        others = await aside(list_published, sql, viewer)
        checks = await aside(list_checks, sql, viewer, page_house().rubric.reasons)
        hidden = await aside(unjudged, sql, viewer, settings, {one.suggestion_id for one in checks})
        checks = [one for one in checks if one.suggestion_id not in hidden]
        self.shown = frozenset((*(o.suggestion_id for o in own), *(c.suggestion_id for c in checks)))
        self.element.clear()
        with box("y-card y-list"):
            for one in own[:_MOST]:
                self._row(one)
            if not own:
                empty("还没有范例", "在评审页改写一条，没有分歧的改写就会出现在这里。")
        if len(own) > _MOST:
            Text("p", f"只显示最近 {_MOST} 条，共 {len(own)} 条。", "y-soft y-small")
        if checks:
            Text("h2", "生效的检查（来自驳回）")
            with box("y-card y-list"):
                for check in checks[:_MOST]:
                    self._check(check)
        if others:
            Text("h2", "其他单元公开的")
            with box("y-card y-list"):
                for published in others:
                    _published(published)

    def _row(self, one: Exemplar) -> None:
        with box("y-item y-stack tight").props(f'data-exemplar="{one.id}"'):
            with box("y-row"):
                link(one.customer, f"/review/{one.suggestion_id}")
                for label in situation_words(one.situation):
                    chip(label)
                if one.withdrawn:
                    chip("已撤回，不再使用", "bad")
                if one.publication:
                    chip("已公开", "good")
                Text("span", f"最近 {LOOKED_AT} 条建议里用过 {one.used} 次", "y-soft y-small y-num")
                Text("span", one.author, "y-soft y-small")
                time_tag(one.at)
            diff(one.original, one.rewrite)
            for told in taught(one):
                Text("div", told, "y-soft y-small")
            with box("y-row"):
                self._acts(one)

    def _check(self, one: Check) -> None:
        with box("y-item y-stack tight").props(f'data-check="{one.id}"'):
            with box("y-row"):
                link(one.customer, f"/review/{one.suggestion_id}")
                chip(one.reason)
                if one.withdrawn:
                    chip("已撤回，不再使用", "bad")
                Text("span", one.author, "y-soft y-small")
                time_tag(one.at)
            Text("p", one.original, "y-small y-pre y-quote")
            Text("div", one.effect, "y-soft y-small")
            with box("y-row"):
                if one.withdrawn:
                    button("恢复使用", partial(self._act, publishing.restore, one.id, "已恢复"), "small")
                else:
                    button("撤回", partial(self._act, publishing.withdraw, one.id, "已撤回"), "small quiet")

    def _acts(self, one: Exemplar) -> None:
        if one.withdrawn:
            button("恢复使用", partial(self._act, publishing.restore, one.id, "已恢复"), "small")
            return
        button("撤回", partial(self._act, publishing.withdraw, one.id, "已撤回"), "small quiet")
        if one.publication:
            button("取消公开", partial(self._act, publishing.unpublish, one.id, "已取消公开"), "small quiet")
        else:
            button("公开给其他单元…", partial(self._look, one.id), "small")

    @inside
    async def _act(self, act: Callable[..., object], annotation_id: str, said: str) -> None:
        with told():
            await aside(act, page_house().store.sql, await page_viewer(), annotation_id)
            ui.notify(said, position="top")
            await self.refresh()

    @inside
    async def _look(self, annotation_id: str) -> None:
        """Show what others would see; only from there can it be published."""
        with told():
            seen = await aside(publishing.preview, page_house().store.sql, await page_viewer(), annotation_id)
            with ui.dialog() as dialog, box("y-card y-pad y-stack"):
                _preview(seen)
                with box("y-row"):
                    button("公开", partial(self._publish, dialog, annotation_id, seen.seen), "primary")
                    button("不公开", dialog.close, "quiet")
            dialog.open()

    @inside
    async def _publish(self, dialog: ui.dialog, annotation_id: str, seen: str) -> None:
        dialog.close()
        with told():
            await aside(publishing.publish, page_house().store.sql, await page_viewer(), annotation_id, seen)
            ui.notify("已公开，其他单元只看到脱敏后的文字。", position="top")
            await self.refresh()


def taught(one: Exemplar) -> Iterator[str]:
    """What drafts learn from a rewrite, in words; of a withdrawn one nothing."""
    if one.frame:
        yield f"学到的写法：{one.frame}"
    if one.struck:
        yield "学到的删法：" + "、".join(f"“{clause}”" for clause in one.struck) + "，别处也不写了"
    if one.untaught:
        yield f"没有学到写法：{one.untaught}；只在用模型起草同一位客户的建议时给它参考"


def situation_words(situation: dict[str, str]) -> Sequence[str]:
    """A situation as people read it, part by part."""
    sort, _, side = situation.get("sort", "").partition(":")
    found = [
        KINDS.get(situation.get("kind", ""), ""),
        situation.get("scene", ""),
        situation.get("section", "") if not situation.get("role") else "",
        ROLES.get(situation.get("role", ""), ""),
        f"{_SIDES.get(side, '')}{_SORTS.get(sort, '')}",
    ]
    return [label for label in found if label]


def _preview(seen: Preview) -> None:
    Text("h2", "其他单元会看到")
    Text("p", "客户、人名、数字和原话都换成了占位；请逐字看过再公开。", "y-soft y-small")
    with box("y-row"):
        for label in situation_words(seen.situation):
            chip(label)
    diff(seen.original, seen.rewrite)


def _published(one: Published) -> None:
    with box("y-item y-stack tight"):
        with box("y-row"):
            for label in situation_words(one.situation):
                chip(label)
            Text("span", one.id, "y-soft y-small y-num")
        diff(one.original, one.rewrite)
