"""Sources are told to those who head their unit; to all others as if they had never been."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shell import Ran, yiju
from tests.support.stored import settings_for
from tests.support.world import AUTO, BLIND, MEDICAL, UNITS, USERS, fill, write_files
from yiju.store.access import viewer_for
from yiju.store.store import Store

SECRET = {AUTO: ("蓝鲸信箱", "蓝鲸报价"), MEDICAL: ("白鹭信箱", "白鹭报价")}
"""Unit → the name of its source, and of a file there that cannot be read."""


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Both units, each with a source of its own that was read."""
    files = write_files(tmp_path_factory.mktemp("sync-files"))
    inbox = tmp_path_factory.mktemp("inbox")
    with Store.open(settings_for(tmp_path_factory.mktemp("sync"))) as store:
        fill(store, files, *UNITS, with_samples=False)
        lines = []
        for unit, (name, file) in SECRET.items():
            (inbox / unit).mkdir()
            (inbox / unit / f"{file}.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
            told = f"name: {name}, kind: folder, path: {inbox / unit}, unit: {unit}, customer: {file}的客户"
            lines.append(f"- {{{told}, settle: 0}}\n")
        (store.settings.data / "sources.yaml").write_text("".join(lines), encoding="utf-8")
        for name, _ in SECRET.values():
            ran = yiju("sync", name, "--no-wait", "--data", str(store.settings.data))
            assert ran.code == 0, ran
        yield store


def _list(store: Store, user: str, *form: str) -> Ran:
    return yiju("sync", "list", *form, "--as", user, "--data", str(store.settings.data))


@pytest.mark.parametrize("user", USERS)
def test_only_who_heads_a_unit_sees_its_sources(synced: Store, user: str) -> None:
    viewer = viewer_for(synced.sql, user)
    head = user not in BLIND and bool(viewer.roles & {"director", "admin"})
    seen = viewer.units if head else frozenset()
    for form in ((), ("--json",)):
        ran = _list(synced, user, *form)
        assert ran.code == (0 if head else 1)
        for unit, words in SECRET.items():
            for word in words:
                assert (word in ran.out + ran.err) == (unit in seen), (user, unit, word)
        if head and form:
            assert {one["unit"] for one in ran.json["sources"]} == seen
        if not head:
            assert "没有查看来源的权限" in ran.err and not any(char.isdigit() for char in ran.err)


def test_what_a_source_brought_is_of_its_unit_alone(synced: Store, tmp_path: Path) -> None:
    for user in USERS:
        ran = yiju("sources", "--json", "--as", user, "--data", str(synced.settings.data))
        seen = frozenset() if user in BLIND else viewer_for(synced.sql, user).units
        for unit, words in SECRET.items():
            assert unit in seen or not any(word in ran.out for word in words)
