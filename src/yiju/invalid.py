"""What is wrong with a field, in Chinese: of a file that people write, a request, an option, a setting."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

_OF_SEVERAL = re.compile(r"(?:bool|str|int|float)$|[\w-]+\[.*\]$")
"""How pydantic names, behind the field, one of several types that it may have."""
_COLUMN = re.compile(r"line (\d+) column (\d+)")
_DATE = "要一个日期，如 2026-03-10"
_MOMENT = "要一个日期或时刻，如 2026-03-10 或 2026-03-10T09:30:00+08:00"
_NUMBER = "要一个数"
_LIST = '要一个列表，如 ["…"]'
_BY_FIELD = {
    "id": "要小写字母和数字，如 my-1",
    "lang": "要 zh 或 en",
}
"""Fields whose pattern says less than an example."""
_BY_TYPE: Mapping[str, str | Callable[[Mapping[str, Any]], str]] = {
    "missing": "没有写",
    "extra_forbidden": "没有这个字段",
    "json_invalid": lambda told: f"不是 JSON{_column(str(told.get('error', '')))}",
    "json_type": "不是 JSON",
    "string_type": "要一段文字",
    "enum": lambda told: _one_of(told["expected"]),
    "string_unicode": "有半个字（\\ud800–\\udfff）",
    "string_too_short": lambda told: f"至少要 {told['min_length']} 个字",
    "string_too_long": lambda told: f"至多 {told['max_length']} 个字",
    "string_pattern_mismatch": lambda told: f"写法不对，要合乎 {told['pattern']}",
    "bool_type": "要 true 或 false",
    "bool_parsing": "要 true 或 false",
    "int_type": "要一个整数",
    "int_parsing": "要一个整数",
    "int_from_float": "要一个整数",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": "要一个对象 {…}",
    "model_type": "要一个对象 {…}",
    "model_attributes_type": "要一个对象 {…}",
    "too_short": lambda told: f"至少要 {told['min_length']} 个，这里有 {told['actual_length']} 个",
    "too_long": lambda told: f"至多 {told['max_length']} 个，这里有 {told['actual_length']} 个",
    "literal_error": lambda told: _one_of(told["expected"]),
    "greater_than": lambda told: f"要大于 {told['gt']:g}",
    "greater_than_equal": lambda told: f"不能小于 {told['ge']:g}",
    "less_than": lambda told: f"要小于 {told['lt']:g}",
    "less_than_equal": lambda told: f"不能大于 {told['le']:g}",
    "value_error": lambda told: str(told["error"]),
}


def first_wrong(error: ValidationError) -> tuple[str, str]:
    """The first field that is wrong, as ``gold[0].file`` (empty for the whole), and what is wrong with it."""
    return next(iter(every_wrong(error).items()))


def every_wrong(error: ValidationError) -> dict[str, str]:
    """All fields that are wrong, as :func:`first_wrong` names them, and what is wrong with each."""
    found: dict[str, list[str]] = {}
    for one in error.errors():
        parts = one["loc"][:-1] if one["loc"] and _OF_SEVERAL.match(str(one["loc"][-1])) else one["loc"]
        found.setdefault(_place(parts), []).append(told(one))
    return {place: "，或".join(dict.fromkeys(said)) for place, said in found.items()}


def told(error: Mapping[str, Any]) -> str:
    """What is wrong, of one entry of pydantic's ``errors()``; never in its own words, which are English."""
    return _told(error["type"], error["loc"], error.get("ctx") or {})


def _told(kind: str, place: Sequence[int | str], context: Mapping[str, Any]) -> str:
    if kind == "string_pattern_mismatch" and place and place[-1] in _BY_FIELD:
        return _BY_FIELD[str(place[-1])]
    if kind.startswith("date_"):
        return _DATE
    if kind.startswith(("datetime_", "time", "timezone_")):
        return _MOMENT
    said = _BY_TYPE.get(kind, "写法不对")
    return said if isinstance(said, str) else said(context)


def _one_of(expected: object) -> str:
    """Of what pydantic lists as ``'a', 'b' or 'c'``; an empty one is the same as leaving it out."""
    known = [one for one in str(expected).replace(" or ", ", ").split(", ") if one not in {"''", '""'}]
    return f"要是 {'、'.join(one.strip(chr(39)) for one in known)} 之一"


_KEY = "[key]"
"""How pydantic says that the name of an entry is wrong, not what stands there."""


def _place(parts: Sequence[int | str]) -> str:
    named = [part for part in parts if part != _KEY]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in named).lstrip(".")


def _column(told: str) -> str:
    found = _COLUMN.search(told)
    if found is None:
        return ""
    line = f"第 {found[1]} 行" if found[1] != "1" else ""
    return f"（{line}第 {found[2]} 个字节处）"
