"""Addresses hold names, numbers and mailboxes percent-coded: they are blotted as in plain text."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.shell import yiju
from yiju.privacy import policy_of
from yiju.privacy.veil import Veil
from yiju.settings import Settings

ALL = policy_of(Settings(privacy="all=mask_everywhere"))
NAMES = ["王总13812345678.txt", "138-1234-5678 wang@huaxin.example.txt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("times", [1, 2])
def test_what_a_title_hides_its_address_hides(name: str, encoding: str, times: int) -> None:
    coded = quote(name.encode(encoding))
    for _ in range(times - 1):
        coded = quote(coded, safe="")
    place = f"file:///in/{coded}"
    shown = ALL.shown(place)
    assert len(shown) == len(place) and shown.startswith("file:///in/●") and "huaxin" not in shown
    assert not any(digits in shown for digits in ("138", "1234", "5678"))
    assert quote("王".encode(encoding)) not in shown
    assert ALL.shown(shown) == shown


def test_what_is_nobodys_stays() -> None:
    for text in ("file:///in/%E5%90%88%E5%90%8C.md", "折扣50%，涨20%20台，100%25", "%", "%zz%E7"):
        assert ALL.shown(text) == text


def test_models_get_placeholders_which_turn_back_into_the_address() -> None:
    text = f"见 https://x.example/{quote(NAMES[1])} 与 13812345678。"
    veil = Veil(ALL, text)
    hidden = veil.hide(text)
    assert "huaxin" not in hidden and "1234" not in hidden
    assert veil.restore(hidden) == text


def test_commands_print_no_coded_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    for name in NAMES:
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(f"付款方式为月结{len(name)}天。", encoding="utf-8")
    (tmp_path / "wait").mkdir()
    (tmp_path / "wait" / NAMES[0]).write_text("没有线索的话。", encoding="utf-8")
    data = ("--data", str(tmp_path / "data"))
    assert yiju("ingest", str(tmp_path / "in"), "--customer", "甲公司", *data).code == 0
    assert yiju("ingest", str(tmp_path / "wait"), *data).code == 0
    plain = yiju("sources", "--format", "csv", *data).out
    assert "%20" in plain and "13812345678" in plain
    monkeypatch.setenv("YIJU_PRIVACY", "all=mask_everywhere")
    listed = yiju("sources", "--json", *data).json
    paragraph = f"{listed['documents'][0]['id']}-0001"
    for line in (
        ("sources", "--format", "csv"),
        ("sources", "--json"),
        ("cite", paragraph),
        ("cite", paragraph, "--json"),
        ("tray", "list", "--json"),
        ("ask", "付款方式是什么", "--customer", "甲公司", "--json"),
    ):
        ran = yiju(*line, *data)
        assert ran.code == 0, ran
        assert not any(one in ran.out for one in ("138", "1234", "5678", "huaxin", quote("王总"))), line
