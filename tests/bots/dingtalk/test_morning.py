"""A rep's morning in DingTalk: the real runtime and conversation, and what she sees on her phone."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.account import CUSTOMER, OTHER, SECRETS, fill
from tests.support.dingtalk_cards import Card
from tests.support.dingtalk_channel import settings_of
from tests.support.dingtalk_gateway import DingTalkGateway, Said
from tests.support.dingtalk_phone import Phone
from tests.support.stored import settings_for
from yiju.bots import running
from yiju.bots.dingtalk.channel import DingTalkChannel
from yiju.bots.proactive.schedule import run_once
from yiju.bots.proactive.visits import Planned, keep_visits
from yiju.bots.runtime import Runtime
from yiju.sandbox.moments import CHINA
from yiju.store.access import viewer_for
from yiju.store.customers import list_customers
from yiju.store.identities import Identity, link, user_of
from yiju.store.review_tables import signals
from yiju.store.tables import suggestions
from yiju.web.house import House

_LI = "u-li"


class _SlowDesk:
    """A house whose advice takes until the asker was told that it is coming."""

    def __init__(self, house: House, far: DingTalkGateway) -> None:
        self._house, self._far = house, far
        self.hurry = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._house, name)

    def copilot(self, viewer: Any, *, extractive: bool = False) -> Any:
        if not self.hurry:
            self._far.wait(lambda: [c for c in self._far.cards.all.values() if c.state == "inputting"])
        return self._house.copilot(viewer, extractive=extractive)


class _Morning:
    def __init__(self, far: DingTalkGateway, house: House, desk: _SlowDesk, bots: Runtime) -> None:
        self.far, self.house, self.desk, self.bots = far, house, desk, bots
        self.phone = Phone(far, _LI)

    def signals(self) -> list[tuple[str, str]]:
        """Kind of feedback, and kind of the advice that it is about, in order."""
        query = (
            sa.select(signals.c.kind, suggestions.c.kind)
            .join(suggestions, suggestions.c.id == signals.c.suggestion_id)
            .order_by(signals.c.seq)
        )
        with self.house.store.sql.read() as connection:
            return [(kind, about) for kind, about in connection.execute(query)]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Morning]:
    folder = tmp_path_factory.mktemp("morning")
    with ExitStack() as stack:
        far = stack.enter_context(DingTalkGateway())
        given = settings_of(far, bots="dingtalk", sign_in="dingtalk", bot_per_minute=100)
        house = House.open(settings_for(folder / "data", **given))
        stack.callback(house.close)
        fill(house.store, folder)
        sql = house.store.sql
        link(sql, Identity(platform="dingtalk", corp=far.CORP, external_id=_LI, user="xiaoli"), "test")
        desk = _SlowDesk(house, far)
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        patched.setitem(
            running.KINDS, "dingtalk", lambda d, receiver: (DingTalkChannel(d, receiver, patience=0.05),)
        )
        bots = running.open_bots(desk)
        assert bots is not None
        bots.start()
        stack.callback(bots.stop)
        far.wait_connected()
        yield _Morning(far, house, desk, bots)


def _text(one: Said | Card) -> str:
    return one.text if isinstance(one, Said) else one.values["content"]


def _place(one: Said | Card) -> str:
    return one.to if isinstance(one, Said) else one.space


def _card(found: list[Said | Card]) -> Card:
    [card] = [one for one in found if isinstance(one, Card)]
    return card


def test_a_morning(morning: _Morning) -> None:
    phone = morning.phone

    # 08:00, before the visit at ten.
    morning.desk.hurry = True
    eight = dt.datetime.combine(dt.datetime.now(CHINA).date(), dt.time(8), CHINA).astimezone(dt.UTC)
    sql = morning.house.store.sql
    li = viewer_for(sql, "xiaoli")
    [customer] = [one for one in list_customers(sql, li) if one.name == CUSTOMER]
    visit = Planned(
        customer=customer, user="xiaoli", at=eight + dt.timedelta(hours=2), subject="谈年降", source="crm:1"
    )
    keep_visits(sql, li, [visit])
    assert run_once(morning.desk, morning.bots.post, eight) >= 1
    brief = _card(phone.read())
    assert f"10:00 拜访 {CUSTOMER}：谈年降" in brief.values["content"]
    assert {"采纳", "👍 有用", "👎 没用", "退订拜访简报"} <= set(brief.buttons(_LI))
    morning.desk.hurry = False

    strategy = _card(phone.write(f"拜访策略 {CUSTOMER} 谈年降"))
    assert strategy.frames[0] in {"正在查阅资料…", f"正在读{CUSTOMER}的资料，准备拜访策略…"}
    assert strategy.frames[-1].startswith(f"#### 拜访策略 · {CUSTOMER} · 谈年降")
    assert "〕1" in strategy.values["content"]

    [source] = phone.write("依据 2")
    assert "第 2 处依据" in _text(source)
    assert "原句" in _text(source) or "原文" in _text(source)

    talk = _card(phone.write(f"话术 {CUSTOMER} 异议处理"))
    assert "说：**" in talk.values["content"]

    phone.tap(strategy, "👍 有用")
    assert "👍 有用" not in strategy.buttons(_LI)
    why = _card(phone.tap(talk, "👎 没用", answers=1))
    assert "为什么" in why.values["content"]
    assert list(why.buttons(_LI))[:2] == ["1. 事实错误", "2. 依据不符"]
    [stiff] = [label for label in why.buttons(_LI) if label.endswith("话术生硬")]
    phone.tap(why, stiff)
    phone.tap(strategy, "采纳")
    assert strategy.seen_by(_LI)["fb_note"] == "已采纳"
    [page] = [label for label in strategy.buttons(_LI) if label.startswith("下一页")]
    assert "第 2/" in _text(phone.tap(strategy, page, answers=1)[0])
    phone.write("采纳 2")
    told = [("up", "strategy"), ("down", "talk"), ("down", "talk"), ("adopted", "strategy")]
    assert morning.signals() == [*told, ("adopted", "strategy")]
    print("\n".join(phone.page))


def test_what_is_asked_in_a_group_that_nobody_declared_is_answered_alone(morning: _Morning) -> None:
    far = morning.far
    before = len(far.timeline)
    far.ack(far.say(f"拜访策略 {CUSTOMER} 谈交期", _LI, group="cidGROUP=="))

    def there() -> list[Said | Card]:
        return [
            one
            for one in far.timeline[before:]
            if "cidGROUP==" in (one.to if isinstance(one, Said) else one.space)
        ]

    def alone() -> list[Card]:
        cards = [one for one in far.timeline[before:] if isinstance(one, Card)]
        return [one for one in cards if one.space.endswith(_LI) and one.state == "finished"]

    far.wait(lambda: alone() and [one for one in there() if "已私信您" in _text(one)], 40)
    assert len(there()) == 1
    assert "谈交期" in _text(alone()[0])


def test_a_stranger_is_refused_once_and_told_nothing(morning: _Morning) -> None:
    phone = Phone(morning.far, "u-stranger")
    [refusal] = phone.write(f"拜访策略 {CUSTOMER}")
    assert isinstance(refusal, Said)
    assert CUSTOMER not in refusal.text
    card = next(one for one in morning.far.cards.all.values() if one.buttons(_LI))
    before = morning.signals()
    morning.far.ack(morning.far.tap(card, next(iter(card.buttons(_LI))), "u-stranger"))
    assert "没有开通" in card.seen_by("u-stranger")["fb_note"]
    assert morning.signals() == before


def test_somebody_who_left_is_cut_off_at_once(morning: _Morning) -> None:
    far, sql = morning.far, morning.house.store.sql
    link(sql, Identity(platform="dingtalk", corp=far.CORP, external_id="u-gone", user="xiaoli"), "test")
    head = {"eventType": "user_leave_org", "eventId": "e9", "eventCorpId": far.CORP}
    assert far.ack(far.push("EVENT", "*", {"userId": ["u-gone"]}, head=head))["data"] == {"status": "SUCCESS"}
    far.wait(lambda: user_of(sql, "dingtalk", far.CORP, "u-gone") is None)


def test_nothing_of_another_unit_was_shown_and_no_card_is_open(morning: _Morning) -> None:
    shown = "\n".join(_text(one) for one in morning.far.timeline)
    for secret in (OTHER, *SECRETS):
        assert secret not in shown
    assert {one.state for one in morning.far.cards.all.values()} == {"finished"}
