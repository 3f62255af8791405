"""What a bot lacks is said when the server starts, by the setting's name."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.dingtalk_channel import Kept, SmallDesk, settings_of
from tests.support.dingtalk_gateway import DingTalkGateway
from tests.support.stored import settings_for
from yiju.bots.dingtalk import make_channel
from yiju.errors import YijuError
from yiju.store.store import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Store.open(settings_for(tmp_path_factory.mktemp("store"))) as made:
        yield made


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"dingtalk_client_id": ""}, ["YIJU_DINGTALK_CLIENT_ID"]),
        (
            {"dingtalk_client_secret": "", "dingtalk_corp_id": ""},
            ["YIJU_DINGTALK_CLIENT_SECRET", "YIJU_DINGTALK_CORP_ID"],
        ),
        ({"dingtalk_mode": "http"}, ["YIJU_DINGTALK_CARD_SECRET"]),
        (
            {"dingtalk_mode": "http", "dingtalk_card_secret": "x", "public_url": ""},
            ["YIJU_PUBLIC_URL"],
        ),
    ],
)
def test_what_is_missing_is_named(
    far: DingTalkGateway, store: Store, tmp_path: Path, changes: dict[str, Any], named: list[str]
) -> None:
    settings = settings_for(tmp_path, **settings_of(far, **changes))
    with pytest.raises(YijuError) as caught:
        make_channel(SmallDesk(settings, store), Kept())
    assert [name for name in named if name not in str(caught.value)] == []
    assert "docs/dingtalk.md" in caught.value.hint


def test_the_bot_is_named_by_its_robots_code(far: DingTalkGateway, store: Store, tmp_path: Path) -> None:
    for code, name in (("", far.CLIENT), ("dingrobot", "dingrobot")):
        settings = settings_for(tmp_path, **settings_of(far, dingtalk_robot_code=code))
        channel = make_channel(SmallDesk(settings, store), Kept())
        assert (channel.name, channel.bot, channel.exclusive) == ("dingtalk", name, False)
