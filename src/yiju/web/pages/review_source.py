"""The right side: where the claim in hand comes from, in context, and the page with the passage marked."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from yiju.copilot.place import Source, find_source
from yiju.copilot.suspects import MARK
from yiju.errors import NotFound, YijuError
from yiju.ingest.pdf_picture import Picture, has_pages, pages_of
from yiju.store.labels import DOCUMENTS
from yiju.store.store import Store
from yiju.store.types import Citation, Viewer
from yiju.web.pages.pictures import ORIGINAL, Passage, picture_for
from yiju.web.pages.review_state import Review
from yiju.web.pages.theme import Text, alert, aside, box, button, inside, link

_NEAR, _FAR = 2, 8


def show_others(review: Review, numbers: Mapping[str, str], jump: Callable[[int, int], object]) -> None:
    """Other citations of the same document in this suggestion, as buttons that go there."""
    claim = review.claim
    if claim is None or not claim.citations:
        return
    shown = claim.citations[review.cited]
    found = [
        (at, n, citation)
        for at, one in enumerate(review.claims)
        for n, citation in enumerate(one.citations)
        if citation.document.id == shown.document.id and (at, n) != (review.at, review.cited)
    ]
    if not found:
        return
    with box("y-details y-small", "details"):
        Text("summary", f"同一资料的其他引用 {len(found)} 处")
        with box("y-stack tight"):
            for at, n, citation in found:
                line = Text("button", "", "y-other").props('type="button"')
                with line:
                    Text("b", numbers[review.claims[at].id])
                    Text("span", citation.quote, "y-clip")
                line.on("click", lambda at=at, n=n: jump(at, n), args=[])


class SourcePanel:
    """Shows one citation at a time; what was asked for before and comes late is thrown away."""

    def __init__(self, store: Store, viewer: Callable[[], Awaitable[Viewer]]) -> None:
        self.store, self.viewer = store, viewer
        self.below: Callable[[], object] | None = None
        """Draws what stands under a citation."""
        self.element = box("y-source-body").props('aria-live="polite"')
        self._asked = 0

    def rest(self, text: str) -> None:
        """Nothing to show, and why."""
        self._asked += 1
        self.element.clear()
        with self.element, box("y-empty"):
            Text("span", text)

    @inside
    async def show(
        self, citation: Citation, reach: int = _NEAR, page: int | None = None, note: str = ""
    ) -> None:
        """Show where a citation stands, under a note."""
        self._asked += 1
        asked = self._asked
        try:
            source = await aside(find_source, self.store, await self.viewer(), citation, reach)
        except NotFound:
            if asked == self._asked:
                self._gone(citation)
            return
        if asked != self._asked or self.element.is_deleted:
            return
        self.element.clear()
        with self.element:
            if note:
                alert(note, "note")
            self._head(citation, source)
            self._text(citation, source, reach)
            pages = pages_of(source.paragraph) if has_pages(source.document) else []
            slot = box("y-page-slot") if pages else None
            if self.below is not None:
                self.below()
        if slot is not None:
            await self._picture(slot, citation, source, pages, page or pages[0], asked)

    def _gone(self, citation: Citation) -> None:
        self.element.clear()
        with self.element:
            Text("div", citation.tag, "y-source-tag")
            alert("这份资料已删除，或不在您的查看范围内。", "note")
            if citation.quote:
                Text("blockquote", citation.quote, "y-pre y-quote")

    def _head(self, citation: Citation, source: Source) -> None:
        document = source.document
        Text("div", citation.tag, "y-source-tag")
        day = document.date.isoformat() if document.date else "日期不详"
        with box("y-row y-small y-soft"):
            Text("span", f"{DOCUMENTS[document.kind]} · {day} · {document.customer}")
            if source.opens:
                opened = link("打开原件", f"{ORIGINAL}/{document.id}").props('target="_blank" rel="noopener"')
                opened.classes("y-push")
            else:
                Text("span", "只能引用，不能打开", "y-push")
        if not document.current:
            alert("这是旧版：之后导入过新版，这里显示当时引用的内容。", "note")
        if source.paragraph.headings:
            Text("div", " › ".join(source.paragraph.headings), "y-small y-soft y-path")

    def _text(self, citation: Citation, source: Source, reach: int) -> None:
        text, start, end = source.paragraph.text, citation.start, citation.end
        with box("y-context"):
            for one in source.before:
                Text("p", one.text, "y-pre y-near")
            with box("y-cited", "p"):
                Text("span", text[:start], "y-pre")
                Text("mark", text[start:end], "y-pre")
                Text("span", text[end:], "y-pre")
            for one in source.after:
                Text("p", one.text, "y-pre y-near")
        for words in source.suspect:
            alert(f"{MARK}，没有当作依据：{words}")
        if source.opens:
            wider = reach < _FAR

            async def again() -> None:
                await self.show(citation, _FAR if wider else _NEAR)

            button("更多上下文 ▲▼" if wider else "收起上下文", again, "quiet small")

    async def _picture(
        self, slot: ui.element, citation: Citation, source: Source, pages: list[int], page: int, asked: int
    ) -> None:
        with slot:
            if not source.opens:
                alert("这份资料只能引用，不显示页面图。", "note")
                return
            waiting = box("y-page-wait").props('role="status"')
            with waiting:
                Text("span", f"正在取第 {page} 页……", "y-soft y-small")
        passage = Passage(citation.paragraph_id, citation.start, citation.end, page)
        try:
            found = await aside(picture_for, self.store, await self.viewer(), passage)
        except YijuError as error:
            if asked == self._asked and not slot.is_deleted:
                slot.clear()
                with slot:
                    alert(f"没有页面图：{error} {error.hint}".strip(), "note")
            return
        if asked != self._asked or slot.is_deleted:
            return
        slot.clear()
        with slot:
            self._page(citation, source, pages, found, passage)

    def _page(
        self, citation: Citation, source: Source, pages: list[int], found: Picture, passage: Passage
    ) -> None:
        label = source.paragraph.locator.page_label
        printed = f"（印刷页 {label}）" if label and found.page == pages[0] else ""
        with box("y-row y-small y-page-head"):
            Text("b", f"第 {found.page} 页{printed}")
            if len(pages) > 1:
                for other in pages:
                    if other != found.page:

                        async def turn(other: int = other) -> None:
                            await self.show(citation, page=other)

                        button(f"看第 {other} 页", turn, "quiet small")
        if not found.marked:
            alert("在这一页上没有定位到原句，页面图没有标记；请以上面的摘录为准。", "note")
        with box("y-page-picture").props('tabindex="0"'):
            picture = ui.element("img")
            picture.props["src"] = passage.address
            picture.props["alt"] = (
                f"{source.document.title} 第 {found.page} 页" + "，已标出引用的原句" * found.marked
            )
            picture.props["width"], picture.props["height"] = found.width, found.height
            if found.top is not None:
                picture.on(
                    "load",
                    js_handler="(e) => { const box = e.target.parentElement; box.scrollTop = "
                    f"e.target.clientHeight * {found.top:.4f} - box.clientHeight / 3; }}",
                )
