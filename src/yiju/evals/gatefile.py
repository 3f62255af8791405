"""``gates.toml``: what a run is held to. Errors name the key."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from yiju.errors import YijuError
from yiju.evals.cases import Strict
from yiju.evals.outcome import Result
from yiju.invalid import first_wrong

S = TypeVar("S", bound=Strict)

_TARGET = re.compile(
    r"^(?P<suite>[a-z_]+)\.(?P<metric>[a-z][a-z0-9_@.]*)(?:/(?P<class>[\w-]{2,}))?(?:#(?P<case>[a-z0-9-]+))?$"
)
_HINT = '写法见 docs/evals.md："套件.指标"、"套件.指标/类别"，单个用例写 "套件.指标#编号"。'


@dataclass(frozen=True, slots=True)
class Target:
    """A metric of a suite, of one class of it, or of one case."""

    suite: str
    metric: str
    class_: str = ""
    case: str = ""

    def __str__(self) -> str:
        tail = (f"/{self.class_}" if self.class_ else "") + (f"#{self.case}" if self.case else "")
        return f"{self.suite}.{self.metric}{tail}"

    def means(self, result: Result) -> bool:
        """Whether a case is meant."""
        return (
            result.suite == self.suite and self.class_ in {"", result.class_} and self.case in {"", result.id}
        )


class Smoke(Strict):
    """What the whole of ``smoke`` may take: seconds, and cases that end in an error."""

    seconds: float = Field(gt=0)
    errors: int = Field(0, ge=0)


class NoWorse(Strict):
    """No worse than the baseline, beyond noise.

    Attributes:
        baseline: file beside ``gates.toml``.
        alpha: more cases lost than won is noise down to this one-sided p.
        margin: the mean may fall by so much, over the cases compared.
        metrics: ``suite.metric`` to compare; all where empty.
    """

    baseline: str = Field("baseline.json", min_length=1)
    alpha: float = Field(0.05, gt=0, lt=1)
    margin: float = Field(0.03, ge=0, le=1)
    metrics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gates:
    """All gates; ``folder`` is where the file lies."""

    smoke: Smoke | None
    floors: dict[Target, float]
    must: tuple[Target, ...]
    no_worse: NoWorse | None
    folder: Path

    @property
    def baseline(self) -> Path | None:
        """The baseline's file, there or not; None where no gate needs one."""
        return self.folder / self.no_worse.baseline if self.no_worse else None


def load_gates(path: Path, metrics: Mapping[str, Sequence[str]] | None = None) -> Gates:
    """Read the gates.

    Args:
        metrics: suite → the metrics it may give; a target beside them is an error. None: not checked.

    Raises:
        YijuError: the file cannot be read, or a key is wrong; the message names the key.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise YijuError(f"门限文件读不了：{path}：{error}", hint="需要 UTF-8 的 TOML 文件。") from error
    strange = sorted(raw.keys() - {"smoke", "floors", "must", "no_worse"})
    if strange:
        raise _wrong(path, strange[0], "没有这一节，只有 smoke、floors、must、no_worse")
    known = {f"{suite}.{metric}" for suite, names in (metrics or {}).items() for metric in names}
    must = raw.get("must", [])
    if not isinstance(must, list):
        raise _wrong(path, "must", "应为一串名字")
    gates = Gates(
        smoke=_section(path, "smoke", raw, Smoke),
        floors={
            _target(path, f'floors."{key}"', key, known): _share(path, f'floors."{key}"', value)
            for key, value in _table(path, "floors", raw).items()
        },
        must=tuple(_target(path, f"must[{n}]", name, known) for n, name in enumerate(must)),
        no_worse=_section(path, "no_worse", raw, NoWorse),
        folder=path.resolve().parent,
    )
    for name in sorted(gates.no_worse.metrics) if gates.no_worse else ():
        _target(path, "no_worse.metrics", name, known)
    if not (gates.smoke or gates.floors or gates.must or gates.no_worse):
        raise YijuError(f"门限文件 {path.name} 里一道门也没有。", hint=_HINT)
    return gates


def _wrong(path: Path, key: str, why: str) -> YijuError:
    return YijuError(f"门限文件 {path.name} 的 {key} 不对：{why}。", hint=_HINT)


def _table(path: Path, name: str, raw: dict[str, Any]) -> dict[str, Any]:
    value = raw.get(name, {})
    if not isinstance(value, dict):
        raise _wrong(path, name, "应为一节")
    return value


def _section(path: Path, name: str, raw: dict[str, Any], form: type[S]) -> S | None:
    if name not in raw:
        return None
    try:
        return form.model_validate(_table(path, name, raw))
    except ValidationError as error:
        field, wrong = first_wrong(error)
        raise _wrong(path, f"{name}.{field}", wrong) from error


def _target(path: Path, key: str, name: object, known: set[str]) -> Target:
    match = _TARGET.match(name) if isinstance(name, str) else None
    if match is None:
        raise _wrong(path, key, f"{name!r} 不是“套件.指标”")
    target = Target(match["suite"], match["metric"], match["class"] or "", match["case"] or "")
    if known and f"{target.suite}.{target.metric}" not in known:
        near = "、".join(sorted(one for one in known if one.startswith(f"{target.suite}."))) or "没有这个套件"
        raise _wrong(path, key, f"没有指标 {target.suite}.{target.metric}（{near}）")
    return target


def _share(path: Path, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _wrong(path, key, f"{value!r} 应在 0 到 1 之间")
    return float(value)
