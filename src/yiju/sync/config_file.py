"""``sources.yaml``: which sources there are. One entry that is wrong costs that source alone."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from yiju.errors import YijuError
from yiju.invalid import every_wrong
from yiju.settings import Settings
from yiju.sync.config import SourceConfig, plain_secrets
from yiju.sync.registry import KINDS

OWN = "sources.yaml"
_MOST = 1 << 20
_PLAIN = "密码、令牌不能直接写在文件里，要写成 env:变量名"
_HINT = "写法见 docs/sources.md；改好后用 yiju sync check 再看一遍。"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one entry: its name, or ``第 2 个`` where it has none."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Configured:
    """What the file says."""

    path: Path
    sources: tuple[SourceConfig, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def sources_path(settings: Settings) -> Path:
    """Where the sources are configured: ``YIJU_SOURCES``, else ``sources.yaml`` in the data folder."""
    return Path(settings.sources) if settings.sources else settings.data / OWN


def load_sources(settings: Settings) -> Configured | None:
    """The sources configured; None where no file was written.

    Raises:
        YijuError: the file that is set is not there, or it is no list of sources at all.
    """
    path = sources_path(settings)
    if not path.is_file():
        if settings.sources:
            raise YijuError(f"没有来源文件 {path}。", hint="改正 YIJU_SOURCES，或去掉它。")
        return None
    return read_sources(path)


def read_sources(path: Path) -> Configured:
    """The sources of a file. Raises YijuError where it is no list of sources at all."""
    entries = _entries(path)
    found: list[SourceConfig] = []
    troubles: list[Trouble] = []
    for number, entry in enumerate(entries, start=1):
        name = str(entry.get("name") or f"第 {number} 个") if isinstance(entry, dict) else f"第 {number} 个"
        try:
            one, wrong = _source(entry)
        except RecursionError:  # it names itself
            one, wrong = None, ["嵌套太深"]
        troubles.extend(Trouble(name[:64], said) for said in wrong)
        if one is None:
            continue
        if any(other.name.casefold() == one.name.casefold() for other in found):
            troubles.append(Trouble(one.name, "name 不对：和前面的一个同名"))
        else:
            found.append(one)
    return Configured(path, tuple(found), tuple(troubles))


def _source(entry: Any) -> tuple[SourceConfig | None, list[str]]:
    """The source, or all that is wrong with it."""
    if not isinstance(entry, dict):
        return None, ["要一个对象，如 {name: …, kind: …}"]
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return None, [f"kind 不对：要是 {'、'.join(sorted(KINDS))} 之一"]
    secrets = [f"{where} 不对：{_PLAIN}" for where in plain_secrets(entry)]
    model = cast(type[SourceConfig], import_module(KINDS[kind]).Config)
    try:
        made = model.model_validate(entry)
    except ValidationError as error:
        told = every_wrong(error)
        wrong = [f"{field} 不对：{said}" if field else said for field, said in told.items()]
        return None, secrets + [one for one in wrong if not _is_told(one, secrets)]
    return (None, secrets) if secrets else (made, [])


def _is_told(wrong: str, secrets: list[str]) -> bool:
    """Whether a field is wrong because of a secret that is told of already."""
    field = wrong.partition(" ")[0]
    return any(one.startswith((f"{field} ", f"{field}.", f"{field}[")) for one in secrets)


def _entries(path: Path) -> list[Any]:
    import yaml

    try:
        if path.stat().st_size > _MOST:
            raise YijuError(f"来源文件太大：{path}", hint=_HINT)
        read = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise YijuError(
            f"来源文件读不了：{path}：{type(error).__name__}", hint="需要 UTF-8 的 YAML 文件。"
        ) from error
    except yaml.YAMLError as error:  # its own words repeat the line, and what secret stands there
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise YijuError(f"来源文件 {path} {where}不是 YAML。", hint=_HINT) from None
    except RecursionError:
        raise YijuError(f"来源文件 {path} 嵌套太深。", hint=_HINT) from None
    if isinstance(read, dict) and set(read) == {"sources"}:
        read = read["sources"]
    if read is None:
        return []
    if not isinstance(read, list):
        raise YijuError(f"来源文件 {path} 要是一个列表，每个来源一项。", hint=_HINT)
    return read
