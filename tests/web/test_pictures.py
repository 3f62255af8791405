"""Pictures of pages: drawn once, from a file that is one, a few at a time; no original stays in memory."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pdfs import make_pdf
from tests.support.stored import settings_for, viewer
from yiju.errors import YijuError
from yiju.ingest.pdf_picture import OriginalGone
from yiju.ingest.pipeline import ingest
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.web.pages import pictures
from yiju.web.pages.pictures import Passage, original_for, picture_for

WHO = viewer("main", role="director")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Store, Path, str]]:
    """A store with one PDF: the store, the file, and a paragraph's id."""
    path = tmp_path / "合同.pdf"
    make_pdf(path, lambda page: page.paragraph("卖方应在三十日内交付全部货物，逾期按日支付违约金。" * 3))
    with Store.open(settings_for(tmp_path / "data", max_file_mb=1)) as store:
        ingest(store, HashingEmbedder(), [path], customer="甲公司", unit="main")
        (document,) = list_documents(store.sql, WHO)
        paragraph = next(one for one in paragraphs_of(store.sql, WHO, [document.id]) if one.locator.page)
        yield store, path, paragraph.id


def test_a_picture_is_drawn_once(place: tuple[Store, Path, str]) -> None:
    store, path, paragraph = place
    first = picture_for(store, WHO, Passage(paragraph, 0, 5))
    about, size = path.stat(), path.stat().st_size
    with path.open("r+b") as file:  # seen only by whoever reads the file
        file.write(b"x" * size)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert picture_for(store, WHO, Passage(paragraph, 0, 5)) is first
    with pytest.raises(OriginalGone, match="已变"):
        picture_for(store, WHO, Passage(paragraph, 1, 5))
    os.utime(path, (1, 1))
    with pytest.raises(OriginalGone, match="已变"):
        picture_for(store, WHO, Passage(paragraph, 0, 5))
    path.unlink()
    with pytest.raises(OriginalGone, match="不在"):
        picture_for(store, WHO, Passage(paragraph, 0, 5))


def test_whatever_is_asked_for_few_pictures_are_made_and_kept(place: tuple[Store, Path, str]) -> None:
    store, _, paragraph = place
    asked = (-5, 0, 1, 320, 481, 799, 1000, 1100, 1599, 5000, 10**9)
    made = {
        id(one): one for one in (picture_for(store, WHO, Passage(paragraph, 0, 5, None, w)) for w in asked)
    }
    assert sorted(one.width for one in made.values()) == [480, 800, 1100, 1600]
    same = [
        picture_for(store, WHO, Passage(paragraph, 0, end, page, 480))
        for end in (10**6, 10**9)
        for page in (None, 1)
    ]
    assert len({id(one) for one in same}) == 1
    for end in range(1, 25):
        picture_for(store, WHO, Passage(paragraph, 0, end, None, 480))
    kept = pictures._KEPT._held
    assert len(kept) <= 16
    assert all(isinstance(part, str | int | tuple | None) for key in kept for part in key), "no originals"


def test_what_took_the_originals_place_is_not_waited_for(place: tuple[Store, Path, str]) -> None:
    store, path, paragraph = place
    document = list_documents(store.sql, WHO)[0].id
    path.unlink()
    os.mkfifo(path)
    began = time.monotonic()
    for ask in (
        lambda: picture_for(store, WHO, Passage(paragraph, 0, 5)),
        lambda: original_for(store, WHO, document),
    ):
        with pytest.raises(OriginalGone, match="不是一个文件"):
            ask()
    assert time.monotonic() - began < 5
    path.unlink()
    path.write_bytes(b"%PDF-1.7" + b"0" * (1024 * 1024))
    with pytest.raises(OriginalGone, match="超过 1 MB"):
        picture_for(store, WHO, Passage(paragraph, 0, 5))


def test_two_are_read_at_once_and_no_more(
    place: tuple[Store, Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _, paragraph = place
    monkeypatch.setattr(pictures, "_PATIENCE", 0.2)
    with pictures._turn(), pictures._turn():
        told: list[str] = []

        def ask() -> None:
            try:
                picture_for(store, WHO, Passage(paragraph, 2, 7))
            except YijuError as error:
                told.append(str(error))

        third = threading.Thread(target=ask)
        third.start()
        third.join(10)
        assert told == ["正在读取的原件太多，请稍后再试。"]
    assert picture_for(store, WHO, Passage(paragraph, 2, 7)).marked
