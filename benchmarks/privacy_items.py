"""Sentences of mails, calls and contracts that hold made-up personal data, or what only looks like it."""

import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from benchmarks import privacy_places as places
from benchmarks import privacy_values as values
from benchmarks.privacy_values import Make

KINDS: dict[str, Make] = {
    "mobile": values.mobile,
    "landline": values.landline,
    "phone_abroad": values.abroad,
    "id_card": values.identity,
    "bank_card": values.bank_card,
    "passport": values.passport,
    "plate": places.plate,
    "email": places.mail,
    "account": places.account,
    "address": places.address,
}
_WORDS = tomllib.loads((Path(__file__).parent / "privacy.toml").read_text("utf-8"))
_MARKED = re.compile(rf"\[({'|'.join(KINDS)}):((?:[^\[\]]|\[\w+\])+)\]")
_TALK, _SAID, _NEGATIVES = _WORDS["talk"]["around"], _WORDS["said"], _WORDS["negatives"]


@dataclass(frozen=True)
class Item:
    """A text, and what of it is personal data: kind, start, end. ``sort``: what it was made as."""

    sort: str
    text: str
    truth: tuple[tuple[str, int, int], ...] = ()


def items(seed: int, each: int = 100) -> list[Item]:
    """``each`` positives of every kind, and half as many hard negatives of every sort."""
    made: list[Item] = []
    for kind, make in KINDS.items():
        for number in range(each):
            rng = random.Random(f"{seed}/{kind}/{number}")
            made.append(_positive(kind, make(rng), rng))
    for sort, forms in _NEGATIVES.items():
        for number in range(each // 2):
            rng = random.Random(f"{seed}/{sort}/{number}")
            made.append(Item(sort, f"{rng.choice(_TALK)}{_filled(rng.choice(forms), rng)}"))
    return made


def hard_cases() -> list[Item]:
    """Sentences written by hand, in forms that the recognisers were not made for."""
    made: list[Item] = []
    for line in _WORDS["hard"]["cases"]:
        text, truth, at = "", [], 0
        for match in _MARKED.finditer(line):
            text += line[at : match.start()]
            truth.append((match[1], len(text), len(text) + len(match[2])))
            text += match[2]
            at = match.end()
        made.append(Item("hard", text + line[at:], tuple(truth)))
    return made


def _positive(kind: str, value: str, rng: random.Random) -> Item:
    old = kind == "id_card" and sum(c.isalnum() for c in value) == 15
    carriers = [one for one in _SAID[kind] if not old or "身份" in one]
    head, _, tail = rng.choice(carriers).partition("{v}")
    before = f"{rng.choice(_TALK)}{head}"
    after = rng.choice(_TALK)
    between = "" if not after or tail.endswith(("。", "！", ".")) else rng.choice(("。", "\n", "，"))
    text = f"{before}{value}{tail}{between}{after}"
    return Item(kind, text, ((kind, len(before), len(before) + len(value)),))


def _filled(form: str, rng: random.Random) -> str:
    """``#`` is a digit, ``@L`` a card's number, ``@C`` a credit code, ``@M`` eleven digits like a mobile's,
    ``@I`` and ``@K`` an identity's and a card's number whose check fails."""
    for mark, make in _MARKS.items():
        while mark in form:
            form = form.replace(mark, make(rng), 1)
    return "".join(str(rng.randrange(10)) if char == "#" else char for char in form)


def _mobile_like(rng: random.Random) -> str:
    return f"1{rng.randrange(30, 99)}{rng.randrange(10**8):08d}"


def _card_like(rng: random.Random) -> str:
    body = rng.choice(("622202", "436742", "510510", "601100")) + f"{rng.randrange(10**9):09d}"
    return body + values.luhn(body)


def _bad_identity(rng: random.Random) -> str:
    born = f"{rng.randrange(1950, 2005)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    body = f"320506{born}{rng.randrange(1000):03d}"
    return body + rng.choice([c for c in "0123456789X" if c != values.id_check(body)])


def _bad_card(rng: random.Random) -> str:
    body = f"622202{rng.randrange(10**12):012d}"
    return body + rng.choice([c for c in "0123456789" if c != values.luhn(body)])


_MARKS: dict[str, Make] = {
    "@L": _card_like,
    "@C": places.credit_code,
    "@M": _mobile_like,
    "@I": _bad_identity,
    "@K": _bad_card,
}
