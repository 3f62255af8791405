"""``yiju bots check``: what stands in the way of the bots, and what to do about it. No secret is shown."""

from collections.abc import Iterator

from yiju.bots import (
    checking_address,
    checking_dingtalk,
    checking_people,
    checking_settings,
    checking_wecom,
)
from yiju.bots.checking_types import Finding, warning
from yiju.settings import Settings
from yiju.store.database import Database


def check(settings: Settings, sql: Database | None, *, ask: bool = True) -> list[Finding]:
    """Everything that can be told of the bots that the settings name.

    Args:
        sql: the installation's database; None where there is none yet.
        ask: whether the platforms are asked, too: one token each, and a few calls that change nothing.
    """
    return list(_check(settings, sql, ask))


def _check(settings: Settings, sql: Database | None, ask: bool) -> Iterator[Finding]:
    named = checking_settings.bots_named(settings)
    yield from checking_settings.settings_of(settings, named)
    addresses = checking_settings.addresses_of(settings, named)
    yield from addresses
    if ask:
        unsafe = {one.about for one in addresses}
        if "dingtalk" in named and "dingtalk" not in unsafe:
            yield from checking_dingtalk.asked(settings)
        if "wecom" in named and "wecom" not in unsafe:
            yield from checking_wecom.asked(settings)
        yield from checking_address.public_address(settings, named)
    else:
        yield from checking_address.without_public_address(settings, named)
    if sql is None:
        yield warning(
            "bots", "还没有数据目录。", "用户、关联和群都没法核对。", "先运行 yiju ingest 或 yiju users add。"
        )
    else:
        yield from checking_people.people(settings, sql, named)
