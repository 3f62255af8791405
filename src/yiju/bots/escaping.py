"""Plain text that must stay plain where markdown is shown, whichever dialect it is.

No platform says whether its dialect honours backslashes: what would act is replaced by its full-width twin.
"""

import re

_TWINS = str.maketrans(
    {"*": "＊", "`": "｀", "[": "［", "]": "］", "<": "＜", ">": "＞", "\\": "＼", "~": "～", "|": "｜"}
)
_UNDERLINE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_WORD = re.compile(r"[\w-]+")
_URL = re.compile(r"[A-Za-z0-9+.-]{0,20}://\S*")
_SCHEMES = "https|http|ftp|file|data|javascript|vbscript|mailto|tel|sms|intent|dingtalk|weixin|wxwork"
_SCHEME = re.compile(rf"(?<![a-z0-9])({_SCHEMES}):", re.IGNORECASE)
_DOMAINS = (
    "com|net|org|gov|edu|xyz|top|info|vip|site|online|shop|store|club|app|dev|biz|live|work|pro|ltd|fun|icu|wang"
    "|ren|group|tech|cloud|asia|mobi|name|link|space|website|press|win|bid|loan|click|date|party|zip|mov"
    "|xn--[a-z0-9-]{1,59}|(?!(?:js|md|py|ts)(?![a-z]))[a-z]{2}"
)
_NAME = re.compile(
    r"(?<![\w.%+-])(?P<mail>[\w.%+-]{1,64}+@[a-z0-9.-]{1,253}+)(?![/:?#@])"
    r"|(?<![a-z0-9])(?P<www>www)\."
    rf"|(?<=[^\s.])\.(?=(?:{_DOMAINS})(?![a-z0-9-]))",
    re.IGNORECASE | re.ASCII,
)
"""Mail addresses, and dots before what may be a top-level domain (not before the ends of common files)."""
_RULE = re.compile(r"[-=_＊\s]{3,}")
_STARTS = {"#": "＃", "+": "＋", "-": "－", "=": "＝"}


def escape(text: str, own: str = "") -> str:
    """Nothing within it acts as markdown, and no address but ours becomes a link; mail addresses are left.

    Args:
        own: our address (``https://copilot.example.com``): links to it stay links, others become text.
    """
    parts: list[str] = []
    at = 0
    for found in _URL.finditer(text):
        parts += (_no_links(text[at : found.start()]), _link(found[0], own))
        at = found.end()
    whole = "".join((*parts, _no_links(text[at:])))
    return _WORD.sub(_all_alike, whole.translate(_TWINS))


def _all_alike(word: re.Match[str]) -> str:
    """One that might act takes the others of its word with it: a name is not written in two ways."""
    return word[0].replace("_", "＿") if _UNDERLINE.search(word[0]) else word[0]


def escape_start(text: str) -> str:
    """Nothing at the start of an escaped line makes it a heading, a list or a rule."""
    if _RULE.fullmatch(text):
        return "——"
    return _STARTS[text[0]] + text[1:] if text[:1] in _STARTS else text


def _link(url: str, own: str) -> str:
    kept = own if own and (url == own or url.startswith(f"{own}/")) else ""
    return kept + _no_links(url[len(kept) :])


def _no_links(text: str) -> str:
    """Phones make links of bare names, too."""
    text = _SCHEME.sub(r"\1：", text.replace("://", "：//"))
    return _NAME.sub(lambda found: found["mail"] or f"{found['www'] or ''}．", text)
