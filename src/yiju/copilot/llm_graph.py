"""The drafting of a strategy as a LangGraph graph: gather, then each section drafts, verifies, repairs once.

    gather ─▶ begin ─▶ section … ─▶ begin ─▶ advise ─▶ begin ─▶ section … ─▶ begin ─▶ end
    section:  draft ─▶ verify ─▶ (something was rejected) repair ─▶ verify

Facts come before advice, which rests on them. Sections are drafted side by side, but a model is asked for one
at a time until it has answered once: a dead endpoint is not asked five times at once.

This room is entered in llm mode alone: importing LangGraph takes two seconds, most of which the model's own
client costs anyway. The extractive strategy walks the same steps in plain order (``compose_strategy``).
"""

from collections.abc import Callable, Mapping
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
Lay = Callable[[], Mapping[str, Started | None]]
"""Lays sections out: title → what waits to be drafted, in order; None where there is nothing to hand over."""


@dataclass
class Work:
    """What the nodes of one run share.

    Attributes:
        facts, advice: lay out the sections of either; advice once the facts have landed.
        land: called from several threads.
    """

    course: Course
    steps: Steps
    facts: Lay
    advice: Lay
    land: Land
    started: dict[str, Started | None] = field(default_factory=dict)


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


@lru_cache(maxsize=1)
def _graph() -> Any:
    section = StateGraph(_One, context_schema=Work)
    section.add_node("draft", _draft)
    section.add_node("verify", _verify)
    section.add_node("repair", _repair)
    section.add_edge(START, "draft")
    section.add_conditional_edges("draft", _drafted, {"verify": "verify", "end": END})
    section.add_conditional_edges("verify", _verified, {"repair": "repair", "end": END})
    section.add_edge("repair", "verify")

    graph = StateGraph(_State, context_schema=Work)
    graph.add_node("gather", _gather)
    graph.add_node("begin", _begin)
    graph.add_node("advise", _advise)
    graph.add_node("section", section.compile())
    graph.add_edge(START, "gather")
    graph.add_edge("gather", "begin")
    graph.add_conditional_edges("begin", _next, ["section", "advise", END])
    graph.add_edge("section", "begin")
    graph.add_edge("advise", "begin")
    return graph.compile()


def _gather(state: _State, runtime: Runtime[Work]) -> dict[str, Any]:
    work = runtime.context
    with work.steps.stage("llm/gather", "正在为各节找证据…"):
        work.started |= work.facts()
    return {"left": list(work.started)}


def _advise(state: _State, runtime: Runtime[Work]) -> dict[str, Any]:
    work = runtime.context
    with work.steps.stage("llm/advise"):
        laid = work.advice()
    work.started |= laid
    return {"left": list(laid), "advised": True}


def _begin(state: _State, runtime: Runtime[Work]) -> dict[str, Any]:
    many = len(state["left"]) if runtime.context.course.answered else 1
    return {"now": state["left"][:many], "left": state["left"][many:]}


def _next(state: _State) -> list[Send] | str:
    if state["now"]:
        return [Send("section", {"title": title}) for title in state["now"]]
    return END if state["advised"] else "advise"


def _draft(state: _One, runtime: Runtime[Work]) -> None:
    work, title = runtime.context, state["title"]
    started = work.started[title]
    with work.steps.stage(f"llm/draft/{title}", f"正在起草：{title}…"):
        if started and work.course.may_ask(started) and started.drafting:
            started.drafting.ask()
            return
    work.land(title, work.course.end(started) if started else None)


def _drafted(state: _One, runtime: Runtime[Work]) -> str:
    return "verify" if _drafting(state, runtime) else "end"


def _verify(state: _One, runtime: Runtime[Work]) -> None:
    work, title = runtime.context, state["title"]
    started, drafting = work.started[title], _drafting(state, runtime)
    assert started and drafting
    with work.steps.stage(f"llm/verify/{title}"):
        drafting.verify()
    if not drafting.wants_repair:
        started.drafted = drafting.ended()
        work.land(title, work.course.end(started))


def _verified(state: _One, runtime: Runtime[Work]) -> str:
    drafting = _drafting(state, runtime)
    return "repair" if drafting and drafting.wants_repair else "end"


def _repair(state: _One, runtime: Runtime[Work]) -> None:
    drafting = _drafting(state, runtime)
    assert drafting
    with runtime.context.steps.stage(f"llm/repair/{state['title']}"):
        drafting.repair()


def _drafting(state: _One, runtime: Runtime[Work]) -> Drafting | None:
    """What was asked for and goes on; None for a section that the model is not asked for."""
    started = runtime.context.started[state["title"]]
    return started.drafting if started and not started.reason else None
