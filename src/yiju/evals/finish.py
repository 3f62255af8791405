"""What comes after a run: its record, gates, baseline, history, and the reports."""

from importlib import resources
from pathlib import Path

from yiju.errors import YijuError
from yiju.evals.beforehand import need_file, need_folder
from yiju.evals.compare import compare_tables
from yiju.evals.gatefile import Gates, load_gates
from yiju.evals.gates import judge
from yiju.evals.history import append_history, entry_of, like, read_history
from yiju.evals.record import Run, write_run
from yiju.evals.report.html import write_html
from yiju.evals.report.junit import junit_xml
from yiju.evals.report.markdown import markdown
from yiju.evals.report.material import Material, gather
from yiju.evals.suites import SUITES
from yiju.evals.table import read_baseline, shared_by, table_of, write_baseline
from yiju.evals.verdict import Verdict
from yiju.evals.worse import no_baseline

MAINS = {suite.name: suite.main for suite in SUITES.values()}
_MEASURED_WITH = "hashing"
"""The embedder of the product's own baseline."""
_NOT_COMPARED = f"产品自带的基线是用 {_MEASURED_WITH} 测的，这次换了向量模型，没有与它比。"


def own_gates() -> Path:
    """The gates that the product's own cases are held to."""
    return Path(str(resources.files("yiju.evals"))) / "gates.toml"


def finish(
    run: Run,
    folder: Path,
    history: Path,
    *,
    gates: Path | None = None,
    baseline: Path | None = None,
    save_baseline: Path | None = None,
) -> tuple[list[Verdict], dict[str, Path]]:
    """Hold a run to its gates and write ``run.json``, ``report.html``, ``report.md``, ``junit.xml``.

    The product's baseline is left out for another embedder than its own: that difference is no change of
    the code. Of a sample, and of a team's own cases that are held to the product's gates, gates on what is
    not there are left out.

    Args:
        gates: the file of gates; the product's own where None.
        baseline: scores to compare with; those named in the gates where None.
        save_baseline: where to write this run's scores for later comparisons. Scores that stand there of
            suites that a run of one suite did not ask are kept.

    Raises:
        YijuError: a file of gates or a baseline is not well formed, nothing can be written, or the run is
            none to compare later ones with.
    """
    held, known = _held(gates, baseline)
    others = gates is None and baseline is None and run.embedder != _MEASURED_WITH
    before = read_baseline(known) if known is not None and known.is_file() and not others else None
    verdicts = judge(run, held, before, whole=not run.sample and (gates is not None or not run.source))
    if held.baseline is not None and before is None and save_baseline is None and not others:
        verdicts.append(no_baseline(held.baseline))
    comparisons = compare_tables(before, table_of(run), shared_by(run)) if before is not None else []
    entry = entry_of(run, MAINS)
    append_history(history, entry)
    entries, notes = read_history(history)
    material = gather(
        run,
        MAINS,
        verdicts=verdicts,
        comparisons=comparisons,
        against=f"基线 {known.name}" if known is not None and before is not None else "",
        history=like(entries, entry),
        notes=[*notes, _NOT_COMPARED] if others else notes,
    )
    files = _write(run, material, folder)
    if save_baseline is not None:
        _may_be_baseline(run)
        kept = read_baseline(save_baseline) if run.name != "smoke" and save_baseline.exists() else {}
        write_baseline({**kept, **table_of(run)}, save_baseline)
    return verdicts, files


def check_beforehand(
    home: Path,
    *,
    out: Path | None = None,
    gates: Path | None = None,
    baseline: Path | None = None,
    save_baseline: Path | None = None,
) -> None:
    """See before a run that its gates can be read and that all it writes can be written.

    Raises:
        YijuError: as ``finish`` would, once everything has been asked.
    """
    need_folder(home, "数据目录", "用 --data 另指一个可写的文件夹。")
    if out is not None:
        need_folder(out, "报告", "用 --out 另指一个文件夹。")
    _, known = _held(gates, baseline)
    for path in (known, save_baseline):
        if path is not None and path.is_file():
            read_baseline(path)
    if save_baseline is not None:
        need_file(save_baseline, "基线", "用 --save-baseline 另指一个文件。")


def _held(gates: Path | None, baseline: Path | None) -> tuple[Gates, Path | None]:
    """The gates, and the baseline that is in force with them, there or not."""
    held = load_gates(gates or own_gates(), {suite.name: suite.metrics for suite in SUITES.values()})
    if baseline is not None and not baseline.is_file():
        what = f"{baseline} 是一个文件夹，要文件名" if baseline.is_dir() else f"没有这份基线：{baseline}"
        raise YijuError(what, hint="先用 --save-baseline 写一份。")
    return held, baseline or held.baseline


def _may_be_baseline(run: Run) -> None:
    broken = [result.id for result in run.results if result.outcome.error]
    if run.sample:
        raise YijuError("抽样的一次不能当基线：没抽到的用例以后就比不了。", hint="去掉 --sample 再跑。")
    if broken:
        raise YijuError(
            f"有 {len(broken)} 例出错，没有写基线：{'、'.join(broken[:8])}", hint="先改好这些用例，再写基线。"
        )


def _write(run: Run, material: Material, folder: Path) -> dict[str, Path]:
    files = {
        "run": folder / "run.json",
        "html": folder / "report.html",
        "markdown": folder / "report.md",
        "junit": folder / "junit.xml",
    }
    try:
        write_run(run, files["run"])
        write_html(material, files["html"])
        files["markdown"].write_text(markdown(material), encoding="utf-8")
        files["junit"].write_text(junit_xml(material), encoding="utf-8")
    except OSError as error:
        raise YijuError(
            f"报告写不了：{folder}：{error.strerror}", hint="用 --out 另指一个文件夹。"
        ) from error
    return files
