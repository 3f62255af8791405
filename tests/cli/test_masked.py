"""What is masked everywhere is printed by no command, though it was kept before the policy was."""

from pathlib import Path

import pytest

from tests.cli.conftest import CUSTOMER
from tests.support.shell import Ran, yiju

MOBILE = "13912345678"


def _clean(ran: Ran, *line: str) -> None:
    assert MOBILE not in ran.out + ran.err, line


def test_no_command_prints_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = str(tmp_path / "data")

    def run(*line: str) -> Ran:
        return yiju(*line, "--data", data)

    files = tmp_path / "资料"
    files.mkdir()
    (files / "名片.md").write_text(
        f"# 钱进 {MOBILE} 名片\n\n日期：2026-01-05\n\n付款方式为货到验收后60天电汇，联系人手机{MOBILE}。\n",
        encoding="utf-8",
    )
    assert run("ingest", str(files), "--customer", CUSTOMER).code == 0
    asked = run("ask", "付款方式是什么", "--customer", CUSTOMER, "--json")
    advice = asked.json["id"]
    paragraph = asked.json["sections"][0]["claims"][0]["citations"][0]["paragraph_id"]
    assert run("review", advice, "--verdict", "accept", "--comment", f"问过{MOBILE}了").code == 0
    assert run("issues", "open", f"打{MOBILE}不通", "--suggestion", advice).code == 0
    lines = [
        ("sources",),
        ("review", advice),
        ("cite", paragraph),
        ("ask", f"付款方式是什么，打{MOBILE}还是邮件", "--customer", CUSTOMER),
        ("strategy", CUSTOMER),
        ("queue",),
        ("issues", "list"),
        ("replay", advice),
        ("kpi",),
        ("customers", "list"),
        ("maintain",),
        ("export", "--kind", "sft"),
        ("datasets", "list"),
        ("talk", f"公司{MOBILE}", "--scene", "催款"),
    ]
    plain = {line: run(*line) for line in lines[:3]}
    assert all(MOBILE in ran.out for ran in plain.values())
    monkeypatch.setenv("YIJU_PRIVACY", "all=mask_everywhere")
    for line in lines:
        for form in ((), ("--json",)):
            ran = run(*line, *form)
            assert "Traceback" not in ran.err and "No such option" not in ran.err, (line, ran)
            _clean(ran, *line, *form)
    assert "●" * 11 in run("sources").out and "●" * 11 in run("cite", paragraph, "--json").out
    assert "●" * 11 in run("issues", "list").out


def test_the_next_command_without_a_policy_prints_all_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = str(tmp_path / "data")
    note = tmp_path / "note.md"
    note.write_text(f"# 名片\n\n联系人手机{MOBILE}。\n", encoding="utf-8")
    assert yiju("ingest", str(note), "--customer", f"甲{MOBILE}乙", "--data", data).code == 0
    monkeypatch.setenv("YIJU_PRIVACY", "all=mask_everywhere")
    assert MOBILE not in yiju("sources", "--data", data).out
    monkeypatch.delenv("YIJU_PRIVACY")
    assert MOBILE in yiju("sources", "--data", data).out
