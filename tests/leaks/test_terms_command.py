"""A unit's own terms: told to its members, kept by its administrators, to others as if never written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shell import Ran, yiju
from tests.support.stored import settings_for
from tests.support.world import AUTO, BLIND, MEDICAL, USERS, fill, write_files
from yiju.retrieval.glossary.own import glossary_for
from yiju.store.access import local_viewer, viewer_for
from yiju.store.store import Store

SECRET = {AUTO: ("蓝鲸计划", "副车架换代的内部代号"), MEDICAL: ("白鹭计划", "试剂换代的内部代号")}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Both units, each with a term of its own."""
    files = write_files(tmp_path_factory.mktemp("terms-files"))
    with Store.open(settings_for(tmp_path_factory.mktemp("terms"))) as store:
        fill(store, files, AUTO, MEDICAL, with_samples=False)
        for unit, (name, means) in SECRET.items():
            ran = _run(store, "local", "add", name, "--means", means, "--unit", unit, "--json")
            assert (ran.code, ran.json["added"]) == (0, 1), ran
        yield store


def _run(store: Store, user: str, *line: str) -> Ran:
    return yiju("terms", *line, "--as", user, "--data", str(store.settings.data))


@pytest.mark.parametrize("user", USERS)
def test_a_viewer_sees_their_units_terms_alone(kept: Store, user: str) -> None:
    viewer = viewer_for(kept.sql, user)
    seen = set() if user in BLIND else set(viewer.units)
    for form in ((), ("--json",), ("--own",)):
        ran = _run(kept, user, "list", *form)
        assert ran.code == 0
        for unit, told in SECRET.items():
            assert all((word in ran.out) == (unit in seen) for word in told), (user, unit)
    for unit, (name, _) in SECRET.items():
        known = glossary_for(kept.settings.data, viewer, [unit])
        assert bool(known.find(name)) == (unit in seen)


@pytest.mark.parametrize("user", USERS)
def test_only_a_units_administrator_changes_them_and_others_learn_nothing(kept: Store, user: str) -> None:
    viewer = viewer_for(kept.sql, user)
    before = glossary_for(kept.settings.data, local_viewer(kept.sql)).own
    for unit, (name, means) in SECRET.items():
        if "admin" in viewer.roles and user not in BLIND and unit in viewer.units:
            continue
        for line in (("remove", name), ("add", name, "--means", "别的意思呀")):
            ran = _run(kept, user, *line, "--unit", unit)
            never = _run(kept, user, *line, "--unit", "从来没有的单元")
            assert ran.code == 1 and ran.err == never.err and means not in ran.out + ran.err
    assert glossary_for(kept.settings.data, local_viewer(kept.sql)).own == before


def test_terms_are_imported_whole_or_not_at_all_replaced_and_removed(kept: Store, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        "[[term]]\nterm='青松'\ndefinition='一个代号而已'\n[[term]]\nterm='红杉'\n", encoding="utf-8"
    )
    ran = _run(kept, "admin_medical", "import", str(file))
    assert ran.code == 1 and "第 2 条“红杉” definition" in ran.err
    assert "青松" not in _run(kept, "admin_medical", "list").out
    file.write_text("[[term]]\nterm='青松'\ndefinition='一个代号而已'\naliases=['松']\n", encoding="utf-8")
    assert _run(kept, "admin_medical", "import", str(file), "--json").json["added"] == 1
    assert _run(kept, "admin_medical", "import", str(file), "--json").json["replaced"] == 1
    assert _run(kept, "admin_medical", "list", "松", "--json").json["terms"][0]["unit"] == MEDICAL
    assert _run(kept, "boss", "remove", "青松").code == 2  # of which unit?
    assert _run(kept, "admin_medical", "remove", "青松").code == 0
    assert _run(kept, "admin_medical", "remove", "青松").code == 1
    ran = _run(kept, "admin_medical", "add", "X", "--means", "短")
    assert ran.code == 2 and "--means 不对：至少要 4 个字" in ran.err and "definition" not in ran.err
    ran = _run(kept, "admin_medical", "add", "X", "--means", "一个代号而已", "--alias", "")
    assert ran.code == 2 and "名称要有 1 到" in ran.err


def test_the_bundled_terms_need_no_data_folder_but_a_named_one_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_DATA", str(tmp_path / "none"))
    ran = yiju("terms", "list", "VDA", "--json")
    assert ran.code == 0 and ran.json["terms"] and "没有数据目录" in ran.err
    for more in (("--own",), ("--as", "x"), ("--data", str(tmp_path / "typo"))):
        assert yiju("terms", "list", "VDA", *more).code == 1
    assert not list(tmp_path.iterdir())
