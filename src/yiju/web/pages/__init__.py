"""The pages: NiceGUI in the same app as the API. Each module's ``register`` adds its routes."""

import importlib
import pkgutil


def register() -> None:
    """Add every page of this folder, and their style sheet. A module without ``register`` helps others."""
    from yiju.web.pages.frame import assets

    assets()
    for found in pkgutil.iter_modules(__path__):
        add = getattr(importlib.import_module(f"{__name__}.{found.name}"), "register", None)
        if add is not None:
            add()
