"""``yiju export`` and ``yiju datasets``: training data and eval cases from what directors decided."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import first_moment, shown_moment
from yiju.sandbox.labels import RULINGS

if TYPE_CHECKING:
    from yiju.sandbox.datasets.types import DatasetKind

Id = Annotated[str, typer.Argument(metavar="ID", help="数据集编号，如 sft-v1。")]
_KINDS = {"sft": "微调", "dpo": "偏好", "eval": "评测"}


def export(
    kind: Annotated[str, typer.Argument(metavar="sft|dpo|eval", help="sft 微调、dpo 偏好、eval 评测用例。")],
    out: Annotated[Path | None, typer.Option("--out", help="另存一份到这个文件夹。")] = None,
    customer: Annotated[str, typer.Option("--customer", help="只要这个客户的。")] = "",
    unit: Annotated[str, typer.Option("--unit", help="只要这个单元的。")] = "",
    since: Annotated[str, typer.Option("--since", help="只要这一天起评审的，如 2026-01-15。")] = "",
    min_reviewers: Annotated[int, typer.Option("--min-reviewers", min=1, max=100, help="至少几人评审。")] = 1,
    min_agreement: Annotated[
        float, typer.Option("--min-agreement", min=0, max=1, help="评审一致率不低于，0 到 1。")
    ] = 0.0,
    prompt: Annotated[str, typer.Option("--prompt", help="只要这个提示词的，如 visit-strategy.v1。")] = "",
    unsupported: Annotated[
        bool, typer.Option("--unsupported", help="没有依据的改写也收进来，并标明；默认不收。")
    ] = False,
    keep_personal: Annotated[
        str, typer.Option("--keep-personal", metavar="REASON", help="不遮盖个人信息，写明理由（管理员）。")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="没有新内容也出一个新版本。")] = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """导出数据集：评审结论变成微调、偏好或评测数据，存成不可更改的版本。"""
    from yiju.sandbox.datasets.export import export as run
    from yiju.sandbox.datasets.types import Filters

    filters = Filters(
        kind=_kind(kind),
        customer=customer,
        unit=unit,
        since=first_moment(since, "--since"),
        min_reviewers=min_reviewers,
        min_agreement=min_agreement,
        prompt=prompt,
        unsupported=unsupported,
        keep_personal=" ".join(keep_personal.split()),
    )
    with reading(data, user) as reader:
        made = run(reader.store, reader.viewer, filters, out=out, force=force)
    if json:
        print_json(made.told())
        return
    counts = made.manifest["counts"]
    say(f"{made.id}：{'已导出' if made.new else '没有新内容，与已有的版本相同'}（{made.folder}）")
    say(
        f"共 {counts['examples']} 个样本：训练 {counts['train']}，验证 {counts['validation']}，"
        f"测试 {counts['test']}；{counts['customers']} 个客户"
    )
    _say_left_out(made.manifest["left_out"])
    if made.out:
        say(f"另存到 {made.out}")


def _kind(text: str) -> "DatasetKind":
    if text not in {"sft", "dpo", "eval"}:
        raise typer.BadParameter(f"要写 sft、dpo 或 eval，收到的是 {text!r}", param_hint="'sft|dpo|eval'")
    return text  # type: ignore[return-value]  # one of the three: just checked


def _say_left_out(left_out: dict[str, int]) -> None:
    from yiju.sandbox.datasets.types import REASONS

    if left_out:
        say("没有收进来：" + "、".join(f"{REASONS[name]} {many}" for name, many in left_out.items()))


def listed(user: As = None, data: Data = None, json: Json = False) -> None:
    """列出数据集的各个版本。"""
    from yiju.sandbox.datasets.listing import require_review, snapshots

    with reading(data, user) as reader:
        require_review(reader.viewer)
        found = snapshots(reader.store, reader.viewer)
    if json:
        print_json({"datasets": found})
        return
    for one in found:
        counts = one["counts"]
        what = "已删除" if one["deleted"] else f"{counts.get('examples', 0)} 个样本"
        bare = "" if one["masked"] else "，未遮盖"
        at = _at(one["created"])
        say(f"{one['id']}　{_KINDS[one['kind']]}　{what}{bare}　{at}　{one['by']}")
    if not found:
        say("还没有数据集。用 yiju export sft 导出第一个。")


def show(dataset_id: Id, user: As = None, data: Data = None, json: Json = False) -> None:
    """看一个数据集版本的说明卡。"""
    from yiju.sandbox.datasets.listing import require_review, snapshot

    with reading(data, user) as reader:
        require_review(reader.viewer)
        found = snapshot(reader.store, reader.viewer, dataset_id)
    if json:
        print_json(found)
    else:
        for line in (found["card"] or f"{dataset_id} 的文件已删除，只留下清单。").splitlines():
            say(line)


def verify(
    dataset_id: Annotated[str, typer.Argument(metavar="ID|all", help="数据集编号；all：全部。")],
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """核对：文件、格式、划分、遮盖、来历，以及内容现在还能不能用。不行则退出码为 1。"""
    from yiju.evals.exported import wrong_cases
    from yiju.sandbox.datasets.listing import require_review
    from yiju.sandbox.datasets.verify import verify as check
    from yiju.sandbox.datasets.verify import verify_all

    with reading(data, user) as reader:
        require_review(reader.viewer)
        if dataset_id == "all":
            reports = verify_all(reader.store, reader.viewer, wrong_cases)
        else:
            reports = [check(reader.store, reader.viewer, dataset_id, wrong_cases)]
    told = [report.told() for report in reports]
    if json:
        print_json(
            {"ok": all(one["ok"] for one in told), "datasets": told} if dataset_id == "all" else told[0]
        )
    else:
        for one in told:
            _say_report(one)
    if not all(one["ok"] for one in told):
        sys.exit(1)


def _say_report(told: dict[str, Any]) -> None:
    state = "已删除，清单完好" if told["deleted"] else f"{told['examples']} 个样本"
    say(f"{told['id']}：{'没有问题' if told['ok'] else '有问题'}（{state}）")
    for problem in told["problems"]:
        say(f"  {problem}")
    words = {"forgotten": "所依据的资料已删除", "consent": "评审人、提出人或客户不再同意"}
    for why, examples in told["to_remove"].items():
        say(f"  {words[why]}，不能再用：{'、'.join(examples)}")
    if told["advice"]:
        say(f"  已存的版本不能改，请删除它再导出：{told['advice']}")
    if told["stale"]:
        say(f"  批注后来更正过的样本 {len(told['stale'])} 个，重新导出即可更新")


def trace(
    example_id: Annotated[str, typer.Argument(metavar="EXAMPLE_ID", help="样本编号。")],
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """一个样本从哪里来：在哪些版本里，出自哪条建议、哪些批注。"""
    from yiju.sandbox.datasets.listing import require_review
    from yiju.sandbox.datasets.listing import trace as run

    with reading(data, user) as reader:
        require_review(reader.viewer)
        found = run(reader.store, reader.viewer, example_id)
    if json:
        print_json(found)
        return
    say(f"{found['id']}：建议 {found['suggestion']}（单元 {found['unit']}）")
    for one in found["datasets"]:
        say(f"  在 {one['id']} 的 {one['split']}{'（已删除）' if one['deleted'] else ''}")
    for one in found["annotations"]:
        thing = f"论断 {one['claim_id']}" if one["claim_id"] else "整条"
        say(f"  批注 {one['id']}：{one['author']} 于 {_at(one['at'])} {RULINGS[one['verdict']]} {thing}")


def _at(kept: str) -> str:
    """A moment of a manifest or a row (ISO 8601) as people read it."""
    return shown_moment(dt.datetime.fromisoformat(kept))


def delete(
    dataset_id: Id,
    reason: Annotated[str, typer.Option("--reason", help="为什么删除。")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接删除。")] = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """删除一个数据集版本的文件，只留下清单；不能撤销。"""
    from yiju.sandbox.datasets.listing import delete as run
    from yiju.sandbox.datasets.listing import require_review

    with reading(data, user) as reader:
        require_review(reader.viewer)
        if not yes and sys.stdin.isatty():
            say(f"将删除数据集版本 {dataset_id} 的文件，只留清单，不能恢复。", error=True)
            if not typer.confirm("确定删除吗？", err=True):
                say("没有删除。", error=True)
                raise typer.Abort
        told = run(reader.store, reader.viewer, dataset_id, reason=reason)
    if json:
        print_json(told)
    else:
        say(f"已删除 {dataset_id} 的文件，清单留着。")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(export)
    group = typer.Typer(help="数据集的版本：列出、查看、核对、追溯、删除。", no_args_is_help=True)
    group.command("list")(listed)
    for command in (show, verify, trace, delete):
        group.command()(command)
    app.add_typer(group, name="datasets")
