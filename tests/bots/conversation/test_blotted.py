"""What is masked everywhere stands in no message: answers, sources, lists that are no suggestions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, SELLER, TODAY
from tests.support.stored import settings_for
from tests.support.talking import Talker
from yiju.ingest.pipeline import ingest
from yiju.models.embedder import make_embedder
from yiju.store.customers import ensure_customer, set_seller
from yiju.store.store import Store
from yiju.store.users import save_user

MOBILE = "13812345678"
CALL = f"""会议主题：莱茵汽车季度沟通
会议时间：2025-12-09 10:00-10:20
参会人：Anke Vogt（莱茵汽车 采购总监）、王蕾（华锐铸造 大客户经理）

Anke Vogt(00:00:12): 送样联系李雷，手机{MOBILE}。

王蕾(00:00:40): LCA边界说明我们12月20日前发给李雷，短信发到{MOBILE}。
"""


@pytest.fixture
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    settings = settings_for(tmp_path / "data", privacy=request.param)
    with Store.open(settings) as made:
        set_seller(made.sql, ensure_customer(made.sql, CUSTOMER, "main"), SELLER)
        path = tmp_path / "季度沟通_2025-12-09.txt"
        path.write_text(CALL, encoding="utf-8")
        ingest(made, make_embedder(settings), [path], customer=CUSTOMER, unit="main")
        save_user(made.sql, "xiaoli", roles=["rep"], units=["main"], actor="test")
        yield made


def _said(store: Store) -> list[str]:
    talker = Talker(store, "xiaoli", TODAY)
    return [talker.say(text) for text in (f"{CUSTOMER}送样联系谁，手机多少", "依据 1", f"{CUSTOMER}的承诺")]


@pytest.mark.parametrize("store", ["mobile=mask_everywhere"], indirect=True)
def test_no_message_shows_it(store: Store) -> None:
    said = _said(store)
    assert all("●" * 11 in one for one in said), said
    assert not any(MOBILE in one for one in said)


@pytest.mark.parametrize("store", [""], indirect=True)
def test_every_one_of_them_else_does(store: Store) -> None:
    said = _said(store)
    assert all(MOBILE in one for one in said), said
