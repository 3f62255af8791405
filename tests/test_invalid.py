"""What is wrong with a field is said in Chinese, whatever the library says of it."""

import datetime as dt
import re
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from yiju.invalid import first_wrong, told

_OURS = re.compile(r"[a-zA-Z]{4,}")
_MEANT = {"true", "false", "JSON", "ud800", "udfff"}


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int = Field(1, ge=1, le=9)
    share: float = 0.5
    day: dt.date = dt.date(2026, 3, 10)
    at: dt.datetime | None = None
    way: Literal["", "by hand", "by rule"] = ""
    key: str = Field("abcd", min_length=4, max_length=8)
    parts: tuple[str, ...] = Field((), max_length=1)


@pytest.mark.parametrize("kind", [one["type"] for one in list_all_errors()])
def test_no_kind_of_error_is_told_in_the_librarys_words(kind: str) -> None:
    """``told`` must also get along with the context that comes with each."""
    entry = next(one for one in list_all_errors() if one["type"] == kind)
    context: dict[str, Any] = entry.get("example_context") or {}
    if kind == "value_error":  # a validator's own words, which are ours
        context = {"error": ValueError("年份不对")}
    message = told({"type": kind, "loc": ("field",), "ctx": context, "msg": "Input should be English"})
    assert re.search(r"[\u4e00-\u9fff]", message)
    theirs = set(_OURS.findall(message)) - _MEANT
    assert theirs <= set(_OURS.findall(" ".join(map(str, context.values())))), message


@pytest.mark.parametrize(
    ("given", "where", "said"),
    [
        ({"number": "x"}, "number", "要一个整数"),
        ({"number": 0}, "number", "不能小于 1"),
        ({"share": "x"}, "share", "要一个数"),
        ({"day": "foo"}, "day", "要一个日期，如 2026-03-10"),
        ({"at": "foo"}, "at", "要一个日期或时刻，如 2026-03-10 或 2026-03-10T09:30:00+08:00"),
        ({"way": "no"}, "way", "要是 by hand、by rule 之一"),
        ({"key": "k1"}, "key", "至少要 4 个字"),
        ({"parts": ["a", "b"]}, "parts", "至多 1 个，这里有 2 个"),
        ({"parts": [1]}, "parts[0]", "要一段文字"),
        ({"other": 1}, "other", "没有这个字段"),
    ],
)
def test_the_first_field_and_what_is_wrong_with_it(given: dict[str, Any], where: str, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(given)
    assert first_wrong(caught.value) == (where, said)


def test_broken_json_says_where() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Form).validate_json('{"number": }')
    assert first_wrong(caught.value) == ("", "不是 JSON（第 12 个字节处）")
