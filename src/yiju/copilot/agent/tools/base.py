"""What a tool is, and what it holds of the conversation that calls it."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_origin

from pydantic import BaseModel, ConfigDict, Field

from yiju.copilot.accounts import labels, names_of
from yiju.copilot.agent.own_words import is_own
from yiju.copilot.agent.standing import Standing, standing_in
from yiju.copilot.agent.table import Table
from yiju.copilot.agent.types import Outcome
from yiju.copilot.material import Span
from yiju.copilot.progress import Step, Watch
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import NotFound
from yiju.models.chat import ToolSpec
from yiju.models.tokens import count_tokens
from yiju.store.types import Customer, Suggestion

MOST_TOKENS = 900
"""Of one result."""
_SILENT = frozenset({"title", "default", "$defs"})
"""Words of a schema that tell a model nothing."""
_NUMBER = re.compile(r"[EF]\d{1,3}")


class Arguments(BaseModel):
    """What a tool takes: nothing else, nothing of another type, nothing long."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class OfCustomer(Arguments):
    """A tool that is about a customer. None named: the one that is talked of."""

    customer: str = Field("", max_length=80, description="客户名称；不写就是正在谈的客户")


class Told(NamedTuple):
    """What a tool tells the model. ``ends``: the conversation needs no further word of it."""

    text: str
    outcome: Outcome = "done"
    ends: bool = False


@dataclass(frozen=True)
class Hand:
    """What tools work with: one viewer's copilot, that keeps nothing, and what was said.

    Attributes:
        scope: the customers that this conversation may be about; default: the one talked of.
        said: the person's own words, of now.
        before: what was shown last.
    """

    copilot: Copilot
    table: Table
    scope: Sequence[Customer]
    default: Customer | None
    said: str
    today: dt.date
    watch: Watch
    before: Suggestion | None = None
    _standing: dict[str, Standing] = field(default_factory=dict)

    @property
    def reader(self) -> Reader:
        """The store as the viewer sees it."""
        return self.copilot.reader

    @cached_property
    def called(self) -> dict[str, str]:
        """Customer id → what they are called."""
        return labels(self.scope)

    def customers(self, name: str) -> list[Customer]:
        """The customer of this name, else the one talked of, else all that this conversation may be about.

        Raises:
            NotFound: none of these; whether there is such a customer for somebody else makes no difference.
            YijuError: several fit.
        """
        if not name.strip():
            return [self.default] if self.default else list(self.scope)
        found = self.reader.customer(name.strip())
        if found.id not in self.called:
            raise NotFound(f"这次只谈{'、'.join(list(self.called.values())[:8])}。")
        return [found]

    def customer(self, name: str) -> Customer:
        """One customer. Raises as above, and NotFound where none is meant."""
        found = self.customers(name)
        if len(found) != 1:
            raise NotFound(
                "没有说是哪个客户。", hint=f"可用的客户：{'、'.join(list(self.called.values())[:8])}"
            )
        return found[0]

    def holds(self, span: Span) -> bool:
        """Whether a statement may rest on a span that lies on the table, by all that its customer has."""
        return self.standing(span.document.customer_id).holds(span)

    def standing(self, customer_id: str) -> Standing:
        """What stands of all that a customer has."""
        if customer_id not in self._standing:
            customer = self.table.customers[customer_id]
            material = self.reader.material(customer, self.today)
            self._standing[customer_id] = standing_in(material, self.said, names_of([customer]))
        return self._standing[customer_id]

    def within(self) -> Watch:
        """A watch for what a tool makes: its steps are told, its sections only once they are the result."""

        def tell(step: Step) -> None:
            self.watch.progress(step.model_copy(update={"step": f"agent/{step.step}"}))

        return Watch(progress=tell, stopped=self.watch.stopped)

    def about(self, *customers: Customer) -> None:
        """Remember that material of these customers was read."""
        self.table.read.update(one.unit for one in customers)


@dataclass(frozen=True)
class Tool:
    """One tool.

    Attributes:
        doing: what people are told while it works.
        about: what the model is told of it.
        run: does it. Raises YijuError, whose message the model is told.
        counts: whether it is a step of the budget.
        late: whether it is done though a tool that was called beside it has ended the conversation.
    """

    name: str
    doing: str
    about: str
    takes: type[Arguments]
    run: Callable[[Hand, Any], Told]
    counts: bool = True
    late: bool = False

    @property
    def spec(self) -> ToolSpec:
        """As it is offered."""
        return ToolSpec(self.name, self.about, _plain(self.takes.model_json_schema()))

    def shown(self, given: Arguments, hand: Hand) -> dict[str, str]:
        """The arguments as a step may show them: names and numbers that are known, the person's own words;
        of whatever else the model wrote, how long it is."""
        names = names_of(hand.scope)
        found = {}
        for name, value in given:
            if value in ("", (), []):
                continue
            kind = type(given).model_fields[name].annotation
            if not isinstance(value, str):
                found[name] = str(len(value)) if isinstance(value, tuple | list) else str(value)
            elif get_origin(kind) is Literal or value in names or _NUMBER.fullmatch(value):
                found[name] = value
            else:
                found[name] = value if is_own(value, hand.said) else f"（{len(value)}字）"
        return found


def joined(lines: Sequence[str], most: int = MOST_TOKENS) -> str:
    """As many lines as there is room for."""
    kept: list[str] = []
    for line in lines:
        most -= count_tokens(line) + 1
        if most < 0:
            break
        kept.append(line)
    return "\n".join(kept)


def fenced(lines: Sequence[str]) -> str:
    """Lines of documents, between marks that they cannot hold."""
    return f"<资料>\n{joined(lines)}\n</资料>"


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without references, which some endpoints do not follow, and without what says nothing."""
    kinds = schema.get("$defs", {})

    def bare(value: Any, *, named: bool = False) -> Any:
        if isinstance(value, list):
            return [bare(one) for one in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            value = kinds[value["$ref"].rpartition("/")[2]] | {"description": ""}
        kept = (
            value if named else {key: one for key, one in value.items() if key not in _SILENT and one != ""}
        )
        return {key: bare(one, named=key == "properties") for key, one in kept.items()}

    found: dict[str, Any] = bare(schema | {"description": ""})
    return found
