"""Every setting stands in docs/settings.md, with its default."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from yiju.settings import Settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
_ROW = re.compile(r"^\| `(YIJU_[A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
_NO_FIELDS = {"YIJU_DEBUG"}
"""Read by the command line before there are settings."""


def _documented() -> dict[str, tuple[str, str]]:
    return {name: (default, meaning) for name, default, meaning in _ROW.findall(PAGE.read_text("utf-8"))}


def _shown(default: object) -> str:
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if default == "":
        return "empty"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_documented_with_its_default(field: str) -> None:
    documented = _documented()
    name = f"YIJU_{field.upper()}"
    assert name in documented, f"docs/settings.md lacks {name}"
    default, meaning = documented[name]
    assert default == _shown(Settings.model_fields[field].default)
    assert len(meaning) > 5


def test_nothing_else_is_called_a_setting() -> None:
    known = {f"YIJU_{field.upper()}" for field in Settings.model_fields} | _NO_FIELDS
    folder = PAGE.parent
    for page in [*folder.glob("*.md"), *folder.parent.glob("README*.md")]:
        named = set(re.findall(r"\bYIJU_[A-Z_]*[A-Z]\b", page.read_text("utf-8")))
        assert named <= known, f"{page.name} names {sorted(named - known)}"
