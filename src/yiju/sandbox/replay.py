"""A saved suggestion made again with something changed: kept apart, for reviewers alone.

It is made with the reviewer's own rights, narrowed to the suggestion's unit, whoever asked for it then.
"""

import datetime as dt
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from yiju.copilot.llm_course import Say
from yiju.copilot.llm_mode import LlmMode, make_llm_mode
from yiju.copilot.retrieve import Reader
from yiju.copilot.rivals import find_rivals
from yiju.copilot.service import Copilot
from yiju.copilot.taste import Taste
from yiju.errors import Forbidden, ModelUnavailable, YijuError, without_secrets
from yiju.prompts.chosen import Prompts
from yiju.sandbox.assumptions import Assumption, read_assumptions
from yiju.sandbox.changes import Changes, allowed_models, check_switches
from yiju.sandbox.contacts import contacts_of
from yiju.sandbox.moments import local
from yiju.sandbox.replay_records import Replay, replay_id, write_replay
from yiju.sandbox.reshelving import Reshelved, documents_meant, inside, taken_away
from yiju.sandbox.responding import respond
from yiju.sandbox.watching import Watched
from yiju.store import tables
from yiju.store.access import may_review
from yiju.store.suggestions import get_suggestion, save_within
from yiju.store.types import Customer, Suggestion, Viewer


class Cancelled(YijuError):
    """Somebody called the replay off."""

    def __init__(self) -> None:
        super().__init__("推演已取消。")


@dataclass(frozen=True)
class Workshop:
    """What replays are made with.

    Attributes:
        reader: the store as the reviewer sees it, with the searches in force.
        prompts: the versions in force, and where a team's own lie.
        taste: what reviewers taught, for a viewer; None without.
        say: hears of progress, in Chinese.
        stop: whether it was called off.
    """

    reader: Reader
    prompts: Prompts = field(default_factory=Prompts)
    taste: Callable[[Viewer], Taste | None] = lambda viewer: None
    say: Say = lambda line: None
    stop: Callable[[], bool] = lambda: False

    def check(self) -> None:
        """Raises Cancelled where it was called off."""
        if self.stop():
            raise Cancelled

    def tell(self, line: str) -> None:
        """Pass progress on, unless it was called off."""
        self.check()
        self.say(line)


def replay(
    shop: Workshop,
    suggestion_id: str,
    changes: Changes,
    *,
    trial_id: str | None = None,
    arm: str = "",
    base: Mapping[str, str] | None = None,
) -> tuple[Replay, Suggestion]:
    """Make a suggestion again, and keep what came of it. Audited. A failure is kept, too, and raised.

    Args:
        trial_id, arm: the trial that it belongs to; the same arm of the same suggestion is made once. There
            it is a failure, too, where the viewer does not see the suggestion, or the model's server failed.
        base: what was in force of that which the trial changes.

    Raises:
        NotFound: no such suggestion for this viewer, or a document of the changes is none of theirs.
        Forbidden: the viewer may not review it.
        YijuError: a change is not possible, or it could not be made.
    """
    sql, viewer = shop.reader.store.sql, shop.reader.viewer
    start = time.perf_counter()
    row = {
        "id": replay_id(trial_id, suggestion_id, arm),
        "suggestion_id": suggestion_id,
        "trial_id": trial_id,
        "by": viewer.user,
        "at": dt.datetime.now(dt.UTC),
        "changes": changes.model_dump(mode="json") | {"arm": arm, "base": dict(base or {})},
    }
    original: Suggestion | None = None
    try:
        original = _original(shop, suggestion_id)
        return _make(shop, original, changes, row, start)
    except Exception as error:
        # A trial that goes on later makes then what was called off; what nobody may see leaves no row.
        kept = original is not None if trial_id is None else not isinstance(error, Cancelled)
        if kept:
            with sql.write() as connection:
                write_replay(connection, row, None, {"seconds": _since(start)}, reason_of(shop, error))
        raise


def reason_of(shop: Workshop, error: Exception) -> str:
    """Why it failed, as a reviewer may read it: of a fault of the program's only its kind."""
    if not isinstance(error, YijuError):
        return f"程序内部出错：{type(error).__name__}"
    return without_secrets(str(error), shop.reader.store.settings.llm_api_key.get_secret_value())


def _original(shop: Workshop, suggestion_id: str) -> Suggestion:
    original = get_suggestion(shop.reader.store.sql, shop.reader.viewer, suggestion_id)
    if not may_review(shop.reader.viewer, original.unit):
        raise Forbidden("没有推演这条建议的权限。", hint="请本单元的主管或管理员来推演。")
    if original.replay_of:
        raise YijuError("这条已经是推演的结果。", hint=f"请推演原来的那条：{original.replay_of}。")
    return original


def _make(
    shop: Workshop, original: Suggestion, changes: Changes, row: dict[str, Any], start: float
) -> tuple[Replay, Suggestion]:
    check_switches(changes.retrieval)
    narrow = replace(shop.reader, viewer=inside(shop.reader.viewer, original.unit))
    narrow = replace(narrow, options=changes.options(narrow.options))
    customers = customers_of(narrow, original)
    as_of = changes.as_of or day_of(original)
    assumptions = read_assumptions(changes.assumptions, changes.notes, today=as_of)
    kept: list[tuple[Replay, Suggestion]] = []
    llm = _llm(shop, original, changes)
    chat = Watched(llm.chat) if llm else None

    def keep(suggestion: Suggestion, read: Collection[str]) -> Suggestion:
        shop.check()
        if row["trial_id"] and chat and chat.failures:  # else the templates' words were judged as the model's
            raise ModelUnavailable(f"大模型服务中途不可用，这一对不算：{chat.failures[0]}")
        people = contacts_of(reader.seen) if assumptions else {}
        again = read_assumptions(changes.assumptions, changes.notes, people=people, today=as_of)
        rivals = frozenset().union(*(find_rivals(m) for m in reader.seen)) if again else ()
        made = respond(suggestion, again, people, rivals).model_copy(update={"replay_of": original.id})
        costs = {f"seconds.{stage}": seconds for stage, seconds in made.timings.items()}
        costs |= {("llm_seconds" if name == "seconds" else name): value for name, value in made.usage.items()}
        with narrow.store.sql.write() as connection:
            # It repeats the request: who may not read the original reads this one neither.
            drawn = tables.suggestion_units
            units = connection.scalars(sa.select(drawn.c.unit).where(drawn.c.suggestion_id == original.id))
            save_within(connection, made, read={*read, *units})
            kept.append(
                (write_replay(connection, row, made.id, costs | {"seconds": _since(start)}, ""), made)
            )
        return made

    reader = Reshelved(
        **{name: getattr(narrow, name) for name in Reader.__dataclass_fields__},
        without=taken_away(narrow, customers, changes.without),
        added=documents_meant(narrow, customers, changes.added),
        topics=_topics(assumptions),
        check=shop.check,
    )
    taste = None if changes.exemplars == "off" else shop.taste(narrow.viewer)
    copilot = Copilot(reader, replace(llm, chat=chat) if llm and chat else None, keep, taste)
    shop.tell("正在读资料 …")
    _ask(copilot, original, as_of)
    return kept[-1]


def _ask(copilot: Copilot, original: Suggestion, as_of: dt.date) -> None:
    request = original.request
    if original.kind == "strategy":
        copilot.strategy(original.customer, goal=request.get("goal", ""), as_of=as_of)
    elif original.kind == "talk":
        scene, person = request.get("scene", ""), request.get("person", "")
        tone = request.get("tone", "")
        copilot.talk(original.customer, scene=scene, person=person, tone=tone, as_of=as_of)
    else:
        copilot.ask(request.get("question", ""), customer=request.get("customer", ""), as_of=as_of)


def customers_of(reader: Reader, original: Suggestion) -> list[Customer]:
    """Whose material is read for a suggestion, among those that the reader sees.

    Raises:
        NotFound: the customer is not there any more.
    """
    if original.kind != "answer":
        return [reader.customer(original.customer)]
    asked = original.request.get("customer", "")
    return [reader.customer(asked)] if asked else reader.customers()


def day_of(original: Suggestion) -> dt.date:
    """The day a suggestion was made for; of one that does not say, the day it was made on."""
    kept = original.request.get("as_of", "")
    try:
        return dt.date.fromisoformat(kept)
    except ValueError:
        return local(original.created_at).date()


def _llm(shop: Workshop, original: Suggestion, changes: Changes) -> LlmMode | None:
    """The model asked: none in extractive mode.

    Raises:
        YijuError: a model is wanted and none is configured, or it is not on the list.
    """
    settings = shop.reader.store.settings
    drafted = bool(original.model)
    mode = changes.mode or ("llm" if drafted or changes.model or changes.prompts else "extractive")
    if mode == "extractive":
        if changes.model or changes.prompts:
            raise YijuError("摘编模式不用模型和提示词。", hint="换成大模型方式，或去掉这两项。")
        return None
    allowed = allowed_models(settings)
    if not allowed:
        raise YijuError("没有配置大模型。", hint="设置 YIJU_LLM_BASE_URL 和 YIJU_LLM_MODEL，或改用摘编模式。")
    model = changes.model or (original.model if original.model in allowed else settings.llm_model)
    if model not in allowed:
        raise YijuError(
            f"不能用模型 {model}。", hint=f"可用的：{'、'.join(allowed)}；在 YIJU_LLM_MODELS 里加。"
        )
    prompts = shop.prompts.with_versions(changes.prompts)
    for name in changes.prompts:
        prompts.load(name)
    return make_llm_mode(settings.model_copy(update={"llm_model": model}), shop.tell, prompts)


def _topics(assumptions: Sequence[Assumption]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.query for one in assumptions if one.query))


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 4)
