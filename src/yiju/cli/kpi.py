"""``yiju kpi``, ``yiju agreement``: key figures with their counts and rows; who agrees with whom."""

from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json, say, shown_all
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import first_moment, past_moment, shown_moment
from yiju.errors import Invalid

if TYPE_CHECKING:
    from yiju.sandbox.alpha import Alpha
    from yiju.sandbox.kpi.definitions import Slice
    from yiju.sandbox.kpi.figures import Report
    from yiju.sandbox.kpi.rows import Row

Since = Annotated[str, typer.Option("--since", help="从这一天起，如 2026-01-15。")]
Until = Annotated[str, typer.Option("--until", help="到这一天为止（含）。")]


def kpi(
    since: Since = "",
    until: Until = "",
    by: Annotated[
        str,
        typer.Option("--by", help="分开看：rep、unit、scene、prompt、mode、model、week、customer、kind。"),
    ] = "",
    metric: Annotated[str, typer.Option("--rows", metavar="METRIC", help="列出这个指标背后的每一行。")] = "",
    key: Annotated[str, typer.Option("--key", help="和 --rows、--by 一起：只要哪一份，如某位销售。")] = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """看板上的指标：采纳、评审、时效、雷同……每个数都带样本数，可追到行。"""
    from yiju.sandbox.blind import seen_report, seen_rows
    from yiju.sandbox.kpi.definitions import METRICS, SLICES
    from yiju.sandbox.kpi.figures import rows
    from yiju.store.access import require_reviewer

    chosen = _slice(by, SLICES)
    if metric and metric not in METRICS:
        raise Invalid(f"--rows 不认识：{metric}", hint=f"可用的：{'、'.join(METRICS)}")
    if key and not (metric and by):
        raise Invalid("--key 要和 --rows、--by 一起用。")
    start, end = first_moment(since, "--since"), past_moment(until, "--until")
    with reading(data, user) as reader:
        sql, viewer, settings = reader.store.sql, reader.viewer, reader.store.settings
        require_reviewer(viewer, "看指标")
        if metric:
            found = rows(sql, viewer, metric, since=start, until=end, by=chosen if key else None, key=key)
            every, made = len(found), None
            found = seen_rows(sql, viewer, settings, metric, found)
            blind = len(found) < every
        else:
            blind, found, made = (
                False,
                [],
                seen_report(sql, viewer, settings, since=start, until=end, by=chosen),
            )
    if json:
        told = {"metric": metric, "rows": [one.model_dump(mode="json") for one in found]}
        print_json(made.model_dump(mode="json") if made else told)
    elif made:
        _print(made)
    else:
        _print_rows(found, blind)


def agreement(
    since: Since = "", until: Until = "", user: As = None, data: Data = None, json: Json = False
) -> None:
    """评审之间的一致性：Krippendorff alpha，总体、每两位、每个原因、每个评分。"""
    from yiju.sandbox.agreement import agreement as measured
    from yiju.sandbox.rubric import load_rubric
    from yiju.store.access import require_reviewer

    start, end = first_moment(since, "--since"), past_moment(until, "--until")
    with reading(data, user) as reader:
        require_reviewer(reader.viewer, "看评审一致性")
        rubric = load_rubric(reader.store.settings)
        found = measured(reader.store.sql, reader.viewer, rubric, since=start, until=end)
    if json:
        print_json(found.model_dump(mode="json"))
        return
    say(f"总体结论\t{_alpha(found.verdicts)}")
    for pair in found.pairs:
        say(f"{pair.one} / {pair.other}\t{_alpha(pair.alpha)}\t结论相同 {pair.same}/{pair.alpha.units}")
    for what, labels, made in (
        ("原因", rubric.reasons, found.reasons),
        ("评分", rubric.scores, found.scores),
    ):
        for code, one in made.items():
            say(f"{what} {labels[code]}\t{_alpha(one)}")


def _slice(by: str, known: "dict[Slice, str]") -> "Slice | None":
    for one in known:
        if one == by:
            return one
    if by:
        raise Invalid(f"--by 不认识：{by}", hint=f"可用的：{'、'.join(known)}")
    return None


def _alpha(found: "Alpha") -> str:
    if found.value is None:
        why = "，评得全都一样，无从比较" if found.units >= 2 else ""
        return f"样本不足（两人以上评过的 {found.units} 处{why}）"
    between = "" if found.low is None else f"［{found.low:.2f}，{found.high:.2f}］"
    few = "　样本少" if found.small else ""
    return f"α {found.value:.2f}{between}\t两人以上评过的 {found.units} 处{few}"


def _print(made: "Report") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from yiju.sandbox.kpi.definitions import METRICS
    from yiju.sandbox.kpi.wording import counted, shown, spread

    out = Console()
    for part in dict.fromkeys(one.slice for one in made.figures):
        table = Table(box=None, header_style="bold", title=escape(shown_all(part)) or None)
        for head in ("指标", "数值（95% 区间）", "依据"):
            table.add_column(head, no_wrap=head == "指标", overflow="fold")
        for one in made.figures:
            if one.slice == part:
                between = f"（{spread(one)}）" if spread(one) else ""
                few = "　样本少" if one.small and one.of else ""
                style = "dim" if one.small else ""
                told = (METRICS[one.metric].label, shown(one) + between, counted(one) + few)
                table.add_row(*told, style=style)
        out.print(table)
    if made.cut:
        say("建议太多，只算了最新的一部分；用 --since、--until 缩短时间段。", error=True)
    say("各指标怎么算、有什么局限，见 docs/sandbox-kpi.md；行用 --rows 指标 列出。", error=True)


def _print_rows(found: "list[Row]", blind: bool) -> None:
    if found:
        say("时间\t值\t归类\t状态\t编号", error=True)
    for row in found:
        ids = [row.suggestion_id, row.claim_id, *row.annotation_ids, *row.signal_ids, row.issue_id]
        lasts = "" if row.ended else "未结束"
        told = [shown_moment(row.at), f"{row.value:g}", row.group, lasts, " ".join(filter(None, ids))]
        say("\t".join(told))
    say(f"共 {len(found)} 行。", error=True)
    if blind:
        say("盲评：您还没有评过的建议，别人评过的行不列出；评过就看得到。", error=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (kpi, agreement):
        app.command()(command)
