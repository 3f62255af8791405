"""Presidio's analyzer with our recognisers in it: offline, the same offsets, and what its own add."""

import subprocess
import sys

import pytest

from yiju.errors import YijuError
from yiju.privacy import find, policy_of
from yiju.privacy import presidio as room
from yiju.settings import Settings

pytest.importorskip("presidio_analyzer")

TEXT = (
    "王工手机138-1234-5678，邮箱 li@rhein.example.com；订单号 4111111111111111；IBAN DE89370400440532013000。"
)


def test_what_ours_find_is_found_with_its_own_beside_it() -> None:
    ours = {(one.kind, one.start, one.end) for one in find(TEXT)}
    both = {(one.kind, one.start, one.end) for one in room.find_with_presidio(TEXT)}
    assert ours < both
    (more,) = both - ours
    assert (more[0], TEXT[more[1] : more[2]]) == ("account", "DE89370400440532013000")


def test_known_names_and_unseen_signs_count_there_too() -> None:
    spans = room.find_with_presidio("李建国：138\u200b12345678", ["李建国"])
    assert [(one.kind, one.value) for one in spans] == [("name", "李建国"), ("mobile", "138\u200b12345678")]


def test_the_setting_chooses_it() -> None:
    assert policy_of(Settings(privacy_engine="presidio")).find is room.find_with_presidio
    assert policy_of(Settings()).find is find


def test_where_it_is_not_installed_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None)
    with pytest.raises(YijuError, match="没有安装") as raised:
        policy_of(Settings(privacy_engine="presidio"))
    assert "yiju[privacy]" in raised.value.hint


def test_it_is_not_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys, yiju.privacy, yiju.models.chat; print({'presidio_analyzer', 'spacy'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
