"""Whether two mentions say the same number, time or code."""

import datetime as dt

from yiju.copilot.normalise import Code, Quantity, When
from yiju.copilot.normalise.codes import same_code
from yiju.copilot.normalise.mentions import CLAUSE, same_time
from yiju.copilot.normalise.quantities import same_quantity
from yiju.copilot.normalise.units import COUNTERS, MONEY, same_unit
from yiju.copilot.verify.analysis import Token

_COUNTED = frozenset({*COUNTERS, "人", "分", "岁", "倍", "人次"})


def agree(claim: Token, quote: Token, dates: frozenset[dt.date] = frozenset(), quote_text: str = "") -> bool:
    """Whether ``quote`` gives the value and unit of ``claim``; bounds (不低于 …) are compared elsewhere.

    A unit that a table states once (单位：万元, 权重(%)) is looked for in ``quote_text``.
    """
    mine, theirs = claim.mention, quote.mention
    if isinstance(mine, Code):
        return isinstance(theirs, Code) and same_code(mine.key, theirs.key)
    if isinstance(mine, When):
        return isinstance(theirs, When) and same_time(mine, theirs, dates)
    if isinstance(mine, Quantity) and isinstance(theirs, Quantity):
        if CLAUSE in (mine.unit, theirs.unit):  # 另外，17.2投标人… names the clause in another place
            return {mine.unit, theirs.unit} <= {CLAUSE, ""} and mine.surface == theirs.surface
        if same_unit(mine.unit, theirs.unit) or (not mine.unit and theirs.unit == "分"):
            return same_quantity(mine, theirs)
        if theirs.unit:
            # 1200万 says less than 1200万元, and nothing else
            return theirs.unit in MONEY and _bare_million(mine) and same_quantity(mine, theirs)
        if mine.unit in _COUNTED:
            return same_quantity(mine, theirs)
        return mine.written == theirs.written and _unit_stated(mine, quote_text)
    return False


def _unit_stated(quantity: Quantity, text: str) -> bool:
    """Whether the quantity's multiplier and unit stand in ``text`` as a table's heading."""
    unit = quantity.surface.lstrip("0123456789.,-+ ¥$€£")
    return bool(unit) and any(mark + unit in text for mark in ("(", "单位:", "单位：", "单位为"))


def _bare_million(quantity: Quantity) -> bool:
    return not quantity.unit and any(char in quantity.surface for char in "万亿wW")


def comparable(one: Quantity | When, other: Quantity | When) -> bool:
    """Whether two numbers could be taken for one another: the same kind of unit."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one.ordinal == other.ordinal and (
            same_unit(one.unit, other.unit) or not one.unit or not other.unit
        )
    return (
        isinstance(one, When) and isinstance(other, When) and (one.minute is None) == (other.minute is None)
    )
