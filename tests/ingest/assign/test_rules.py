"""``assignment.yaml``: what is wrong is named by field; what is right decides customer, unit and rights."""

from pathlib import Path

import pytest
from tests.support.shell import yiju
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, WEST, begin, rules, take, write

from yiju.errors import Invalid
from yiju.ingest.assign.rules import read_assignment
from yiju.store.customers import list_customers
from yiju.store.documents import list_documents
from yiju.store.store import Store


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("domains: [", "第 1 行不是 YAML"),
        ("domain:\n  a.example: 甲\n", "domain 不对：没有这个字段"),
        ("domains:\n  qq.com: 甲\n", "domains 不对：qq.com 谁都能注册邮箱"),
        ("domains:\n  公司: 甲\n", "domains 不对：'公司' 不是邮件域名"),
        ("paths:\n  - match: '{name}/**'\n", "paths[0] 不对：match 里只能用"),
        ("paths:\n  - match: '合同/**'\n", "paths[0] 不对：没有说归到哪里"),
        ("paths:\n  - match: '合同/**'\n    restricted: 是吗\n", "paths[0].restricted 不对"),
        ("thresholds:\n  assign: 0.2\n", "thresholds.assign 不对：不能小于 0.5"),
        ("restricted:\n  - kind: 合约\n", "restricted[0].kind 不对"),
        ("- 1\n", "整个文件 不对"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        read_assignment(file)
    assert told in str(caught.value)
    ran = yiju("assign-rules", "check", str(file), "--data", str(tmp_path / "none"))
    assert (ran.code, ran.out) == (2, "") and told in ran.err


def test_a_field_with_nothing_behind_it_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("paths:\ndomains:\naliases:\nthresholds:\nothers: [甲]\n", encoding="utf-8")
    found = read_assignment(file)
    assert (found.paths, found.domains, found.others) == ((), {}, ("甲",))
    file.write_text("paths: 合同\n", encoding="utf-8")
    with pytest.raises(Invalid, match=r"要一个列表.*。$"):
        read_assignment(file)


RULES = """
paths:
  - match: "{unit}/{customer}/**"
  - match: "新客户/{customer}/**"
    create: true
  - match: "**/机密/**"
    restricted: true
restricted:
  - kind: contract
aliases:
  莱茵汽车: [莱茵采购部]
domains:
  nobody.example: 莫须有公司
"""


def test_rules_give_customer_unit_and_rights(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    rules(store, RULES)
    folder = write(
        tmp_path / "in",
        {
            f"{WEST}/{LAB}/样本.md": "# 样本\n\n三月送检。\n",
            f"{WEST}/谁也不认识/样本.md": "# 另一份样本\n\n四月送检。\n",
            "新客户/新桥精工/机密/来访.md": "# 来访\n\n第一次来访。\n",
            "小结.md": "# 莱茵采购部小结\n\n莱茵采购部要求提速。\n",
            "框架.md": f"# {CAR}框架合同\n\n甲方：{CAR}\n\n乙方：我方\n\n第一条 付款。\n\n第二条 交付。\n",
        },
    )
    from yiju.ingest.pipeline import ingest

    report = ingest(store, None, [folder], customer=None, unit=EAST, units=[WEST])
    assert report.unassigned == 1
    found = {d.title: d for d in list_documents(store.sql, viewer(EAST, WEST))}
    assert (found["样本"].customer, found["样本"].unit) == (LAB, WEST)
    assert (found["来访"].customer, found["来访"].open_restricted) == ("新桥精工", True)
    assert found["莱茵采购部小结"].customer == CAR
    assert found[f"{CAR}框架合同"].open_restricted is (found[f"{CAR}框架合同"].kind == "contract")
    assert {c.name for c in list_customers(store.sql, viewer(EAST, WEST))} == {CAR, LAB, "新桥精工"}


def test_a_unit_that_was_named_is_not_left(store: Store, tmp_path: Path) -> None:
    """A folder of another unit's name, and its customers, mean nothing to an ingestion for this one."""
    begin(store, tmp_path / "first")
    rules(store, RULES)
    folder = write(tmp_path / "in", {f"{WEST}/{LAB}/样本.md": f"# {LAB}\n\n{LAB}三月送检。\n"})
    assert (take(store, folder, unit=EAST).unassigned, len(list_documents(store.sql, viewer(WEST)))) == (1, 1)


@pytest.mark.parametrize("folder", [" ", "a\x07b"])
def test_a_folder_whose_name_is_none_makes_no_customer_and_keeps_no_other_back(
    store: Store, tmp_path: Path, folder: str
) -> None:
    begin(store, tmp_path / "first")
    rules(store, 'paths:\n  - {match: "新/{customer}/**", create: true}\n')
    files = {f"新/{folder}/a.md": "没有线索的一段话。", "新/新客户/b.md": "另一段没有线索的话。"}
    report = take(store, write(tmp_path / "in", files))
    assert (report.documents, report.unassigned, report.failed) == (1, 1, [])
