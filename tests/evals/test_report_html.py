"""The HTML report: one file, nothing fetched, nothing of documents runs, everything there."""

import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.evals.sample_run import (
    ATTACK,
    MAINS,
    result,
    run_of,
    sample_gates,
    sample_history,
    sample_run,
)
from yiju.evals.compare import compare_runs
from yiju.evals.gates import judge
from yiju.evals.report.charts import bar, trend
from yiju.evals.report.html import html_report, write_html
from yiju.evals.report.material import Material, gather
from yiju.evals.stats import Mean
from yiju.evals.table import table_of
from yiju.evals.verdict import Verdict

_VOID = {"meta", "input", "br", "img", "link", "hr"}


class _Page(HTMLParser):
    """Every tag closed in order; what is where."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, key, value or "") for key, value in attrs]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, key, value or "") for key, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["script"], ["style"]):
            self.words.append(data)


def _material(good: float = 0.75) -> Material:
    run = sample_run(good=good)
    earlier = sample_run(seed=8)
    return gather(
        run,
        MAINS,
        verdicts=judge(run, sample_gates(), table_of(earlier)),
        comparisons=compare_runs(earlier, run),
        against="主干 <b>",
        history=sample_history(run),
        notes=["第 3 行 <i>不完整</i>"],
    )


def test_the_page_is_well_formed_and_has_every_section_and_case() -> None:
    material = _material()
    page = _Page(html_report(material))
    sections = [value for tag, key, value in page.attributes if tag == "section" and key == "id"]
    assert sections == ["gates", "metrics", "classes", "compared", "trends", "spent", "cases"]
    ids = [value for _, key, value in page.attributes if key == "id"]
    assert len(ids) == len(set(ids))
    assert {f"case-{r.suite}-{r.id}" for r in material.run.results} <= set(ids)
    links = {value[1:] for _, key, value in page.attributes if key == "href"}
    assert links <= set(ids)  # every link leads somewhere on the page


def test_nothing_is_fetched() -> None:
    page = _Page(html_report(_material()))
    asked_for = [v for _, key, v in page.attributes if key in {"src", "href", "action", "data", "srcset"}]
    assert asked_for
    assert all(value.startswith("#") for value in asked_for)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(page.tags)
    source = html_report(_material())
    assert not re.search(r"https?://|url\(|@import|fetch\(|XMLHttp", source)
    assert "default-src 'none'" in source


def test_what_documents_bring_is_shown_and_never_run() -> None:
    text = html_report(_material())
    page = _Page(text)
    assert page.tags["script"] == 1
    assert not [key for _, key, _ in page.attributes if key.startswith("on")]
    told = "".join(page.words)
    assert (
        "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&‹U+0000›‹U+001B›[31m‹U+202E›‹U+200B›"
        in told
    )
    for char in ("\x00", "\x1b", "\u202e", "\u200b"):
        assert char not in text


def test_every_field_of_a_result_is_escaped() -> None:
    evil = result(
        ATTACK,
        ATTACK,
        {ATTACK: 0.0, "right": None},
        class_=ATTACK,
        shown=((ATTACK, ATTACK), ("问", ATTACK)),
        seconds={ATTACK: 1.0},
        error=ATTACK,
    )
    run = run_of(evil, result(ATTACK, "b", {ATTACK: 1.0}, class_="other"), name=ATTACK)
    run = run.model_copy(
        update={"embedder": ATTACK, "model": ATTACK, "machine": ATTACK, "seconds": {ATTACK: 1.0}}
    )
    earlier = run.model_copy(
        update={"results": tuple(r.model_copy(update={"scores": {ATTACK: 0.5}}) for r in run.results)}
    )
    text = html_report(
        gather(
            run,
            {ATTACK: ATTACK},
            comparisons=compare_runs(earlier, run),
            against=ATTACK,
            history=[
                e.model_copy(update={"suites": {ATTACK: e.suites["ask"]}})
                for e in sample_history(sample_run())
            ],
            notes=[ATTACK],
        )
    )
    page = _Page(text)
    assert (page.tags["script"], page.tags["img"]) == (1, 0)
    assert not [key for _, key, _ in page.attributes if key.startswith("on")]
    assert "\x00" not in text


def test_the_page_s_own_script_is_the_one_its_policy_lets_run() -> None:
    import base64
    import hashlib

    text = html_report(_material())
    script = text.split("<script>", 1)[1].split("</script>", 1)[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "unsafe-inline'; script" in text
    assert "unsafe-eval" not in text


def test_worst_cases_come_first_and_right_ones_are_folded() -> None:
    material = _material()
    order = material.worst_first()
    wrong = [material.wrong(r) for r in order]
    assert wrong == sorted(wrong, reverse=True)
    broken = [bool(material.broken_by(r)) for r in order]
    assert any(broken)
    assert broken == sorted(broken, reverse=True)
    rest = [r for r in order if not material.broken_by(r)]
    assert len({r.suite for r in rest[:4]}) > 2  # suites take turns
    assert gather(material.run, MAINS).worst_first()[0].id == "ask-err"  # where no gate is asked
    text = html_report(material)
    assert len(re.findall(r'data-wrong="1" open>', text)) == sum(wrong)
    assert len(re.findall(r'data-wrong="0">', text)) == len(order) - sum(wrong)


def test_gates_that_hold_are_folded_where_they_are_many() -> None:
    run = run_of(result("ask", "a-1", {"right": 1.0}))
    for count, shown in ((2, True), (40, False)):
        fine = [Verdict(gate=f"floors {n}", ok=True, value=1, limit=0, message="过") for n in range(count)]
        text = html_report(gather(run, MAINS, verdicts=fine))
        assert (f'<details class="fold" open><summary>已过的 {count} 道' in text) is shown
        assert f"已过的 {count} 道" in text


def test_a_bare_run_is_a_page_too() -> None:
    for run in (run_of(), run_of(result("sandbox", "s-1", {}))):
        page = _Page(html_report(gather(run, {})))
        assert "没有核对门限" in "".join(page.words)


def test_long_texts_are_cut_and_say_so() -> None:
    run = run_of(result("ask", "a-1", {"right": 0.0}, shown=(("答", "长" * 5000),)))
    text = html_report(gather(run, MAINS))
    assert "共 5,000 字" in text
    assert len(text) < 40_000


def test_bars_and_trends_stay_inside_their_frames() -> None:
    assert 'x1="0.00" x2="100.00"' in bar(Mean(0.5, -1.0, 2.0))
    assert "fill" not in bar(None)
    drawn = trend([Mean(0.5, 0.4, 0.6), None, Mean(1.0, 1.0, 1.0)], ["a", "b", "c"], ("一", "三"))
    assert drawn.count("<circle") == 2
    assert drawn.count("<polygon") == 0  # a gap is not bridged
    assert all(0 <= float(y) <= 118 for y in re.findall(r'c?y[12]?="([\d.-]+)"', drawn))
    assert trend([None], ["a"], ("", "")) == ""


def test_a_browser_filters_the_cases(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser here")
    material = _material()
    path = tmp_path / "报告.html"
    write_html(material, path)
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    wrong = sum(material.wrong(r) for r in material.run.results)
    assert f"{wrong} / {len(material.run.results)} 例" in dom
    assert dom.count('hidden=""') >= len(material.run.results) - wrong
