"""Where a restricted original lies, and what lies around it: told by nothing to who may only quote it."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from tests.support.browser import house_in, program
from tests.support.samples import TODAY, reader
from tests.support.shell import yiju
from tests.support.stored import settings_for, viewer
from tests.support.unassigned import CAR, EAST
from yiju.copilot.inventory.listing import inventory
from yiju.copilot.inventory.types import Asked
from yiju.copilot.place import place_in_context
from yiju.copilot.service import Copilot
from yiju.ingest.origins import Origin
from yiju.ingest.pipeline import ingest
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import tables
from yiju.store.access import as_quoted, viewer_for
from yiju.store.documents import get_document, get_documents, list_documents, paragraphs_of
from yiju.store.inventory import Wanted, held
from yiju.store.store import Store
from yiju.store.types import Document, Viewer
from yiju.store.users import save_user
from yiju.web.app import make_app

REP, HEAD = "rep", "head"
QUESTION = "违约金是多少"
HIDDEN = (
    "file:",
    "白鹭",  # in every name of a folder, archive, mailbox, member and attachment
    "%E7%99%BD%E9%B9%AD",
    "egret",  # in every address, sender and message id
    "苍鹭",  # in the subject of the mail
)
HEADS_OWN = {"from", "to", "cc", "subject", "sent"}


def _contract(number: int, more: str = "") -> str:
    return f"{more}# 合同{number}\n\n日期：2026-01-0{number}\n\n违约金为每日万分之{number}。\n"


def _mail(attached: str) -> str:
    return (
        "From: anke@egret.example\nTo: wang@egret.example\nSubject: 苍鹭计划\nMessage-ID: <1@egret.example>\n"
        "Date: Mon, 05 Jan 2026 10:00:00 +0800\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: text/markdown; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        'Content-Disposition: attachment; filename="egret.md"\n\n'
        f"{attached}\n--b--\n"
    )


def _page() -> str:
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>合同4</title>'
        '<link rel="canonical" href="https://egret.example/x"><meta property="og:site_name" content="白鹭网">'
        "</head><body><h1>合同4</h1><p>日期：2026-01-04</p><p>违约金为每日万分之四。</p></body></html>"
    )


def _written(folder: Path) -> Path:
    """A file, an archive, a mail without words, a mailbox and a page, all of whose texts say the same."""
    folder.mkdir()
    (folder / "白鹭.md").write_text(
        _contract(1, "---\nauthor: 王工\n共享盘: 白鹭盘\n---\n"), encoding="utf-8"
    )
    with zipfile.ZipFile(folder / "白鹭.zip", "w") as archive:
        archive.writestr("白鹭密档/合同2.md", _contract(2))
    (folder / "白鹭.eml").write_text(_mail(_contract(3)), encoding="utf-8")
    (folder / "白鹭.html").write_text(_page(), encoding="utf-8")
    lone = (
        "From: 安柯 <anke@customer.example>\nSubject: 合同5\nMessage-ID: <5@egret.example>\n"
        "In-Reply-To: <4@egret.example>\n"
        "Date: Mon, 05 Jan 2026 10:00:00 +0800\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n违约金为每日万分之五。\n"
    )
    (folder / "白鹭.mbox").write_text(f"From anke Mon Jan  5 10:00:00 2026\n{lone}\n", encoding="utf-8")
    return folder


class World:
    """Everything restricted; a suggestion that a director asked for."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        files = _written(folder / "白鹭共享")
        with Store.open(settings_for(self.data)) as store:
            got = Origin("https://egret.example/share", facts={"folder": "白鹭箱", "feed": "白鹭报"})
            report = ingest(
                *(store, HashingEmbedder(), [files]),
                customer=CAR,
                unit=EAST,
                origins={files / "白鹭.md": got, files / "白鹭.eml": got},
            )
            assert not report.failed
            for name, role in ((REP, "rep"), (HEAD, "director")):
                save_user(store.sql, name, roles=[role], units=[EAST], actor="test")
            with store.sql.write() as connection:
                told = {"open_restricted": True, "warnings": ["附件未读取：白鹭.exe"]}
                connection.execute(sa.update(tables.documents).values(told))
            self.ids = [d.id for d in list_documents(store.sql, viewer(EAST, role="admin"))]
            assert len(self.ids) == 5
            self.asked = Copilot(reader(store, viewer_for(store.sql, HEAD))).ask(
                QUESTION, customer=CAR, as_of=TODAY
            )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("whereabouts"))


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with Store.open(settings_for(world.data)) as opened:
        yield opened


@pytest.fixture
def app(world: World) -> Iterator[FastAPI]:
    made = make_app(settings_for(world.data))
    yield made
    house_in(made).close()


def _closed(told: object) -> None:
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, default=str)
    assert [one for one in HIDDEN if one in text] == []


def _read(store: Store, who: Viewer, ids: list[str]) -> Iterator[Document]:
    """Every document, by every way that it is read out of the store."""
    yield from list_documents(store.sql, who)
    yield from (get_document(store.sql, who, one) for one in ids)
    with store.sql.read() as connection:
        yield from get_documents(connection, who, ids).values()
        yield from (one.document for one in held(connection, who, Wanted()))
    yield from (hit.document for hit in find_chunks(store, None, who, QUESTION))


def test_whatever_is_read_out_of_the_store_has_no_place(world: World, store: Store) -> None:
    rep, head = viewer_for(store.sql, REP), viewer_for(store.sql, HEAD)
    seen = list(_read(store, rep, world.ids))
    assert len(seen) > 4 * len(world.ids)
    for document in seen:
        assert (
            as_quoted(rep, document.model_copy(update={"source_key": "k"})).attributes == document.attributes
        )
        _closed(document.model_dump(mode="json"))
        _closed(document.source_key)
        assert json.loads(document.model_dump_json())["source_key"] == ""
    # Two sources are still two, by every way the same one: old versions are told from their like.
    assert len({document.source_key for document in seen}) == len(world.ids)
    whole = json.dumps([d.model_dump(mode="json") for d in _read(store, head, world.ids)], ensure_ascii=False)
    assert [one for one in HIDDEN if one not in whole] == []


def test_an_attribute_that_nobody_named_is_withheld(world: World, store: Store) -> None:
    rep, head = viewer_for(store.sql, REP), viewer_for(store.sql, HEAD)
    one = get_document(store.sql, head, world.ids[0])
    facts = dict.fromkeys(HEADS_OWN, "x")
    one = one.model_copy(update={"attributes": {**facts, "new_fact_of_a_new_reader": "白鹭"}})
    assert as_quoted(head, one) == one
    assert as_quoted(rep, one).attributes == facts
    assert as_quoted(viewer("elsewhere", role="admin"), one).attributes == facts


def test_in_lists_and_at_places(world: World, store: Store) -> None:
    rep = reader(store, viewer_for(store.sql, REP))
    listed = inventory(rep, Asked(as_of=TODAY)).documents
    assert [one.opens for one in listed] == [False] * len(world.ids)
    _closed([one.model_dump(mode="json") for one in listed])
    for paragraph in paragraphs_of(store.sql, rep.viewer, world.ids):
        found: dict[str, Any] = place_in_context(rep, paragraph.id)
        del found["text"], found["headings"]  # the file's own words may name a place
        assert found["document"]["source_key"] == ""
        _closed(found)


def test_in_advice(world: World, store: Store) -> None:
    rep = reader(store, viewer_for(store.sql, REP))
    made = Copilot(rep).ask(QUESTION, customer=CAR, as_of=TODAY)
    assert made.sections[0].claims
    _closed(made.model_dump(mode="json"))


def test_by_the_interface(world: World, app: FastAPI) -> None:
    rep, head = program(app, REP), program(app, HEAD)
    lists = ["/api/v1/sources?limit=50", "/api/v1/documents", f"/api/v1/suggestions/{world.asked.id}"]
    for path in (*lists, *(f"/api/v1/documents/{one}" for one in world.ids)):
        answer = rep.get(path)
        assert answer.status_code == 200
        _closed(answer.text)
        assert "file:" in head.get(path).text


def test_by_commands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    lines = (
        ("sources", "--json"),
        ("sources", "--format", "csv"),
        ("sources",),
        ("sources", "--kind", "mail", "--json"),
        ("ask", QUESTION, "--customer", CAR, "--json"),
    )
    for line in lines:
        ran = yiju(*line, "--as", REP, "--data", str(world.data))
        assert ran.code == 0, ran.err
        _closed(ran.out + ran.err)
