"""The change log of the prompts that come with Yiju: which version came when, and why."""

import datetime as dt
import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field


class Change(BaseModel):
    """One version of a prompt. ``sha``: of its file, as ``Prompt.sha``; ``why``: for people, in Chinese."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str = Field(pattern=r"^[a-z][a-z-]*$")
    version: int = Field(ge=1)
    sha: str = Field(pattern=r"^[0-9a-f]{12}$")
    day: dt.date
    why: str = Field(min_length=4)

    @property
    def label(self) -> str:
        """As ``Prompt.label``."""
        return f"{self.prompt}.v{self.version}@{self.sha}"


@cache
def changes() -> tuple[Change, ...]:
    """All of them, the newest first; of one day, as the file has them."""
    text = resources.files("yiju.prompts").joinpath("changes.toml").read_text(encoding="utf-8")
    rows = [Change.model_validate(row) for row in tomllib.loads(text)["change"]]
    return tuple(sorted(rows, key=lambda row: row.day, reverse=True))
