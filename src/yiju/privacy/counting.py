"""How much personal data of each kind a document holds: numbers alone, no values."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from yiju.privacy.find import find
from yiju.privacy.plain import read
from yiju.privacy.types import LABELS, Kind

PERSONAL = "personal_data"
"""The attribute of a document that holds the counts, as ``email=2,mobile=1``; empty where none was found."""
COUNTED = tuple(kind for kind in LABELS if kind != "name")
"""Names stand in every call and mail, and tell nothing of how sensitive one is."""
_SAID = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
_NUMBERS = frozenset({"mobile", "landline", "phone_abroad", "id_card", "bank_card"})
_CHINA = re.compile(r"^(?:00)?86(?=[0-9]{9,})")


def one_way(kind: Kind, value: str) -> str:
    """A value as it is written one way: a number in groups, with a country's code, or spoken, is the same."""
    text = read(value).text.casefold()
    if kind in _NUMBERS:
        text = "".join(char for char in text.translate(_SAID) if char.isdecimal() or char == "x")
        if kind in {"mobile", "landline"}:
            text = _CHINA.sub("", text).lstrip("0")
        return text.removeprefix("00") if kind == "phone_abroad" else text
    return "".join(char for char in text if char.isalnum() or char in "@._")


def counted(texts: Iterable[str]) -> dict[str, int]:
    """Kind → how many different values these texts hold, however they are written, in the kinds' order."""
    values = {(one.kind, one_way(one.kind, one.value)) for text in texts for one in find(text)}
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
