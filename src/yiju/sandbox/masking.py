"""A rewrite as other units may see it: the evidence's words are slots, names and figures placeholders."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache

import regex

from yiju import privacy
from yiju.copilot.llm_lexicon import neutral_words
from yiju.copilot.normalise import Quantity, canonical
from yiju.copilot.verify.analysis import Token, analyse
from yiju.copilot.verify.lexicon import ROLES
from yiju.sandbox.slots import Part, Slot

_LATIN = regex.compile(r"[A-Za-z][A-Za-z0-9./+\-]+")
_DIGITS = regex.compile(r"\d[\d,.:：/\-]*%?")
_SPEAKER = regex.compile(r"(?m)^([^：“”‘’；，。\n]{2,12}?)(?:来信|发文)?：“")
_NAMES = ("nr", "ns", "nt", "nz")
_OPEN = ("n", "v", "a", "i", "j", "l", "b", "z")
"""Word classes that can tell something of one customer alone."""
NAME, FIGURE, CONTENT = "〈名称〉", "〈数字〉", "〈内容〉"


def masked(parts: Sequence[Part], names: Collection[str], evidence: str = "") -> tuple[Part, ...]:
    """The same with every name, figure, amount, date and piece of personal data of its own words replaced.

    Args:
        names: of the customer, its people and ours.
        evidence: what the statement is drawn from: its words are replaced too, but those that any
            statement may hold.
    """
    return tuple(part if isinstance(part, Slot) else _masked(part, names, evidence) for part in parts)


def _masked(text: str, names: Collection[str], evidence: str) -> str:
    for word in sorted(words_of(text) - neutral_words(), key=len, reverse=True):
        if word in evidence:
            text = text.replace(word, CONTENT)
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1:
            text = regex.sub(regex.escape(name), NAME, text, flags=regex.IGNORECASE)
    text, _found = privacy.mask(text, names)
    pieces = regex.split(r"(〈[^〈〉]*〉)", text)
    return "".join(piece if at % 2 else _plain(piece) for at, piece in enumerate(pieces))


def names_in(text: str) -> frozenset[str]:
    """Names that a text holds: people, places, bodies, and who speaks."""
    found = {match[1].strip() for match in _SPEAKER.finditer(text)}
    found |= {t.text for t in analyse(text).tokens if t.tag.startswith(_NAMES) and t.text not in ROLES}
    return frozenset(name for name in found if len(name) > 1)


def _plain(text: str) -> str:
    for token in sorted(analyse(text).tokens, key=lambda one: -len(one.text)):
        if mark := _mark(token):
            text = text.replace(token.text, mark)
    return _LATIN.sub(NAME, _DIGITS.sub(FIGURE, text))


def _mark(token: Token) -> str:
    """What stands for a word that is a figure or a name; empty for any other, as 一份."""
    if token.mention is not None:
        optional = isinstance(token.mention, Quantity) and token.mention.optional
        return "" if optional else FIGURE
    return NAME if token.tag.startswith(_NAMES) else ""


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """The words of a text, two characters or more, that can tell something of one customer alone."""
    return frozenset(
        token.text
        for token in analyse(canonical(text)).tokens
        if token.content and token.mention is None and token.tag.startswith(_OPEN) and len(token.text) > 1
    )


def holds_names(text: str) -> bool:
    """Whether words hold a figure, date, code, name or placeholder: no frame for other evidence."""
    if "〈" in text or _LATIN.search(text) or _DIGITS.search(text):
        return True
    return any(map(_mark, analyse(text).tokens))


def as_text(before: Sequence[Part], after: Sequence[Part], situation: dict[str, str]) -> str:
    """A masked rewrite as it is kept."""
    parts = {"before": list(map(_given, before)), "after": list(map(_given, after)), "situation": situation}
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def read_text(text: str) -> tuple[tuple[Part, ...], tuple[Part, ...], dict[str, str]] | None:
    """What ``as_text`` kept; None where it was erased."""
    try:
        kept = json.loads(text)
        return tuple(map(_part, kept["before"])), tuple(map(_part, kept["after"])), dict(kept["situation"])
    except (ValueError, KeyError, TypeError):
        return None


def _given(part: Part) -> object:
    if isinstance(part, str):
        return part
    return {"field": part.field, "number": part.number, "pieces": sorted(part.pieces)}


def _part(kept: object) -> Part:
    if isinstance(kept, str):
        return kept
    if not isinstance(kept, dict):
        raise TypeError(kept)
    return Slot(kept["field"], kept["number"], frozenset(kept["pieces"]))
