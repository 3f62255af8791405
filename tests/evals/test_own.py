"""A team's own customers in the evals' world: seen by one viewer alone, and part of what outcomes hang on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evals.conftest import PLANTED, Write
from tests.evals.test_run import _line
from tests.support.shell import yiju
from tests.support.stored import settings_for
from yiju.errors import NotFound, YijuError
from yiju.evals.cases import Case
from yiju.evals.own import UNIT, VIEWER, asked_by_own, read_own
from yiju.evals.plan import plan
from yiju.evals.record import read_run
from yiju.evals.run import run_plan
from yiju.evals.suites.ask import AskCase
from yiju.evals.suites.sameness import SamenessCase
from yiju.evals.suites.terms import TermsCase
from yiju.evals.world import USERS, World, open_world
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store.store import Store

DOCS = Path(__file__).parents[2] / "docs" / "evals.md"
CONTRACT = "# 采购合同\n\n签订日期：2026年1月15日\n\n穿刺针单价为每支12.40元。\n\n质保期为18个月。\n"
NAME = "海岚器械"


@pytest.fixture
def material(tmp_path: Path) -> Path:
    """One customer with a contract."""
    home = tmp_path / "material"
    (home / NAME).mkdir(parents=True)
    (home / NAME / "合同.md").write_text(CONTRACT, encoding="utf-8")
    return home


@pytest.fixture
def world(tmp_path: Path, material: Path) -> Iterator[World]:
    with (
        Store.open(settings_for(tmp_path / "store")) as store,
        open_world(store, HashingEmbedder(), [PLANTED], read_own(material), vectors=False) as world,
    ):
        yield world


def test_nobody_else_sees_them(world: World) -> None:
    query = "穿刺针单价为每支12.40元"
    for user in sorted(USERS):
        reader = world.reader(user)
        hits = find_chunks(world.store, world.embedder, reader.viewer, query, limit=20)
        told = "\n".join(p.text for hit in hits for p in hit.paragraphs)
        assert ("12.40" in told) is (user == VIEWER), user
        assert (UNIT in {hit.document.unit for hit in hits}) is (user == VIEWER), user
        if user != VIEWER:
            with pytest.raises(NotFound):
                world.copilot(user).strategy(NAME, as_of=world.today)
    assert {hit.document.unit for hit in hits if user == VIEWER} <= {UNIT}  # nor does he see others'
    assert world.copilot(VIEWER).strategy(NAME, as_of=world.today).sections


def test_the_worked_example_of_the_docs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    section = (
        DOCS.read_text(encoding="utf-8").split("### Cases about your own customers")[1].split("\n## ")[0]
    )
    files = re.findall(r"^`(evals/[^`]+)`:\n\n```\w*\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    assert len(files) == 9
    for name, text in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    [command] = re.findall(r"^yiju (.+)$", section, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    ran = yiju(*command.split(), "--data", "data", "--out", "out")
    assert ran.code == 0, ran.err
    scores = {(r.suite, r.id): r for r in read_run(tmp_path / "out").results}
    assert {key: r.outcome.error for key, r in scores.items() if r.outcome.error} == {}
    wrong = {
        key: r.scores for key, r in scores.items() if r.scores.get("right", r.scores.get("recall@10")) != 1
    }
    assert wrong == {}
    assert (ran.code, len(scores)) == (0, 7)


def test_a_file_that_changed_is_asked_about_anew(tmp_path: Path, material: Path, write: Write) -> None:
    gold = [[{"file": f"{NAME}/合同.md", "contains": "每支"}]]
    folder = write(
        "ask", _line(id="t-1", question="穿刺针单价多少", customer=NAME, gold=gold, facts=[["12.40"]])
    )

    def right() -> tuple[int, float | None]:
        run = run_plan(plan("ask", tmp_path / "home", cases=folder, material=material))
        return run.computed, run.results[0].scores["right"]

    assert (right(), right()) == ((1, 1.0), (0, 1.0))
    file = material / NAME / "合同.md"
    file.write_text(CONTRACT.replace("12.40", "13.90"), encoding="utf-8")
    assert right() == (1, 0.0)
    moved = material.rename(tmp_path / "elsewhere")
    (moved / NAME / "合同.md").write_text(CONTRACT, encoding="utf-8")
    run = run_plan(plan("ask", tmp_path / "home", cases=folder, material=moved, resume=False, workers=2))
    assert (run.results[0].outcome.error, run.results[0].scores["right"]) == ("", 1.0)


def test_who_asks_where_a_case_names_nobody(material: Path) -> None:
    own = read_own(material)
    here, there = ({"file": f"{room}/合同.md", "contains": "每支"} for room in (NAME, "weserland"))
    base = {"id": "t-1", "class": "single", "provenance": "for this test"}

    def asked(suite: type[Case], **fields: object) -> str:
        [case] = asked_by_own([suite.model_validate(base | fields)], own)
        return str(case.viewer)

    question = {"question": "单价多少", "gold": [[here]]}
    assert asked(AskCase, **question, customer=NAME) == VIEWER
    assert asked(AskCase, **question) == VIEWER
    assert asked(AskCase, **question, customer=NAME, viewer="boss") == "boss"
    assert asked(AskCase, **question, customer="威瑟兰汽车") == "boss"
    assert asked(AskCase, question="单价多少", gold=[[here, there]]) == "boss"
    assert asked(SamenessCase, scene="报价", customers=[NAME, "威瑟兰汽车"]) == "boss"
    assert asked(TermsCase, form="same", claim="单价", evidence=["单价"]) == "boss"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"合同.md": "甲"}, r"里的 合同\.md 不知道是哪个客户的"),
        ({"威瑟兰汽车/甲.md": "甲"}, "与示例同名：威瑟兰汽车"),
        ({"customers.toml": '[[customer]]\nfolder = "没有"\n'}, "文件夹没有：没有"),
        (
            {"customers.toml": '[[customer]]\nfolder = "甲"\nunit = "own"\n'},
            r"customer\[0\]\.unit 不对：没有这个",
        ),
        ({"customers.toml": "today = 3\n"}, "today 不对：要一个日期"),
        ({"customers.toml": "today ="}, r"customers\.toml"),
        ({"空的/.hidden": ""}, "空的 的文件夹是空的"),
    ],
)
def test_what_is_wrong_with_a_folder_is_named(material: Path, change: dict[str, str], named: str) -> None:
    for name, text in change.items():
        (material / name).parent.mkdir(exist_ok=True)
        (material / name).write_text(text, encoding="utf-8")
    with pytest.raises(YijuError, match=named) as told:
        read_own(material)
    assert told.value.hint


def test_a_folder_is_needed(tmp_path: Path, material: Path) -> None:
    for bad, named in ((tmp_path / "none", "不存在"), (material / NAME / "合同.md", "是一个文件")):
        with pytest.raises(YijuError, match=f"--material 要一个文件夹.*{named}"):
            read_own(bad)
    with pytest.raises(YijuError, match="没有客户的文件夹"):
        read_own(material / NAME)
    ran = yiju("eval", "run", "ask", "--material", str(material), "--data", str(tmp_path))
    assert (ran.code, "--cases" in ran.err) == (2, True)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, material: Path, write: Write) -> None:
    (material / NAME / "坏的.pdf").write_bytes(b"%PDF-1.4\nnothing")
    gold = [[{"file": f"{NAME}/合同.md", "contains": "每支"}]]
    folder = write("ask", _line(id="t-1", question="穿刺针单价多少", customer=NAME, gold=gold))
    ran = yiju(
        *("eval", "run", "ask", "--cases", str(folder), "--material", str(material)),
        *("--data", str(tmp_path / "data")),
    )
    assert ran.code == 1
    assert f"--material 的 {NAME}/坏的.pdf 读不了" in ran.err
