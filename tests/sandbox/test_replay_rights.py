"""Whose material a replay reads, who may make one, and who may see what came of it."""

from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, OTHER, SECRETS, TODAY
from tests.support.whatif import claims, copilot_of, reader_of, shop_of, strategy
from yiju.errors import Forbidden, NotFound, YijuError
from yiju.sandbox.annotations import annotations_of
from yiju.sandbox.changes import Changes
from yiju.sandbox.replay import replay
from yiju.sandbox.replay_records import get_replay, replays_of
from yiju.sandbox.reports import report
from yiju.sandbox.trials import pairs_of, run_trial, start_trial
from yiju.store.access import viewer_for
from yiju.store.customers import ensure_customer, set_seller
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.types import Section, Suggestion


def _north(store: Store) -> str:
    """Id of a document of the other unit."""
    return next(d.id for d in list_documents(store.sql, viewer_for(store.sql, "boss")) if d.unit == "north")


@pytest.mark.parametrize(
    "question", ["年降比例是多少", "年采购额是多少", "独家返利有没有要求", "LCA密钥由谁保管"]
)
@pytest.mark.parametrize("assumed", [(), ("北辰电器要求独家返利", "年采购额8.3亿")])
def test_a_reviewer_of_two_units_pulls_nothing_of_the_other_into_a_replay(
    shop_store: Store, question: str, assumed: tuple[str, ...]
) -> None:
    """An answer asks all customers that its reader sees: for a replay those of its own unit alone."""
    given = copilot_of(shop_store, "xiaoli").ask(question, as_of=TODAY)
    other = {d.id for d in list_documents(shop_store.sql, viewer_for(shop_store.sql, "northhead"))}
    for name in ("both", "boss", "head"):
        _, made = replay(shop_of(shop_store, name), given.id, Changes(assumptions=assumed))
        assert not other & {c.document.id for claim in claims(made) for c in claim.citations}
        body = made.model_copy(
            update={"notices": (), "sections": _facts_only(made)} if assumed else {}
        ).model_dump_json()
        asked = question + "".join(assumed)
        assert [secret for secret in SECRETS if secret in body and secret not in asked] == []
        plain, _ = replay(shop_of(shop_store, "head"), given.id, Changes(assumptions=assumed))
        assert (
            made.dropped
            == get_suggestion(
                shop_store.sql, viewer_for(shop_store.sql, "head"), plain.result_id or ""
            ).dropped
        )


def _facts_only(made: Suggestion) -> tuple[Section, ...]:
    return tuple(
        s.model_copy(update={"claims": tuple(c for c in s.claims if c.nature == "fact")})
        for s in made.sections
    )


def test_the_other_units_namesake_is_not_read(own_store: Store) -> None:
    """A customer of the same name in the other unit: the replay means the one of the suggestion's unit."""
    given = strategy(own_store, "xiaoli")
    ensure_customer(own_store.sql, CUSTOMER, "north")
    _, made = replay(shop_of(own_store, "both"), given.id, Changes())
    assert made.unit == "main"
    assert [c.text for c in claims(made)] == [c.text for c in claims(given)]


def test_material_of_the_other_unit_can_be_neither_added_nor_taken_away(shop_store: Store) -> None:
    """As if it did not exist, even for someone who is in both units."""
    given, north = strategy(shop_store), _north(shop_store)
    for one in (north, f"{north}-0001"):
        for changes in (Changes(added=(one,)), Changes(without=(one,))):
            for name in ("both", "head"):
                with pytest.raises(NotFound) as told:
                    replay(shop_of(shop_store, name), given.id, changes)
                unknown = "d0123456789ab-0001" if "-" in one else "d0123456789ab"
                swapped = {
                    k: (unknown,) if v else ()
                    for k, v in changes.model_dump(include={"added", "without"}).items()
                }
                with pytest.raises(NotFound) as missing:
                    replay(shop_of(shop_store, name), given.id, Changes(**swapped))
                assert str(told.value).replace(one, "ID") == str(missing.value).replace(unknown, "ID")


def test_another_customers_document_of_the_same_unit_is_refused(own_store: Store, tmp_path: Path) -> None:
    from tests.support.stored import put

    put(own_store, tmp_path / "more", {"x.txt": "另一个客户的事"}, customer="南岭泵业", unit="main")
    foreign = next(
        d
        for d in list_documents(own_store.sql, viewer_for(own_store.sql, "head"))
        if d.customer == "南岭泵业"
    )
    with pytest.raises(YijuError, match="不是这个客户的资料"):
        replay(shop_of(own_store), strategy(own_store).id, Changes(added=(foreign.id,)))


@pytest.mark.parametrize("name", ["xiaoli", "northhead", "client"])
def test_only_reviewers_of_its_unit_make_a_replay(shop_store: Store, name: str) -> None:
    given = strategy(shop_store)
    error = Forbidden if name == "xiaoli" else NotFound
    with pytest.raises(error) as told:
        replay(shop_of(shop_store, name), given.id, Changes())
    if error is NotFound:
        with pytest.raises(NotFound) as missing:
            replay(shop_of(shop_store, name), "s0123456789ab", Changes())
        assert str(told.value).replace(given.id, "s0123456789ab") == str(missing.value)


def test_a_replay_is_listed_to_nobody_and_read_by_reviewers_alone(shop_store: Store) -> None:
    given = strategy(shop_store)
    one, made = replay(shop_of(shop_store), given.id, Changes(assumptions=("竞争对手降价10%",)))
    assert made.replay_of == given.id
    sql = shop_store.sql
    for name in ("xiaoli", "head", "both", "boss"):
        assert made.id not in {s.id for s in list_suggestions(sql, viewer_for(sql, name))}
    for name in ("head", "both", "boss"):
        assert get_suggestion(sql, viewer_for(sql, name), made.id) == made
        assert get_replay(sql, viewer_for(sql, name), one.id).result_id == made.id
        assert report(reader_of(shop_store, name), one.id).result == made
    for name in ("xiaoli", "northhead", "client"):
        viewer = viewer_for(sql, name)
        with pytest.raises(NotFound):
            get_suggestion(sql, viewer, made.id)
        with pytest.raises(NotFound):
            annotations_of(sql, viewer, made.id)
        with pytest.raises(NotFound):
            get_replay(sql, viewer, one.id)
        with pytest.raises(NotFound):
            report(reader_of(shop_store, name), one.id)
        with pytest.raises((NotFound, Forbidden)):
            replays_of(sql, viewer, given.id)


def _mixed(store: Store) -> Suggestion:
    """An answer drawn from both units."""
    seller = ensure_customer(store.sql, CUSTOMER, "main").seller
    set_seller(store.sql, ensure_customer(store.sql, OTHER, "north"), seller)
    return copilot_of(store, "both").ask("年降比例是多少", as_of=TODAY)


def test_what_comes_of_an_answer_of_two_units_is_read_by_those_in_both(own_store: Store) -> None:
    """Its replay repeats the question: a director of its unit alone may not even know of it."""
    given = _mixed(own_store)
    one, made = replay(shop_of(own_store, "both"), given.id, Changes(assumptions=("年采购额8.3亿",)))
    sql = own_store.sql
    for name in ("head", "northhead", "xiaoli"):
        viewer = viewer_for(sql, name)
        for read, what in ((get_suggestion, made.id), (get_replay, one.id), (replays_of, given.id)):
            with pytest.raises(NotFound):
                read(sql, viewer, what)
        with pytest.raises(NotFound):
            annotations_of(sql, viewer, made.id)
        with pytest.raises(NotFound):
            report(reader_of(own_store, name), one.id)
    for name in ("both", "boss"):
        assert get_suggestion(sql, viewer_for(sql, name), made.id) == made
        assert [found.id for found in replays_of(sql, viewer_for(sql, name), given.id)] == [one.id]


def test_a_trial_of_one_unit_is_not_made_on_what_another_one_was_read_for(own_store: Store) -> None:
    """Whoever starts it: a director of this unit alone votes on it and reads its requests."""
    given, own = _mixed(own_store), strategy(own_store)
    assert given.unit == "main"
    sql, changes = own_store.sql, Changes(retrieval={"depth": 20})
    trial = start_trial(sql, viewer_for(sql, "both"), "main", changes, count=200)
    assert trial.suggestions == (own.id,)
    with pytest.raises(YijuError, match="没有符合条件"):
        start_trial(sql, viewer_for(sql, "both"), "main", changes, kinds=("answer",))
    assert run_trial(shop_of(own_store, "both"), trial.id).done == 1
    head = viewer_for(sql, "head")
    assert [pair.suggestion_id for pair in pairs_of(sql, head, trial.id)] == [own.id]


def test_an_answer_of_two_units_is_replayed_from_its_own_alone_and_says_so(own_store: Store) -> None:
    given = _mixed(own_store)
    with pytest.raises(NotFound):
        replay(shop_of(own_store, "head"), given.id, Changes())
    one, made = replay(shop_of(own_store, "both"), given.id, Changes())
    assert made.unit == given.unit
    assert (
        "原建议还读过其他单元的资料；推演只用本单元的。"
        in report(reader_of(own_store, "both"), one.id).reasons
    )
