"""The layout that every page stands in: navigation, who is signed in, keyboard help.

A page is a function under ``@page`` that finds its viewer and fills a frame::

    def register() -> None:
        @page("/datasets", heads=True)                          # heads: for directors and admins alone
        async def datasets() -> None:
            viewer = await page_viewer()                        # yiju.web.deps; page_house().store, .settings
            keys = Keys().add("n", "新建版本", open_dialog)
            with frame(viewer, "数据集", here="datasets", keys=keys, subtitle="不可更改的版本"):
                with box("y-card y-pad"):                       # yiju.web.pages.theme
                    ...

and its module stands in ``yiju.web.pages._PAGES``. ``here`` marks the navigation's entry; ``width``: ``""``
(1180 px), ``wide`` or ``narrow``. What is raised while the page is built is told on a page of its own: a
YijuError in its words (NotFound: 404), all else by an id under which the log has it (500). Every action
awaits ``page_viewer()`` anew and runs inside ``theme.told()``; what takes longer than a glance goes through
``await theme.aside(...)``. A page that shows words of documents names them to ``forgetting.drop_forgotten``.
Keys work unless a field has the focus or a dialog is open, and are listed on ``?``.
Everything must do at 390 px, without scrolling sideways.
"""

import functools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nicegui import app, ui
from nicegui.events import KeyEventArguments

from yiju.errors import Forbidden, YijuError
from yiju.store.access import cleared_units, reviewed_units, visible_units
from yiju.store.types import Viewer
from yiju.web.deps import page_csrf, page_viewer
from yiju.web.errors import NotSignedIn, status_of, unforeseen
from yiju.web.pages.forgetting import mark_now
from yiju.web.pages.theme import ROLES, Text, box, empty, key, link

STATIC = "/sign-in/assets"  # open before signing in, as the sign-in page needs it
SIGN_OUT = "/sign-out"
_CAPS = {"escape": "Esc", "arrowdown": "↓", "arrowup": "↑"}
_FOLDER = Path(__file__).parent / "static"

Act = Callable[[], Awaitable[None] | None]


@dataclass(frozen=True)
class Entry:
    """An entry of the navigation. ``heads``: only for those who may review; ``admins``: for them alone."""

    name: str
    label: str
    path: str
    heads: bool = True
    admins: bool = False


ENTRIES = (
    Entry("queue", "待评审", "/"),
    Entry("mine", "我的建议", "/mine", heads=False),
    Entry("search", "搜索", "/search", heads=False),
    Entry("timeline", "客户时间线", "/timeline", heads=False),
    Entry("whatif", "沙盒推演", "/whatif"),
    Entry("exemplars", "范例", "/exemplars"),
    Entry("datasets", "数据集", "/datasets"),
    Entry("dashboard", "看板", "/dashboard"),
    Entry("tray", "未归属", "/tray", admins=True),
)


def entries_for(viewer: Viewer) -> list[Entry]:
    """What the viewer can go to; nothing for someone with the role ``customer``."""
    if not visible_units(viewer):
        return []
    shown = [entry for entry in ENTRIES if not entry.heads or reviewed_units(viewer)]
    return [entry for entry in shown if not entry.admins or cleared_units(viewer)]


@dataclass
class Keys:
    """A page's keys: name as typed (``j``, ``Enter``, ``1``), what it does in words, and the doing."""

    acts: dict[str, tuple[str, Act]] = field(default_factory=dict)
    paused: bool = False
    """While a dialog of the page's own is open."""

    def add(self, name: str, label: str, act: Act, *, quiet: bool = False) -> "Keys":
        """Bind a key. ``quiet``: not in the help (the second name of an act)."""
        self.acts[name.lower()] = ("" if quiet else label, act)
        return self


def assets() -> None:
    """Serve the style sheet. Once for the app."""
    app.add_static_files(STATIC, _FOLDER)


def style() -> None:
    """Link the style sheet into the page at hand; ``frame`` does this itself."""
    ui.colors(primary="#0b6353", positive="#1b6e3c", negative="#b0261e")  # as the style sheet's
    ui.add_head_html(f'<link rel="stylesheet" href="{style_sheet()}">')


def style_sheet() -> str:
    """Where the style sheet of this moment lies."""
    return f"{STATIC}/yiju.css?v={int((_FOLDER / 'yiju.css').stat().st_mtime)}"


def page(path: str, *, heads: bool = False) -> Callable[[Callable[..., Awaitable[None]]], None]:
    """Make a coroutine function the page at ``path``; what goes wrong in it is told on a page of its own.

    Args:
        heads: only for those who may review; reps are told so.
    """

    def made(build: Callable[..., Awaitable[None]]) -> None:
        @functools.wraps(build)
        async def shown(*args: Any, **kwargs: Any) -> None:
            try:
                await mark_now()
                _let_in(await page_viewer(), heads)
                await build(*args, **kwargs)
            except NotSignedIn:
                return  # the browser is on its way to the sign-in page
            except YijuError as error:
                await _problem(status_of(error), str(error), error.hint)
            except Exception as error:
                await _problem(500, *unforeseen(error, ui.context.client.request.url.path))

        ui.page(path, response_timeout=30)(shown)

    return made


def _let_in(viewer: Viewer, heads: bool) -> None:
    if not visible_units(viewer):
        raise Forbidden("这里没有可以给您看的内容。", hint="如需查看，请联系您的客户经理或管理员。")
    if heads and not reviewed_units(viewer):
        raise Forbidden("这一页只给主管和管理员。", hint="您的建议在“我的建议”里。")


async def _problem(status: int, message: str, hint: str) -> None:
    ui.status_code(status)
    content = ui.context.client.content
    content.clear()
    with content:
        try:
            with frame(await page_viewer(), "打不开这一页", width="narrow", heading=False), box("y-card"):
                empty(message, hint)
        except NotSignedIn:
            return
        except Exception as error:  # what the frame itself needs is broken
            content.clear()
            empty(*unforeseen(error, "frame"))


@contextmanager
def frame(
    viewer: Viewer,
    title: str,
    *,
    here: str = "",
    subtitle: str = "",
    keys: Keys | None = None,
    width: str = "",
    heading: bool = True,
) -> Iterator[ui.element]:
    """The page around what is built inside.

    Args:
        title: the page's heading, and what the browser's tab is called.
        heading: whether the frame writes the heading itself.
    """
    style()
    ui.page_title(f"{title} · 依据")
    keys = keys or Keys()
    help_dialog = _help(keys)
    Text("a", "跳到正文", "y-skip").props('href="#main"')
    with box("y-bar", "header") as bar:
        link("依据", "/", "y-brand").props('aria-label="依据，首页"')
        toggle = f"() => document.getElementById('{bar.html_id}').classList.toggle('open')"
        burger = Text("button", "☰", "y-icon y-burger").props('type="button" aria-label="菜单"')
        burger.on("click", js_handler=toggle)
        with box("y-nav", "nav").props('aria-label="主导航"'):
            for entry in entries_for(viewer):
                item = link(entry.label, entry.path)
                if entry.name == here:
                    item.props('aria-current="page"')
        _who(viewer, page_csrf(), help_dialog)
    _listen(keys, help_dialog)
    with box(f"y-page {width}").props('id="main" tabindex="-1"') as main:
        if heading:
            with box("y-head"):
                Text("h1", title)
                if subtitle:
                    Text("div", subtitle, "y-sub")
        yield main


def _who(viewer: Viewer, csrf: str, help_dialog: ui.dialog) -> None:
    with box("y-who"):
        helper = Text("button", "?", "y-icon y-keys-only").props('type="button" aria-label="键盘快捷键"')
        helper.on("click", help_dialog.open)
        Text("b", viewer.user)
        Text("span", "、".join(ROLES[role] for role in sorted(viewer.roles)))
        with box("y-push", "form").props(f'method="post" action="{SIGN_OUT}"'):
            hidden = ui.element("input").props('type="hidden" name="csrf"')
            hidden.props["value"] = csrf
            Text("button", "退出", "y-btn small").props('type="submit"')


def _help(keys: Keys) -> ui.dialog:
    with ui.dialog() as dialog, ui.card().classes("y-pad"):
        Text("h2", "键盘快捷键")
        listed = box("y-help")

    def list_them() -> None:
        """At opening: a page may add keys after its frame."""
        listed.clear()
        with listed:
            for name, (label, _act) in keys.acts.items():
                if label:
                    key(name.upper() if len(name) == 1 else _CAPS.get(name, name.capitalize()))
                    Text("span", label)
            key("?")
            Text("span", "打开或关闭这张表")

    dialog.on_value_change(list_them)
    return dialog


def _listen(keys: Keys, help_dialog: ui.dialog) -> None:
    async def pressed(event: KeyEventArguments) -> None:
        if not event.action.keydown or event.modifiers.ctrl or event.modifiers.alt or event.modifiers.meta:
            return
        name = _typed(event)
        if name == "?":
            help_dialog.value = not help_dialog.value
        elif name in keys.acts and not keys.paused and not help_dialog.value:
            done = keys.acts[name][1]()
            if done is not None:
                await done

    ui.keyboard(pressed, repeating=False, ignore=["input", "select", "textarea"])


def _typed(event: KeyEventArguments) -> str:
    """The key's name; by its place on the board while a Chinese input method holds the letters."""
    name = event.key.name
    if name in ("Process", "Unidentified") and event.key.code.startswith("Key"):
        name = event.key.code.removeprefix("Key")
    return "?" if name in ("?", "？") else name.lower()
