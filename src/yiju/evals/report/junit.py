"""JUnit XML, as CI systems read it: a testsuite for each suite, and one for the gates.

A case fails where it is not all right, is an error where the subject broke, and is skipped where it
is unscored. What decides whether CI passes is the exit code, that is the gates, not these cases.
"""

from xml.etree import ElementTree as Xml

from yiju.evals.outcome import Result
from yiju.evals.report.material import Material
from yiju.evals.report.show import asked_and_given, shortened, visible
from yiju.evals.summary import total_seconds


def junit_xml(material: Material) -> str:
    """The document, with its declaration."""
    run = material.run
    root = Xml.Element("testsuites", name=f"yiju eval {visible(run.name)}")
    for suite in material.suites:
        _suite(root, material, suite)
    if material.verdicts:
        _gates(root, material)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(child.get(key, "0")) for child in root)))
    root.set("time", f"{total_seconds(run):.3f}")
    root.set("timestamp", run.started_at.isoformat(timespec="seconds"))
    Xml.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(root: Xml.Element, material: Material, suite: str) -> None:
    home = Xml.SubElement(root, "testsuite", name=visible(suite))
    properties = Xml.SubElement(home, "properties")
    for row in material.whole_rows(suite):
        told = "unscored" if row.mean is None else f"{row.mean:.4f} [{row.low:.4f}, {row.high:.4f}]"
        value = f"{told} n={row.n} unscored={row.unscored}"
        Xml.SubElement(properties, "property", name=visible(row.metric), value=value)
    spent = 0.0
    for result in material.run.results:
        if result.suite == suite:
            spent += _case(home, material, result)
    _count(home, spent, material)


def _case(home: Xml.Element, material: Material, result: Result) -> float:
    took = result.outcome.seconds
    seconds = took.get("case", sum(took.values()))
    case = Xml.SubElement(
        home,
        "testcase",
        classname=visible(f"{result.suite}.{result.class_}"),
        name=visible(result.id),
        time=f"{seconds:.3f}",
    )
    broken = material.broken_by(result)
    if result.outcome.error:
        error = Xml.SubElement(case, "error", type="error", message=visible(result.outcome.error[:300]))
        error.text = _told(result)
    elif material.wrong(result):
        message = "；".join(f"{metric} {_number(score)}" for metric, score in result.scores.items())
        if broken:
            message = f"破红线 {'、'.join(broken)}；{message}"
        failure = Xml.SubElement(case, "failure", type="score", message=visible(message))
        failure.text = _told(result)
    elif material.score(result) is None:
        Xml.SubElement(case, "skipped", message="未评分")
    return seconds


def _told(result: Result) -> str:
    asked, given = asked_and_given(result.outcome)
    return (
        "\n"
        + "\n".join(f"{visible(label)}：{visible(shortened(text))}" for label, text in asked + given)
        + "\n"
    )


def _number(score: float | None) -> str:
    return "未评分" if score is None else f"{score:.2f}"


def _gates(root: Xml.Element, material: Material) -> None:
    home = Xml.SubElement(root, "testsuite", name="gates")
    for verdict in material.verdicts:
        case = Xml.SubElement(home, "testcase", classname="gates", name=visible(verdict.gate), time="0.000")
        if not verdict.ok:
            failure = Xml.SubElement(case, "failure", type="gate", message=visible(verdict.message))
            failure.text = "\n".join(visible(case_id) for case_id in verdict.cases)
    _count(home, 0.0, material)


def _count(home: Xml.Element, spent: float, material: Material) -> None:
    home.set("tests", str(len(home.findall("testcase"))))
    for tag, key in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        home.set(key, str(len(home.findall(f"testcase/{tag}"))))
    home.set("time", f"{spent:.3f}")
    home.set("timestamp", material.run.started_at.isoformat(timespec="seconds"))
