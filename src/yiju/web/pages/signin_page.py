"""``/sign-in``: the ways in that this request may take. Plain HTML: whoever has no session has no socket."""

from html import escape
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import app

from yiju.web.origins import safe_next
from yiju.web.pages.frame import style_sheet
from yiju.web.signin import Offered, offered


def register() -> None:
    """Add the page."""

    @app.get("/sign-in", include_in_schema=False)
    def sign_in(request: Request, next: str = "/") -> HTMLResponse:
        on = safe_next(next)
        ways = "".join(_way(way, on) for way in offered(request)) or (
            '<p class="y-alert">从这里没有可用的登录方式。请联系管理员设置钉钉或企业微信登录。</p>'
        )
        return HTMLResponse(
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>登录 · 依据</title><link rel="stylesheet" href="{style_sheet()}">'
            "<style>*{box-sizing:border-box}body,p{margin:0}</style></head><body>"
            '<main class="y-page y-door"><div class="y-card"><div class="y-brand">依据</div>'
            f'<p class="y-soft">每一句建议，都有出处。</p>{ways}'
            '<p class="y-soft y-small">登录即表示您在本单元的权限内查看资料；查看与评审都有记录。</p>'
            "</div></main></body></html>"
        )


def _way(way: Offered, on: str) -> str:
    if way.way == "local":
        return (
            f'<form method="post" action="{way.href}"><input type="hidden" name="next" value="{escape(on)}">'
            f'<button class="y-btn primary" type="submit">以{escape(way.label)}登录</button></form>'
        )
    there = f"{way.href}?next={quote(on, safe='')}"
    return f'<a class="y-btn primary" href="{escape(there)}">{escape(way.label)}</a>'
