"""Which version of each prompt is used: the newest that comes with Yiju, or another that was chosen.

A team's own versions lie in a folder of theirs, as ``visit-strategy.v101.md``: from 101 on, so that they
never meet ours. None is used until it is chosen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from yiju.errors import YijuError
from yiju.prompts.registry import Prompt, PromptError, load_prompt, parse_prompt

FIRST_OWN = 101
"""The lowest number of a team's own version."""
_FILE = re.compile(r"(?P<name>[a-z][a-z-]*)\.v(?P<version>[1-9]\d{0,5})\.md")


@dataclass(frozen=True)
class Prompts:
    """The prompts of one suggestion. ``versions``: of those that are not as shipped."""

    versions: Mapping[str, int] = field(default_factory=dict)
    folder: Path | None = None

    def load(self, name: str) -> Prompt:
        """The prompt of this name at the version in force. Raises as ``at``."""
        version = self.versions.get(name)
        return load_prompt(name) if version is None else self.at(name, version)

    def at(self, name: str, version: int) -> Prompt:
        """A prompt at one version, ours or the team's.

        Raises:
            YijuError: there is none, its file cannot be used, or it takes or gives other things than ours.
        """
        try:
            shipped = load_prompt(name, None if version >= FIRST_OWN else version)
        except PromptError as error:
            raise YijuError(
                f"没有提示词 {name} v{version}。", hint="用 yiju prompts list 查看有哪些。"
            ) from error
        return shipped if version < FIRST_OWN else self._own(shipped, version)

    def with_versions(self, versions: Mapping[str, int]) -> "Prompts":
        """The same, with these versions instead of what is chosen for the same names."""
        return Prompts({**self.versions, **versions}, self.folder)

    def known(self) -> dict[str, list[int]]:
        """The versions of every prompt that could be chosen, ascending. Files that are none are left out."""
        found: dict[str, set[int]] = {}
        for item in resources.files("yiju.prompts").iterdir():
            if match := _FILE.fullmatch(item.name):
                found.setdefault(match["name"], set()).add(int(match["version"]))
        for path in sorted(self.folder.glob("*.md")) if self.folder and self.folder.is_dir() else ():
            match = _FILE.fullmatch(path.name)
            if match and match["name"] in found and int(match["version"]) >= FIRST_OWN:
                found[match["name"]].add(int(match["version"]))
        return {name: sorted(versions) for name, versions in sorted(found.items())}

    def _own(self, shipped: Prompt, version: int) -> Prompt:
        path = (self.folder or Path()) / f"{shipped.name}.v{version}.md"
        try:
            own = parse_prompt(shipped.name, version, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise YijuError(
                f"提示词 {shipped.name} v{version} 读不了：{path.name}。",
                hint="自己的版本放在数据目录的 prompts 文件夹里，编号从 101 起。",
            ) from error
        except PromptError as error:
            raise YijuError(f"提示词文件 {path.name} 不对：{error}") from error
        if (own.inputs, own.output) != (shipped.inputs, shipped.output):
            raise YijuError(
                f"提示词文件 {path.name} 的 inputs 或 output 与自带的不一样。",
                hint=f"inputs 要是：{', '.join(sorted(shipped.inputs))}；output 要是：{shipped.output}。",
            )
        return own
