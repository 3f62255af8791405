"""The pages: NiceGUI in the same app as the API. Each module's ``register`` adds its routes."""

import importlib

_PAGES = (
    *("signin_page", "pictures", "queue", "review", "mine", "compare", "timeline", "search"),
    *("dashboard", "datasets", "exemplars", "tray"),
    *("whatif", "trials", "trial_vote", "promotions"),
)
"""One module a page, with a function ``register``."""


def register() -> None:
    """Add every page to this process's NiceGUI app."""
    from yiju.web.pages import problems, sockets
    from yiju.web.pages.frame import assets

    problems.install()
    sockets.guard()
    assets()
    for name in _PAGES:
        importlib.import_module(f"yiju.web.pages.{name}").register()
