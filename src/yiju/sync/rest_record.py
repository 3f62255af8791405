"""One record of a service → an item, and the document that a person can read."""

import datetime as dt
import hashlib
import html
import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from yiju.ingest.dates import parse_date
from yiju.sync.base import Item
from yiju.sync.originals import safe_name
from yiju.sync.rest_config import Config
from yiju.sync.rest_moment import HOUSE, moment_of, zoned
from yiju.sync.web_shown import shown

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_MOST_TITLE = 120
_MOST_FACT = 4000


@lru_cache(maxsize=256)
def _compiled(path: str) -> Any:
    import jmespath

    return jmespath.compile(path)


def at(path: str | None, record: Any) -> Any:
    """What stands at a JMESPath; None where nothing does, or it cannot be asked there."""
    if path is None:
        return None
    try:
        return _compiled(path).search(record)
    except Exception:  # a function over the wrong type: this record has it not
        return None


def cleaned(value: Any) -> Any:
    """A record without halves of characters (``\\ud83d`` alone), which no text can be written with."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {cleaned(key): cleaned(inner) for key, inner in value.items()}
    return value


def lies_there(path: str, record: Any) -> bool:
    """Whether something stands at a path of plain names, were it ``null``."""
    *way, last = path.split(".")
    for name in way:
        record = record.get(name) if isinstance(record, dict) else None
    return isinstance(record, dict) and last in record


def worded(value: Any) -> str:
    """A value as one line of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(filter(None, map(worded, value)))
    if isinstance(value, dict):
        return "；".join(f"{key}: {worded(inner)}" for key, inner in value.items() if worded(inner))
    return " ".join(str(value).split())


def day_of(value: Any) -> dt.date | None:
    """A day here: of a date in any form, of seconds or milliseconds since 1970, of a moment in any zone."""
    text = worded(value)
    found = moment_of(value)
    if isinstance(value, int | float) or text.isdigit() or (found is not None and found.tzinfo is not None):
        return zoned(found).astimezone(HOUSE).date() if found else None
    return parse_date(text[:40]) if text else None


def item_of(config: Config, record: Any) -> tuple[Item, bytes | None]:
    """The item, and its bytes; None where they are a file that is to be fetched."""
    fields = config.fields
    told = json.dumps(record, ensure_ascii=False, sort_keys=True, default=str)
    digest = hashlib.sha256(f"{config.fingerprint()}\0{told}".encode("utf-8", "replace")).hexdigest()
    key = worded(at(fields.key, record))[:500] or f"sha:{digest}"
    version = worded(at(fields.version, record)) if fields.version else ""
    title = worded(at(fields.title, record))[:_MOST_TITLE] or key
    facts = {name: worded(at(path, record))[:_MOST_FACT] for name, path in config.facts.items()}
    facts = {name: value for name, value in facts.items() if value}
    customer = worded(at(fields.customer, record))[:200]
    # Whose it is stands in it: where nobody knows the customer, a person reads there whom to make or choose.
    whose = (
        {}
        if not customer or customer in facts.values()
        else {"客户名称" if "客户" in facts else "客户": customer}
    )
    day = day_of(at(fields.date, record))
    file = worded(at(fields.file, record))
    page = worded(at(fields.uri, record))
    content = None if file else _document(config, record, title, day, whose | facts)
    suffix = _suffix(file) if file else ".html" if fields.html else ".md"
    item = Item(
        key=key,
        version=version or digest,
        name=safe_name(title).removesuffix(suffix) + suffix,
        uri=shown(page) if urlsplit(page).scheme in {"http", "https"} else _plain(config.url),
        facts=facts,
        customer=customer,
        date=day,
        ref=file,
    )
    return item, content


def _document(config: Config, record: Any, title: str, day: dt.date | None, facts: dict[str, str]) -> bytes:
    if config.fields.html is not None:
        return _page(str(at(config.fields.html, record) or ""), title, day, facts).encode()
    lines = ["---", f"title: {title}", *([f"date: {day}"] if day else []), "---", "", f"# {_escaped(title)}"]
    for name, value in facts.items():
        lines += ["", f"{_escaped(name)}: {_escaped(value)}"]
    text = at(config.fields.text, record)
    if text:
        lines += ["", str(text) if isinstance(text, str) else worded(text)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _page(body: str, title: str, day: dt.date | None, facts: dict[str, str]) -> str:
    date = f'<meta name="date" content="{day}">' if day else ""
    lines = "".join(f"<p>{html.escape(name)}: {html.escape(value)}</p>" for name, value in facts.items())
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title>{date}'
    inner = f"<h1>{html.escape(title)}</h1>{lines}{body}"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{inner}</body></html>"


def _escaped(text: str) -> str:
    """As Markdown shows it, sign by sign."""
    return _MARKS.sub(r"\\\1", text)


def _suffix(url: str) -> str:
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ".html"


def _plain(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()
