"""``yiju ingest``, ``yiju cite``, ``yiju forget``; with ``yiju sources`` beside them."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.inventory import sources
from yiju.cli.kinds import kind_of
from yiju.cli.output import print_json, say
from yiju.cli.progress import progress_bars
from yiju.cli.session import As, Data, Json, reading
from yiju.errors import Invalid

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader

_TITLES = 5
"""Attachments that are named before they are deleted."""


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="文件或文件夹。")],
    customer: Annotated[
        str | None,
        typer.Option("--customer", help="这些资料属于哪个客户；不写则逐份判断，拿不准的等管理员归属。"),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            help="资料类型：call mail contract tender report news post note，或 通话 等；不写则自动判断。",
        ),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="资料本身没写日期时用它，如 2026-01-15。")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="所属单元（默认 YIJU_DEFAULT_UNIT）。")] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="等语义向量算完再退出。")] = True,
    cluster: Annotated[
        str,
        typer.Option("--cluster", help="在 Ray 集群上读取和计算：local（本机）、auto、主机:端口。"),
    ] = "",
    data: Data = None,
    json: Json = False,
) -> None:
    """读入资料：切成带位置的段落，建立索引。"""
    from yiju.cluster.connection import check_address
    from yiju.cluster.work import cluster as cluster_at
    from yiju.ingest.dates import parse_date
    from yiju.ingest.pipeline import ingest as run

    chosen = kind_of(kind) if kind else None
    day = parse_date(date) if date else None
    if date and day is None:
        raise typer.BadParameter(f"--date 看不懂 {date!r}；请写成 2026-01-15")
    began = time.monotonic()
    if cluster:
        check_address(cluster)
        doing = "本机启动集群，通常要一两分钟" if cluster == "local" else f"连接集群 {cluster}"
        say(f"正在{doing}……", error=True)
    with (
        reading(data, make=True) as reader,
        cluster_at(cluster) if cluster else nullcontext() as elsewhere,
        progress_bars(json) as progress,
    ):
        report = run(
            reader.store,
            reader.embedder,
            paths,
            customer=customer,
            unit=unit or _unit_for(reader, customer or ""),
            units=() if unit or customer else reader.viewer.units,
            kind=chosen,
            date=day,
            wait=wait,
            progress=progress,
            elsewhere=elsewhere,
        )
        still = None if customer is not None else _waiting(reader)
    report.seconds = round(time.monotonic() - began, 3)  # as whoever waits counts, with the cluster's start
    result = report.as_dict() | ({} if still is None else {"waiting": still})
    if json:
        print_json(result)
    else:
        _say(result)
    nothing = not result["documents"] and not result["unchanged"] and not result.get("unassigned")
    if result["failed"] and nothing:
        sys.exit(1)


def _waiting(reader: "Reader") -> int:
    """How many documents wait for somebody to say whose they are: those of earlier ingestions, too."""
    from yiju.store.access import cleared_units, local_viewer
    from yiju.store.tray import list_held

    now = local_viewer(reader.store.sql)  # the first ingestion made the first unit
    return len(list_held(reader.store.sql, now)) if cleared_units(now) else 0


def _unit_for(reader: "Reader", customer: str) -> str:
    """The usual unit; not where another one has this customer and it has none: there would be two of them."""
    from yiju.store.customers import list_customers

    usual = reader.store.settings.default_unit
    units = {
        one.unit for one in list_customers(reader.store.sql, reader.viewer) if one.name == customer.strip()
    }
    if units and usual not in units:
        there = "、".join(sorted(units))
        raise Invalid(
            f"客户“{customer.strip()}”已经在单元 {there} 里，没有写 --unit，不知道要放进哪里。",
            hint=f"放进已有的客户请加 --unit {sorted(units)[0]}；在 {usual} 里另建一个请加 --unit {usual}。",
        )
    return usual


def cite(
    paragraph_id: Annotated[str, typer.Argument(help="段落编号（--json 输出里的 paragraph_id）。")],
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """显示一条依据的原文和上下文。"""
    from yiju.copilot.place import place_in_context
    from yiju.copilot.suspects import MARK

    with reading(data, user) as reader:
        found = place_in_context(reader, paragraph_id)
    if json:
        print_json(found)
        return
    say(found["tag"])
    say(found["document"]["uri"])
    if not found["document"]["current"]:
        say("⚠ 这是旧版本里的一段：文件已有新版，或已更新。")
    for text in found["before"]:
        _quote("  │ ", text["text"])
    _quote("▶ │ ", found["text"])
    for text in found["after"]:
        _quote("  │ ", text["text"])
    for text in (*found["before"], found, *found["after"]):
        for words in text["suspect"]:
            _quote(f"⚠ {MARK}，没有当作依据：", words)


def forget(
    document_id: Annotated[str, typer.Argument(help="资料编号（见 yiju sources）。")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接删除。")] = False,
    keep_attachments: Annotated[
        bool, typer.Option("--keep-attachments", help="只删邮件本身，附件留下。")
    ] = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """彻底删除一份资料：正文、索引、各个版本；邮件连同附件。在终端里会先问一遍。"""
    from yiju.sandbox.datasets.listing import snapshots_with_forgotten
    from yiju.store.documents import get_document
    from yiju.store.forget import attachments_of, forget_document

    with reading(data, user) as reader:
        found = get_document(reader.store.sql, reader.viewer, document_id)
        with reader.store.sql.read() as connection:
            inner = [] if keep_attachments else attachments_of(connection, reader.viewer, found)
        if not yes and sys.stdin.isatty():
            _make_sure(found.title, [one.title for one in inner])
        gone = forget_document(reader.store, reader.viewer, document_id, keep_attachments=keep_attachments)
        lost = (gone.id, *(one.id for one in inner))
        snapshots = sorted(
            {s for one in lost for s in snapshots_with_forgotten(reader.store, reader.viewer, one)}
        )
    if json:
        told = {"forgotten": gone.id, "title": gone.title, "customer": gone.customer, "snapshots": snapshots}
        print_json(told | {"attachments": [one.id for one in inner]})
        return
    say(f"已删除 {gone.id}：{gone.title}")
    for attached in inner:
        say(f"已删除附件 {attached.id}：{attached.title}")
    for one in snapshots:
        say(f"数据集版本 {one} 里还有由它而来的样本，请删除：yiju datasets delete {one}")


def _make_sure(title: str, attachments: Sequence[str]) -> None:
    """Ask whoever sits there; a script has nobody to ask, and says what it means by running."""
    inner = ""
    if attachments:
        more = "等" if len(attachments) > _TITLES else ""
        named = "".join(f"《{one}》" for one in attachments[:_TITLES])
        inner = f"，连同它的 {len(attachments)} 个附件{named}{more}（要留下请加 --keep-attachments）"
    say(f"将彻底删除《{title}》{inner}：正文、索引和所有版本，不能恢复。", error=True)
    if not typer.confirm("确定删除吗？", err=True):
        say("没有删除。", error=True)
        raise typer.Abort


def _quote(mark: str, text: str) -> None:
    """Every line of a paragraph behind its mark, so that none passes for a line of ours."""
    for line in text.split("\n"):
        say(mark + line)


def _say(result: dict[str, object]) -> None:
    say(
        f"读入 {result['documents']} 份资料，{result['paragraphs']} 段，{result['chunks']} 个检索块；"
        f"未变 {result['unchanged']} 份；用时 {result['seconds']} 秒"
    )
    assigned, unassigned = result.get("assigned"), result.get("unassigned")
    if isinstance(assigned, list) and assigned:
        counts = Counter(one["customer"] for one in assigned)
        say("自动归属：" + "，".join(f"{name} {count} 份" for name, count in counts.most_common()))
    if waiting := result.get("waiting"):
        what = f"{unassigned} 份未归属" if waiting == unassigned else f"{waiting} 份仍未归属"
        say(f"{what}，见 yiju tray list；按第一候选归属：yiju tray assign --suggested")
    for name, label in (("skipped", "跳过"), ("failed", "失败")):
        rows = result[name]
        assert isinstance(rows, list)
        for row in rows:
            say(f"{label}：{row['path']}：{row.get('reason') or row.get('error')}", error=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (ingest, sources, cite, forget):
        app.command()(command)
