"""What everybody drafts with: switched by an admin on evidence or for a reason, and switched back."""

import pytest
import sqlalchemy as sa

from yiju.errors import Conflict, Forbidden, NotFound, YijuError
from yiju.sandbox.in_force import active
from yiju.sandbox.promotions import history, promote, rollback
from yiju.store import audit
from yiju.store.access import viewer_for
from yiju.store.store import Store


def test_a_switch_needs_an_admin_and_evidence_or_a_reason(own_store: Store) -> None:
    sql, settings = own_store.sql, own_store.settings
    boss, head = viewer_for(sql, "boss"), viewer_for(sql, "head")
    for name in ("head", "xiaoli", "client"):
        with pytest.raises(Forbidden):
            promote(sql, settings, viewer_for(sql, name), "retrieval:diversity", "off", note="试试")
    with pytest.raises(YijuError, match="没有盲测支持"):
        promote(sql, settings, boss, "retrieval:diversity", "off")
    with pytest.raises(NotFound):
        promote(sql, settings, boss, "retrieval:diversity", "off", trial_id="t000000000000", note="试试")
    for subject, value in (
        ("retrieval:magic", "on"),
        ("prompt:nosuch", "1"),
        ("retrieval:depth", "x"),
        ("prompt:answer", "9"),
    ):
        with pytest.raises(YijuError):
            promote(sql, settings, boss, subject, value, note="试试")
    first = promote(sql, settings, boss, "retrieval:diversity", "off", note="资料重复少")
    assert (first.value, first.previous, first.trial_id, first.note) == ("off", "", None, "资料重复少")
    assert active(sql, settings).options.diversity is False
    with pytest.raises(YijuError, match="现在就是 off"):
        promote(sql, settings, boss, "retrieval:diversity", "关", note="再来")
    with pytest.raises(Conflict):
        promote(sql, settings, boss, "retrieval:diversity", "on", note="旧页面", seen="")
    assert [one.seq for one in history(sql, head)] == [first.seq]
    with pytest.raises(Forbidden):
        history(sql, viewer_for(sql, "xiaoli"))
    with pytest.raises(sa.exc.DatabaseError), sql.write() as connection:
        connection.execute(sa.text("DELETE FROM promotions"))
    assert audit.verify_chain(sql) == []
    assert any(e.action == "promotion.promote" and e.details["override"] for e in audit.entries(sql))


def test_back_and_further_back(own_store: Store) -> None:
    sql, settings, boss = own_store.sql, own_store.settings, viewer_for(own_store.sql, "boss")
    for value in ("50", "60", "70"):
        promote(sql, settings, boss, "retrieval:depth", value, note="试试")
    assert rollback(sql, settings, boss, "retrieval:depth").value == "60"
    promote(sql, settings, boss, "retrieval:depth", "80", note="试试")
    assert [rollback(sql, settings, boss, "retrieval:depth").value for _ in range(3)] == ["60", "50", ""]
    assert active(sql, settings).options.depth == 100
    with pytest.raises(YijuError, match="无从回退"):
        rollback(sql, settings, boss, "retrieval:depth")
    with pytest.raises(Forbidden):
        rollback(sql, settings, viewer_for(sql, "head"), "retrieval:depth")


def test_a_prompt_that_was_altered_after_its_promotion_is_not_used(own_store: Store) -> None:
    from tests.prompts.test_chosen import own_version

    sql, settings, boss = own_store.sql, own_store.settings, viewer_for(own_store.sql, "boss")
    folder = settings.data / "prompts"
    own_version(folder, "answer", 101, 规则="守则")
    made = promote(sql, settings, boss, "prompt:answer", "101", note="试试")
    assert made.value.startswith("v101@")
    found = active(sql, settings)
    assert (found.prompts.load("answer").version, found.notices) == (101, ())
    own_version(folder, "answer", 101, 规则="另一份")
    found = active(sql, settings)
    assert found.prompts.load("answer").version == 2
    assert "在启用之后改过" in found.notices[0]
    (folder / "answer.v101.md").unlink()
    assert "读不了" in active(sql, settings).notices[0]
    assert rollback(sql, settings, boss, "prompt:answer").value == ""
    assert active(sql, settings).notices == ()
