"""HTTP mode through the real server: its gate lets DingTalk in, a kill loses nothing, no secret is logged."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.account import CUSTOMER, build
from tests.support.dingtalk_channel import settings_of
from tests.support.dingtalk_gateway import DingTalkGateway
from tests.support.served import Served
from tests.support.stored import settings_for
from yiju.platforms.dingtalk.signing import sign
from yiju.store.identities import Identity, link
from yiju.store.store import Store

_HOST = "copilot.example.com"


def _post(served: Served, far: DingTalkGateway, body: dict[str, Any], secret: str = "") -> httpx.Response:
    stamp = str(int(time.time() * 1000))
    headers = {"timestamp": stamp, "sign": sign(secret or far.SECRET, stamp), "host": _HOST}
    address = f"{served.url}/bots/dingtalk/messages"
    return httpx.post(address, content=json.dumps(body), headers=headers, trust_env=False)


@pytest.mark.timeout(180)
def test_messages_by_calls_survive_a_kill_and_are_answered_once(tmp_path: Path) -> None:
    with DingTalkGateway() as far:
        data = build(tmp_path)
        with Store.open(settings_for(data)) as store:
            made = Identity(platform="dingtalk", corp=far.CORP, external_id="u-li", user="xiaoli")
            link(store.sql, made, "test")
        given = settings_of(far, bots="dingtalk", sign_in="dingtalk", dingtalk_mode="http")
        given |= {"bot_lease_seconds": "2", "dingtalk_card_template": "", "dingtalk_card_secret": "x"}
        with Served(data, **given) as served:
            body = far.message("帮助", "u-li")
            assert _post(served, far, body, "wrong").status_code == 403
            for _ in range(2):
                assert _post(served, far, body).json() == {"msgtype": "empty"}
            far.wait(lambda: far.said, 40)
            assert _post(served, far, far.message(f"拜访策略 {CUSTOMER}", "u-li")).status_code == 200
            served.kill()
            served.start()
            far.wait(lambda: len(far.said) >= 2, 60)
            assert _post(served, far, far.message("我的客户", "u-li")).status_code == 200
            far.wait(lambda: len(far.said) >= 3, 40)
            log = served.log
        starts = ("直接打字就行", f"#### 拜访策略 · {CUSTOMER}", "#### 您的客户")
        assert len(far.said) == 3
        for one, start in zip(far.said, starts, strict=True):
            assert one.text.startswith(start), (one.text[:200], log[-2000:])
        for secret in (far.SECRET, far.token, "session=", far.robot.TOKEN, "第 1/"):
            assert not secret or secret not in log
