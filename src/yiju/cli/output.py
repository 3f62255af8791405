"""What every command prints: one JSON object, or text for people; errors on stderr.

Titles, names and sentences come from documents, paths from whoever named the files: nothing of them may
command the terminal, hide, or run over into a line of ours.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from yiju.errors import Invalid, YijuError
from yiju.ingest.visible import CONTROL, INVISIBLE, visible

_wants_json = False
_blots: Callable[[Any], Any] | None = None
_COMMAND = re.compile(rf"[{CONTROL}\ud800-\udfff]")
_UNSAFE = re.compile(rf"[\x7f-\x9f\ud800-\udfff\u2028\u2029{INVISIBLE}]")
"""What ``json`` leaves as it is, and a terminal might not."""


def use_json(wanted: bool) -> None:
    """Remember, for this process, that the caller is a machine."""
    global _wants_json  # noqa: PLW0603  (one process, one command)
    _wants_json = wanted


def blot_with(change: Callable[[Any], Any] | None) -> None:
    """Change all that this command prints: what the policy masks everywhere is blotted out.

    Args:
        change: takes a string, or what JSON holds; None where nothing is masked.
    """
    global _blots  # noqa: PLW0603  (one process, one command)
    _blots = change


def shown(text: str) -> str:
    """A text as it may be printed: one line, control characters as signs (``␛``), invisible ones left out."""
    text = _blots(text) if _blots else text
    return " ".join(visible(_COMMAND.sub(_sign, text)).splitlines())


def shown_all(value: Any) -> Any:
    """The same of every string within lists and mappings; their keys are ours."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {key: shown_all(inner) for key, inner in value.items()}
    return [shown_all(inner) for inner in value] if isinstance(value, list | tuple) else value


def say(text: str, *, error: bool = False) -> None:
    """Print one line: results on stdout, all else on stderr."""
    print(shown(text), file=sys.stderr if error else sys.stdout)


def print_json(value: Mapping[str, Any], *, indent: int | None = 2) -> None:
    """One JSON object on stdout, in UTF-8; values are exact, blots apart; unseen characters stand escaped.

    Args:
        indent: None for one line, where several objects follow one another.
    """
    if _blots:  # as it will be written: models, days and paths are words by then
        value = _blots(json.loads(json.dumps(value, ensure_ascii=False, default=str)))
    made = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    made = _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], made)
    sys.stdout.buffer.write(made.encode() + b"\n")
    sys.stdout.flush()


def fail(error: YijuError) -> NoReturn:
    """Say what is wrong and what to do next; exit 1, or 2 where it is the command line that is wrong."""
    if _wants_json:
        print_json({"error": str(error), "hint": error.hint})
    say(f"错误：{error}", error=True)
    if error.hint:
        say(f"　　　{error.hint}", error=True)
    sys.exit(2 if isinstance(error, Invalid) else 1)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"
