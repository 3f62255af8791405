"""Whether another wording of advice brings in nothing: no figure, date, name, promise or statement."""

import re
from collections.abc import Collection

from yiju.copilot.framing import asserts
from yiju.copilot.llm_base import Base, Quote
from yiju.copilot.llm_promise import never, promised, slander
from yiju.copilot.normalise import canonical
from yiju.copilot.taste import Point
from yiju.copilot.verify.analysis import analyse
from yiju.copilot.verify.calendar import calendar_problems
from yiju.copilot.verify.names import name_problems

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
"""Written figures must stand there as they are: 2024年1月1日 is more than 1月1日."""
_NAMES = ("nr", "ns", "nt", "nz")
"""Word classes of people, places, bodies and other names."""


def ungrounded(text: str, point: Point, names: Collection[str] = ()) -> str:
    """Why ``text`` may not stand for ``point``, advice that is supported as it is; empty where it may.

    What the point says already, what the facts that it rests on say, and what those cite, is known. Figures,
    dates and codes are read as the verifier reads them. What it adds besides may ask, order and be polite; it
    states nothing of the evidence (``framing``).

    Args:
        names: names of the customer and its people, and of ours.
    """
    return brings_in(text, point, names) or asserts(text, point)


def brings_in(text: str, point: Point, names: Collection[str] = ()) -> str:
    """What can be told for certain to be in ``text`` and in neither a point nor its grounds; else empty.

    A figure, date, code, name or promise, or a word that blackens others. Arguments as for ``ungrounded``.
    """
    plain = canonical(text)
    if word := never(plain):
        return f"不能写“{word}”"
    told = [point.text, *(ground.text for ground in point.grounds), *(g.quote for g in point.grounds)]
    known = [canonical(one) for one in told if one.strip()]
    whole = "\n".join(known)
    if word := slander(plain, whole):
        return f"“{word}”没有依据"
    quotes = tuple(Quote(ground.quote, date=ground.date) for ground in point.grounds)
    base = Base(quotes, own_words="\n".join(told[: 1 + len(point.grounds)]))
    digits = _DIGITS.findall(whole)
    problems = [f"数字“{one}”不在依据中" for one in _DIGITS.findall(plain) if one not in digits]
    problems += base.wrong_numbers(plain)
    problems += name_problems(plain, known, names)
    problems += calendar_problems(plain, known)
    spoken = point.role in {"say", "fallback"}
    problems += [f"许诺“{word}”没有依据" for word in promised(plain, spoken=spoken) if word not in whole]
    problems += [
        f"名称“{token.text}”不在依据中"
        for token in analyse(plain).tokens
        if token.tag.startswith(_NAMES) and token.text not in whole
    ]
    return problems[0] if problems else ""
