"""``/me``: who asks, and what they may do. ``/session``: signing out. ``/rubric``: what can be chosen."""

import datetime as dt

from fastapi import APIRouter, Response

from yiju.sandbox.rubric import Rubric
from yiju.store.access import may_promote, reviewed_units, visible_units
from yiju.store.types import Frozen
from yiju.web import sessions
from yiju.web.deps import Here, Signed, SignedIn
from yiju.web.signin import forget_cookie

router = APIRouter(tags=["session"])


class Me(Frozen):
    """The session's user. ``csrf``: for the header ``X-CSRF-Token`` of every change; programs need none."""

    user: str
    roles: list[str]
    units: list[str]
    reviews: list[str]
    promotes: bool
    method: str
    csrf: str
    expires_at: dt.datetime


@router.get("/me")
def me(viewer: Signed, session: SignedIn) -> Me:
    """Who is signed in. ``reviews``: units whose suggestions they may review."""
    return Me(
        user=viewer.user,
        roles=sorted(viewer.roles),
        units=sorted(visible_units(viewer)),
        reviews=sorted(reviewed_units(viewer)),
        promotes=may_promote(viewer),
        method=session.method,
        csrf="" if session.method == "token" else session.csrf,
        expires_at=session.expires_at,
    )


@router.delete("/session", status_code=204)
def sign_out(session: SignedIn, house: Here) -> Response:
    """Sign out: the session (or the token) ends."""
    sessions.end(house.store.sql, session)
    done = Response(status_code=204)
    forget_cookie(house, done)
    return done


@router.get("/rubric")
def rubric(house: Here) -> Rubric:
    """Reasons and score dimensions of an annotation."""
    return house.rubric
