"""``yiju maintain``: the store compared with its index, mended and put in order."""

import dataclasses
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.progress import progress_bars
from yiju.cli.session import As, Data, Json, reading

if TYPE_CHECKING:
    from yiju.store.maintenance import Upkeep


def maintain(
    check: Annotated[bool, typer.Option("--check", help="只核对、不改动；有不一致时退出码为 1。")] = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """维护：核对数据库与索引，修复不一致，优化索引，压缩数据库。"""
    from yiju.store.maintenance import maintain as run
    from yiju.store.private import exposed, exposed_said

    with reading(data, user) as reader, progress_bars(json) as progress:
        found = run(reader.store, reader.viewer, repair=not check, progress=progress)
        settings = reader.store.settings
    if json:
        readable = [str(path) for path in exposed(settings)]
        print_json(
            {"consistent": found.consistent, **dataclasses.asdict(found), "readable_by_others": readable}
        )
    else:
        _say(found)
    if warning := exposed_said(settings):
        say(warning, error=True)
    if check and not found.consistent:
        sys.exit(1)


def _say(found: "Upkeep") -> None:
    faults = {
        "索引里缺少": f"{found.missing} 个检索块" if found.missing else "",
        "索引里的归属或内容不符": f"{found.misfiled} 个检索块" if found.misfiled else "",
        "语义向量丢失或不符": f"{found.vectors} 个检索块" if found.vectors else "",
        "索引里多余": f"{found.surplus} 个点" if found.surplus else "",
        "没有资料再用的向量缓存": f"{found.orphans} 条" if found.orphans else "",
    }
    said = [f"{what}：{many}" for what, many in faults.items() if many]
    if not said:
        say(f"核对了 {found.chunks} 个检索块：数据库与索引一致")
    else:
        say(f"核对了 {found.chunks} 个检索块，发现不一致{'，已修复' if found.repaired else ''}：")
        for line in said:
            say(f"  {line}")
        if not found.repaired:
            say("修复请运行 yiju maintain")
    if found.waiting:
        say(f"{found.waiting} 个检索块还没有语义向量，下次 yiju ingest 时补算")
    if found.repaired:
        saved = "" if found.saved is None else f"，腾出 {found.saved / 1e6:.1f} MB"
        say(f"索引已优化，数据库已压缩{saved}；用时 {found.seconds} 秒")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(maintain)
