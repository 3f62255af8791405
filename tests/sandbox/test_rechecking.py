"""An old suggestion read again: what was replaced, forgotten, altered, or would not pass today."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.account import CUSTOMER, TODAY
from tests.support.stored import put
from tests.support.whatif import claims, copilot_of, reader_of, shop_of, strategy
from yiju.sandbox.changes import Changes
from yiju.sandbox.rechecking import Rechecked, recheck
from yiju.sandbox.replay import replay
from yiju.sandbox.reports import report
from yiju.store import tables
from yiju.store.access import viewer_for
from yiju.store.documents import list_documents
from yiju.store.erasing import is_erased
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, save_suggestion
from yiju.store.types import Suggestion


def again(store: Store, suggestion: Suggestion) -> list[Rechecked]:
    reader = reader_of(store, "head")
    return recheck(store.sql, reader.viewer, suggestion, reader.customer(CUSTOMER))


def test_on_the_same_day_every_verdict_stands(shop_store: Store) -> None:
    for given in (
        strategy(shop_store),
        copilot_of(shop_store).talk(CUSTOMER, scene="报价", as_of=TODAY),
        copilot_of(shop_store).ask("年降比例是多少", as_of=TODAY),
    ):
        found = again(shop_store, given)
        assert [one.claim_id for one in found] == [claim.id for claim in claims(given)]
        assert [one for one in found if one.changed] == []
        assert any(one.was == "conflict" for one in found) or given.kind != "strategy"


@pytest.mark.parametrize(
    ("newer", "still"),
    [("质保期为18个月，自验收之日起算。\n另加两次巡检。", True), ("质保期为36个月，自验收之日起算。", False)],
)
def test_a_newer_version_is_named_with_whether_it_still_says_so(
    own_store: Store, tmp_path: Path, newer: str, still: bool
) -> None:
    put(own_store, tmp_path / "v", {"note-1.txt": "质保期为18个月，自验收之日起算。"}, customer=CUSTOMER)
    given = copilot_of(own_store).ask("质保期多长", as_of=TODAY)
    put(own_store, tmp_path / "v", {"note-1.txt": newer}, customer=CUSTOMER)
    (one,) = (found for found in again(own_store, given) if "18个月" in found.text)
    assert (one.was, one.now, one.states, one.newer) == ("supported", "supported", ("superseded",), still)
    assert one.reasons[0] == "资料《note-1》已有新版"
    made, _ = replay(shop_of(own_store), given.id, Changes())
    told = report(reader_of(own_store, "head"), made.id)
    assert "资料《note-1》有了新版。" in told.reasons
    assert one in told.changed_verdicts


def test_what_was_forgotten_falls_with_the_advice_on_it(own_store: Store) -> None:
    given = strategy(own_store)
    head = viewer_for(own_store.sql, "head")
    call = next(d for d in list_documents(own_store.sql, head) if "季度沟通" in d.title)
    resting = {c.id for c in claims(given) if any(x.document.id == call.id for x in c.citations)}
    assert resting
    forget_document(own_store, head, call.id)
    after = get_suggestion(own_store.sql, head, given.id)
    found = {one.claim_id: one for one in again(own_store, after)}
    assert all(found[name].now == "unsupported" for name in resting)
    erased = {claim.id for claim in claims(after) if is_erased(claim)}
    assert erased and erased == {name for name, one in found.items() if one.erased}
    assert {found[name].reasons for name in erased & resting} == {("所依据的资料已删除",)}
    for claim in claims(after):
        if claim.nature == "advice" and set(claim.rests_on) <= resting:
            assert found[claim.id].reasons == ("所依据的事实今天都站不住",)
        elif claim.nature == "fact" and claim.id not in resting:
            assert not found[claim.id].changed
    made, again_made = replay(shop_of(own_store), given.id, Changes())
    assert "读过的资料有的已删除。" in report(reader_of(own_store, "head"), made.id).reasons
    assert not any(x.document.id == call.id for c in claims(again_made) for x in c.citations)


def test_a_text_that_was_altered_behind_our_back_is_found(own_store: Store) -> None:
    given = copilot_of(own_store).ask("付款方式是什么", as_of=TODAY)
    cited = claims(given)[0].citations[0]
    with own_store.sql.write() as connection:
        changed = cited.quote.replace("60", "90").rjust(len(cited.quote))
        connection.execute(
            sa.update(tables.paragraphs)
            .where(tables.paragraphs.c.id == cited.paragraph_id)
            .values(text=sa.func.replace(tables.paragraphs.c.text, cited.quote, changed))
        )
    (one,) = (found for found in again(own_store, given) if found.claim_id == claims(given)[0].id)
    assert (one.now, one.states) == ("unsupported", ("changed",))
    assert one.reasons == ("资料《框架采购合同》里的原文对不上了",)


def test_a_claim_that_todays_rules_refuse_is_found(shop_store: Store) -> None:
    """As an earlier, laxer version might have let it through."""
    given = copilot_of(shop_store).ask("付款方式是什么", as_of=TODAY)
    section = given.sections[0]
    wrong = section.claims[0].model_copy(update={"text": section.claims[0].text.replace("60", "30")})
    laxer = given.model_copy(
        update={"id": "s0000000laxr", "sections": (section.model_copy(update={"claims": (wrong,)}),)}
    )
    save_suggestion(shop_store.sql, laxer)
    (one,) = again(shop_store, laxer)
    assert one.now == "unsupported"
    assert one.reasons[0].startswith("按现在的规则核验不通过：")


def test_what_the_reviewer_may_not_see_counts_as_gone(shop_store: Store) -> None:
    given = strategy(shop_store)
    found = recheck(shop_store.sql, viewer_for(shop_store.sql, "northhead"), given, None)
    assert all(one.now == "unsupported" for one in found if one.was)
