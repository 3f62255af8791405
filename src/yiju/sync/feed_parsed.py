"""RSS and Atom taken apart by a parser that takes the square of what some feeds are: within a deadline.

A small feed is taken apart here, a larger one in a process of its own, which is ended when its time is over.
"""

import io
import json
import subprocess
import sys
from typing import Any

from yiju.sync.base import SourceFailure

_SMALL = 50_000
"""Characters, whatever they are, that take a second or two at most."""
_SECONDS = 60.0
_MEMORY = 4 << 30
_TEXTS = ("title", "link", "id", "author", "published", "updated", "created")


def parsed(text: str, url: str, most: int, seconds: float = _SECONDS) -> dict[str, Any]:
    """What a feed tells: ``version`` and ``title``, how many entries it has (``count``), the first ``most``.

    Args:
        text: of the feed, in Unicode, without what it says of its encoding. url: where it was found.

    Raises:
        SourceFailure: it cannot be taken apart, or not within so many seconds.
    """
    if len(text) <= _SMALL:
        try:
            return taken_apart(text, url, most)
        except Exception as error:  # whatever a parser stumbles over, it is the feed's
            raise SourceFailure(f"RSS 或 Atom 无法解析（{type(error).__name__}）。") from None
    told = json.dumps({"text": text, "url": url, "most": most}).encode()
    line = [sys.executable, "-P", "-m", "yiju.sync.feed_parsed"]
    try:
        done = subprocess.run(line, input=told, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise SourceFailure(f"RSS 或 Atom 解析了 {seconds:.0f} 秒还没有完，未读取。") from None
    if done.returncode:
        raise SourceFailure("RSS 或 Atom 无法解析。")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def taken_apart(text: str, url: str, most: int) -> dict[str, Any]:
    """As :func:`parsed`, however long it takes. Raises what the parser raises."""
    import feedparser

    # Handed over as a file: bytes that look like a path or an address would be opened as such. Not cleaned
    # either: that takes away the styles that hide text, and leaves the text.
    told = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
    )
    return {
        "version": str(told.get("version", "")),
        "title": str(told.feed.get("title", "")),
        "count": len(told.entries),
        "entries": [_told(entry) for entry in told.entries[:most]],
    }


def _told(entry: Any) -> dict[str, Any] | None:
    """An entry; None where no sense is made of it: that keeps no other from being read."""
    try:
        return _plain(entry)
    except Exception:
        return None


def _plain(entry: Any) -> dict[str, Any]:
    """An entry as JSON takes it."""
    found: dict[str, Any] = {name: str(entry[name] or "") for name in _TEXTS if name in entry}
    given = [*(entry.get("content") or []), entry.get("summary_detail") or {}]
    found["content"] = [{"value": str(one.get("value", "")), "type": one.get("type")} for one in given]
    for name in ("published", "updated", "created"):
        if f"{name}_parsed" in entry and (at := entry[f"{name}_parsed"]) is not None:
            found[f"{name}_parsed"] = list(at[:3])
    return found


def _bounded() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    _bounded()
    json.dump(taken_apart(**json.load(sys.stdin)), sys.stdout)
