"""Plain text that must stay plain where markdown is shown, whichever dialect it is.

No platform says whether its dialect honours backslashes: what would act is replaced by its full-width twin.
"""

import re

_TWINS = str.maketrans(
    {"*": "＊", "`": "｀", "[": "［", "]": "］", "<": "＜", ">": "＞", "\\": "＼", "~": "～", "|": "｜"}
)
_UNDERLINE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_URL = re.compile(r"[A-Za-z0-9+.-]{0,20}://\S*")
_RULE = re.compile(r"[-=_＊\s]{3,}")
_STARTS = {"#": "＃", "+": "＋", "-": "－", "=": "＝"}


def escape(text: str, own: str = "") -> str:
    """Nothing within it acts as markdown, and no address but ours becomes a link.

    Args:
        own: our address (``https://copilot.example.com``): links to it stay links, others become text.
    """
    text = _URL.sub(lambda found: _link(found[0], own), text)
    return _UNDERLINE.sub("＿", text.translate(_TWINS))


def escape_start(text: str) -> str:
    """Nothing at the start of an escaped line makes it a heading, a list or a rule."""
    if _RULE.fullmatch(text):
        return "——"
    return _STARTS[text[0]] + text[1:] if text[:1] in _STARTS else text


def _link(url: str, own: str) -> str:
    kept = own if own and (url == own or url.startswith(f"{own}/")) else ""
    return kept + url[len(kept) :].replace("://", "：//")
