"""The small parts that every page is made of. Text goes in as text: nothing here takes HTML.

``Text("h2", "近况")``, ``chip("高风险", "bad")``, ``empty("没有建议")``, ``button("保存", save, "primary")``;
``told()`` around an action shows a YijuError to the person instead of a stack trace. Classes are those of
``static/yiju.css``: ``y-card y-pad``, ``y-row``, ``y-stack``, ``y-soft``, ``y-small``, ``y-num`` …
"""

import asyncio
import datetime as dt
import functools
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar, cast

from nicegui import run, ui
from nicegui.elements.mixins.text_element import TextElement

from yiju.copilot.blotting import blotted
from yiju.errors import YijuError
from yiju.privacy import Policy
from yiju.sandbox.moments import local
from yiju.sandbox.types import Annotation
from yiju.store.labels import ADVICE, USERS
from yiju.store.types import Document, Suggestion
from yiju.web.deps import page_house

P = ParamSpec("P")
R = TypeVar("R")
Tone = Literal["", "good", "warn", "bad", "note", "accent"]

KINDS = ADVICE
RULINGS = {"accept": "采纳", "edit": "改写", "reject": "驳回"}
RULING_TONES: dict[str, Tone] = {"accept": "good", "edit": "warn", "reject": "bad"}
ROLES = USERS


class Text(TextElement):
    """A tag with text in it, escaped by the browser's own text node; what is masked everywhere is blotted."""

    def __init__(self, tag: str, text: str, classes: str = "") -> None:
        self._policy = page_house().privacy
        super().__init__(tag=tag, text=text)
        if classes:
            self.classes(classes)

    def _text_to_model_text(self, text: str) -> None:
        super()._text_to_model_text(self._policy.shown(text))


def box(classes: str = "", tag: str = "div") -> ui.element:
    """An element to put others into (``with box("y-card y-pad"): …``)."""
    return ui.element(tag).classes(classes)


def chip(text: str, tone: Tone = "") -> Text:
    """A small rounded label."""
    return Text("span", text, f"y-chip {tone}".strip())


def key(name: str) -> Text:
    """A key's cap."""
    return Text("kbd", name, "y-key")


def link(text: str, href: str, classes: str = "") -> Text:
    """A plain link within the site."""
    found = Text("a", text, classes)
    found.props["href"] = href
    return found


def button(text: str, act: Callable[..., Any] | None = None, classes: str = "") -> ui.button:
    """A button in the house style. ``classes``: ``primary``, ``quiet``, ``small``."""
    return ui.button(text, on_click=act, color=None).props("flat no-caps").classes(f"y-btn {classes}")


def empty(title: str, hint: str = "") -> None:
    """What stands where a list has nothing."""
    with box("y-empty"):
        Text("b", title)
        if hint:
            Text("span", hint)


def alert(text: str, tone: Tone = "warn") -> Text:
    """A line that the reader must not miss."""
    return Text("div", text, f"y-alert {tone}").props('role="status"')


def moment(at: dt.datetime) -> str:
    """A moment in China's time: ``01-20 18:02``, with the year where it is not this one."""
    there = local(at)
    this_year = there.year == local(dt.datetime.now(dt.UTC)).year
    return there.strftime("%m-%d %H:%M" if this_year else "%Y-%m-%d %H:%M")


def time_tag(at: dt.datetime, classes: str = "y-soft y-small y-num") -> Text:
    """A ``<time>`` with the whole moment for machines."""
    return Text("time", moment(at), classes).props(f'datetime="{at.isoformat()}"')


def focus(element: ui.element) -> None:
    """Put the focus on an element, and bring it into view."""
    ui.run_javascript(f"getHtmlElement({element.id})?.focus()")


def say(error: YijuError) -> str:
    """An error as one line."""
    return f"{error} {error.hint}".strip()


@contextmanager
def told() -> Iterator[None]:
    """Shows a problem that the person can act on, and ends the action there."""
    try:
        yield
    except YijuError as error:
        ui.notify(say(error), type="negative", position="top", close_button="知道了", timeout=8000)
    except Exception:
        ui.notify("出了意外，没有完成。请再试一次；还不行请告诉管理员。", type="negative", position="top")
        raise  # into the server's log


async def aside(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run what blocks (SQL, files, the copilot) in a thread, for the pages of others to go on meanwhile.

    Advice, verdicts and documents come back as people may see it, without what is masked everywhere.

    Raises:
        RuntimeError: such a thing is looked up where there is no page, so that nobody knows what is masked.
    """
    policy = _page_policy()

    def done() -> R:
        return cast(R, _blotted(function(*args, **kwargs), policy))

    return cast(R, await run.io_bound(done))


def _page_policy() -> Policy | None:
    """What the house of the page in hand masks; None where there is no page."""
    try:
        return page_house().privacy
    except RuntimeError:
        return None


def _blotted(value: Any, policy: Policy | None) -> Any:
    if isinstance(value, Suggestion | Document | Annotation):
        if policy is None:
            raise RuntimeError("no page in hand: what is masked is not known")
        return blotted(value, policy)
    if type(value) in {list, tuple}:
        return type(value)(_blotted(one, policy) for one in value)
    return value


async def at_length(pool: Executor, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """As ``aside``, for what takes minutes: in a pool of its own, so that no page waits behind it."""
    work = functools.partial(function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(pool, work)


class Part(Protocol):
    """A part of a page, with the element that it lives in."""

    element: ui.element


S = TypeVar("S", bound=Part)


def inside(
    method: Callable[Concatenate[S, P], Awaitable[R]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, R]]:
    """Run a part's method in its own element: what called it (a button, say) may be gone before it ends."""

    @functools.wraps(method)
    async def run_inside(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.element:
            return await method(self, *args, **kwargs)

    return run_inside
