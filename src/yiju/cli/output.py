"""What every command prints: one JSON object, or text for people; errors on stderr."""

import json
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from yiju.errors import YijuError

_wants_json = False


def use_json(wanted: bool) -> None:
    """Remember, for this process, that the caller is a machine."""
    global _wants_json  # noqa: PLW0603  (one process, one command)
    _wants_json = wanted


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on stdout, in UTF-8."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False, indent=2, default=str).encode() + b"\n")
    sys.stdout.flush()


def fail(error: YijuError) -> NoReturn:
    """Say what is wrong and what to do next; exit 1."""
    if _wants_json:
        print_json({"error": str(error), "hint": error.hint})
    print(f"错误：{error}", file=sys.stderr)
    if error.hint:
        print(f"　　　{error.hint}", file=sys.stderr)
    sys.exit(1)
