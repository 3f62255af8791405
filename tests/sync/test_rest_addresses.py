"""Addresses of services as they are written here: with Chinese, with blanks, or leading nowhere."""

import threading
from typing import Any

import pytest

from tests.sync.rest_server import Asked, Says, service
from yiju.sync.base import Item, SourceFailure
from yiju.sync.pace import Bucket
from yiju.sync.rest import RestSource
from yiju.sync.rest_config import Config, origin_of
from yiju.sync.web_address import canonical, split

RECORD = {"id": "1", "name": "公告", "file": "/附件/招标 文件.pdf"}
SECRET = {"type": "header", "name": "x-api-key", "value": "env:CRM_KEY"}


def _source(url: str, **changes: Any) -> RestSource:
    told: dict[str, Any] = {
        "name": "crm",
        "kind": "rest",
        "url": url,
        "internal": True,
        "auth": SECRET,
        "fields": {"key": "id", "title": "name", "file": "file"},
        "files": ["/附件/"],
        "rate": "10000/s",
        **changes,
    }
    config = Config.model_validate(told)
    return RestSource(config, Bucket(config.rate, threading.Event()))


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_KEY", "geheim")


@pytest.mark.parametrize("at", ["/公告/list?applicant=华信", "/moved"])
def test_chinese_in_an_address_is_sent_as_it_must_be(at: str) -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/moved":
            return Says(
                status=302, headers={"Location": "/公告/list?applicant=华信".encode().decode("latin-1")}
            )
        if asked.path == "/%E5%85%AC%E5%91%8A/list":
            assert asked.query["applicant"] == "华信"
            return Says([RECORD] if "page" not in asked.query else [])
        assert asked.path == "/%E9%99%84%E4%BB%B6/%E6%8B%9B%E6%A0%87%20%E6%96%87%E4%BB%B6.pdf"
        return Says(b"%PDF-")

    with service(answer) as there:
        source = _source(there.url + at)
        (item,) = source.items("")
        assert isinstance(item, Item) and source.fetch(item) == b"%PDF-"
        source.close()
    assert {one.headers["x-api-key"] for one in there.asked} == {"geheim"}


@pytest.mark.parametrize("file", ["http://[x", "http://a..b/x", "http://h:99999/"])
def test_a_file_that_lies_nowhere_costs_one_record(file: str) -> None:
    with service(lambda _asked: Says([{**RECORD, "file": file}])) as there:
        source = _source(f"{there.url}/list")
        for item in source.items(""):
            if isinstance(item, Item):
                with pytest.raises(SourceFailure):
                    source.fetch(item)
        source.close()
    assert len(there.asked) == 1


@pytest.mark.parametrize("following", ["http://[x", "http://h:99999/x", "http://\ud800.example/"])
def test_a_next_page_that_lies_nowhere_is_told(following: str) -> None:
    with service(lambda _asked: Says({"data": [RECORD], "next": following})) as there:
        source = _source(f"{there.url}/list", records="data", paging={"by": "next", "value": "next"})
        with pytest.raises(SourceFailure, match=r"不是网址|允许的主机"):
            list(source.items(""))
        source.close()
    assert len(there.asked) == 1


def test_one_host_has_one_name() -> None:
    assert split("http://./x") is None and split("http://h/\ud800") is None
    assert origin_of("https://接口.example/x") == origin_of("https://xn--6orp08a.EXAMPLE:443")
    assert origin_of("http://h:99999/") is None
    assert canonical("http://[2001:DB8::1]:80/ü?q=好#x") == "http://[2001:db8::1]/%C3%BC?q=%E5%A5%BD"
