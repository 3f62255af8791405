"""Whose a document is, by what speaks for each customer; and when nobody can be sure."""

import pytest

from yiju.ingest.assign.evidence import Piece, Verdict
from yiju.ingest.assign.judge import judged
from yiju.ingest.assign.known import Known
from yiju.ingest.assign.names import Names
from yiju.ingest.assign.paper import Paper
from yiju.ingest.assign.patterns import matches
from yiju.ingest.assign.rules import AssignmentRules
from yiju.settings import Settings
from yiju.store.types import Customer, Kind

CAR = Customer(id="car", name="莱茵汽车", unit="east", aliases=("Rhein Automobil", "rhein-alias.example"))
BRANCH = Customer(id="branch", name="莱茵汽车金融", unit="east")
LAB = Customer(id="lab", name="岷江检验", unit="east", aliases=("岷江",))
OURS = "ours.example"


def known(rules: dict[str, object] | None = None) -> Known:
    made = Known(frozenset({"east"}), AssignmentRules.model_validate(rules or {}))
    made.add([CAR, BRANCH, LAB], Settings.model_validate({"seller_name": "甬砺岷江分公司"}))
    made.ours = frozenset({OURS})
    return made


def paper(**fields: object) -> Paper:
    given: dict[str, object] = {"place": "file:///in/a.md", "sha256": "0", "title": "纪要", "kind": Kind.NOTE}
    return Paper(**{**given, **fields})  # type: ignore[arg-type]


def _whose(verdict: Verdict) -> str:
    return verdict.candidates[0].customer.id if verdict.sure else ""


@pytest.mark.parametrize(
    ("fields", "whose"),
    [
        ({"place": "file:///data/客户/莱茵汽车/a.md"}, "car"),
        ({"place": "file:///in/x.zip#岷江检验%2Fa.md"}, "lab"),
        ({"place": "file:///data/莱茵汽车.md"}, ""),  # a file's name is no folder
        ({"place": "file:///莱茵汽车/岷江/a.md"}, ""),
        ({"domains": frozenset({"rhein-alias.example", OURS})}, "car"),
        ({"domains": frozenset({"qq.com", OURS})}, ""),
        ({"title": "莱茵汽车年降", "opening": "莱茵汽车要求年降。"}, "car"),
        ({"title": "RHEIN　AUTOMOBIL年降", "opening": "rhein automobil要求年降。"}, "car"),
        ({"title": "Rheinland", "opening": "Rhein Automobile is another word"}, ""),
        ({"opening": "行业里有莱茵汽车等。"}, ""),
        ({"rest": "莱茵汽车" * 50}, ""),
        ({"title": "莱茵汽车与岷江检验合作", "opening": "莱茵汽车与岷江检验合作。"}, ""),
        ({"title": "莱茵汽车金融贷款", "opening": "莱茵汽车金融放款。"}, "branch"),
        ({"title": "甬砺岷江分公司年会", "opening": "甬砺岷江分公司。"}, ""),  # ours is not theirs
        ({"place": "file:///客户/莱茵汽车/a.md", "title": "岷江检验整改", "opening": "岷江检验。"}, ""),
        ({"place": "file:///客户/莱茵汽车/a.md", "rest": "岷江检验也来了。"}, "car"),
        (
            {
                "title": "莱茵汽车急聘",
                "opening": "莱茵汽车。",
                "domains": frozenset({"agency.example"}),
                "is_mail": True,
            },
            "",
        ),
    ],
)
def test_whose(fields: dict[str, object], whose: str) -> None:
    assert _whose(judged(known(), paper(**fields))) == whose


def test_a_competitor_beside_a_customer_leaves_it_to_a_person() -> None:
    told = paper(title="鼎曜精密向莱茵汽车供货", opening="鼎曜精密向莱茵汽车供货。")
    assert _whose(judged(known(), told)) == "car"
    verdict = judged(known({"others": ["鼎曜精密"]}), told)
    assert not verdict.sure and "竞争对手" in verdict.why
    assert verdict.candidates[0].confidence < 0.2


def test_copies_mean_little_where_a_folder_says_another() -> None:
    same = {"lab": [Piece(sort="same", weight=0.9, told="")]}
    assert _whose(judged(known(), paper(), same)) == "lab"
    assert _whose(judged(known(), paper(place="file:///客户/莱茵汽车/a.md"), same)) == "car"


def test_an_attachment_goes_with_its_mail_and_waits_with_it() -> None:
    here = known()
    here.placed = {"file:///in/a.eml": "car", "file:///in/b.eml": ""}
    attached = paper(place="file:///in/a.eml#1:价.md", attached=True)
    assert _whose(judged(here, attached)) == "car"
    other = paper(
        place="file:///in/b.eml#1:价.md", attached=True, title="莱茵汽车", opening="莱茵汽车", mail="<b>"
    )
    assert judged(here, other).why == "所附的邮件还没有归属"


def test_evidence_is_told_in_words() -> None:
    (candidate,) = judged(known(), paper(title="莱茵汽车年降", opening="莱茵汽车。")).candidates
    assert [piece.told for piece in candidate.evidence] == [
        "标题里写着“莱茵汽车”",
        "开头部分提到“莱茵汽车”1次",
    ]
    assert candidate.confidence == 0.875


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        ("{unit}/{customer}/**", "data/auto/甲公司/b/c.pdf", {"unit": "auto", "customer": "甲公司"}),
        ("客户/{customer}/**", "/srv/客户/甲公司/c.pdf", {"customer": "甲公司"}),
        ("客户/{customer}/**", "/srv/旧客户/甲公司/c.pdf", None),
        ("/客户/{customer}/**", "/srv/客户/甲公司/c.pdf", None),
        ("**/合同/*.pdf", "/srv/甲/合同/c.pdf", {}),
        ("**/合同/*.pdf", "/srv/甲/合同/旧/c.pdf", None),
        ("报价?.md", "/srv/报价1.md", {}),
        ("报价(1).md", "/srv/报价(1).md", {}),
    ],
)
def test_patterns(pattern: str, path: str, found: dict[str, str] | None) -> None:
    ways = matches(pattern, path)
    assert (found in ways) if found is not None else ways == []


def test_a_name_of_two_is_of_both() -> None:
    names = Names({"a": ["华信"], "b": ["华信", "华信底盘"]})
    assert set(names.in_text("华信来访")) == {"a", "b"}
    assert set(names.in_text("华信底盘来访")) == {"b"}
