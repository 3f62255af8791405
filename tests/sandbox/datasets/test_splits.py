"""Customers apart, the test later, and everything where it was before."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tests.support.trainable import START
from yiju.sandbox.datasets.likeness import NEAR, jaccard, near_pairs, runs
from yiju.sandbox.datasets.splits import Group, divide, groups_of, mark
from yiju.sandbox.datasets.types import Draft, Split
from yiju.store.types import Customer


def draft(customer: str, hours: float, number: int = 0) -> Draft:
    """An example of a customer, made so long after the start."""
    return Draft(
        key=f"{customer} {hours} {number}", form="sft", line={}, level="claim", suggestion_id="s",
        unit="main", units=("main",), customer_id=customer, created=START + dt.timedelta(hours=hours),
        claims=(), annotations=(), reviewers=(), verdicts=(), through="claim", documents=frozenset(),
    )  # fmt: skip


def _groups(*names: str) -> dict[str, Group]:
    return {name: Group(mark(name), frozenset({name})) for name in names}


def test_customers_of_one_name_or_alias_are_one() -> None:
    customers = [
        Customer(id="c1", name="莱茵汽车", unit="main", aliases=("Rhein",)),
        Customer(id="c2", name="ＲＨＥＩＮ", unit="west"),
        Customer(id="c3", name="海岚", unit="main", aliases=("海岚器械",)),
        Customer(id="c4", name="海岚器械", unit="west", aliases=("HL",)),
        Customer(id="c5", name="hl", unit="north"),
        Customer(id="c6", name="川岳", unit="main"),
    ]
    groups = groups_of(customers)
    assert groups["c1"] == groups["c2"] and groups["c3"] == groups["c4"] == groups["c5"]
    assert len({group.id for group in groups.values()}) == 3
    assert groups["c5"].keys == {"海岚", "海岚器械", "hl"}


def test_the_latest_customer_is_the_test() -> None:
    drafts = [draft(name, at) for at, name in enumerate("aabbccdd")]
    division = divide(drafts, _groups(*"abcd"), {})
    places = {name: division.places[mark(name)] for name in "abcd"}
    assert places["d"] == "test" and list(places.values()).count("train") >= 2
    assert division.cut == drafts[6].created


def test_what_was_placed_before_stays_and_a_torn_customer_is_left_out() -> None:
    groups = {**_groups("a", "b"), "c": Group(mark("c"), frozenset({"c", "d"}))}
    recorded: dict[str, Split] = {mark("a"): "test", mark("c"): "train", mark("d"): "validation"}
    division = divide([draft("a", 5), draft("b", 1), draft("c", 2)], groups, recorded)
    assert division.places == {mark("a"): "test", mark("b"): "train", mark("c"): None}
    assert division.place(mark("c"), START) == (None, "split_conflict")


def test_one_customer_alone_is_for_training() -> None:
    division = divide([draft("a", at) for at in range(4)], _groups("a"), {})
    assert division.places == {mark("a"): "train"} and division.cut is None


@given(
    st.lists(st.tuples(st.sampled_from("abcdefg"), st.integers(0, 50)), min_size=1, max_size=40),
    st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(["train", "validation", "test"])),
)
def test_every_test_example_is_later_and_nobody_moves(
    history: list[tuple[str, int]], before: dict[str, Split]
) -> None:
    groups = _groups(*"abcdefg")
    drafts = [draft(name, at, number) for number, (name, at) in enumerate(history)]
    recorded = {mark(name): split for name, split in before.items()}
    division = divide(drafts, groups, recorded)
    assert division == divide(drafts[::-1], groups, recorded)
    placed = [(one, division.place(groups[one.customer_id].id, one.created)[0]) for one in drafts]
    test = [one.created for one, split in placed if split == "test"]
    rest = [one.created for one, split in placed if split in {"train", "validation"}]
    assert not test or not rest or min(test) > max(rest)
    assert all(
        division.places[mark(name)] == split
        for name, split in before.items()
        if mark(name) in division.places
    )
    assert test or rest
    after: dict[str, Split] = {name: split for name, split in division.places.items() if split}
    again = divide(drafts, groups, recorded | after)
    assert again.places == division.places and again.cut == division.cut


@given(st.lists(st.text(alphabet="甲乙丙丁12", min_size=0, max_size=40), max_size=12))
def test_near_pairs_are_exactly_those_that_comparing_all_would_find(texts: list[str]) -> None:
    sets = [runs(text) for text in texts]
    near = {
        later
        for later in range(len(sets))
        if any(jaccard(sets[earlier], sets[later]) >= NEAR for earlier in range(later))
    }
    assert {int(later) for _, later in near_pairs((str(n), text) for n, text in enumerate(texts))} == near
