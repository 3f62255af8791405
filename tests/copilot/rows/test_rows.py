"""Answers from rows: each with a source that can be opened, and none of what others registered."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.support.account import CUSTOMER, OTHER, SELLER, TODAY, fill
from tests.support.stored import settings_for
from yiju.bots.proactive.visits import Planned, keep_visits, list_visits, remove_visits
from yiju.copilot.place import find_source, place_in_context
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.copilot.tags import strip_tags
from yiju.errors import NotFound
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.sandbox.moments import CHINA
from yiju.sandbox.rechecking import recheck
from yiju.store import days
from yiju.store.access import viewer_for
from yiju.store.customers import ensure_customer, find_customers
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Citation, Customer, Suggestion, Viewer
from yiju.store.users import save_user

FOREIGN = "foreign"
"""Heads another unit."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small account, over each database, with visits of two colleagues."""
    folder = tmp_path_factory.mktemp("rows")
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").migrated()
    with Store.open(settings_for(folder / "data", **({"database_url": url} if url else {}))) as opened:
        fill(opened, folder)
        unit = _customer(opened, "xiaoli", CUSTOMER).unit
        save_user(opened.sql, "colleague", roles=["rep"], units=[unit], actor="test")
        save_user(opened.sql, FOREIGN, roles=["director"], units=["elsewhere"], actor="test")
        for user, day, subject in (
            ("xiaoli", dt.date(2026, 1, 8), "谈年降"),
            ("xiaoli", dt.date(2026, 2, 3), "送样"),
            ("colleague", dt.date(2026, 1, 25), "只有同事知道"),
        ):
            _plan(opened, user, day, subject)
        yield opened


def _customer(store: Store, user: str, name: str) -> Customer:
    (found,) = find_customers(store.sql, viewer_for(store.sql, user), name)
    return found


def _plan(store: Store, user: str, day: dt.date, subject: str, name: str = CUSTOMER) -> None:
    viewer = viewer_for(store.sql, user)
    at = dt.datetime.combine(day, dt.time(14), CHINA)
    one = Planned(
        customer=_customer(store, user, name), user=user, at=at, subject=subject, source=f"{user}{day}"
    )
    keep_visits(store.sql, viewer, [one])


def _reader(store: Store, user: str) -> Reader:
    return Reader(store, HashingEmbedder(), viewer_for(store.sql, user))


def ask(store: Store, user: str, text: str, customer: str = CUSTOMER) -> Suggestion:
    return Copilot(_reader(store, user)).ask(text, customer=customer, as_of=TODAY)


def cited(one: Suggestion) -> list[Citation]:
    return [c for section in one.sections for claim in section.claims for c in claim.citations]


@pytest.mark.parametrize(
    ("text", "said", "tag"),
    [
        ("谁负责这个客户？", SELLER.people[0], "客户登记·我方人员〕"),
        (f"{CUSTOMER}属于哪个单元", "属于单元", "客户登记·单元〕"),
        ("下次拜访是什么时候", "2026-02-03 14:00", "拜访登记·2026-02-03 14:00〕"),
        ("上次拜访是什么时候", "2026-01-08 14:00", "拜访登记·2026-01-08 14:00〕"),
    ],
)
def test_what_is_registered_is_told_with_a_source_that_opens(
    filled: Store, text: str, said: str, tag: str
) -> None:
    one = ask(filled, "xiaoli", text)
    assert "rows" in one.timings and "retrieve" not in one.timings
    citation, *titles = cited(one)
    assert not any(title.paragraph_id.startswith("row:") for title in titles)
    assert "日期不详" not in citation.tag
    assert said in one.sections[0].claims[0].text and citation.tag.endswith(tag)
    assert strip_tags(f"甲{citation.tag}乙") == "甲乙"
    viewer = viewer_for(filled.sql, "xiaoli")
    assert get_suggestion(filled.sql, viewer, one.id) == one
    assert said in find_source(filled, viewer, citation).paragraph.text
    placed = place_in_context(_reader(filled, "xiaoli"), citation.paragraph_id)
    assert placed["tag"] == citation.tag and said in placed["text"]
    assert placed["text"][citation.start : citation.end] == citation.quote


def test_what_is_reckoned_from_documents_cites_their_paragraphs(filled: Store) -> None:
    one = ask(filled, "xiaoli", "还有哪些没兑现的承诺")
    assert "retrieve" not in one.timings
    assert any("LCA边界说明" in c.quote for c in cited(one))
    assert "overdue" in one.sections[0].claims[0].flags
    for citation in cited(one):
        assert (
            citation.quote in find_source(filled, viewer_for(filled.sql, "xiaoli"), citation).paragraph.text
        )
    assert any("Vogt" in claim.text for claim in ask(filled, "xiaoli", "有哪些联系人").sections[0].claims)


@pytest.mark.parametrize("customer", [CUSTOMER, ""])
def test_a_customers_health_has_no_figure_and_none_is_looked_for(filled: Store, customer: str) -> None:
    one = ask(filled, "xiaoli", f"{CUSTOMER}的健康度怎么样", customer=customer)
    assert "retrieve" not in one.timings and cited(one) == [] and "没有打分" in one.missing[0]


def test_another_question_takes_the_way_of_the_evidence(filled: Store) -> None:
    assert "retrieve" in ask(filled, "xiaoli", "年降比例是多少").timings


@pytest.mark.parametrize("text", ["下次拜访是什么时候", "上次拜访是什么时候"])
def test_a_colleagues_visits_are_told_to_nobody_else(filled: Store, text: str) -> None:
    told = ask(filled, "xiaoli", text).model_dump_json()
    assert "01-25" not in told and "colleague" not in told and "只有同事知道" not in told
    assert "送样" not in told and "谈年降" not in told  # an answer is read by the whole unit


def test_a_directors_strategy_tells_the_unit_of_nobody_elses_visit(filled: Store) -> None:
    unit = _customer(filled, "xiaoli", CUSTOMER).unit
    save_user(filled.sql, "head", roles=["director"], units=[unit], actor="test")
    given = Copilot(_reader(filled, "head")).strategy(CUSTOMER, as_of=TODAY)
    read = get_suggestion(filled.sql, viewer_for(filled.sql, "colleague"), given.id)
    assert read.request["since_of"] == "call" and read.request["since"] != "2026-01-08"


def test_another_units_rows_are_as_unknown_as_none(filled: Store) -> None:
    (planned, *_) = list_visits(filled.sql, viewer_for(filled.sql, "xiaoli"))
    customer = _customer(filled, "xiaoli", CUSTOMER)
    rows = (
        f"row:visit:{planned.id}",
        f"row:customer:{customer.id}:单元",
        f"row:customer:{customer.id}:我方人员",
    )
    foreign = _reader(filled, FOREIGN)
    for row in rows:
        place_in_context(_reader(filled, "xiaoli"), row)
        with pytest.raises(NotFound) as hidden:
            place_in_context(foreign, row)
        with pytest.raises(NotFound) as never:
            place_in_context(foreign, row.replace(customer.id, "c000").replace(planned.id, "v000"))
        assert str(hidden.value).replace(customer.id, "c000").replace(planned.id, "v000") == str(never.value)
    with pytest.raises(NotFound):
        place_in_context(_reader(filled, "colleague"), rows[0])
    blind = Viewer(user="xiaoli", roles=frozenset({"customer"}), units=frozenset({customer.unit}))
    with pytest.raises(NotFound):
        place_in_context(Reader(filled, HashingEmbedder(), blind), rows[0])
    for text in ("谁负责", "下次拜访是什么时候"):
        with pytest.raises(NotFound):
            ask(filled, FOREIGN, text)


@pytest.mark.parametrize(
    "row",
    ["row:", "row:visit", "row:visit:", "row:visit:v\0", "row:customer:x", "row:x:y", "row:customer::"],
)
def test_what_is_no_row_is_not_found(filled: Store, row: str) -> None:
    with pytest.raises(NotFound):
        place_in_context(_reader(filled, "xiaoli"), row)


def test_a_visit_that_was_taken_off_is_not_found_any_more(filled: Store) -> None:
    _plan(filled, "xiaoli", dt.date(2026, 1, 30), "临时")
    (citation,) = cited(ask(filled, "xiaoli", "下次拜访是什么时候"))
    viewer = viewer_for(filled.sql, "xiaoli")
    assert remove_visits(filled.sql, viewer, [citation.paragraph_id.rpartition(":")[2]]) == 1
    with pytest.raises(NotFound):
        find_source(filled, viewer, citation)


def test_nothing_registered_is_said_and_nothing_made_up(filled: Store) -> None:
    one = ask(filled, "colleague", "上次拜访是什么时候")
    assert cited(one) == [] and "没有登记" in one.missing[0] and "查过" in one.missing[0]
    assert OTHER not in one.model_dump_json() and "yiju visits" not in one.model_dump_json()


@pytest.mark.parametrize(
    "text",
    [
        "谁负责",
        "谁是采购总监",
        "谁是我们的质量总监",
        "我们的价格底线",
        "对方的底线是多少",
        "底线",
        "那付款条件呢",
    ],
)
def test_of_several_customers_it_is_asked_which(filled: Store, text: str) -> None:
    ensure_customer(filled.sql, "云岭铸造", _customer(filled, "xiaoli", CUSTOMER).unit)
    one = ask(filled, "xiaoli", text, customer="")
    assert one.headline == "想问哪个客户" and CUSTOMER in one.missing[0] and "云岭铸造" in one.missing[0]
    assert OTHER not in one.missing[0]


def test_a_review_finds_the_row_as_it_was(filled: Store) -> None:
    one, viewer = ask(filled, "xiaoli", "谁负责这个客户"), viewer_for(filled.sql, "xiaoli")
    (found,) = recheck(filled.sql, viewer, one, _customer(filled, "xiaoli", CUSTOMER))
    assert found.states == ("current",) and found.now == "supported" and not found.changed


def test_who_heads_the_unit_opens_and_reviews_what_a_rep_was_told_of_a_visit(filled: Store) -> None:
    one, customer = ask(filled, "xiaoli", "下次拜访是什么时候"), _customer(filled, "xiaoli", CUSTOMER)
    save_user(filled.sql, "head", roles=["director"], units=[customer.unit], actor="test")
    head = viewer_for(filled.sql, "head")
    (citation,) = cited(one)
    assert "2026-02-03" in find_source(filled, head, citation).paragraph.text
    (found,) = recheck(filled.sql, head, one, customer)
    assert found.states == ("current",) and found.now == "supported" and not found.changed
    told = ask(filled, "head", "下次拜访是什么时候").model_dump_json()
    assert "2026-02-03" not in told and "xiaoli" not in told  # asking, they are told of their own alone


@pytest.mark.parametrize(
    ("hour", "text", "said"),
    [
        (2, "下次", "02-03"),
        (13, "下次", "02-03"),
        (15, "上次", "02-03"),
        (2, "上次", "01-08"),
        (15, "下次", ""),
    ],
)
def test_today_is_chinas_and_of_a_visit_today_its_hour_counts(
    filled: Store, monkeypatch: pytest.MonkeyPatch, hour: int, text: str, said: str
) -> None:
    monkeypatch.setattr(days, "now", lambda: dt.datetime(2026, 2, 3, hour, tzinfo=CHINA))
    one = Copilot(_reader(filled, "xiaoli")).ask(f"{text}拜访是什么时候", customer=CUSTOMER)
    assert one.request["as_of"] == "2026-02-03"
    assert [c.quote[12:17] for c in cited(one) if c.paragraph_id.startswith("row:")] == [said][: bool(said)]


def test_a_strategy_and_a_talk_are_of_chinas_day(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "now", lambda: dt.datetime(2026, 1, 21, 2, tzinfo=CHINA))
    copilot = Copilot(_reader(filled, "xiaoli"))
    for one in (copilot.strategy(CUSTOMER), copilot.talk(CUSTOMER, scene="年降谈判")):
        assert one.request["as_of"] == "2026-01-21"


@pytest.mark.parametrize(("text", "said"), [("下次", ("02-03", "02-10")), ("上次", ("01-08", "01-05"))])
def test_of_all_customers_each_ones_nearest_visit_is_told_and_visits_are_read_once(
    filled: Store, text: str, said: tuple[str, str]
) -> None:
    for number in range(4):
        ensure_customer(filled.sql, f"某厂{number}", _customer(filled, "xiaoli", CUSTOMER).unit)
    for day in (dt.date(2026, 1, 2), dt.date(2026, 1, 5), dt.date(2026, 2, 10), dt.date(2026, 2, 12)):
        _plan(filled, "xiaoli", day, "", "某厂1")
    asked: list[str] = []
    sa.event.listen(filled.sql.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    one = ask(filled, "xiaoli", f"{text}拜访是什么时候", customer="")
    told = {claim.flags[0]: claim.text[12:17] for claim in one.sections[0].claims}
    assert told == {f"about:{CUSTOMER}": said[0], "about:某厂1": said[1]}
    assert sum("FROM visits" in statement for statement in asked) == 1
