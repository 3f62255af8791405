"""The secrets that a source asks for, by the names of their environment variables."""

import os
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from yiju.sync.config import Secret, SourceConfig


def missing_variables(config: SourceConfig) -> list[str]:
    """Variables that are named and not set, sorted."""
    return sorted({one.variable for one in _secrets(config) if not os.environ.get(one.variable)})


def _secrets(value: Any) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _secrets(getattr(value, name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _secrets(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _secrets(inner)
