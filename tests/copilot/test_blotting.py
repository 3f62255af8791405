"""What is masked everywhere: no answer, quote, tag or place shows it, and all of it was verified before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.stored import put, settings_for
from yiju.copilot.blotting import blotted
from yiju.copilot.place import find_source, place_in_context
from yiju.copilot.progress import UNWATCHED, Watch
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import YijuError
from yiju.privacy import policy_of
from yiju.privacy.policy import agrees
from yiju.sandbox.rechecking import recheck
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.access import local_viewer
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Section, Suggestion

CUSTOMER = "莱茵汽车"
MOBILE, MAIL = "13812345678", "li.lei@rhein.example.com"
NOTE = f"李雷的手机是{MOBILE}，邮箱{MAIL}。\n付款方式是验收后60天电汇。"
QUESTION = "李雷的手机是多少"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(settings_for(tmp_path / "data", privacy="mobile=mask_everywhere")) as made:
        put(made, tmp_path / "files", {"note-1.txt": NOTE}, customer=CUSTOMER)
        yield made


def reader(store: Store) -> Reader:
    return Reader(store, None, local_viewer(store.sql))


def asked(store: Store, watch: Watch = UNWATCHED) -> Suggestion:
    return Copilot(reader(store)).ask(QUESTION, customer=CUSTOMER, watch=watch)


def test_an_answer_shows_blots_and_its_quote_too(store: Store) -> None:
    seen: list[Section] = []
    given = asked(store, Watch(section=seen.append))
    (citation,) = given.sections[0].claims[0].citations
    assert given.sections[0].claims[0].verdict == "supported"
    assert "●" * 11 in citation.quote
    assert seen and "●" * 11 in seen[0].model_dump_json()
    kept = get_suggestion(store.sql, local_viewer(store.sql), given.id)
    for shown in (given.model_dump_json(), kept.model_dump_json(), *(one.model_dump_json() for one in seen)):
        assert MOBILE not in shown
        assert MAIL in shown  # masked in prompts alone


def test_its_place_shows_the_same_words_at_the_same_offsets(store: Store) -> None:
    citation = asked(store).sections[0].claims[0].citations[0]
    place = place_in_context(reader(store), citation.paragraph_id)
    assert place["text"][citation.start : citation.end] == citation.quote
    assert MOBILE not in str(place)
    source = find_source(store, local_viewer(store.sql), citation)
    assert source.paragraph.text[citation.start : citation.end] == citation.quote
    assert MOBILE not in str([source.paragraph, source.before, source.after])


def test_read_again_it_still_stands_whatever_is_masked_then(store: Store) -> None:
    given = asked(store)
    again = recheck(store.sql, local_viewer(store.sql), given, reader(store).customer(CUSTOMER))
    assert [one.changed for one in again] == [False] * len(again)


def test_only_blots_agree_with_anything() -> None:
    assert agrees("电话●●●", "电话123") and agrees("", "")
    assert not agrees("电话●●●", "电话1234") and not agrees("手机●●●", "电话123")


def test_without_such_a_kind_nothing_is_touched(tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path / "data")) as plain:
        put(plain, tmp_path / "files", {"note-1.txt": NOTE}, customer=CUSTOMER)
        given = asked(plain)
        with plain.sql.read() as connection:
            entries = connection.execute(sa.select(tables.audit)).all()
    assert MOBILE in given.sections[0].claims[0].text
    assert entries and not any(one in str(entries) for one in (MOBILE, MAIL))
    assert blotted(given, policy_of(Settings())) is given


def test_a_policy_that_cannot_be_read_gives_no_answer(tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path / "data", privacy="mobile=hide")) as wrong:
        put(wrong, tmp_path / "files", {"note-1.txt": NOTE}, customer=CUSTOMER)
        with pytest.raises(YijuError, match="YIJU_PRIVACY"):
            asked(wrong)
