"""To quote is not to open: by every way out, a rep gets the tag and the quote of a restricted document, and
neither its file, nor where it lies, nor the rest of its text."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.support.browser import house_in, program
from tests.support.samples import TODAY, reader
from tests.support.shell import yiju
from tests.support.stored import settings_for, viewer
from tests.support.unassigned import CAR, EAST, take, write
from yiju.copilot.place import find_source, place_in_context
from yiju.copilot.service import Copilot
from yiju.errors import Forbidden
from yiju.store.access import viewer_for
from yiju.store.documents import list_documents
from yiju.store.moving import set_document
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.types import Suggestion
from yiju.store.users import save_user
from yiju.web.app import make_app
from yiju.web.pages.pictures import original_for

QUOTE, BESIDE = "违约金为每日万分之七。", "底价为一百八十元，不得外传。"
FOLDER = "绝密文件夹"
REP, HEAD = "rep", "head"


class World:
    """A restricted contract, and advice that cites it, asked for by a director."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        text = f"# 违约条款\n\n日期：2026-01-09\n\n{BESIDE}\n\n{QUOTE}\n\n{BESIDE}再说一遍。\n"
        files = write(folder / FOLDER, {"违约条款.md": text})
        with Store.open(settings_for(self.data)) as store:
            take(store, files, customer=CAR)
            for name, role in ((REP, "rep"), (HEAD, "director")):
                save_user(store.sql, name, roles=[role], units=[EAST], actor="test")
            boss = viewer(EAST, role="admin")
            (found,) = list_documents(store.sql, boss)
            set_document(store, boss, found.id, restricted=True)
            self.document = found.id
            head = viewer_for(store.sql, HEAD)
            self.asked = Copilot(reader(store, head)).ask("违约金是多少", customer=CAR, as_of=TODAY)
            (self.paragraph,) = {c.paragraph_id for c in _citations(self.asked)}


def _citations(made: Suggestion) -> list[Any]:
    return [c for section in made.sections for claim in section.claims for c in claim.citations]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("quoting"))


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with Store.open(settings_for(world.data)) as opened:
        yield opened


@pytest.fixture
def app(world: World) -> Iterator[FastAPI]:
    made = make_app(settings_for(world.data))
    yield made
    house_in(made).close()


def _closed(text: str) -> None:
    """Nothing of where it lies, and no text beside the quote. Escaped as an address, or not."""
    assert FOLDER not in text and "%E7%BB%9D%E5%AF%86" not in text and "file:" not in text
    assert "一百八十元" not in text


def test_in_advice(world: World, store: Store) -> None:
    rep, head = viewer_for(store.sql, REP), viewer_for(store.sql, HEAD)
    assert all(c.document.uri.startswith("file:") for c in _citations(world.asked))
    assert get_suggestion(store.sql, head, world.asked.id) == world.asked
    fresh = Copilot(reader(store, rep)).ask("违约金是多少", customer=CAR, as_of=TODAY)
    for seen in (get_suggestion(store.sql, rep, world.asked.id), *list_suggestions(store.sql, rep), fresh):
        assert any(c.quote == QUOTE and "依据" in c.tag for c in _citations(seen))
        assert all(c.document.uri == "" for c in _citations(seen))
        assert FOLDER not in json.dumps(seen.model_dump(mode="json"), ensure_ascii=False)


def test_at_its_place(world: World, store: Store) -> None:
    rep, head = viewer_for(store.sql, REP), viewer_for(store.sql, HEAD)
    found = place_in_context(reader(store, rep), world.paragraph)
    assert found["text"] == QUOTE and (found["before"], found["after"]) == ([], [])
    _closed(json.dumps(found, ensure_ascii=False))
    shown = find_source(store, rep, _citations(world.asked)[0])
    assert (shown.before, shown.after, shown.opens, shown.document.uri) == ([], [], False, "")
    opened = place_in_context(reader(store, head), world.paragraph)
    assert opened["before"] and opened["after"] and FOLDER not in opened["text"]
    assert opened["document"]["uri"].startswith("file:")


def test_by_the_interface(world: World, app: FastAPI) -> None:
    rep, head = program(app, REP), program(app, HEAD)
    own = f"/api/v1/documents/{world.document}"
    for path in ("/api/v1/documents", own, f"/api/v1/paragraphs/{world.paragraph}"):
        answer = rep.get(path)
        assert answer.status_code == 200
        _closed(answer.text)
        assert "file:" in head.get(path).text
    suggested = rep.get(f"/api/v1/suggestions/{world.asked.id}")
    assert QUOTE in suggested.text and "file:" not in suggested.text
    refused = rep.get(f"{own}/pages/1.png?paragraph={world.paragraph}")
    assert refused.status_code == 403
    _closed(refused.text)


def test_the_file_itself(world: World, store: Store) -> None:
    rep, head = viewer_for(store.sql, REP), viewer_for(store.sql, HEAD)
    with pytest.raises(Forbidden) as refused:
        original_for(store, rep, world.document)
    _closed(f"{refused.value}{refused.value.hint}")
    assert QUOTE.encode() in original_for(store, head, world.document)[1]


def test_by_commands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    for line in (("cite", world.paragraph), ("cite", world.paragraph, "--json"), ("sources", "--json")):
        ran = yiju(*line, "--as", REP, "--data", str(world.data))
        assert ran.code == 0, ran.err
        _closed(ran.out + ran.err)
        assert "file:" in yiju(*line, "--as", HEAD, "--data", str(world.data)).out
