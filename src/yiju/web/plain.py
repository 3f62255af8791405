"""A page without a script or a socket: for whoever is not signed in, and for what went wrong."""

from html import escape

from fastapi.responses import HTMLResponse

_STYLE = "font-family:system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;line-height:1.7"


def plain_page(
    status: int, title: str, text: str, *, href: str = "/", label: str = "回到首页"
) -> HTMLResponse:
    """A heading, a sentence and a link. Everything given is text, and is escaped."""
    return HTMLResponse(
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · 依据</title><main style="{_STYLE}">'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"
        f'<p><a href="{escape(href)}">{escape(label)}</a></p></main></html>',
        status,
    )
