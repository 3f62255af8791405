"""Open a store for one command, as one viewer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import blot_with, use_json
from yiju.errors import YijuError
from yiju.settings import Settings, load_settings

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader

Json = Annotated[
    bool, typer.Option("--json", help="只在标准输出打印一个 JSON 对象。", callback=lambda v: use_json(v) or v)
]
Data = Annotated[Path | None, typer.Option("--data", help="数据目录（默认 YIJU_DATA，或 ./yiju-data）。")]
As = Annotated[str | None, typer.Option("--as", help="以哪位用户的权限（默认本机用户 local）。")]


def settings_for(data: Path | None) -> Settings:
    """The settings, with the data folder named on the command line."""
    settings = load_settings()
    return settings.model_copy(update={"data": data}) if data else settings


@contextmanager
def reading(data: Path | None, user: str | None = None, *, make: bool = False) -> "Iterator[Reader]":
    """A store opened as one viewer, with its embedder. What is masked everywhere is printed by no command.

    Args:
        make: make the data folder where there is none; else that is an error, for a mistyped one would
            look like lost data.

    Raises:
        YijuError: there is none, it cannot be opened, or the privacy policy cannot be read.
    """
    from yiju.copilot.blotting import blotted_answer
    from yiju.copilot.retrieve import Reader
    from yiju.models.embedder import make_embedder
    from yiju.models.reranker import make_reranker
    from yiju.privacy import policy_of
    from yiju.sandbox.in_force import active
    from yiju.store.access import LOCAL_USER, local_viewer, viewer_for
    from yiju.store.store import Store
    from yiju.store.types import Seller

    settings = settings_for(data)
    if not make and not settings.data.is_dir():
        raise YijuError(
            f"没有数据目录 {settings.data}。",
            hint="用 --data 指对目录；第一次用请先运行 yiju ingest 文件… --customer 名称，或 yiju demo。",
        )
    policy = policy_of(settings)
    blot_with((lambda value: blotted_answer(value, policy)) if policy.kinds("mask_everywhere") else None)
    with Store.open(settings) as store:
        own = user in {None, LOCAL_USER}  # whoever runs a command has the data folder in hand
        viewer = local_viewer(store.sql) if user is None or own else viewer_for(store.sql, user)
        seller = Seller(name=settings.seller_name, people=settings.people, domains=settings.domains)
        options = active(store.sql, settings).options
        yield Reader(store, make_embedder(settings), viewer, seller, make_reranker(settings), options)
