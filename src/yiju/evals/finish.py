"""What comes after a run: its record, gates, baseline, history, and the reports."""

from importlib import resources
from pathlib import Path

from yiju.errors import YijuError
from yiju.evals.compare import compare_tables
from yiju.evals.gatefile import load_gates
from yiju.evals.gates import Verdict, judge
from yiju.evals.history import append_history, entry_of, last, read_history
from yiju.evals.record import Run, write_run
from yiju.evals.report.html import html_report
from yiju.evals.report.junit import junit_xml
from yiju.evals.report.markdown import markdown
from yiju.evals.report.material import gather
from yiju.evals.suites import SUITES
from yiju.evals.table import read_baseline, table_of, write_baseline

MAINS = {suite.name: suite.main for suite in SUITES.values()}


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
    partial: bool = False,
) -> tuple[list[Verdict], dict[str, Path]]:
    """Hold a run to its gates and write ``run.json``, ``report.html``, ``report.md``, ``junit.xml``.

    Args:
        gates: the file of gates; the product's own where None.
        baseline: scores to compare with; those named in the gates where None.
        save_baseline: where to write this run's scores for later comparisons.
        partial: a sample, or other cases than the product's: gates on what is not there are left out.

    Raises:
        YijuError: a file of gates or a baseline is not well formed, or nothing can be written.
    """
    held = load_gates(gates or own_gates(), {suite.name: suite.metrics for suite in SUITES.values()})
    known = baseline or held.baseline
    if baseline is not None and not baseline.exists():
        raise YijuError(f"没有这份基线：{baseline}", hint="先用 --save-baseline 写一份。")
    before = read_baseline(known) if known is not None and known.exists() else None
    verdicts = judge(run, held, before, whole=run.name == "smoke" and not partial)
    comparisons = compare_tables(before, table_of(run)) if before is not None else []
    append_history(history, entry_of(run, MAINS))
    entries, notes = read_history(history)
    material = gather(
        run,
        MAINS,
        verdicts=verdicts,
        comparisons=comparisons,
        against=f"基线 {known.name}" if known is not None and before is not None else "",
        history=last(entries, run.name),
        notes=notes,
    )
    files = {
        "run": folder / "run.json",
        "html": folder / "report.html",
        "markdown": folder / "report.md",
        "junit": folder / "junit.xml",
    }
    try:
        write_run(run, files["run"])
        files["html"].write_text(html_report(material), encoding="utf-8")
        files["markdown"].write_text(markdown(material), encoding="utf-8")
        files["junit"].write_text(junit_xml(material), encoding="utf-8")
    except OSError as error:
        raise YijuError(
            f"报告写不了：{folder}：{error.strerror}", hint="用 --out 另指一个文件夹。"
        ) from error
    if save_baseline is not None:
        write_baseline(table_of(run), save_baseline)
    return verdicts, files
