"""The one door to the prompt files: loads them, checks their variables, knows their versions.

A file is ``NAME.vN.md``: front matter (``key: value`` lines between ``---``) and a body whose parts begin
with ``=== system ===`` and ``=== user ===``. ``{{name}}`` is a variable. Files are never changed once
released; a better wording is a new version.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_FILE = re.compile(r"(?P<name>[a-z][a-z-]*)\.v(?P<version>\d+)\.md")
_PART = re.compile(r"^=== (system|user) ===\n", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")
_KEYS = frozenset({"name", "version", "language", "inputs", "output"})


class PromptError(ValueError):
    """A prompt file, or the way it is used, is wrong: a mistake in the program, not in its input."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt at one version.

    Attributes:
        inputs: the variables it takes, all of them required.
        output: the name of the form of its answer.
        sha: first 12 hex digits of the file's sha256.
        system, user: the bodies, with variables; either may be empty.
    """

    name: str
    version: int
    language: str
    inputs: frozenset[str]
    output: str
    sha: str
    system: str
    user: str

    @property
    def label(self) -> str:
        """Names this very text: ``visit-strategy.v1@1a2b3c4d5e6f``."""
        return f"{self.name}.v{self.version}@{self.sha}"

    def render(self, values: Mapping[str, str]) -> tuple[str, str]:
        """The system and the user text with every variable filled in, in one pass: values are never expanded.

        Raises:
            PromptError: a variable is missing or unknown.
        """
        if set(values) != self.inputs:
            wrong = ", ".join(sorted(set(values) ^ self.inputs))
            raise PromptError(f"{self.label}: variables missing or unknown: {wrong}")
        system, user = (_VARIABLE.sub(lambda m: values[m[1]], part) for part in (self.system, self.user))
        return system, user


@cache
def load_prompt(name: str, version: int | None = None) -> Prompt:
    """A prompt by name; its newest version unless one is given.

    Raises:
        PromptError: there is none, or its file is not well formed.
    """
    versions = {v: text for n, v, text in _files() if n == name}
    chosen = max(versions, default=0) if version is None else version
    if chosen not in versions:
        raise PromptError(f"no prompt {name!r} at version {version or 'any'}")
    return parse_prompt(name, chosen, versions[chosen])


def parse_prompt(name: str, version: int, text: str) -> Prompt:
    """Check and take apart one file's text.

    Raises:
        PromptError: naming what is wrong.
    """
    label = f"{name}.v{version}"
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    if not match:
        raise PromptError(f"{label}: no front matter")
    head = {
        key.strip(): value.strip()
        for key, _, value in (line.partition(":") for line in match[1].splitlines())
    }
    if set(head) != _KEYS:
        raise PromptError(f"{label}: front matter must have exactly {', '.join(sorted(_KEYS))}")
    if (head["name"], head["version"]) != (name, str(version)):
        raise PromptError(f"{label}: front matter and file name disagree")
    pieces = _PART.split(match[2])
    parts = {who: body.strip() for who, body in zip(pieces[1::2], pieces[2::2], strict=True)}
    if pieces[0].strip() or not parts.get("user") or len(parts) * 2 + 1 != len(pieces):
        raise PromptError(f"{label}: the body is one '=== system ===' and one '=== user ===' part at most")
    inputs = frozenset(filter(None, (item.strip() for item in head["inputs"].split(","))))
    used = frozenset(_VARIABLE.findall(match[2]))
    if used != inputs:
        raise PromptError(f"{label}: declared and used variables differ: {', '.join(sorted(used ^ inputs))}")
    return Prompt(
        name=name,
        version=version,
        language=head["language"],
        inputs=inputs,
        output=head["output"],
        sha=hashlib.sha256(text.encode()).hexdigest()[:12],
        system=parts.get("system", ""),
        user=parts["user"],
    )


def _files() -> list[tuple[str, int, str]]:
    found = []
    for item in resources.files("yiju.prompts").iterdir():
        if match := _FILE.fullmatch(item.name):
            found.append((match["name"], int(match["version"]), item.read_text(encoding="utf-8")))
    return found
