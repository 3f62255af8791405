"""Names and mail addresses in a letter's own fields."""

from email.utils import getaddresses
from functools import lru_cache


@lru_cache(maxsize=4096)
def addresses(*fields: str) -> tuple[tuple[str, str], ...]:
    """(name, address) of everybody whom the fields name. Cached: several rules ask it of every letter."""
    return tuple(getaddresses(fields))
