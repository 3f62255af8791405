"""The one door to ragas, which is an extra and takes seconds to import."""

import importlib.util

from yiju.errors import YijuError


def need_ragas() -> None:
    """Raises YijuError where ragas is not installed; imports nothing."""
    if importlib.util.find_spec("ragas") is None:
        raise YijuError("这项评测需要 ragas，这里没有安装。", hint="pip install 'yiju[eval]'")
