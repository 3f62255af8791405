"""``sources.yaml``: what is wrong is named, secrets are refused, one entry costs no other."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.stored import settings_for
from yiju.errors import YijuError
from yiju.sync.config import Rate, Secret
from yiju.sync.config_file import Configured, load_sources, read_sources
from yiju.sync.secrets import missing_variables

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"name": "盘", "kind": "folder", "path": "/srv/in", "customer": "莱茵汽车"}
SERVICE = {"name": "crm", "kind": "rest", "url": "https://crm.example/x", "fields": {"key": "id"}}


def _read(tmp_path: Path, told: Any) -> Configured:
    path = tmp_path / "sources.yaml"
    path.write_text(told if isinstance(told, str) else yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return read_sources(path)


def _trouble(tmp_path: Path, entry: Any) -> str:
    found = _read(tmp_path, [GOOD, entry])
    assert [one.name for one in found.sources] == ["盘"]
    (trouble,) = found.troubles
    return f"{trouble.name}：{trouble.message}"


def test_an_entry_says_what_it_reads_when_and_how_fast(tmp_path: Path) -> None:
    told = {**GOOD, "every": "2h", "rate": "30/m", "errors": 5, "unit": "east", "document_kind": "mail"}
    (one,) = _read(tmp_path, {"sources": [told]}).sources
    assert (one.every, one.rate, one.errors, one.unit) == (7200, Rate(30, 60), 5, "east")


def test_another_question_is_told_by_another_fingerprint(tmp_path: Path) -> None:
    def fingerprint(**changes: Any) -> str:
        (one,) = _read(tmp_path, [{**GOOD, **changes}]).sources
        return one.fingerprint()

    assert fingerprint(every="1h", rate="1/s", errors=3, enabled=False) == fingerprint()
    assert fingerprint(path="/srv/other") != fingerprint()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "../x"}, "name 不对"),
        ({"name": "共享 盘"}, "只能用汉字、字母、数字、_ 和 -（不能开头），不能有空格"),
        ({"name": ""}, "第 2 个：name 不对"),
        ({"name": "list"}, "list 是 yiju sync 的命令"),
        ({"name": "盘"}, "和前面的一个同名"),
        ({"kind": ["web"]}, "kind 不对：要是 feed"),
        ({"kind": "ftp"}, "kind 不对：要是 feed、folder、imap、rest、web 之一"),
        ({"path": "in"}, "path 不对：要一个绝对路径"),
        ({"pth": "/x"}, "pth 不对：没有这个字段"),
        ({"every": "soon"}, "every 不对：要一段时间"),
        ({"every": "1s"}, "every 不对：不能小于 10"),
        ({"rate": "0/m"}, "rate 不对"),
        ({"errors": 0}, "errors 不对"),
        ({"document_kind": "x"}, "document_kind 不对"),
    ],
)
def test_what_is_wrong_is_named_by_entry_and_field(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    assert said in _trouble(tmp_path, {**GOOD, "name": "two", **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"records": "a[["}, "records 不对：不是 JMESPath"),
        ({"fields": {"title": "x"}}, "fields.key 不对：没有写"),
        ({"fields": {"key": "id", "text": "a", "html": "b"}}, "只能写一个"),
        ({"paging": {"by": "cursor", "param": "c"}}, "cursor 需要 value"),
        ({"auth": {"type": "oauth2"}}, "oauth2 需要 token_url"),
        ({"url": "file:///etc/passwd"}, "url 不对"),
        ({"hosts": ["https://x.example/y"]}, "hosts 不对"),
    ],
)
def test_what_is_wrong_with_a_service_is_named(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    assert said in _trouble(tmp_path, {**SERVICE, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"auth": {"type": "bearer", "token": "geheim1"}},
        {"auth": {"type": "basic", "user": "u", "password": "geheim1"}},
        {"auth": {"type": "header", "name": "X", "value": "geheim1"}},
        {"headers": {"Authorization": "Bearer geheim1"}},
        {"headers": {"X-Api-Key": "geheim1"}},
        {"params": {"access_token": "geheim1"}},
        {"body": {"appSecret": "geheim1"}},
        {"url": "https://u:geheim1@crm.example/x"},
        {"url": "https://crm.example/x?api_key=geheim1"},
        {"url": "https://geheim1@crm.example/x"},
        {"hosts": ["https://geheim1@files.example"]},
        {"hosts": ["u:geheim1@files.example"]},
    ],
)
def test_a_secret_in_plain_text_is_refused_and_not_repeated(tmp_path: Path, changes: dict[str, Any]) -> None:
    said = _trouble(tmp_path, {**SERVICE, **changes})
    assert "env:变量名" in said or "不带密码" in said
    assert "geheim" not in said


def test_all_that_is_wrong_with_an_entry_is_told_at_once(tmp_path: Path) -> None:
    mail = {"name": "信", "kind": "imap", "host": "h", "user": "u", "password": "geheim1", "tls": "ja"}
    found = _read(
        tmp_path, [{**mail, "errors": 0, "pth": 1}, {**SERVICE, "paging": {"start": -1, "size": -1}}]
    )
    assert [(one.name, one.message.partition("：")[0]) for one in found.troubles] == [
        ("信", "password 不对"),
        ("信", "errors 不对"),
        ("信", "tls 不对"),
        ("信", "pth 不对"),
        ("crm", "paging.start 不对"),
        ("crm", "paging.size 不对"),
    ]
    assert [one.message for one in found.troubles][2] == "tls 不对：要 true 或 false，或要是 starttls 之一"
    assert not found.sources and "geheim" not in str(found)


def test_an_entry_that_names_itself_costs_that_source_alone(tmp_path: Path) -> None:
    text = "- &a {name: x, kind: web, urls: [*a]}\n- {name: y, kind: web, urls: [https://y.example/]}\n"
    found = _read(tmp_path, text)
    assert [one.name for one in found.sources] == ["y"] and [one.name for one in found.troubles] == ["x"]


def test_a_token_in_the_address_of_a_page_is_refused_and_not_repeated(tmp_path: Path) -> None:
    said = _trouble(tmp_path, {"name": "n", "kind": "web", "urls": ["https://geheim1@crm.example/x"]})
    assert said == "n：urls[0] 不对：密码、令牌不能直接写在文件里，要写成 env:变量名"


def test_a_secret_is_told_by_its_variable_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    auth = {"type": "bearer", "token": "env:T_TOKEN"}
    (one,) = _read(tmp_path, [{**SERVICE, "auth": auth, "headers": {"X-B": "env:T_OTHER"}}]).sources
    monkeypatch.setenv("T_TOKEN", "geheim")
    monkeypatch.delenv("T_OTHER", raising=False)
    assert missing_variables(one) == ["T_OTHER"]
    assert Secret("T_TOKEN").value() == "geheim"
    assert "geheim" not in repr(one) + one.model_dump_json()
    with pytest.raises(YijuError, match="没有设置环境变量 T_OTHER"):
        Secret("T_OTHER").value()


@pytest.mark.parametrize(
    "text", ["- name: [", "a: b", "3", "- password: geheim1\n  - x: {", "[" * 5000, "\x00", "&a [*a]"]
)
def test_what_is_no_list_of_sources_is_said_in_a_line(tmp_path: Path, text: str) -> None:
    try:
        found = _read(tmp_path, text)
    except YijuError as error:
        assert "sources.yaml" in str(error) and "geheim" not in str(error)
    else:
        assert found.sources == () and found.troubles


def test_no_file_means_no_source_unless_one_was_named(tmp_path: Path) -> None:
    assert load_sources(settings_for(tmp_path)) is None
    with pytest.raises(YijuError, match="没有来源文件"):
        load_sources(settings_for(tmp_path, sources=str(tmp_path / "none.yaml")))
    (tmp_path / "sources.yaml").write_text("")
    assert load_sources(settings_for(tmp_path)) == Configured(tmp_path / "sources.yaml")


def test_the_examples_of_the_page_can_be_used(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "sources.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        found = _read(tmp_path, block)
        assert found.sources and not found.troubles, (block, found.troubles)
