"""Whether a record of a service has what makes a document of it: something it is known by, something said."""

from typing import Any

from yiju.sync.rest_config import Config
from yiju.sync.rest_record import at, cleaned, worded


def lacks(config: Config, record: Any) -> str:
    """What it lacks, for people (empty: nothing). Its title is enough where no field is named for more."""
    try:
        record = cleaned(record)
        fields = config.fields
        if not worded(at(fields.key, record)):
            return f"没有编号（fields.key: {fields.key}）"
        more = [path for path in (fields.text, fields.html, fields.file) if path is not None]
        said = [*more, *config.facts.values()]
        if said and not any(worded(at(path, record)) for path in said):
            return "没有正文"
    except Exception:  # what makes no sense at all is told by whoever reads it
        return ""
    return ""
