"""What a reading process finds in its environment: nothing that it does not need, and no key but its own."""

import os
import re

from yiju.settings import load_settings

WORKER_DATA = "YIJU_WORKER_DATA"
"""Where it finds the data folder of the file it reads; elsewhere nothing is kept."""
_NEEDED = re.compile(
    r"PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TZDIR|PYTHON\w*|VIRTUAL_ENV|LD_\w+|DYLD_\w+|OMP_\w+|\w+_NUM_THREADS"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROCESSOR_\w+"
    r"|COVERAGE_\w+|YIJU_DEBUG",
    re.IGNORECASE,
)
_TO_SEND = re.compile(r"SSL_CERT_\w+|(?:HTTPS?|ALL|NO)_PROXY", re.IGNORECASE)
"""By which a recording goes out; an address of a proxy may hold a password."""
_SETTINGS = ("ocr", "transcribe_")
"""How the fields of ``Settings`` begin that readers ask for."""


def environment() -> dict[str, str]:
    """What Python and its libraries need, and the settings for scans and recordings, also those of ``.env``.

    Raises:
        YijuError: a setting is wrong.
    """
    settings = load_settings()
    found = {name: value for name, value in os.environ.items() if _NEEDED.fullmatch(name)}
    if settings.transcribe_configured:
        found |= {name: value for name, value in os.environ.items() if _TO_SEND.fullmatch(name)}
    for field in type(settings).model_fields:
        if field.startswith(_SETTINGS):
            value = getattr(settings, field)
            shown = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            found[f"YIJU_{field.upper()}"] = str(shown)
    return found
