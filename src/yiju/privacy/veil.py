"""Personal data kept from a model for one request: hidden in what is sent, put back in what is answered."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from yiju.privacy.mask import Given, placeholders, restore
from yiju.privacy.policy import Policy

T = TypeVar("T", bound=BaseModel)


class Veil:
    """Placeholders of one request: one value as it is spelt, one placeholder in all of it.

    Args:
        policy: what is hidden; None where nothing is.
        sent: all that the request will hold, strings at any depth: no placeholder that stands there already
            is given out.
    """

    def __init__(self, policy: Policy | None, *sent: Any) -> None:
        self._policy = policy
        self._kinds = policy.hidden_from_models if policy else frozenset()
        self._given = Given({one for text in _strings(sent) for one in placeholders(text)})

    def hide(self, value: Any) -> Any:
        """A string, or what holds strings at any depth (lists, tuples, values of dicts), without them."""
        policy = self._policy
        if policy is None or not self._kinds:
            return value
        return _mapped(
            value, lambda text: self._given.masked(text, lambda one: policy.found(one, self._kinds))
        )

    def restore(self, value: Any) -> Any:
        """The same with every value back in its place; placeholders that were not given out stay."""
        mapping = self._given.mapping
        return _mapped(value, lambda text: restore(text, mapping)) if mapping else value

    def restored(self, value: T) -> T:
        """An answer with every value back in its place.

        Raises:
            pydantic.ValidationError: a value does not fit where the model put it.
        """
        if not self._given.mapping:
            return value
        return type(value).model_validate(self.restore(value.model_dump()))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _mapped(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(one, change) for key, one in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_mapped(one, change) for one in value))
    if isinstance(value, list | tuple):
        return type(value)(_mapped(one, change) for one in value)
    return value
