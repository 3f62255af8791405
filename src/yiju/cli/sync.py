"""``yiju sync``: read the sources that keep coming, now; check and list them."""

import sys
import threading
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from yiju.cli.output import print_json, say
from yiju.cli.progress import progress_bars
from yiju.cli.session import As, Data, Json, reading, settings_for
from yiju.cli.sync_news import news
from yiju.errors import Invalid, YijuError

if TYPE_CHECKING:
    from yiju.sync.config_file import Configured
    from yiju.sync.listing import Listed
    from yiju.sync.run import Ran


class _Running(TyperGroup):
    """What is no command is the name of a source: ``yiju sync [NAME]…`` means ``yiju sync run [NAME]…``.

    Without any name, those that failed are left alone for their while.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        first = next((one for one in args if not one.startswith("-")), "")
        if first not in self.commands and "--help" not in args:
            args = ["run", "--unless-paused", *args]
        return super().parse_args(ctx, args)


sync_app = typer.Typer(
    cls=_Running, help="不断更新的来源：文件夹、邮箱、订阅、网页、接口。", no_args_is_help=False
)
_OUTCOMES = {
    "": "还没有读过",
    "done": "完成",
    "down": "连不上",
    "budget": "失败太多，已停下",
    "failed": "出错",
    "stopped": "已中断",
    "busy": "另一个进程正在读",
    "waiting": "暂缓",
}
_KINDS = {"folder": "文件夹", "imap": "邮箱", "feed": "订阅", "web": "网页", "rest": "接口"}
_COUNTS = {
    "documents": "新读入或更新",
    "unchanged": "未变",
    "skipped": "跳过",
    "failed": "失败",
    "given_up": "放弃",
    "gone": "已不在",
    "forgotten": "删除过",
    "unassigned": "未归属",
    "new": "新的",
    "changed": "有改动",
}
_GOOD = frozenset({"done", "busy", "waiting"})


@sync_app.command("run")
def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="来源的名称；不写则全部。")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会读什么，不读也不记。")] = False,
    again: Annotated[bool, typer.Option("--again", help="已放弃的项也再试一次。")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="等语义向量算完再退出。")] = True,
    unless_paused: Annotated[bool, typer.Option("--unless-paused", hidden=True)] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """现在就读来源：只读新的和有改动的。在暂缓期的也读；yiju sync 不带 run 和名称时才跳过它们。"""
    from yiju.ingest.index import embed_pending
    from yiju.sync.runs import run_all

    with reading(data, make=True) as reader, progress_bars(json) as progress:
        configured = _configured(data)
        chosen = _chosen(configured, names or [])
        ran = run_all(
            reader.store,
            chosen,
            threading.Event(),
            dry_run=dry_run,
            anyway=bool(names) or not unless_paused,
            again=again,
            progress=progress,
        )
        if wait and not dry_run and reader.embedder is not None:
            embed_pending(reader.store, reader.embedder, progress)
            reader.store.vectors.tidy()
    troubles = [] if names else [{"name": one.name, "error": one.message} for one in configured.troubles]
    if json:
        print_json({"sources": [one.as_dict() for one in ran], "troubles": troubles, "dry_run": dry_run})
    else:
        for one in ran:
            _say_ran(one)
        for trouble in troubles:
            say(f"来源 {trouble['name']}：{trouble['error']}", error=True)
    if troubles or any(one.outcome not in _GOOD for one in ran):
        sys.exit(1)


@sync_app.command("check")
def check(data: Data = None, json: Json = False) -> None:
    """检查来源文件写得对不对，需要的环境变量有没有设；不连接任何来源。"""
    from yiju.sync.config_file import sources_path
    from yiju.sync.secrets import missing_variables

    configured = _configured(data)
    troubles = [{"name": one.name, "error": one.message} for one in configured.troubles]
    for one in configured.sources:
        troubles += [
            {"name": one.name, "error": f"没有设置环境变量 {name}"} for name in missing_variables(one)
        ]
    if json:
        told = [{"name": one.name, "kind": one.kind} for one in configured.sources]
        file = str(sources_path(settings_for(data)))
        print_json(
            {"file": file, "sources": told, "troubles": troubles, "warnings": _new_names(configured, data)}
        )
    else:
        for trouble in troubles:
            say(f"来源 {trouble['name']}：{trouble['error']}", error=True)
        for warning in _new_names(configured, data):
            say(f"注意：来源 {warning['name']}：{warning['warning']}", error=True)
        right = f"{len(configured.sources)} 个来源写法正确，{len(troubles)} 处要改。"
        say(right if configured.sources or troubles else "文件里还没有来源。写法见 docs/sources.md。")
    if troubles:
        sys.exit(1)


def _new_names(configured: "Configured", data: Any) -> list[dict[str, str]]:
    """Customers and units that a source would make: maybe slips of the pen. Not where there are none."""
    from yiju.store.customers import list_customers

    if not settings_for(data).data.is_dir():
        return []
    with reading(data) as reader:
        units, usual = reader.viewer.units, reader.store.settings.default_unit
        known = list_customers(reader.store.sql, reader.viewer)
    found: list[dict[str, str]] = []
    for one in configured.sources if known else ():
        home = one.unit or usual
        names = {name for each in known if each.unit == home for name in (each.name, *each.aliases)}
        if home not in units:
            there = "、".join(sorted(units))
            said = f"单元 {home} 还没有，读入时会新建。已有的单元：{there}。写错了请改。"
        elif one.customer and one.customer.strip() not in names:
            said = f"单元 {home} 里还没有客户“{one.customer}”，读入时会新建；写错了请改。"
        else:
            continue
        found.append({"name": one.name, "warning": said})
    return found


@sync_app.command("list")
def show(user: As = None, data: Data = None, json: Json = False) -> None:
    """列出来源：上次何时读、结果如何、下次何时读、哪些没读成。主管和管理员看本单元的。"""
    from yiju.sync.config_file import load_sources, sources_path
    from yiju.sync.listing import list_sources

    with reading(data, user) as reader:
        found = list_sources(reader.store, reader.viewer, load_sources(reader.store.settings))
    if json:
        print_json({"sources": [one.as_dict() for one in found]})
        return
    for one in found:
        _say_listed(one)
    if not found:
        say(f"没有来源。写在 {sources_path(settings_for(data))} 里，写法见 docs/sources.md。", error=True)


def _configured(data: Any) -> "Configured":
    from yiju.sync.config_file import load_sources, sources_path

    settings = settings_for(data)
    found = load_sources(settings)
    if found is None:
        raise YijuError(f"没有来源文件 {sources_path(settings)}。", hint="写法见 docs/sources.md。")
    return found


def _chosen(configured: "Configured", names: list[str]) -> list[Any]:
    if not names:
        return [one for one in configured.sources if one.enabled]
    known = {one.name: one for one in configured.sources}
    wrong = {one.name: one.message for one in reversed(configured.troubles)}
    for name in names:
        if name in wrong:
            raise YijuError(f"来源 {name}：{wrong[name]}", hint="改好后用 yiju sync check 再看一遍。")
        if name not in known:
            raise Invalid(f"没有这个来源：{name}", hint="用 yiju sync list 查看。")
    return [known[name] for name in dict.fromkeys(names)]


def _say_ran(one: "Ran") -> None:
    counted = "，".join(
        f"{label} {one.counts[name]}" for name, label in _COUNTS.items() if one.counts.get(name)
    )
    reason = f"：{one.reason.rstrip('。；')}" if one.reason else ""
    said = f"{one.name}：{_OUTCOMES[one.outcome]}{reason}"
    if one.outcome in {"busy", "waiting"}:
        say(said)
        if one.last_failure:
            say(f"　　　{one.last_failure}")
        return
    say(f"{said}；{counted or '没有新东西'}；用时 {one.seconds} 秒", error=one.outcome not in _GOOD)
    if one.pause is not None and one.outcome not in _GOOD:
        say(f"　　　{one.pause:.0f} 秒内不再自动读它。", error=True)
    if one.last_failure:
        say(f"　　　没读成，例如：{one.last_failure}", error=True)


def _say_listed(one: "Listed") -> None:
    from yiju.cli.span import shown_moment

    state = "正在读" if one.running else _OUTCOMES.get(one.outcome, one.outcome)
    last = shown_moment(one.ended_at) if one.ended_at else "—"
    following = "已停用" if not one.enabled else shown_moment(one.next_run) if one.next_run else "—"
    read = one.items.get("read", 0)
    failed = one.items.get("failed", 0) + one.items.get("given_up", 0)
    counted = f"{read} 项已读，{failed} 项失败"
    if gone := one.items.get("gone"):
        counted += f"，{gone} 项已不在来源处（资料还在）"
    say(f"{one.name}\t{_KINDS[one.kind]}\t{one.unit}\t{state}\t上次 {last}\t下次 {following}\t{counted}")
    if one.reason:
        say(f"　　　{one.reason}")
    for failure in one.failures[:3]:
        left = "，已放弃；改好后加 --again 再读一次" if failure.outcome == "given_up" else ""
        say(f"　　　{failure.name}：{failure.reason}（第 {failure.attempts} 次{left}）")


def register(app: typer.Typer) -> None:
    """Add the command group."""
    sync_app.command("news")(news)
    app.add_typer(sync_app, name="sync")
