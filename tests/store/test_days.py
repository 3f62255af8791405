"""A day is China's, wherever the server stands."""

import datetime as dt

import pytest

from yiju.store import days


def test_a_day_begins_when_it_does_in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "now", lambda: dt.datetime(2026, 1, 21, 2, tzinfo=days.CHINA))
    assert days.today() == dt.date(2026, 1, 21)  # in London it is still the 20th
    assert days.within(dt.date(2026, 1, 21)) == dt.datetime(2026, 1, 20, 18, tzinfo=dt.UTC)
    assert days.within(dt.date(2026, 1, 20)) == dt.datetime(2026, 1, 19, 16, tzinfo=dt.UTC)


def test_now_is_now() -> None:
    assert abs(days.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    assert days.now().utcoffset() == dt.timedelta(hours=8)
