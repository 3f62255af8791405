import pytest

from tests.support.stored import viewer
from yiju.errors import Invalid, YijuError
from yiju.store.customers import ensure_customer, find_customers, list_customers
from yiju.store.database import Database


def test_the_same_name_in_two_units_is_two_customers(sql: Database) -> None:
    east, west = ensure_customer(sql, "莱茵汽车", "east"), ensure_customer(sql, "莱茵汽车", "west")
    assert east.id != west.id
    assert [c.id for c in list_customers(sql, viewer("west"))] == [west.id]
    assert {c.id for c in find_customers(sql, viewer("east", "west"), "莱茵汽车")} == {east.id, west.id}


def test_a_customer_is_made_once_and_gathers_aliases(sql: Database) -> None:
    first = ensure_customer(sql, "莱茵汽车", "east", ["Rhein Automobil"])
    again = ensure_customer(sql, " 莱茵汽车 ", "east", ["莱茵", "莱茵汽车"])
    by_alias = ensure_customer(sql, "ＲＨＥＩＮ automobil", "east")
    assert first.id == again.id == by_alias.id
    assert by_alias.name == "莱茵汽车"
    assert list_customers(sql, viewer("east"))[0].aliases == ("Rhein Automobil", "莱茵")


def test_names_are_found_exactly_then_by_alias_then_by_part(sql: Database) -> None:
    ensure_customer(sql, "华东医疗", "east", ["HD Med"])
    ensure_customer(sql, "华东医疗器械", "east")
    everyone = viewer("east")
    assert [c.name for c in find_customers(sql, everyone, "华东医疗")] == ["华东医疗"]
    assert [c.name for c in find_customers(sql, everyone, "hdmed")] == ["华东医疗"]
    assert [c.name for c in find_customers(sql, everyone, "器械")] == ["华东医疗器械"]
    assert find_customers(sql, everyone, "医疗") == []  # two fit
    assert find_customers(sql, everyone, " ") == []


def test_other_units_customers_cannot_be_found(sql: Database) -> None:
    ensure_customer(sql, "莱茵汽车", "east", ["莱茵"])
    for someone in (viewer("west"), viewer(), viewer("east", role="customer")):
        assert find_customers(sql, someone, "莱茵汽车") == []
        assert find_customers(sql, someone, "莱") == []
        assert list_customers(sql, someone) == []


def test_empty_names_are_refused(sql: Database) -> None:
    for name, unit in (("  ", "east"), ("莱茵", " ")):
        with pytest.raises(YijuError, match="不能为空"):
            ensure_customer(sql, name, unit)


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b", "a\x07b", "长" * 401])
def test_what_no_database_keeps_is_refused(sql: Database, name: str) -> None:
    with pytest.raises(Invalid):
        ensure_customer(sql, name, "east")
    with pytest.raises(Invalid):
        ensure_customer(sql, "莱茵", "east", [name[:3]] if len(name) < 9 else [name])
    assert list_customers(sql, viewer("east")) == []
