"""``/sign-in``: the ways in that this request may take."""

from urllib.parse import quote

from nicegui import ui

from yiju.web.deps import page_request
from yiju.web.origins import safe_next
from yiju.web.pages.frame import style
from yiju.web.pages.theme import Text, box, link
from yiju.web.signin import offered


def register() -> None:
    """Add the page."""

    @ui.page("/sign-in")
    def sign_in(next: str = "/") -> None:
        style()
        ui.page_title("登录 · 依据")
        on = safe_next(next)
        with box("y-page y-door"), box("y-card"):
            Text("div", "依据", "y-brand")
            Text("p", "每一句建议，都有出处。", "y-soft")
            ways = offered(page_request())
            for way in ways:
                if way.way == "local":
                    with box("", "form").props(f'method="post" action="{way.href}"'):
                        hidden = ui.element("input").props('type="hidden" name="next"')
                        hidden.props["value"] = on
                        Text("button", f"以{way.label}登录", "y-btn primary").props('type="submit"')
                else:
                    link(way.label, f"{way.href}?next={quote(on, safe='')}", "y-btn primary")
            if not ways:
                Text("p", "这台机器之外没有开通登录方式。请联系管理员设置钉钉或企业微信登录。", "y-alert")
            Text("p", "登录即表示您在本单元的权限内查看资料；查看与评审都有记录。", "y-soft y-small")
