"""The reasons and score dimensions that reviewers choose from: ours, or a team's own ``review.toml``."""

import tomllib
from importlib import resources
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from yiju.errors import YijuError
from yiju.invalid import first_wrong
from yiju.settings import Settings
from yiju.store.types import Frozen

OWN = "review.toml"
LOWEST, HIGHEST = 1, 5
"""A score's range."""


class Choice(Frozen):
    """Something a reviewer can tick. ``code`` is kept; ``label`` is what people read."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    label: str = Field(min_length=1)


class Rubric(Frozen):
    """What can be chosen. Codes are unique within reasons and within scores."""

    reason: tuple[Choice, ...] = Field(min_length=1)
    score: tuple[Choice, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> "Rubric":
        for choices in (self.reason, self.score):
            codes = [choice.code for choice in choices]
            if len(set(codes)) != len(codes):
                raise ValueError("code 写了两次")
        return self

    @property
    def reasons(self) -> dict[str, str]:
        """Label by code."""
        return {choice.code: choice.label for choice in self.reason}

    @property
    def scores(self) -> dict[str, str]:
        """Label by code."""
        return {choice.code: choice.label for choice in self.score}


def load_rubric(settings: Settings) -> Rubric:
    """The team's own rubric where the data folder has one, else ours.

    Raises:
        YijuError: its file cannot be read or is not well formed; names the field.
    """
    own = settings.data / OWN
    if own.is_file():
        return _parse(own)
    return _parse(Path(str(resources.files("yiju.sandbox") / "rubric.toml")))


def _parse(path: Path) -> Rubric:
    hint = "每一项写成 [[reason]] 或 [[score]]，有 code（小写字母）和 label。"
    try:
        return Rubric.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise YijuError(f"评审选项读不了：{path}：{error}", hint=hint) from error
    except ValidationError as error:
        where, wrong = first_wrong(error)
        raise YijuError(f"评审选项 {path} 的 {where or '整个文件'} 不对：{wrong}", hint=hint) from error
