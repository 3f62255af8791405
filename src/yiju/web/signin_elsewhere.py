"""What signing in with DingTalk and with WeCom share: leading away, coming back, and being refused."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from yiju.errors import NotFound
from yiju.platforms.calls import PlatformError
from yiju.store import audit
from yiju.store.identities import Platform, user_of
from yiju.web import states
from yiju.web.deps import house_of
from yiju.web.house import House
from yiju.web.origins import safe_next
from yiju.web.plain import plain_page
from yiju.web.signin import signed_in

log = logging.getLogger(__name__)

LABELS: dict[Platform, str] = {"dingtalk": "钉钉", "wecom": "企业微信"}


class Person(NamedTuple):
    """Who the platform says it is. ``member``: of the organisation itself; others are never let in."""

    corp: str
    external_id: str
    member: bool


def callback(house: House, platform: Platform) -> str:
    """Where the platform sends the browser back to."""
    return f"{house.settings.public_url.rstrip('/')}/login/{platform}"


def _browser_cookie(house: House) -> str:
    return "__Host-yiju_browser" if house.https else "yiju_browser"


def lead_away(request: Request, platform: Platform, next: str, address: Callable[[str], str]) -> Response:
    """Send the browser to the platform's page. ``address``: that page for a state."""
    house = house_of(request)
    if platform not in house.settings.sign_in_ways:
        raise NotFound("没有这个地址。")
    state, browser = states.begin(house.store.sql, platform, safe_next(next))
    away = RedirectResponse(address(state), 303)
    away.set_cookie(
        _browser_cookie(house),
        browser,
        max_age=int(states.LASTING.total_seconds()),
        path="/",
        secure=house.https,
        httponly=True,
        samesite="lax",
    )
    return away


def come_back(
    request: Request, platform: Platform, state: str, code: str, identify: Callable[[str], Person]
) -> Response:
    """Sign in the person that a code stands for, if they are a user here.

    Args:
        identify: asks the platform; it may raise PlatformError.
    """
    house = house_of(request)
    if platform not in house.settings.sign_in_ways:
        raise NotFound("没有这个地址。")
    browser = request.cookies.get(_browser_cookie(house), "")
    next = states.take(house.store.sql, platform, state, browser)
    if next is None:
        return _refusal(house, 400, "登录没有完成", "这次登录已失效，或不是从这个浏览器发起的。请重新登录。")
    if not code:
        return _refusal(house, 403, "登录没有完成", f"没有得到{LABELS[platform]}的授权。")
    try:
        person = identify(code)
    except PlatformError as error:
        log.warning("%s 登录失败：代码 %s", platform, error.code)
        return _refusal(house, 502, "登录没有完成", f"{error}{error.hint}")
    user = user_of(house.store.sql, platform, person.corp, person.external_id) if person.member else None
    if user is None:
        return _stranger(house, platform, person)
    done = signed_in(request, user, platform, next)
    _drop(house, done)
    return done


def _stranger(house: House, platform: Platform, person: Person) -> Response:
    """Somebody whom nobody linked to a user: refused politely, and written down for the administrator."""
    why = "unknown" if person.member else "external"
    told = {"platform": platform, "corp": person.corp, "reason": why}
    with house.store.sql.write() as connection:
        audit.append(connection, platform, "sign_in.refused", person.external_id, told)
    label = LABELS[platform]
    if person.member:
        text = (
            f"您的{label}账号（{person.external_id}）还没有开通“依据”。请把这个账号告诉管理员，由管理员开通。"
        )
    else:
        text = f"“依据”只对本企业{label}里的成员开放。如需使用，请联系与您对接的同事。"
    return _refusal(house, 403, "还不能登录", text)


def _refusal(house: House, status: int, title: str, text: str) -> Response:
    answer = plain_page(status, title, text, href="/sign-in?next=%2F", label="回到登录页")
    _drop(house, answer)
    return answer


def _drop(house: House, response: Response) -> None:
    name = _browser_cookie(house)
    response.delete_cookie(name, path="/", secure=house.https, httponly=True, samesite="lax")
