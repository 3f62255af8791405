"""Eval cases: JSON Lines with provenance, one file a suite; errors name the file, the line and the field."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yiju.errors import YijuError
from yiju.invalid import first_wrong


class Strict(BaseModel):
    """A value: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Place(Strict):
    """A paragraph of a sample document, named so that a person can find it.

    Attributes:
        file: path below the samples' folder, as ``weserland/tender/….pdf``.
        contains: words that stand in the paragraph (blanks, bars and column names aside).
    """

    file: str = Field(min_length=3)
    contains: str = Field(min_length=2)


class Case(Strict):
    """What every case has.

    Attributes:
        id: unique in its suite; never reused for another case.
        class_: what makes it hard, ``class`` in the file; scores are told by it too.
        lang: language of the request.
        viewer: the registered user who asks (``evals/world.py``).
        provenance: where it comes from: who wrote it, from which material.
    """

    id: str = Field(pattern=r"^[a-z]{1,8}-?[0-9a-z]+(?:-[0-9a-z]+)*$")
    class_: str = Field(alias="class", min_length=2)
    lang: str = Field("zh", pattern="^(zh|en)$")
    viewer: str = "boss"
    provenance: str = Field(min_length=4)

    @property
    def sha256(self) -> str:
        """Hash of all it says: a changed case is another case."""
        text = json.dumps(self.model_dump(mode="json", by_alias=True), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


C = TypeVar("C", bound=Case)


def load_cases(path: Path, form: type[C]) -> list[C]:
    """Every case of a file, in its order; blank lines and lines that begin with # are left out.

    Raises:
        YijuError: the file cannot be read, a line is no case, or an id is there twice.
    """
    try:
        # A line ends at a newline alone: texts may hold other signs that Python takes for the end of one.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise YijuError(f"评测用例读不了：{path}：{error}", hint="需要 UTF-8 的 JSON Lines 文件。") from error
    cases: list[C] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            cases.append(form.model_validate_json(line))
        except ValidationError as error:
            field, wrong = first_wrong(error)
            raise YijuError(
                f"评测用例 {path.name} 第 {number} 行 {field or '整行'} 不对：{wrong}",
                hint="每行一个 JSON 对象，字段见 docs/evals.md。",
            ) from error
    _check_ids(path, cases)
    return cases


def _check_ids(path: Path, cases: Sequence[Case]) -> None:
    twice = [one for one, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise YijuError(f"评测用例 {path.name} 里编号重复：{'、'.join(twice)}", hint="每个用例一个编号。")
