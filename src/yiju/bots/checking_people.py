"""The part of ``yiju bots check`` about people: who is linked, which groups are open."""

from collections.abc import Iterator

import sqlalchemy as sa

from yiju.bots.checking_types import Finding, error, fine, warning
from yiju.bots.groups import list_groups
from yiju.bots.wecom.sight import is_lost
from yiju.settings import Settings
from yiju.store.bot_tables import bot_group_members, notices
from yiju.store.database import Database
from yiju.store.identities import Platform, list_identities
from yiju.store.users import list_users

_CALLED: dict[Platform, str] = {"dingtalk": "钉钉", "wecom": "企业微信"}
_LINK = "yiju users link 用户名 --platform {0} --corp {1} --id 对方的userid"
_MOST = 5


def people(settings: Settings, sql: Database, named: tuple[str, ...]) -> Iterator[Finding]:
    """Of each platform that bots run on."""
    for platform in _CALLED:
        if platform in named:
            corp = settings.dingtalk_corp_id if platform == "dingtalk" else settings.wecom_corp_id
            yield from _linked(sql, platform, corp)
    if "wecom" in named and settings.wecom_agent_id:
        yield from _unseen(settings, sql)
    if "wecom" in named and settings.wecom_bot_id:
        yield from _named_otherwise(settings, sql)
    yield from _groups(sql, named)


def _linked(sql: Database, platform: Platform, corp: str) -> Iterator[Finding]:
    every = [one for one in list_identities(sql) if one.platform == platform]
    here = {one.user for one in every if one.corp == corp}
    ours = [one.user for one in list_users(sql) if "customer" not in one.roles]
    todo = _LINK.format(platform, corp or "企业编号")
    if not here:
        yield error(
            platform,
            f"没有一位用户关联了{_CALLED[platform]}账号。",
            "机器人不认识任何人，谁问都会被婉拒。",
            f"运行：{todo}",
        )
        return
    left = [user for user in ours if user not in here]
    if left:
        yield warning(
            platform,
            f"{len(left)} 位用户没有关联{_CALLED[platform]}账号：{_some(left)}",
            "他们在那里提问会被婉拒，也收不到提醒。",
            f"运行：{todo}",
        )
    else:
        yield fine(platform, f"{len(ours)} 位用户都关联了{_CALLED[platform]}账号")
    foreign = sorted({one.user for one in every if one.corp != corp})
    if foreign:
        yield warning(
            platform,
            f"{len(foreign)} 位用户关联的是别的企业：{'、'.join(foreign[:_MOST])}",
            f"设置里的企业是 {corp or '（空）'}，别的企业的账号用不上。",
            "用 yiju users links 查看，核对 CorpId。",
        )


def _some(users: list[str]) -> str:
    return "、".join(users[:_MOST]) + (" 等" if len(users) > _MOST else "")


def _unseen(settings: Settings, sql: Database) -> Iterator[Finding]:
    """Linked people whom the app cannot reach."""
    corp, agent = settings.wecom_corp_id, settings.wecom_agent_id
    theirs = [one for one in list_identities(sql) if one.platform == "wecom" and one.corp == corp]
    lost = sorted({one.user for one in theirs if is_lost(sql, corp, agent, one.external_id)})
    if lost:
        yield warning(
            "wecom",
            f"{len(lost)} 位用户收不到自建应用的消息：{_some(lost)}",
            "已不在应用的可见范围内，或自己关掉了应用；仍能登录，也能问智能机器人。",
            "还要通知的，把他们加回应用的可见范围；已离职的用 yiju users unlink 解除关联。",
        )


def _named_otherwise(settings: Settings, sql: Database) -> Iterator[Finding]:
    """Our people, whom the AI bot's events named as another company's."""
    ours = {settings.wecom_corp_id, settings.wecom_bot_corp_id, ""}
    known = {one.external_id for one in list_identities(sql) if one.corp == settings.wecom_corp_id}
    with sql.read() as connection:
        heard = sa.select(bot_group_members.c.external_id).where(bot_group_members.c.channel == "wecom")
        met = sa.select(notices.c.key).where(notices.c.key.startswith("stranger:wecom:", autoescape=True))
        pairs = {tuple(one.split("/", 1)) for one in connection.scalars(heard) if "/" in one}
        pairs |= {tuple(one.split(":", 3)[2:]) for one in connection.scalars(met) if one.count(":") >= 3}
    for corp in sorted({corp for corp, sender in pairs if corp not in ours and sender in known})[:_MOST]:
        yield warning(
            "wecom",
            f"智能机器人的事件把本企业的人报成了另一个企业 {corp} 的。",
            "他们打字能用，点按钮、点赞却被当作外人；在群里出现过的，那个群会一直私信回答。",
            f"核对后设置 YIJU_WECOM_BOT_CORP_ID={corp}，见 docs/wecom.md；不是本企业的就不用处理。",
        )


def _groups(sql: Database, named: tuple[str, ...]) -> Iterator[Finding]:
    found = [one for one in list_groups(sql) if one.channel in named]
    if not found:
        yield fine("bots", "没有登记群：在群里提问会私信回答；要公开回答先用 yiju bots groups declare 登记")
        return
    for group in found:
        if group.closed:
            yield warning(
                group.channel,
                f"群“{group.title}”只能私信回答：{group.closed}",
                "群里有人不该看到，或不知道是谁。",
                f"用 yiju bots groups members {group.chat} --platform {group.channel} 查看；"
                "关联这些人，或用 --drop 去掉已退群的。",
            )
        else:
            yield fine(group.channel, f"群“{group.title}”公开回答：{'、'.join(sorted(group.units))}")
