"""People who write to a bot and are no users: a polite refusal for them, a notice for the administrators."""

import datetime as dt
import shlex

from yiju.bots.escaping import escape
from yiju.bots.groups import PLATFORM
from yiju.bots.notices import Notice, take_turn, told_since
from yiju.bots.types import Incoming, Line, Message
from yiju.ingest.visible import visible_line
from yiju.store.database import Database
from yiju.store.identities import Identity, list_identities
from yiju.store.types import Frozen
from yiju.store.users import list_users

TOPIC = "stranger"

_REFUSED_FOR = dt.timedelta(hours=1)
_NOTICED_FOR = dt.timedelta(days=7)
_NOTICES_AN_HOUR = 20
"""Strangers that administrators are told of in an hour: more of them are an attack, and in the log."""
_NICK = 20
_CALLED = {"dingtalk": "钉钉", "wecom": "企业微信"}


class Met(Frozen):
    """What is to be said about a stranger's message: to them, if anything, and to administrators."""

    refusal: Message | None = None
    notices: tuple[Notice, ...] = ()


def meet(sql: Database, incoming: Incoming, *, now: dt.datetime | None = None) -> Met:
    """Refuse somebody for whom ``find_asker`` found no user: at most once an hour, and with no data."""
    at = now or dt.datetime.now(dt.UTC)
    platform = PLATFORM.get(incoming.chat.channel)
    if platform is None or incoming.kind not in {"message", "enter"}:
        return Met()
    known = incoming.corp and incoming.sender
    who = f"{platform}:{incoming.corp}:{incoming.sender}" if known else f"{platform}:?:{incoming.chat.id}"
    refuse = take_turn(sql, f"stranger:{who}"[:400], "", TOPIC, at, _REFUSED_FOR)
    notices = _notices(sql, incoming, who, at) if known and incoming.kind == "message" else ()
    return Met(refusal=refusal() if refuse else None, notices=notices)


def refusal() -> Message:
    """What somebody without access is told. The same for everybody."""
    lines = (
        Line(text="您好，我是销售助手“依据”。您的账号还没有开通，我不能回答您的问题。"),
        Line(text="需要使用的话，请联系贵公司负责“依据”的管理员。", style="note"),
    )
    return Message(title="还没有开通", lines=lines)


def _notices(sql: Database, incoming: Incoming, who: str, at: dt.datetime) -> tuple[Notice, ...]:
    lately = told_since(sql, "", TOPIC, at - dt.timedelta(hours=1))
    if sum(key.startswith("newcomer:") for key in lately) >= _NOTICES_AN_HOUR:
        return ()
    if not take_turn(sql, f"newcomer:{who}"[:400], "", TOPIC, at, _NOTICED_FOR):
        return ()
    message = _to_administrators(incoming)
    return tuple(
        Notice(user=name, message=message, key=f"newcomer:{who}:{at:%Y-%m-%d}:{name}"[:390])
        for name in administrators(sql)
    )


def administrators(sql: Database) -> list[str]:
    """Users who administer, and are on a platform."""
    linked = {one.user for one in list_identities(sql)}
    return [
        one.user
        for one in list_users(sql)
        if "admin" in one.roles and "customer" not in one.roles and one.user in linked
    ]


def _to_administrators(incoming: Incoming) -> Message:
    platform = PLATFORM[incoming.chat.channel]
    made = Identity(platform=platform, corp=incoming.corp, external_id=incoming.sender, user="用户名")
    nick = visible_line(incoming.nick, _NICK)
    where = "在一个群里" if incoming.chat.group else ""
    lines = [Line(text=f"{_CALLED[platform]}上有人{where}给机器人发了消息，但还没有关联用户，没有回答。")]
    if nick:
        lines.append(Line(text=f"对方显示的名字（自己可以改，不作凭据）：{nick}"))
    command = link_command(made)
    if escape(command) != command:  # shown otherwise than it is typed, it would link somebody else
        command = link_command(made.model_copy(update={"external_id": "UserID"}))
        lines.append(Line(text="对方的 UserID 带有这里显示不了的符号，请到平台的管理后台抄写，填在下面。"))
    lines += [
        Line(text="先和本人核对，再在服务器上运行："),
        Line(text=command, style="quote"),
        Line(text="不认识就不用处理；一周内不再提醒这个人。", style="note"),
    ]
    return Message(title="有人还没有开通", lines=tuple(lines))


def link_command(identity: Identity) -> str:
    """What to type so that this person is that user."""
    parts = ["--platform", identity.platform, "--corp", identity.corp, "--id", identity.external_id]
    return " ".join(["yiju users link", identity.user, *map(shlex.quote, parts)])
