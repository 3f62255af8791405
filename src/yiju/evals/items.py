"""Claims with labels, from any file: ``{id, claim, evidence, label}``, JSON Lines, plain or ``.xz``."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from yiju.errors import YijuError
from yiju.invalid import first_wrong

_HINT = "每行要有 id、claim、evidence（文字或文字列表）、label。"
_TRUE = {"1", "1.0", "true", "yes", "supported", "entailed", "real", "支持", "成立"}
_FALSE = {"0", "0.0", "false", "no", "unsupported", "contradicted", "hallucinated", "不支持", "不成立"}


def _label(value: Any) -> bool | None:
    if value is None:
        return None
    told = str(value).strip().lower()
    if told in _TRUE or told in _FALSE:
        return told in _TRUE
    raise ValueError("要 true 或 false、1 或 0、supported 或 unsupported")


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Item(BaseModel):
    """A claim, its evidence, and whether people say that it is supported; None where nobody said."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    claim: str
    evidence: Annotated[tuple[str, ...], BeforeValidator(_listed)]
    label: Annotated[bool | None, BeforeValidator(_label)] = None


def read_items(path: Path) -> list[Item]:
    """Every item. Raises YijuError naming the file, the line and the field."""
    items: list[Item] = []
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            items.append(Item.model_validate(_parsed(path, number, line)))
        except ValidationError as error:
            field, wrong = first_wrong(error)
            raise YijuError(
                f"{path.name} 第 {number} 行 {field or '整行'} 不对：{wrong}",
                hint=_HINT,
            ) from error
    if not items:
        raise YijuError(f"{path} 里没有任何条目。")
    return items


def _parsed(path: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        why = f"第 {error.colno} 个字符处：{error.msg}"
    except (ValueError, RecursionError):
        why = "数字太长，或括号套得太深"
    raise YijuError(f"{path.name} 第 {number} 行不是 JSON：{why}", hint=_HINT)


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.suffix == ".xz":
            with lzma.open(path, "rt", encoding="utf-8-sig") as file:
                yield from file
        else:
            with path.open(encoding="utf-8-sig") as file:
                yield from file
    except (OSError, UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise YijuError(
            f"读不了 {path}：{error}", hint="需要 UTF-8 的 JSON Lines，可用 .xz 压缩。"
        ) from error
