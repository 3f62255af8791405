"""An ingestion without a customer: who gets what, what waits, and what does not come back."""

from pathlib import Path

import pytest
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, SECRET, WEST, begin, mail, rules, take, write

from yiju.errors import Conflict, Forbidden, Invalid, NotFound
from yiju.ingest.assign.clearing import Decision, assign, assign_suggested, dismiss, waiting
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import audit
from yiju.store.customers import list_customers
from yiju.store.documents import list_documents
from yiju.store.store import Store

HEAD = viewer(EAST, WEST, role="admin", user="boss")
REP = viewer(EAST, WEST)


def titles(store: Store, customer: str) -> set[str]:
    return {d.title for d in list_documents(store.sql, REP) if d.customer == customer} - {"起"}


def test_the_sure_are_published_and_the_unsure_wait(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    rules(store)
    folder = write(
        tmp_path / "in",
        {
            f"客户/{CAR}/交付.md": "# 交付计划\n\n第一批周五到。\n",
            f"客户/{CAR}/合同/框架.md": "# 框架合同\n\n付款月结。\n",
            "1.eml": mail(1, "vogt@rhein.example", "模具", "请确认模具。"),
            "2.eml": mail(2, "a@qq.com", "你好", f"{SECRET}想了解产品。"),
            "0答复.eml": mail(3, "zhang@ours.example", "答复", "模具已确认。", answers=1),
            "通稿.md": f"# {CAR}发布年报\n\n{CAR}今年销量上升。\n",
            "竞品.md": f"# 鼎曜精密拿下订单\n\n鼎曜精密将向{CAR}供货，{SECRET}。\n",
        },
    )
    report = take(store, folder)
    assert not report.failed
    assert titles(store, CAR) == {"交付计划", "框架合同", "模具", "答复", f"{CAR}发布年报"}
    assert report.unassigned == 2
    assert {one["customer"] for one in report.assigned or ()} == {CAR}
    assert len(report.assigned or ()) == report.documents == 5
    found = {one.held.title: one for one in waiting(store, HEAD)}
    assert set(found) == {"你好", "鼎曜精密拿下订单"}
    assert found["你好"].candidates == ()
    assert "竞争对手" in found["鼎曜精密拿下订单"].why
    (contract,) = [d for d in list_documents(store.sql, REP) if d.title == "框架合同"]
    assert contract.open_restricted
    again = take(store, folder)
    assert (again.documents, again.unassigned, again.unchanged) == (0, 0, 7)
    assert len(waiting(store, HEAD)) == 2


def test_what_an_admin_assigns_is_found_and_teaches_that_unit_alone(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = write(
        tmp_path / "in",
        {f"{n}.eml": mail(n, "li@neu.example", f"第{n}封", f"{SECRET}{n}。") for n in (1, 2)},
    )
    assert take(store, folder).unassigned == 2
    first, second = waiting(store, HEAD)
    (made,) = assign(store, HEAD, [Decision(id=first.held.id, customer=CAR)])
    hit = find_chunks(store, HashingEmbedder(), viewer(EAST), f"{SECRET}1", limit=1)[0]
    assert (hit.document.id, hit.document.customer) == (made.document_id, CAR)
    (left,) = waiting(store, HEAD)
    assert left.held == second.held
    assert [c.evidence[0].sort for c in left.candidates] == ["learned"]
    assert left.candidates[0].confidence == 0.6  # seen once: an admin still looks
    made_now, failed = assign_suggested(store, HEAD, 0.6)
    assert ([one.title for one in made_now], failed) == (["第2封"], [])
    third = write(tmp_path / "more", {"3.eml": mail(3, "wu@neu.example", "第3封", "好。")})
    assert take(store, third, unit=WEST).unassigned == 1  # the other unit learned nothing
    assert take(store, third, unit=EAST).documents == 1
    actions = [entry.action for entry in audit.entries(store.sql)]
    assert actions.count("tray.assigned") == 2 and audit.verify_chain(store.sql) == []


def test_what_was_dismissed_is_erased_and_does_not_come_back(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"杂.md": f"# 杂项\n\n{SECRET}与谁都无关。\n"})
    assert take(store, folder).unassigned == 1
    (one,) = waiting(store, HEAD)
    dismiss(store, HEAD, [one.held.id])
    assert waiting(store, HEAD) == []
    report = take(store, folder)
    assert (report.documents, report.unassigned, report.unchanged) == (0, 0, 0)
    (told,) = report.skipped
    assert told["path"].endswith("杂.md")
    assert "boss 丢弃了它" in told["reason"] and "--customer" in told["reason"]
    assert waiting(store, HEAD) == []
    assert take(store, folder, customer=CAR).documents == 1  # said by name, it comes


def test_naming_the_customer_takes_a_waiting_document_out_of_the_tray(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"杂.md": "# 杂项\n\n没有线索。\n"})
    take(store, folder)
    assert take(store, folder, customer=CAR).documents == 1
    assert waiting(store, HEAD) == []
    assert take(store, folder).unchanged == 1


def test_a_newer_version_replaces_the_one_that_waits(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"杂.md": "# 杂项\n\n旧。\n"})
    take(store, folder)
    (old,) = waiting(store, HEAD)
    write(tmp_path / "in", {"杂.md": "# 杂项\n\n新的一版。\n"})
    take(store, folder)
    (new,) = waiting(store, HEAD)
    assert new.opening[-1] == "新的一版。"
    with pytest.raises(NotFound):
        assign(store, HEAD, [Decision(id=old.held.id, customer=CAR)])
    rules(store, f'paths:\n  - {{match: "**/杂.md", customer: {LAB}}}\n')  # nobody named: it waits on here
    assert take(store, folder, unit=WEST).documents == 1
    write(tmp_path / "in", {"杂.md": "# 杂项\n\n又新的一版。\n"})
    assert take(store, folder, unit=WEST).documents == 1
    with pytest.raises(Conflict):  # what waited is older than what they have
        assign(store, HEAD, [Decision(id=new.held.id, customer=LAB, unit=WEST)])


def test_only_admins_of_the_unit_clear_and_nobody_else_hears_of_it(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    take(store, write(tmp_path / "in", {"杂.md": f"# {SECRET}\n\n{SECRET}。\n"}))
    (one,) = waiting(store, viewer(EAST, role="admin"))
    decision = Decision(id=one.held.id, customer=CAR)
    for who in (
        viewer(EAST),
        viewer(EAST, role="director"),
        viewer(role="admin"),
        viewer(EAST, role="customer"),
    ):
        for act in (
            lambda who=who: waiting(store, who),
            lambda who=who: assign(store, who, [decision]),
            lambda who=who: dismiss(store, who, [one.held.id]),
        ):
            with pytest.raises(Forbidden) as caught:
                act()
            assert "没有处理未归属资料的权限" in str(caught.value)
    other = viewer(WEST, role="admin")
    assert waiting(store, other) == []
    for wanted in (one.held.id, "h000000000000"):
        with pytest.raises(NotFound) as unknown:
            assign(store, other, [Decision(id=wanted, customer=LAB)])
        assert str(unknown.value) == f"没有这份未归属资料：{wanted}"
    with pytest.raises(Forbidden):
        assign(store, viewer(EAST, role="admin"), [Decision(id=one.held.id, customer=LAB, unit=WEST)])
    with pytest.raises(Invalid):
        assign(store, HEAD, [Decision(id=one.held.id, customer="莫须有")])
    made = assign(store, HEAD, [Decision(id=one.held.id, customer="新客户", create=True, restricted=True)])
    assert made[0].customer == "新客户"
    assert all(d.open_restricted for d in list_documents(store.sql, REP) if d.customer == "新客户")


def test_what_cannot_be_published_leaves_no_new_customer(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store, tmp_path / "first")
    take(store, write(tmp_path / "in", {"x.md": "# 某某\n\n没有线索。\n"}))
    (one,) = waiting(store, HEAD)

    def refused(*_: object) -> str:
        raise Conflict("x")

    monkeypatch.setattr("yiju.ingest.assign.clearing.publish", refused)
    with pytest.raises(Conflict):
        assign(store, HEAD, [Decision(id=one.held.id, customer="新客户", create=True)])
    assert {c.name for c in list_customers(store.sql, HEAD)} == {CAR, LAB}
