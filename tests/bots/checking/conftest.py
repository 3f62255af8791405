"""Settings with which all is well, and the platforms that they name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bots.checking.platforms import FULL, FullDingTalk, FullWeCom
from tests.support.stored import settings_for
from yiju.settings import Settings


@pytest.fixture
def dingtalk() -> Iterator[FullDingTalk]:
    with FullDingTalk() as far:
        yield far


@pytest.fixture
def wecom() -> Iterator[FullWeCom]:
    with FullWeCom() as far:
        yield far


@pytest.fixture
def settings(tmp_path: Path, dingtalk: FullDingTalk, wecom: FullWeCom) -> Settings:
    """All is well, as far as settings go; callbacks cannot be reached, for there is no public address."""
    bases = {
        "dingtalk_api_base": dingtalk.url,
        "dingtalk_oapi_base": dingtalk.url,
        "wecom_api_base": wecom.url,
    }
    return settings_for(tmp_path / "data", **FULL, **bases)
