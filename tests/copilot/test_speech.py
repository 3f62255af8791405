"""What somebody said: only theirs, of the days asked for; where there is none, that is said."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.make import found_in, said, source
from tests.support.stored import settings_for
from yiju.copilot.people import people_named
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.copilot.speech import newest, speech_asked
from yiju.ingest.pipeline import ingest
from yiju.models.embedder import make_embedder
from yiju.store.access import local_viewer
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.types import Kind, Suggestion

PEOPLE = frozenset({"Di", "Dr.", "Min", "罗岳川", "唐莉", "何宁", "Katrin Sommerfeld", "Sommerfeld"})
TODAY = dt.date(2026, 3, 10)
_CALLS = {
    "2026-01-15 通话.txt": "00:05 罗岳川：一月的配送费我们不认，要重新算。\n00:20 何宁：配送费我回去核对。\n",
    "2026-02-26 通话.txt": "参会人：罗岳川、何宁、马骏\n\n00:05 何宁：罗总，返利比例按合同是百分之三。\n"
    "00:31 罗岳川：返利差了一百零八万，你们要补上。\n00:50 罗岳川：仪器维护费用由谁来出？\n",
}


@pytest.mark.parametrize(
    ("text", "who", "days", "about"),
    [
        ("罗总说了什么", ("罗总",), None, False),
        ("上个月罗总都说过哪些", ("罗总",), (dt.date(2026, 2, 1), dt.date(2026, 2, 28)), False),
        ("唐莉对返利怎么说的", ("唐莉",), None, True),
        ("何宁对年降怎么说", ("何宁",), None, True),
        ("最近两个月唐莉说了什么", ("唐莉",), (dt.date(2026, 1, 8), TODAY), False),
        ("何宁跟罗总说了什么", ("何宁",), None, False),
        ("罗总和唐莉分别说了什么", ("罗总", "唐莉"), None, False),
        ("What did Katrin Sommerfeld say", ("Katrin Sommerfeld",), None, False),
    ],
)
def test_who_when_and_what_of(text: str, who: tuple[str, ...], days: object, about: bool) -> None:
    asked = speech_asked(text, PEOPLE, TODAY)
    assert asked is not None
    assert (asked.who, asked.days, asked.about) == (who, days, about)


@pytest.mark.parametrize(
    "text",
    [
        "罗总是谁",
        "合同里怎么说违约金",
        "What Did the Ministry say",
        "What did Dr. Wu say",
        "王总说了什么",
        "罗总的电话是多少",
        "",
        "什么",
    ],
)
def test_other_questions_are_not_for_somebodys_words(text: str) -> None:
    assert speech_asked(text, PEOPLE, TODAY) is None


def test_the_newest_that_says_something_and_asks_nothing() -> None:
    old = source(Kind.CALL, "2026-01-05", said("罗岳川", "配送费我们不认，要重新算。"))
    new = source(Kind.CALL, "2026-02-05", said("罗岳川", "要得。仪器维护费用由谁来出？返利差了一百零八万。"))
    assert [s.text for s in newest(found_in(old, new).material.spans)] == [
        "返利差了一百零八万。",
        "配送费我们不认，要重新算。",
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("speech")
    for name, text in _CALLS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Store.open(settings_for(folder / "data")) as opened:
        for name in _CALLS:
            day = dt.date.fromisoformat(name[:10])
            embedder = make_embedder(opened.settings)
            ingest(
                opened, embedder, [folder / name], customer="川岳瑞检", unit="main", kind=Kind.CALL, date=day
            )
        yield opened


def ask(store: Store, text: str) -> Suggestion:
    copilot = Copilot(Reader(store, make_embedder(store.settings), local_viewer(store.sql)))
    return copilot.ask(text, as_of=TODAY)


def quotes(given: Suggestion) -> list[str]:
    return [c.quote for section in given.sections for claim in section.claims for c in claim.citations]


def test_only_their_own_words_are_shown_newest_first(store: Store) -> None:
    assert quotes(ask(store, "罗总说了什么")) == [
        "返利差了一百零八万，你们要补上。",
        "一月的配送费我们不认，要重新算。",
    ]


def test_only_of_the_days_asked_for(store: Store) -> None:
    assert quotes(ask(store, "上个月罗总说了什么")) == ["返利差了一百零八万，你们要补上。"]
    assert quotes(ask(store, "1月份罗总说了什么")) == ["一月的配送费我们不认，要重新算。"]


def test_of_somebody_without_words_of_their_own_others_may_tell(store: Store) -> None:
    assert speech_asked(
        "马骏对返利怎么说", people_named(list_documents(store.sql, local_viewer(store.sql))), TODAY
    )
    given = ask(store, "马骏对返利怎么说")
    assert not any("说的话" in missing for missing in given.missing)
    assert any("返利" in quote for quote in quotes(given))


@pytest.mark.parametrize("text", ["2025年6月罗总说了什么", "2025年6月罗总对返利怎么说"])
def test_days_without_their_words_are_told_and_the_last_is_shown_as_nearest(store: Store, text: str) -> None:
    given = ask(store, text)
    assert given.headline == "资料中没有"
    assert given.missing[0].startswith("资料中没有罗总在2025-06-01至2025-06-30说的话。")
    assert [claim.flags for section in given.sections for claim in section.claims] == [("nearest",)]
