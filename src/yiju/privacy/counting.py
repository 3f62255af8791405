"""How much personal data of each kind a document holds: numbers alone, no values."""

from collections import Counter
from collections.abc import Iterable, Mapping

from yiju.privacy.find import find
from yiju.privacy.types import LABELS

PERSONAL = "personal_data"
"""The attribute of a document that holds the counts, as ``email=2,mobile=1``; empty where none was found."""
COUNTED = tuple(kind for kind in LABELS if kind != "name")
"""Names stand in every call and mail, and tell nothing of how sensitive one is."""


def counted(texts: Iterable[str]) -> dict[str, int]:
    """Kind → how many different values these texts hold, in the kinds' order."""
    values = {(one.kind, one.value) for text in texts for one in find(text)}
    counts = Counter(kind for kind, _value in values)
    return {kind: counts[kind] for kind in COUNTED if counts[kind]}


def as_attribute(counts: Mapping[str, int]) -> str:
    """The counts as an attribute of a document."""
    return ",".join(f"{kind}={count}" for kind, count in counts.items())


def from_attribute(text: str) -> dict[str, int]:
    """The counts out of an attribute; what is none of ours is left out."""
    pairs = (part.partition("=") for part in text.split(","))
    return {kind: int(count) for kind, _, count in pairs if kind in COUNTED and count.isdecimal()}


def told(counts: Mapping[str, int]) -> str:
    """The counts for people: ``手机 1，邮箱 2``."""
    return "，".join(f"{LABELS[kind]} {counts[kind]}" for kind in COUNTED if counts.get(kind))
