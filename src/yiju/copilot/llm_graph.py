"""The drafting of a strategy as a LangGraph graph: each section drafts, verifies, repairs once, verifies.

    gather ─▶ begin ─▶ section …, lay ─▶ begin ─▶ section … ─▶ begin ─▶ advise ─▶ begin ─▶ section … ─▶ end

Facts come before advice, which rests on them. Sections are drafted side by side, but a model is asked for one
at a time until it has answered once: a dead endpoint is not asked five times at once. While its first answer
is waited for, the other sections are laid out.

This room is entered in llm mode alone: importing LangGraph takes two seconds, most of which the model's own
client costs anyway. The extractive strategy walks the same steps in plain order (``compose_strategy``).
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from yiju.copilot.llm_course import Course, Started
from yiju.copilot.llm_drafting import DraftedSection, Drafting
from yiju.copilot.progress import Steps

Land = Callable[[str, DraftedSection | None], None]
"""Told what became of a section; None: it is not usable."""
Laid = tuple[str, Started | None]
"""A section's title, and what waits to be drafted; None where there is nothing to hand over."""


@dataclass
class Work:
    """What the nodes of one run share.

    Attributes:
        facts: lays out the sections of facts one by one; advice: those of advice, once the facts have landed.
        land: called from several threads.
    """

    course: Course
    steps: Steps
    facts: Iterator[Laid]
    advice: Callable[[], Mapping[str, Started | None]]
    land: Land
    started: dict[str, Started | None] = field(default_factory=dict)
    laid: bool = False


class _State(TypedDict):
    """Titles that wait, those that are drafted now, and whether advice was laid out already."""

    left: list[str]
    now: list[str]
    advised: bool


class _One(TypedDict):
    title: str


def draft_all(work: Work, parallel: int) -> None:
    """Draft every section; at most ``parallel`` at a time.

    Raises:
        Cancelled: it is not wanted any more.
    """
    first: _State = {"left": [], "now": [], "advised": False}
    _graph().invoke(first, {"max_concurrency": parallel, "recursion_limit": 60}, context=work)
    _keep_imports()


@lru_cache(maxsize=1)
def _keep_imports() -> None:
    """Once a process has imported all that this takes, full rounds of the collector look at it no more: some
    hundred thousand objects that live as long as the process, a fifth of a second each time.
    """
    gc.freeze()


@lru_cache(maxsize=1)
def _graph() -> Any:
    graph = StateGraph(_State, context_schema=Work)
    graph.add_node("gather", _gather)
    graph.add_node("begin", _begin)
    graph.add_node("section", _section)
    graph.add_node("lay", _lay)
    graph.add_node("advise", _advise)
    graph.add_edge(START, "gather")
    graph.add_edge("gather", "begin")
    graph.add_conditional_edges("begin", _next, ["section", "lay", "advise", END])
    graph.add_edge("section", "begin")
    graph.add_edge("lay", "begin")
    graph.add_edge("advise", "begin")
    return graph.compile()


def _gather(state: _State, runtime: Runtime[Work]) -> dict[str, Any]:
    """Lay sections out up to the first that a model can be asked for."""
    work = runtime.context
    with work.steps.stage("llm/gather", "正在为各节找证据…"):
        for title, started in work.facts:
            work.started[title] = started
            if started is not None:
                break
        else:
            work.laid = True
    return {"left": list(work.started)}


def _lay(state: _State, runtime: Runtime[Work]) -> dict[str, Any]:
    """Lay the other sections out."""
    work = runtime.context
    with work.steps.stage("llm/gather"):
        rest = dict(work.facts)
    work.started |= rest
    work.laid = True
    return {"left": [*state["left"], *rest]}


def _advise(state: _State, runtime: Runtime[Work]) -> dict[str, Any]:
    work = runtime.context
    with work.steps.stage("llm/advise"):
        laid = work.advice()
    work.started |= laid
    return {"left": list(laid), "advised": True}


def _begin(state: _State, runtime: Runtime[Work]) -> dict[str, Any]:
    many = len(state["left"]) if runtime.context.course.answered else 1
    return {"now": state["left"][:many], "left": state["left"][many:]}


def _next(state: _State, runtime: Runtime[Work]) -> list[Send] | str:
    sections = [Send("section", {"title": title}) for title in state["now"]]
    if not runtime.context.laid:
        return [*sections, Send("lay", state)]
    return sections or (END if state["advised"] else "advise")


def _section(state: _One, runtime: Runtime[Work]) -> None:
    """Draft a section, verify it, have what was rejected said once more, verify that."""
    work, title = runtime.context, state["title"]
    started = work.started[title]
    drafting: Drafting | None = None
    with work.steps.stage(f"llm/draft/{title}", f"正在起草：{title}…"):
        if started and work.course.may_ask(started) and (drafting := started.drafting):
            drafting.ask()
    if started and drafting:
        _verify(work, title, drafting)
        if drafting.wants_repair:
            with work.steps.stage(f"llm/repair/{title}"):
                drafting.repair()
            _verify(work, title, drafting)
        started.drafted = drafting.ended()
    work.land(title, work.course.end(started) if started else None)


def _verify(work: Work, title: str, drafting: Drafting) -> None:
    with work.steps.stage(f"llm/verify/{title}"):
        drafting.verify()
