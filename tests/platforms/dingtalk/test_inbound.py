"""What comes from outside is read, or refused in one way; nothing else is ever raised."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiju.platforms.dingtalk.frames import BadFrame, parse
from yiju.platforms.dingtalk.inbound import Unreadable, read_left, read_message, read_press

_NAMES = (
    "msgId conversationId msgtype text content conversationType senderStaffId createAt robotCode errorCode "
    "sessionWebhook sessionWebhookExpiredTime outTrackId userId userIdType value params corpId richText "
    "recognition cardPrivateData actionIds UserId"
).split()
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=12,
)
_OBJECTS = st.dictionaries(st.sampled_from(_NAMES), _JSON | _JSON.map(json.dumps), max_size=12)
_IDS: dict[str, Any] = {"msgId": "m", "conversationId": "c", "outTrackId": "t", "userId": "u"}


@settings(max_examples=30)
@given(_OBJECTS, st.booleans())
def test_any_object(data: dict[str, Any], with_ids: bool) -> None:
    data = data | _IDS if with_ids else data
    for read in (read_message, read_press):
        with contextlib.suppress(Unreadable):
            read(data)
    assert all(isinstance(user, str) for user in read_left("user_leave_org", data))


@given(_JSON | st.text())
def test_any_frame(value: Any) -> None:
    with contextlib.suppress(BadFrame):
        parse(value if isinstance(value, str) else json.dumps(value))


@pytest.mark.parametrize(("given_", "kind"), [(1, 1), ("1", 1), ("2", 2), ("²", 0), (None, 0), (True, 0)])
def test_kinds_of_user_ids(given_: Any, kind: int) -> None:
    data = {"outTrackId": "t", "userId": "u", "userIdType": given_, "content": '{"params":{"a":1}}'}
    assert read_press(data).user_kind == kind


def test_parameters_are_text_whatever_they_were() -> None:
    params = {"a": 1, "b": True, "c": {"index": 0, "value": "价格过期"}, "d": None, "e": ["x"], "f": "x"}
    content = {"cardPrivateData": {"actionIds": ["fb_up"], "params": params}}
    read = read_press({"outTrackId": "t", "userId": "u", "content": json.dumps(content)})
    assert read.params == {"a": "1", "b": "true", "c": "价格过期", "d": "", "e": "", "f": "x"}
    assert read.user_kind == 1


@pytest.mark.parametrize("when", [1760000000000, "1760000000000"])
def test_times_come_as_numbers_and_as_text(when: Any) -> None:
    read = read_message(_IDS | {"createAt": when, "sessionWebhookExpiredTime": when})
    assert read.webhook_until is not None
    assert read.at.isoformat() == read.webhook_until.isoformat() == "2025-10-09T08:53:20+00:00"
