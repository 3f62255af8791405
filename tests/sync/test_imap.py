"""Mailboxes of a real IMAP server on this machine."""

import contextlib
import itertools
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cut_wire import Cut
from tests.support.mails import read
from tests.support.mailserver import PASSWORD, Mailserver, mail
from tests.support.website import Reply, Told, Website
from yiju.errors import Skipped
from yiju.sync.base import Cursor, Item, SourceDown, SourceFailure, SourceGone
from yiju.sync.imap import Config, ImapSource, connect

_users = (f"user{n}" for n in itertools.count())


@pytest.fixture(scope="module")
def server() -> Iterator[Mailserver]:
    opened = Mailserver()
    yield opened
    opened.close()


@pytest.fixture
def user() -> str:
    """Somebody whose mailbox is empty."""
    return next(_users)


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)


def source(server: Mailserver, user: str, **fields: Any) -> ImapSource:
    given = {"name": "mail", "kind": "imap", "customer": "甲", "host": "127.0.0.1", "port": server.port}
    given |= {"user": user, "password": "env:MAIL_PASSWORD", "timeout": 10} | fields
    return connect(Config.model_validate(given), Told())


@contextlib.contextmanager
def opened(server: Mailserver, user: str, **fields: Any) -> Iterator[ImapSource]:
    one = source(server, user, **fields)
    yield one
    one.close()


def told(one: ImapSource, cursor: str = "") -> tuple[list[Item], str]:
    items = []
    for each in one.items(cursor):
        if isinstance(each, Item):
            items.append(each)
        else:
            cursor = each.value
    return items, cursor


def flags(server: Mailserver, user: str) -> list[bytes]:
    with server.connect(user) as connection:
        connection.select("INBOX", readonly=True)
        return [one for one in connection.fetch("1:*", "(FLAGS)")[1] if isinstance(one, bytes)]


def test_new_mails_are_told_once_and_stay_unread(server: Mailserver, user: str) -> None:
    server.put(mail("询价：副车架", "请报价。", id="<1@x>"), user=user)
    with opened(server, user) as one:
        (item,), cursor = told(one)
        assert (item.name, item.facts) == ("询价：副车架.eml", {"folder": "INBOX"})
        assert item.uri.startswith("imap://127.0.0.1/INBOX;UIDVALIDITY=") and PASSWORD not in str(item)
        assert b"Message-ID: <1@x>" in one.fetch(item)
        assert told(one, cursor) == ([], cursor)
    server.put(mail("补充", "附图纸。", id="<2@x>"), user=user)
    with opened(server, user) as one:
        assert [each.name for each in told(one, cursor)[0]] == ["补充.eml"]
    told_flags = flags(server, user)
    assert len(told_flags) == 2 and all(b"\\Seen" not in each for each in told_flags)


@pytest.mark.parametrize("charset", ["gb18030", "big5", "utf-8"])
def test_chinese_mails_read_as_they_were_written(
    server: Mailserver, user: str, tmp_path: Path, charset: str
) -> None:
    text = (
        "貴司報價已收到，請於十五日內確認交期與付款條件。"
        if charset == "big5"
        else "贵司报价已收到，请于十五日内确认交期。"
    )
    subject = text[:6]
    server.put(mail(subject, text, id="<c@x>", charset=charset), user=user)
    with opened(server, user) as one:
        (item,), _ = told(one)
        assert item.name == f"{subject}.eml"
        reading = read(tmp_path, one.fetch(item))
    assert (reading.title, [p.text for p in reading.paragraphs]) == (subject, [text])
    assert str(reading.date) == "2026-01-15"


def test_folders_have_chinese_names_and_all_means_not_rubbish(server: Mailserver, user: str) -> None:
    server.put(mail("发出的", "已报价。", id="<s@x>"), "已发送", user)
    server.put(mail("旧事", "归档。", id="<o@x>"), "客户&项目/2025", user)
    server.put(mail("收到的", "请报价。", id="<i@x>"), user=user)
    for rubbish in ("垃圾邮件", "Trash", "客户&项目/已删除"):
        server.put(mail("不要的", "广告。", id=f"<{len(rubbish)}@rubbish>"), rubbish, user)
    with opened(server, user, folders=["已发送"]) as one:
        assert [item.name for item in told(one)[0]] == ["发出的.eml"]
    with opened(server, user, folders=["*"]) as one:
        assert sorted(item.facts["folder"] for item in told(one)[0]) == ["INBOX", "客户&项目/2025", "已发送"]
    with opened(server, user, folders=["没有这个", "已发送"]) as one:
        items = []
        with pytest.raises(SourceFailure, match="文件夹“没有这个”"):
            for each in one.items(""):
                items.append(each)
        assert [each.name for each in items if isinstance(each, Item)] == ["发出的.eml"]


def test_a_mail_that_is_moved_or_copied_is_the_same_mail(server: Mailserver, user: str) -> None:
    server.put(mail("合同", "正文", id="<m@x>"), user=user)
    way = b"Received: from a by b; Thu, 15 Jan 2026 09:31:00 +0800\r\n"
    server.put(way + mail("合同", "正文", id="<m@x>"), "归档", user)
    with opened(server, user, folders=["INBOX", "归档"]) as one:
        (first, second), cursor = told(one)
        assert (first.key, first.version) == (second.key, second.version)
    with server.connect(user) as connection:
        connection.create("Old")
        connection.select("INBOX")
        connection._simple_command("MOVE", "1", "Old")
    with opened(server, user, folders=["INBOX", "Old"]) as one:
        assert b"<m@x>" in one.fetch(first)  # it is found where it lies now
        assert [each.key for each in told(one, cursor)[0]] == [first.key]


def test_a_mail_that_was_deleted_is_gone(server: Mailserver, user: str) -> None:
    for known in ("<d@x>", ""):
        server.put(mail("要删的", "正文", id=known), user=user)
    with opened(server, user) as one:
        items, _ = told(one)
        with server.connect(user) as connection:
            connection.select("INBOX")
            connection.store("1:*", "+FLAGS", "\\Deleted")
            connection.expunge()
        for item in items:
            with pytest.raises(SourceGone):
                one.fetch(item)


def test_a_mailbox_that_is_numbered_anew_brings_no_mail_twice(server: Mailserver, user: str) -> None:
    server.put(mail("有号", "正文", id="<v@x>"), "客户", user)
    server.put(mail("无号", "正文"), "客户", user)
    with opened(server, user, folders=["客户"]) as one:
        before, cursor = told(one)
    with server.connect(user) as connection:
        connection.rename('"&W6JiNw-"', "Other")
        connection.create('"&W6JiNw-"')
        connection.select("Other")
        connection.copy("1:2", '"&W6JiNw-"')
    with opened(server, user, folders=["客户"]) as one:
        after, again = told(one, cursor)
        assert [(item.key, item.version) for item in after] == [(item.key, item.version) for item in before]
        assert again != cursor
        assert b"<v@x>" in one.fetch(before[0])  # known by its old number alone


def test_only_what_came_since_a_day(server: Mailserver, user: str) -> None:
    with server.connect(user) as connection:
        for number, day in ((1, "10-Jan-2026"), (2, "20-Jan-2026")):
            when = f'"{day} 09:00:00 +0800"'
            connection.append("INBOX", "", when, mail(f"第{number}封", "正文", id=f"<{number}@since>"))
    with opened(server, user, since="2026-01-15") as one:
        ((item,), _) = told(one)
    assert (item.name, str(item.date)) == ("第2封.eml", "2026-01-20")


def test_a_mail_that_is_too_large_is_named_and_not_fetched(server: Mailserver, user: str) -> None:
    server.put(mail("大", "正" * 50_000, id="<l@x>"), user=user)
    with opened(server, user, most_mb=0.05) as one:
        ((item,), _) = told(one)
        with pytest.raises(Skipped, match="邮件超过"):
            one.fetch(item)
    with opened(server, user) as one:
        ((allowed,), _) = told(one)
        assert (allowed.key, allowed.version == item.version) == (item.key, False)


def test_many_mails_come_in_steps_each_of_which_is_kept(server: Mailserver, user: str) -> None:
    with server.connect(user) as connection:
        for number in range(230):
            connection.append("INBOX", "", "", mail(f"第{number}封", "正文", id=f"<{number}@many>"))
    with opened(server, user) as one:
        made = list(one.items(""))
        assert [at for at, each in enumerate(made) if isinstance(each, Cursor)] == [100, 201, 232]
    server.put(mail("另一夹", "正文", id="<else@many>"), "另一夹", user)
    with opened(server, user, folders=["另一夹", "INBOX"]) as one:  # fetched as the run does, amid the list
        listed = one.items("")
        other = next(each for each in listed if isinstance(each, Item))
        names = [each.name for each in listed if isinstance(each, Item) and one.fetch(other)]
    assert names == [f"第{number}封.eml" for number in range(230)]
    first = next(each for each in made if isinstance(each, Cursor))
    with opened(server, user) as one:
        rest, _ = told(one, first.value)
    assert [item.name for item in rest] == [f"第{number}封.eml" for number in range(100, 230)]


@pytest.mark.parametrize("after", [300, 3_000, 12_000, 30_000])
def test_a_connection_that_breaks_is_made_anew_and_nothing_is_told_twice(
    server: Mailserver, user: str, after: int
) -> None:
    with server.connect(user) as connection:
        for number in range(110):
            connection.append("INBOX", "", "", mail(f"第{number}封", "正文" * 200, id=f"<{number}@cut>"))
    bodies = {}
    with Cut(server.port, after) as wire, opened(server, user, port=wire.port) as one:
        for each in one.items(""):
            if isinstance(each, Item):
                bodies[each.name] = one.fetch(each)
        assert wire.cuts == 1
    assert list(bodies) == [f"第{number}封.eml" for number in range(110)]
    assert all(f"<{number}@cut>".encode() in bodies[f"第{number}封.eml"] for number in range(110))


def test_encryption_is_the_default_and_its_certificate_is_looked_at(
    server: Mailserver, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(mail("密", "正文", id="<t@x>"), user=user)
    secured = {"host": "localhost", "port": server.tls_port, "tls": True}
    with opened(server, user, **secured, ca=str(server.ca)) as one:
        assert len(told(one)[0]) == 1
    with opened(server, user, tls="starttls", ca=str(server.ca)) as one:
        assert len(told(one)[0]) == 1
    with opened(server, user, **secured) as one, pytest.raises(SourceDown, match="证书不可信"):
        told(one)
    with opened(server, user, tls="starttls") as one, pytest.raises(SourceDown, match="证书不可信"):
        told(one)
    given = {"name": "m", "kind": "imap", "customer": "甲", "user": "a", "password": "env:X"}
    for host, secure in (
        ("imap.example.com", True),
        ("10.0.0.5", True),
        ("127.0.0.1", False),
        ("::1", False),
    ):
        assert Config.model_validate(given | {"host": host}).secured is secure
    assert Config.model_validate(given | {"host": "10.0.0.5", "tls": False}).secured is False


def test_who_may_not_log_in_hears_what_to_do_and_no_secret_is_told(
    server: Mailserver, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "wrong-secret")
    with opened(server, user) as one, pytest.raises(SourceDown, match="不让") as caught:
        told(one)
    assert "授权码" in caught.value.hint
    assert "wrong-secret" not in f"{caught.value} {caught.value.hint}"
    monkeypatch.delenv("MAIL_PASSWORD")
    with opened(server, user) as one, pytest.raises(SourceDown, match="MAIL_PASSWORD"):
        told(one)
    with pytest.raises(ValueError, match="password 和 token"):
        source(server, user, password=None)


def test_a_token_opens_a_mailbox_too(user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Website() as tokens:
        told_of = Reply(b'{"user": "%s"}' % user.encode(), type="application/json")
        tokens.pages["/whose?token=token-of-today"] = told_of
        server = Mailserver(tokens.url("/whose?token="))
        try:
            server.put(mail("凭证", "正文", id="<o@x>"), user=user)
            for token, outcome in (("token-of-today", "done"), ("token-of-yesterday", "down")):
                monkeypatch.setenv("MAIL_TOKEN", token)
                with opened(server, user, password=None, token="env:MAIL_TOKEN") as one:
                    if outcome == "done":
                        assert [item.name for item in told(one)[0]] == ["凭证.eml"]
                        continue
                    with pytest.raises(SourceDown, match="不让"):
                        told(one)
        finally:
            server.close()


@pytest.mark.parametrize(
    ("says", "why"),
    [(b"* BYE too busy\r\n", "中断"), (b"HTTP/1.1 400\r\n\r\n", "中断"), (b"", "没有回答")],
)
def test_a_server_that_sends_us_away_or_is_silent_is_down(says: bytes, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held = []

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    held.append(listening.accept()[0])
                    held[-1].sendall(says)

        threading.Thread(target=answer, daemon=True).start()
        _is_down(listening.getsockname()[1], why)
        listening.shutdown(socket.SHUT_RDWR)
    _is_down(listening_nowhere(), "连不上")


def listening_nowhere() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _is_down(port: int, why: str) -> None:
    given = {"name": "m", "kind": "imap", "customer": "甲", "user": "a", "password": "env:MAIL_PASSWORD"}
    config = Config.model_validate(given | {"host": "127.0.0.1", "port": port, "timeout": 0.2})
    with pytest.raises(SourceDown, match=why):
        list(connect(config, Told()).items(""))
