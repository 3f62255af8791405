"""Customers that an admin registers: names, aliases and mail domains that tell whose a document is."""

from pathlib import Path

import pytest
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, WEST, begin, mail, take, write

from yiju.errors import Forbidden, Invalid, YijuError
from yiju.ingest.assign.registering import add_customer, drop_aliases
from yiju.store import audit
from yiju.store.access import local_viewer
from yiju.store.customers import list_customers
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.types import Viewer

BOSS = viewer(EAST, WEST, role="admin", user="boss")
NEW = "新桥精工"


def test_a_registered_domain_and_alias_assign_until_they_are_taken_back(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    done = add_customer(store, BOSS, NEW, unit=EAST, aliases=["新桥", NEW], domains=["@XinQiao.example"])
    assert (done.created, done.added) == (True, ("新桥", "xinqiao.example"))
    report = take(store, write(tmp_path / "in", {"1.eml": mail(1, "li@xinqiao.example", "你好", "请报价。")}))
    assert (report.documents, report.unassigned) == (1, 0)
    again = add_customer(store, BOSS, f" {NEW} ", unit=EAST, aliases=["Ｎew Bridge", "new  bridge"])
    assert (again.created, again.added) == (False, ("Ｎew Bridge",))
    assert add_customer(store, BOSS, NEW, unit=EAST, domains=["xinqiao.example"]).added == ()
    now = drop_aliases(store, BOSS, "新桥", ["xinqiao.example"], unit=EAST)
    assert now.aliases == ("新桥", "Ｎew Bridge")
    with pytest.raises(Invalid, match="没有别名或域名"):
        drop_aliases(store, BOSS, NEW, ["xinqiao.example"], unit=EAST)
    more = write(tmp_path / "more", {"2.eml": mail(2, "wu@xinqiao.example", "在吗", "好。")})
    assert take(store, more).unassigned == 1
    assert {d.customer for d in list_documents(store.sql, BOSS)} == {CAR, LAB, NEW}
    told = [(e.actor, e.action, e.details) for e in audit.entries(store.sql) if e.action[:9] == "customer."]
    assert told == [
        ("boss", "customer.added", {"unit": EAST, "created": True, "added": ["新桥", "xinqiao.example"]}),
        ("boss", "customer.added", {"unit": EAST, "created": False, "added": ["Ｎew Bridge"]}),
        ("boss", "customer.aliases_dropped", {"unit": EAST, "dropped": ["xinqiao.example"]}),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "不能为空"),
        ({"name": "长" * 401}, "太长"),
        ({"name": NEW, "aliases": ["长" * 401]}, "太长"),
        ({"name": NEW, "aliases": ["莱茵 汽车"]}, f"已经是客户“{CAR}”"),
        ({"name": "莱茵"}, f"已经是客户“{CAR}”"),
        ({"name": NEW, "domains": ["qq.com"]}, "谁都能注册"),
        ({"name": NEW, "aliases": ["163.com"]}, "谁都能注册"),
        ({"name": NEW, "domains": ["新桥"]}, "不是邮件域名"),
        ({"name": NEW, "domains": ["ours.example"]}, "我方"),
        ({"name": "我们公司"}, "我方"),
    ],
)
def test_what_would_mislead_is_refused_and_nothing_is_kept(
    store: Store, tmp_path: Path, given: dict[str, object], said: str
) -> None:
    begin(store, tmp_path / "first")
    add_customer(store, BOSS, CAR, unit=EAST, aliases=["莱茵"])
    before = list_customers(store.sql, BOSS)
    changes = {"seller_name": "我们公司", "seller_domains": "ours.example"}
    store.settings = store.settings.model_copy(update=changes)
    with pytest.raises(Invalid, match=said):
        add_customer(store, BOSS, unit=EAST, **given)  # type: ignore[arg-type]
    assert list_customers(store.sql, BOSS) == before


@pytest.mark.parametrize(
    "who",
    [
        viewer(EAST),
        viewer(EAST, role="director"),
        viewer(role="admin"),
        viewer(EAST, role="customer"),
    ],
)
def test_only_admins_register(store: Store, tmp_path: Path, who: Viewer) -> None:
    begin(store, tmp_path / "first")
    for unit in (EAST, WEST, "nowhere", ""):
        with pytest.raises(Forbidden, match="没有登记客户的权限"):
            add_customer(store, who, NEW, unit=unit)
        with pytest.raises(Forbidden, match="没有登记客户的权限"):
            drop_aliases(store, who, CAR, ["x"], unit=unit)


def test_a_unit_of_others_is_as_unknown_as_one_that_never_was(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    own, said = viewer(EAST, role="admin"), []
    for unit in (WEST, "nowhere"):
        with pytest.raises(Forbidden) as refused:
            add_customer(store, own, LAB, unit=unit)
        said.append((str(refused.value).replace(unit, ""), refused.value.hint))
    assert said[0] == said[1]
    # In one's own unit the other unit's customers neither help nor stand in the way.
    assert add_customer(store, own, LAB, unit="").customer.unit == EAST
    with pytest.raises(Invalid, match="--unit"):
        add_customer(store, BOSS, NEW)


def test_whoever_runs_it_makes_the_first_unit_and_no_other_by_a_slip(store: Store) -> None:
    assert add_customer(store, local_viewer(store.sql), NEW, unit="华东").customer.unit == "华东"
    with pytest.raises(YijuError, match="没有单元"):
        add_customer(store, local_viewer(store.sql), NEW, unit="华冬")
