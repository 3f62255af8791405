"""What drafting and searching use now: what Yiju comes with, but for what was promoted."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.prompts.chosen import Prompts
from yiju.prompts.registry import Prompt
from yiju.retrieval.options import DEFAULT, Options
from yiju.sandbox.changes import Changes, read_switch
from yiju.settings import Settings
from yiju.store.database import Database
from yiju.store.review_tables import promotions

SHIPPED = ""
"""Value of a subject that was never switched: as Yiju comes."""
PROMPT, SEARCH = "prompt:", "retrieval:"


@dataclass(frozen=True)
class Active:
    """What is in force. ``notices``: promotions that cannot be followed any more, in Chinese."""

    prompts: Prompts
    options: Options
    notices: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def in_force_of(prompts: Prompts, options: Options, changes: Changes) -> dict[str, str]:
    """What these prompts and searches use of that which is changed, by subject; empty where there is none."""
    found = {f"{SEARCH}{name}": written(getattr(options, name)) for name in changes.retrieval}
    for name in changes.prompts:
        try:
            found[f"{PROMPT}{name}"] = value_of(prompts.load(name))
        except YijuError:
            found[f"{PROMPT}{name}"] = ""
    return found


def own_prompts(settings: Settings) -> Prompts:
    """As shipped, with the folder where a team's own versions lie."""
    return Prompts(folder=settings.data / "prompts")


def active(sql: Database, settings: Settings) -> Active:
    """What drafting and searching use now. A version whose file is gone or altered since is not used."""
    with sql.read() as connection:
        values = values_in_force(connection)
    prompts = own_prompts(settings)
    versions: dict[str, int] = {}
    switches: dict[str, bool | int] = {}
    notices: list[str] = []
    for subject, value in values.items():
        if subject.startswith(SEARCH):
            try:
                name, switched = read_switch(f"{subject.removeprefix(SEARCH)}={value}")
                switches[name] = switched
            except YijuError as error:  # a switch of an earlier version
                notices.append(f"{error}暂用自带的。")
            continue
        name, version, sha = _parts(subject, value)
        if why := _unusable(prompts, name, version, sha):
            notices.append(f"{why}暂用自带的；请恢复文件，或运行 yiju prompts rollback {name}。")
        else:
            versions[name] = version
    options = dataclasses.replace(DEFAULT, **cast(dict[str, Any], switches))
    return Active(prompts.with_versions(versions), options, tuple(notices), values)


def value_of(prompt: Prompt) -> str:
    """A prompt's version with the hash of its text."""
    return f"v{prompt.version}@{prompt.sha}"


def written(value: bool | int) -> str:
    return str(value) if not isinstance(value, bool) else "on" if value else "off"


def _parts(subject: str, value: str) -> tuple[str, int, str]:
    version, _, sha = value.removeprefix("v").partition("@")
    return subject.removeprefix(PROMPT), int(version), sha


def values_in_force(connection: sa.Connection) -> dict[str, str]:
    """What holds now, of every subject that was switched and not back to what Yiju comes with."""
    newest = sa.select(sa.func.max(promotions.c.seq)).group_by(promotions.c.subject)
    query = sa.select(promotions.c.subject, promotions.c.value).where(promotions.c.seq.in_(newest))
    rows = connection.execute(query.order_by(promotions.c.subject))
    return {row.subject: row.value for row in rows if row.value != SHIPPED}


def _unusable(prompts: Prompts, name: str, version: int, sha: str) -> str:
    """Why a promoted version cannot be used; empty where it can."""
    try:
        same = prompts.at(name, version).sha == sha
    except YijuError as error:
        return str(error)
    return "" if same else f"提示词 {name} v{version} 的文件在启用之后改过。"
