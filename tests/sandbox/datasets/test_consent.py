"""A customer is left out by any of its names; a name that means nobody is told."""

import pytest

from tests.sandbox.datasets.test_export import lines_of
from tests.support.trainable import BOTH, HEAD, judge, strategy
from yiju.errors import YijuError
from yiju.evals.exported import wrong_cases
from yiju.sandbox.datasets.consent import consent_of, key, keys
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.splits import groups_of, mark
from yiju.sandbox.datasets.types import Filters
from yiju.sandbox.datasets.verify import verify, verify_all
from yiju.store.customers import ensure_customer
from yiju.store.store import Store
from yiju.store.types import Customer


def _refusing(store: Store, names: str) -> None:
    store.settings = store.settings.model_copy(update={"no_training_customers": names})


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("海川汽车有限公司", "海川汽车"),
        ("海川汽车股份有限公司", "海川汽车"),
        ("海川汽车（集团）有限责任公司", "海川汽车"),
        ("海川汽车集团", "海川汽车"),
        ("海川 汽车 公司", "海川汽车公司"),
        ("Rhein Automotive GmbH & Co. KG", "rheinautomotive"),
        ("Rhein Automotive Ltd.", "rheinautomotive"),
        ("ＲＨＥＩＮ, Inc.", "rhein"),
        ("Cargo", "cargo"),
        ("集团有限公司", "集团有限公司"),
        ("京公司", "京公司"),
    ],
)
def test_a_name_counts_with_its_legal_form_and_without(name: str, short: str) -> None:
    assert {key(name), short} <= keys(name)


def test_a_long_name_takes_no_time() -> None:
    for name in ("有限责任" * 100 + "x", "a" + " co." * 100 + "x", "公司集团" * 100 + "x"):
        assert keys(name)


def test_both_forms_of_a_name_are_one_customer_and_old_places_hold() -> None:
    customers = [
        Customer(id="c1", name="海川汽车", unit="main"),
        Customer(id="c2", name="海川汽车有限公司", unit="west"),
        Customer(id="c3", name="海川纸业有限公司", unit="west"),
    ]
    groups = groups_of(customers)
    assert groups["c1"] == groups["c2"] != groups["c3"]
    # A place that was kept under the whole name is still found under it.
    assert mark("海川汽车有限公司") in {mark(one) for one in groups["c1"].keys}
    assert groups_of(customers[1:2])["c2"].keys >= {"海川汽车有限公司", "海川汽车"}


@pytest.mark.parametrize("named", ["云杉纸业", "云杉 纸业有限公司", "YunShan"])
def test_a_customer_is_left_out_by_any_of_its_names(furnished_on_each: Store, named: str) -> None:
    ensure_customer(furnished_on_each.sql, "云杉纸业", "main", ["Yunshan"])
    strategy(furnished_on_each, "s1")
    strategy(furnished_on_each, "s3", "云杉纸业")
    for name in ("s1", "s3"):
        judge(furnished_on_each, HEAD, name, "c0")
    _refusing(furnished_on_each, named)
    made = export(furnished_on_each, HEAD, Filters(kind="sft"))
    assert {row["suggestion"] for row in lines_of(made)} == {"s1"}
    assert made.manifest["left_out"]["customer_opted_out"] == 1


def test_a_name_that_means_nobody_is_told(furnished: Store) -> None:
    strategy(furnished, "s1")
    judge(furnished, HEAD, "s1", "c0")
    made = export(furnished, HEAD, Filters(kind="sft"))
    _refusing(furnished, "云杉,莱茵汽车")
    with pytest.raises(YijuError, match="YIJU_NO_TRAINING_CUSTOMERS 里的“云杉”不是任何客户") as caught:
        export(furnished, HEAD, Filters(kind="sft"))
    assert "别名" in caught.value.hint
    assert any("“云杉”" in one for one in verify(furnished, BOTH, made.id, wrong_cases).problems)
    assert [report.ok for report in verify_all(furnished, BOTH, wrong_cases)] == [False]


def test_a_customer_of_a_unit_that_the_viewer_does_not_see_is_known_all_the_same(
    furnished_on_each: Store,
) -> None:
    strategy(furnished_on_each, "s1")
    judge(furnished_on_each, HEAD, "s1", "c0")
    _refusing(furnished_on_each, "川岳检验有限公司")
    assert consent_of(furnished_on_each.sql, furnished_on_each.settings).unknown == ()
    assert export(furnished_on_each, HEAD, Filters(kind="sft")).new
