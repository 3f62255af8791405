"""An address as it is shown and kept with a document: without what may open doors."""

import re
from urllib.parse import parse_qsl, urlencode

from yiju.sync.config import is_secret
from yiju.sync.web_address import split

_SESSION = re.compile(
    r"(?:j|php|asp)?_?sess(?:ion)?(?:_?id)?|sid|sign|signature|sig|auth|ticket|code|key|sk|ak", re.IGNORECASE
)
_IN_PATH = re.compile(r";(?:jsessionid|sid)=[^/;?#]{0,500}", re.IGNORECASE)


def shown(url: str) -> str:
    """The address without parameters that are named like a secret, a signature or a session."""
    parts = split(url)
    if parts is None:
        return url
    told = parse_qsl(parts.query, keep_blank_values=True)
    left = [one for one in told if not _is_secret(one[0])]
    query = parts.query if len(left) == len(told) else urlencode(left)
    return parts._replace(query=query, path=_IN_PATH.sub("", parts.path)).geturl()


def _is_secret(name: str) -> bool:
    return bool(_SESSION.fullmatch(name)) or name.lower().endswith("key") or is_secret(name)
