"""Whose material an answer is from, customers of one name, and what is said of several at once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.stored import settings_for
from tests.support.stub_llm import StubLLM
from yiju.copilot.accounts import full_name, label_of, labels, named_in, split_name
from yiju.copilot.llm_mode import make_llm_mode
from yiju.copilot.place import place_in_context
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import NotFound, YijuError
from yiju.ingest.pipeline import ingest
from yiju.store.access import local_viewer, viewer_for
from yiju.store.customers import ensure_customer, set_seller
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Customer, Seller, Suggestion
from yiju.store.users import save_user

FILES = {
    ("安康医院", "west"): {
        "合同.md": "# 采购合同\n\n日期：2025-05-01\n\n质保期为24个月，自验收合格之日起计算。\n\n"
        "甲方在验收后60日内付款。\n"
    },
    ("莱茵汽车", "east"): {
        "合同.md": "# 框架采购合同\n\n日期：2025-03-01\n\n合同期内产品年降比例为3%，按年执行。\n\n"
        "质保期为36个月，自验收合格之日起计算。\n",
        "通话一.txt": "会议主题：周会\n会议时间：2025-12-09 10:00\n"
        "参会人：李昕（莱茵汽车）、王蕾（华锐铸造）\n\n"
        "李昕(00:00:12): 我们要求逐件提供碳足迹数据，副车架也一样。\n",
        "通话二.txt": "会议主题：碰头\n会议时间：2025-12-09 15:00\n"
        "参会人：李昕（莱茵汽车）、王蕾（华锐铸造）\n\n"
        "李昕(00:00:30): 模具验收由质量部的赵一鸣负责签字。\n",
    },
    ("宏远集团", "east"): {"纪要.md": "# 纪要\n\n日期：2026-01-05\n\n我方承诺的返利比例为2%。\n"},
    ("宏远集团", "west"): {"纪要.md": "# 纪要\n\n日期：2026-01-06\n\n我方承诺的返利比例为4%。\n"},
}
SELLERS = {"莱茵汽车": Seller(name="华锐铸造", people=("王蕾",)), "安康医院": Seller(name="澄微检验")}


def _customer(name: str, *aliases: str, unit: str = "east") -> Customer:
    return Customer(id=f"{name}-{unit}", name=name, unit=unit, aliases=aliases)


NAMED = (
    _customer("北辰", "BC"),
    _customer("北辰电器", "Beichen Electric"),
    _customer("华锐蘭台", "Rhein"),
    _customer("宏远集团"),
    _customer("宏远集团", unit="west"),
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("北辰电器的账期多少", ["北辰电器-east"]),
        ("北辰的账期多少", ["北辰-east"]),
        ("北辰和北辰电器的账期", ["北辰-east", "北辰电器-east"]),
        ("beichen electric 的账期", ["北辰电器-east"]),
        ("ＢＣ的账期", ["北辰-east"]),
        ("ABC的账期", []),
        ("Rheinmetall的账期", []),
        ("RHEIN的账期", ["华锐蘭台-east"]),
        ("华锐兰台的账期", ["华锐蘭台-east"]),
        ("華銳蘭臺的賬期", ["华锐蘭台-east"]),
        ("宏远集团的返利", ["宏远集团-east", "宏远集团-west"]),
        ("宏远集团（west）的返利", ["宏远集团-west"]),
        ("谁说过返利", []),
    ],
)
def test_who_is_named(text: str, named: list[str]) -> None:
    assert [one.id for one in named_in(text, NAMED)] == named


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two units; the alphabetically first customer is not the one most questions are about."""
    folder = tmp_path_factory.mktemp("accounts")
    with Store.open(settings_for(folder / "data", embedder="none")) as store:
        for (name, unit), files in FILES.items():
            place = folder / unit / name
            place.mkdir(parents=True)
            for file, text in files.items():
                (place / file).write_text(text, encoding="utf-8")
            ingest(store, None, [place], customer=name, unit=unit)
            if name in SELLERS:
                set_seller(store.sql, ensure_customer(store.sql, name, unit), SELLERS[name])
        save_user(store.sql, "east", roles=["rep"], units=["east"], actor="test")
        save_user(store.sql, "all", roles=["rep"], units=["east", "west"], actor="test")
        yield store


@pytest.fixture
def copilot(stored: Store) -> Copilot:
    return Copilot(Reader(stored, None, local_viewer(stored.sql)))


def marks(given: Suggestion) -> list[str]:
    return [flag[6:] for c in given.sections[0].claims for flag in c.flags if flag.startswith("about:")]


def cited(given: Suggestion) -> set[str]:
    return {c.quote for section in given.sections for claim in section.claims for c in claim.citations}


def test_an_answer_is_filed_under_the_customer_it_cites(copilot: Copilot) -> None:
    given = copilot.ask("年降比例是多少")
    assert any("3%" in quote for quote in cited(given))
    assert (given.customer, given.unit) == ("莱茵汽车", "east")
    assert marks(given) == []


def test_an_answer_from_several_customers_names_each(stored: Store, copilot: Copilot) -> None:
    given = copilot.ask("质保期是多久")
    assert set(given.customer.split("、")) == {"安康医院", "莱茵汽车"}
    assert sorted(marks(given)) == ["安康医院", "莱茵汽车"]
    for claim in given.sections[0].claims:
        months = "24" if "about:安康医院" in claim.flags else "36"
        assert months in claim.citations[0].quote
        assert claim.verdict == "supported"  # two customers' terms contradict nothing
    with pytest.raises(NotFound):
        get_suggestion(stored.sql, viewer_for(stored.sql, "east"), given.id)
    assert get_suggestion(stored.sql, viewer_for(stored.sql, "all"), given.id) == given


def test_a_refusal_about_all_customers_is_no_ones(stored: Store, copilot: Copilot) -> None:
    given = copilot.ask("食堂有几个座位")
    assert given.missing
    assert given.customer.endswith("等4家客户")
    with pytest.raises(NotFound):
        get_suggestion(stored.sql, viewer_for(stored.sql, "east"), given.id)


def test_a_model_is_told_the_names_of_the_customer_cited(stored: Store, stub: StubLLM) -> None:
    settings = stored.settings.model_copy(update={"llm_base_url": stub.url, "llm_model": "stub"})
    copilot = Copilot(Reader(stored, None, local_viewer(stored.sql)), make_llm_mode(settings))
    copilot.ask("年降比例是多少")
    assert "莱茵汽车" in stub.prompt()
    assert "华锐铸造" in stub.prompt()
    assert "安康" not in stub.prompt()


@pytest.mark.parametrize("name", ["宏远集团（west）", "宏远集团(west)", " 宏远集团 （ WEST ） "])
def test_name_and_unit_mean_one_of_two(copilot: Copilot, name: str) -> None:
    given = copilot.ask("返利比例是多少", customer=name)
    assert (given.customer, given.unit) == ("宏远集团", "west")
    assert any("4%" in quote for quote in cited(given))
    assert not any("2%" in quote for quote in cited(given))
    assert copilot.strategy(name).unit == copilot.talk(name, scene="报价").unit == "west"


def test_a_question_can_name_the_unit(copilot: Copilot) -> None:
    assert copilot.ask("宏远集团（east）的返利比例是多少").unit == "east"
    both = copilot.ask("宏远集团的返利比例是多少")
    assert sorted(marks(both)) == ["宏远集团（east）", "宏远集团（west）"]


def test_the_hint_shows_what_to_write(copilot: Copilot) -> None:
    with pytest.raises(YijuError) as raised:
        copilot.strategy("宏远集团")
    for written in raised.value.hint.removeprefix("请写成：").split(" 或 "):
        assert copilot.strategy(written).customer == "宏远集团"
    with pytest.raises(NotFound):
        copilot.strategy("宏远集团（north）")


def test_one_tag_for_one_place(stored: Store, copilot: Copilot) -> None:
    """Two calls on one day: their titles stand in the strategy's, the answer's and the place's tag."""
    given = [copilot.strategy("莱茵汽车"), copilot.ask("谁负责模具验收"), copilot.ask("碳足迹数据有什么要求")]
    citations = [c for one in given for s in one.sections for claim in s.claims for c in claim.citations]
    calls = [c for c in citations if c.document.kind == "call"]
    assert {c.document.title for c in calls} >= {"通话一", "通话二"}
    for citation in citations:
        assert place_in_context(copilot.reader, citation.paragraph_id)["tag"] == citation.tag
    assert all(f"《{c.document.title}》" in c.tag for c in calls)


def test_the_engine_stays_open_while_advice_is_made(stored: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    copilot = Copilot(Reader(stored, None, local_viewer(stored.sql)))
    depth, inside, outside = 0, 0, 0
    session, rankings = stored.vectors.session, stored.vectors.rankings

    @contextmanager
    def counted() -> Iterator[None]:
        nonlocal depth
        depth += 1
        try:
            with session():
                yield
        finally:
            depth -= 1

    def opened() -> AbstractContextManager[None]:
        return counted()

    def searched(*args: Any, **named: Any) -> Any:
        nonlocal inside, outside
        inside += bool(depth)
        outside += not depth
        return rankings(*args, **named)

    monkeypatch.setattr(stored.vectors, "session", opened)
    monkeypatch.setattr(stored.vectors, "rankings", searched)
    copilot.strategy("莱茵汽车")
    copilot.talk("莱茵汽车", scene="报价")
    copilot.ask("年降比例是多少")
    assert inside > 10
    assert outside == 0


def test_a_scene_of_ones_own_is_searched_for_and_the_known_ones_are_named(copilot: Copilot) -> None:
    given = copilot.talk("莱茵汽车", scene="聊聊模具寿命")
    assert any("聊聊模具寿命" in line and "异议处理" in line for line in given.notices)
    known = copilot.talk("莱茵汽车", scene="谈谈年降")
    assert not any("现成的场景" in line for line in known.notices)


def test_names() -> None:
    one, two, three = (Customer(id=i, name=n, unit=u) for i, n, u in ("1甲x", "2甲y", "3乙x"))
    assert full_name(one) == "甲（x）"
    assert labels([one, two, three]) == {"1": "甲（x）", "2": "甲（y）", "3": "乙"}
    assert label_of([one, three]) == "甲、乙"
    assert split_name("某某（中国）(华东)") == ("某某（中国）", "华东")
    assert split_name("某某（中国） 有限公司") is split_name("（华东）") is None
    assert named_in("甲(Y)和谁", [one, two, three]) == [two]
    assert named_in("甲和乙", [one, two, three]) == [one, two, three]


def test_without_any_customer_nothing_is_answered(tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path)) as store, pytest.raises(NotFound):
        Copilot(Reader(store, None, local_viewer(store.sql))).ask("年降比例是多少")
