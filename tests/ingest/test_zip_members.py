"""Archives: what lies in them is read; bombs, tricks with paths, links and passwords do no harm."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from tests.support.stored import viewer

from yiju.ingest import zip_members
from yiju.ingest.pdf_picture import original_of
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.types import Document

MAIN = viewer("main")


def take(store: Store, *paths: Path) -> IngestReport:
    return ingest(store, None, paths, customer="莱茵汽车", unit="main")


def documents(store: Store) -> dict[str, Document]:
    return {one.title: one for one in list_documents(store.sql, MAIN)}


def packed(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return whole.getvalue()


def test_members_are_documents(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "资料.zip"
    members = {
        "会议/纪要.txt": "三月一日交样件。".encode(),
        "报价.csv": "名称,单价,数量\n支架,12,3\n端盖,2,4\n".encode(),
        "__MACOSX/._纪要.txt": b"x",
        ".DS_Store": b"x",
        "会议/": b"",
        "空.txt": b"",
    }
    path.write_bytes(packed(members))
    report = take(store, path)
    assert (report.files, report.documents, report.failed) == (1, 2, [])
    assert report.skipped[0]["path"] == f"{path} › 空.txt"
    found = documents(store)
    assert found["纪要"].attributes["archive_path"] == "会议/纪要.txt"
    assert original_of(found["纪要"]) == members["会议/纪要.txt"]
    again = take(store, path)
    assert (again.documents, again.unchanged) == (0, 2)
    before = {title: one.id for title, one in found.items()}
    path.write_bytes(packed(members | {"报价.csv": "名称,单价,数量\n支架,11,3\n端盖,2,4\n".encode()}))
    changed = take(store, path)
    assert (changed.documents, changed.unchanged) == (1, 1)
    assert documents(store)["纪要"].id == before["纪要"]


def test_a_mail_in_an_archive_in_a_mail(store: Store, tmp_path: Path) -> None:
    from email.message import EmailMessage

    def mail(subject: str, name: str, data: bytes) -> bytes:
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = "a@b.example", "c@d.example", subject
        made["Date"], made["Message-ID"] = "Thu, 15 Jan 2026 09:30:00 +0800", "<1@x>"
        made.set_content(f"{subject}的正文。")
        made.add_attachment(data, maintype="application", subtype="zip", filename=name)
        return made.as_bytes()

    inner = mail("里", "说明.txt", "最里面的说明。".encode())
    (tmp_path / "外.eml").write_bytes(mail("外", "打包.zip", packed({"里.eml": inner})))
    report = take(store, tmp_path / "外.eml")
    assert (report.documents, report.failed) == (3, [])
    assert original_of(documents(store)["说明"]) == "最里面的说明。".encode()


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-8"])
def test_chinese_names_in_any_code_page(store: Store, tmp_path: Path, encoding: str) -> None:
    names = ["報價說明書", "會議紀要"] if encoding == "big5" else ["报价说明书", "会议纪要"]
    data = packed(
        {f"{'x' * len(name.encode(encoding))}{n}.txt": name.encode() for n, name in enumerate(names)}
    )
    for n, name in enumerate(names):
        written = name.encode(encoding)
        data = data.replace(b"x" * len(written) + b"%d.txt" % n, written + b"%d.txt" % n)
    (tmp_path / "a.zip").write_bytes(data)
    assert take(store, tmp_path / "a.zip").documents == 2
    assert {one.attributes["archive_path"] for one in documents(store).values()} == {
        f"{name}{n}.txt" for n, name in enumerate(names)
    }


def test_paths_lead_nowhere(store: Store, tmp_path: Path) -> None:
    home = tmp_path / "in"
    home.mkdir()
    names = ["../../逃.txt", "/etc/绝对.txt", "C:\\windows\\盘符.txt", "a/../../b/上.txt", "..\\..\\反.txt"]
    (home / "a.zip").write_bytes(packed({name: f"正文{n}。".encode() for n, name in enumerate(names)}))
    before = set(tmp_path.rglob("*.txt"))
    assert take(store, home / "a.zip").documents == 5
    assert set(tmp_path.rglob("*.txt")) == before
    assert all(".." not in one.attributes["archive_path"] for one in documents(store).values())


def test_links_and_passwords(store: Store, tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        link = zipfile.ZipInfo("链接.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("好.txt", "好的正文。")
        archive.writestr("locked.txt", "secret")
    data = bytearray(whole.getvalue())
    for record, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.rfind(record)
        data[at + flags] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    report = take(store, tmp_path / "a.zip")
    assert report.documents == 1
    assert "链接" in report.skipped[0]["reason"]
    assert "密码" in report.failed[0]["error"]


@pytest.mark.timeout(60)
def test_bombs(store: Store, tmp_path: Path) -> None:
    (tmp_path / "零.zip").write_bytes(packed({"零.txt": bytes(60_000_000), "好.txt": "好的正文。".encode()}))
    report = take(store, tmp_path / "零.zip")
    assert report.documents == 1 and "压缩比" in report.failed[0]["error"]
    lying = bytearray(packed({"谎.txt": bytes(30_000_000)}))
    for record, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = lying.find(record)
        lying[at + size : at + size + 4] = (1000).to_bytes(4, "little")
    (tmp_path / "谎.zip").write_bytes(bytes(lying))
    report = take(store, tmp_path / "谎.zip")
    assert report.documents == 0 and len(report.failed) == 1
    nest = packed({"底.txt": "底的正文。".encode()})
    for _ in range(9):
        nest = packed({"层.zip": nest})
    (tmp_path / "层.zip").write_bytes(nest)
    assert "嵌套超过" in take(store, tmp_path / "层.zip").failed[0]["error"]


def test_too_many_members(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_members, "_MOST_FILES", 3)
    (tmp_path / "a.zip").write_bytes(packed({f"{n}.txt": b"x" for n in range(4)}))
    report = take(store, tmp_path / "a.zip")
    assert report.documents == 0 and "超过 3 个" in report.failed[0]["error"]


def test_damage_is_told_and_the_rest_is_read(store: Store, tmp_path: Path) -> None:
    data = packed({"坏.txt": "坏的正文在这里。".encode() * 50, "好.txt": "好的正文。".encode()})
    at = data.find(b"PK\x03\x04") + 45
    (tmp_path / "a.zip").write_bytes(data[:at] + b"\xff\xff\xff" + data[at + 3 :])
    report = take(store, tmp_path / "a.zip")
    assert report.documents == 1 and "已损坏" in report.failed[0]["error"]
    (tmp_path / "b.zip").write_bytes(data[:-30])
    assert (
        "打不开" in take(store, tmp_path / "b.zip").failed[0]["error"]
        or take(store, tmp_path / "b.zip").failed
    )


def test_same_names_in_one_archive(store: Store, tmp_path: Path) -> None:
    whole = io.BytesIO()
    with pytest.warns(UserWarning), zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.txt", "第一份。")
        archive.writestr("a.txt", "第二份。")
    (tmp_path / "a.zip").write_bytes(whole.getvalue())
    assert take(store, tmp_path / "a.zip").documents == 2
    assert take(store, tmp_path / "a.zip").unchanged == 2


def test_a_member_damaged_in_its_own_way_costs_no_other(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "资料.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "第一份" * 300, compress_type=zipfile.ZIP_LZMA)
        archive.writestr("b.txt", "第二份写着单价。".encode())
    data = bytearray(path.read_bytes())
    at = data.find(b"a.txt") + len(b"a.txt") + 9 + 8
    data[at : at + 4] = b"\xff" * 4
    path.write_bytes(data)
    report = take(store, path)
    assert report.documents == 1
    assert [(one["path"], one["error"][:6]) for one in report.failed] == [(f"{path} › a.txt", "压缩包里的这")]
