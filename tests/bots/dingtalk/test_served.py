"""The real server: DingTalk is let in, a kill loses nothing and leaves no card open, no secret is logged."""

import contextlib
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.account import CUSTOMER, build
from tests.support.dingtalk_channel import settings_of
from tests.support.dingtalk_gateway import DingTalkGateway, Said
from tests.support.served import Served
from tests.support.stored import settings_for
from yiju.platforms.dingtalk.signing import sign
from yiju.store.identities import Identity, link
from yiju.store.store import Store

_HOST = "copilot.example.com"


class _Model:
    """A chat model that keeps everybody waiting, or hangs up."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}/v1"
        self.waiting = True
        self._held: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                asked, _ = self._server.accept()
                if self.waiting:
                    self._held.append(asked)
                else:
                    asked.close()

    def close(self) -> None:
        """Hang up on all."""
        for one in (self._server, *self._held):
            one.close()


def _link(data: Path, far: DingTalkGateway) -> None:
    with Store.open(settings_for(data)) as store:
        made = Identity(platform="dingtalk", corp=far.CORP, external_id="u-li", user="xiaoli")
        link(store.sql, made, "test")


def _answers(far: DingTalkGateway) -> list[Said]:
    """What people were told; an operator's group may hear that the kill came before an answer was noted."""
    return [one for one in far.said if one.way != "alert"]


def _post(served: Served, far: DingTalkGateway, body: dict[str, Any], secret: str = "") -> httpx.Response:
    stamp = str(int(time.time() * 1000))
    headers = {"timestamp": stamp, "sign": sign(secret or far.SECRET, stamp), "host": _HOST}
    address = f"{served.url}/bots/dingtalk/messages"
    return httpx.post(address, content=json.dumps(body), headers=headers, trust_env=False)


@pytest.mark.timeout(400)
def test_messages_by_calls_survive_a_kill_and_are_answered_once(tmp_path: Path) -> None:
    with DingTalkGateway() as far:
        data = build(tmp_path)
        _link(data, far)
        given = settings_of(far, bots="dingtalk", sign_in="dingtalk", dingtalk_mode="http")
        given |= {"bot_lease_seconds": "2", "dingtalk_card_template": "", "dingtalk_card_secret": "x"}
        with Served(data, **given) as served:
            body = far.message("帮助", "u-li")
            assert _post(served, far, body, "wrong").status_code == 403
            for _ in range(2):
                assert _post(served, far, body).json() == {"msgtype": "empty"}
            far.wait(lambda: _answers(far), 90)
            assert _post(served, far, far.message(f"拜访策略 {CUSTOMER}", "u-li")).status_code == 200
            served.kill()
            served.start()
            far.wait(lambda: len(_answers(far)) >= 2, 120)
            assert _post(served, far, far.message("我的客户", "u-li")).status_code == 200
            far.wait(lambda: len(_answers(far)) >= 3, 90)
            log = served.log
        starts = ("直接打字就行", f"#### 拜访策略 · {CUSTOMER}", "#### 您的客户")
        for one, start in zip(_answers(far), starts, strict=True):
            assert one.text.startswith(start), (one.text[:200], log[-2000:])
        for secret in (far.SECRET, far.token, "session=", far.robot.TOKEN, "第 1/"):
            assert not secret or secret not in log


@pytest.mark.timeout(400)
def test_a_card_that_a_killed_process_left_open_is_finished_by_the_next(tmp_path: Path) -> None:
    with DingTalkGateway() as far, contextlib.closing(_Model()) as model:
        data = build(tmp_path)
        _link(data, far)
        given = settings_of(far, bots="dingtalk", sign_in="dingtalk", bot_lease_seconds="2")
        with Served(data, **given, llm_base_url=model.url, llm_model="m") as served:
            far.wait(lambda: far.sockets, 60)
            far.ack(far.say(f"拜访策略 {CUSTOMER}", "u-li"))
            far.wait(lambda: [one for one in far.cards.all.values() if one.state == "inputting"], 90)
            served.kill()
            model.waiting = False
            [card] = far.cards.all.values()
            assert card.state == "inputting"
            served.start()
            far.wait(lambda: card.state == "finished", 120)
            assert card.values["content"].startswith(f"#### 拜访策略 · {CUSTOMER}")
            assert "采纳" in card.buttons("u-li")
        assert list(far.cards.all.values()) == [card]
        assert far.said == []
