"""Before a visit: one page of what matters, its numbers leading to the sources."""

import datetime as dt

from yiju.bots.desk import Desk
from yiju.bots.proactive.items import Told, stop_button
from yiju.bots.proactive.subscriptions import Quiet
from yiju.bots.proactive.visits import Visit
from yiju.bots.showing import Shown, message_of
from yiju.bots.types import Memory
from yiju.copilot.tags import strip_tags
from yiju.ingest.visible import visible_line
from yiju.sandbox.moments import CHINA, local
from yiju.store.types import Viewer

TOPIC = "brief"
_NO_USE = dt.timedelta(minutes=20)
"""Before a visit: later than that nobody reads it."""
_EVENING = dt.timedelta(minutes=30)
"""Before the quiet hours: when a brief comes that these would make too late."""
_GOAL = 60
_NAMED = 200


def brief_key(visit: Visit) -> str:
    """One brief for a visit; one more where it was put off."""
    return f"brief:{visit.id}:{visit.at:%Y%m%dT%H%M}"


def brief_due(visit: Visit, hours: int, quiet: Quiet) -> dt.datetime:
    """When it is to be sent: so many hours before, but not in quiet hours.

    Where these end too late for the visit, it comes before they begin.
    """
    due = local(visit.at - dt.timedelta(hours=hours))
    if not quiet.holds(due.time()):
        return due
    day = due.date() + dt.timedelta(days=quiet.start > quiet.end and due.time() >= quiet.end)
    end = dt.datetime.combine(day, quiet.end, CHINA)
    if end <= visit.at - _NO_USE - _EVENING:
        return end
    begins = dt.datetime.combine(day - dt.timedelta(days=quiet.start > quiet.end), quiet.start, CHINA)
    return begins - _EVENING


def is_due(visit: Visit, hours: int, quiet: Quiet, now: dt.datetime) -> bool:
    """Whether it is time, and still of use."""
    return brief_due(visit, hours, quiet) <= now < visit.at - _NO_USE


def make_brief(desk: Desk, viewer: Viewer, visit: Visit, now: dt.datetime) -> Told:
    """The first page of a new strategy, made with the viewer's own rights. Raises as the copilot does."""
    subject = strip_tags(visible_line(visit.subject, _NAMED))
    # Units part customers of one name; the id was checked when the visit was read.
    name = f"{visit.customer}（{visit.unit}）"
    goal = visible_line(subject, _GOAL)
    suggestion = desk.copilot(viewer).strategy(name, goal=goal, as_of=local(now).date())
    at = local(visit.at)
    note = f"{_day(at, local(now))} {at:%H:%M} 拜访 {visit.customer}" + (f"：{subject}" if subject else "")
    message = message_of(Shown(suggestion), 0, note=note, more=[stop_button(TOPIC, "拜访简报")])
    message = message.model_copy(update={"title": f"拜访简报 · {visit.customer} · {at:%m-%d %H:%M}"})
    memory = Memory(customer=visit.customer_id, suggestion=suggestion.id)
    return Told(message, memory, viewer, (brief_key(visit),))


def _day(at: dt.datetime, now: dt.datetime) -> str:
    days = (at.date() - now.date()).days
    return {0: "今天", 1: "明天", 2: "后天"}.get(days, f"{at:%m-%d}")
