"""WeCom's error codes, as what becomes of a delivery. Decided by code alone: the vendor's words change."""

import logging
import re

from yiju.bots.channel import NotSent
from yiju.bots.types import Delivery
from yiju.platforms.calls import PlatformError

log = logging.getLogger(__name__)
_AGAIN = {
    "unreachable": 2.0,
    "-1": 2.0,
    "45033": 3.0,
    "45009": 60.0,
    "40014": 1.0,
    "42001": 1.0,
}
"""Codes after which another try may help, and the seconds to wait."""
_MAYBE = {"unanswered", "cut", "unreadable"}
_ADDRESS = re.compile(r"from ip: ([0-9a-fA-F.:]{3,45})")
_TO_CONFIGURE = {
    "secret": "应用的 Secret 不对，已停止尝试；核对 YIJU_WECOM_CORP_SECRET 后重启服务。",
    "40001": "应用的 Secret 不对，或应用被停用；核对 YIJU_WECOM_CORP_SECRET。",
    "40013": "企业 ID 不对；核对 YIJU_WECOM_CORP_ID。",
    "40056": "AgentId 不对；核对 YIJU_WECOM_AGENT_ID。",
    "41011": "缺少 AgentId；设置 YIJU_WECOM_AGENT_ID。",
    "48002": "应用没有这个接口的权限；在管理后台为应用开通。",
    "60011": "应用无权发给这位成员；在管理后台把他加入应用的可见范围。",
    "60020": "服务器的地址不在应用的企业可信IP里；在管理后台添加，一分钟后生效。",
    "93000": "群机器人的 key 不对，或机器人已移出群；核对 YIJU_WECOM_WEBHOOK_KEY。",
    "93004": "群机器人已被停用；在群里重新启用。",
    "93001": "这个群不允许机器人主动发消息，或机器人不在群里。",
}
_OUT_OF_SIGHT = "60011"
_PERSON = {
    "81013": "收件人都无效：不在应用的可见范围内，或已离职。",
    "40003": "没有这个 userid。",
    "60111": "没有这个 userid。",
    "93006": "对方还没有和机器人说过话，机器人不能先发。",
    "93008": "对方不在这个群里。",
}
TASK_TAKEN = "42014"
"""A card's id was used before: where it is ours, that card was shown already."""
STREAM_OVER = "846608"
"""A stream that takes no frame any more: finished, or too old."""
MAYBE_SHOWN = "maybe-shown"
"""Ours: a final frame went out before, its receipt did not come, and now nobody can tell."""


def not_sent(error: PlatformError, instead: tuple[Delivery, ...] = ()) -> NotSent:
    """What a failed call means. What only an administrator can mend is told in the log."""
    code = error.code
    if code in _MAYBE:
        return NotSent(
            "企业微信没有回执，对方可能已看到。", again=True, uncertain=True, after=2.0, instead=instead
        )
    if code in _AGAIN:
        return NotSent(f"企业微信暂时发不出（{code}）。", again=True, after=_AGAIN[code])
    if told := for_administrators(error):
        log.error("企业微信需要管理员处理：%s", told)
        return NotSent(told, instead=instead, person=code == _OUT_OF_SIGHT)
    told = _PERSON.get(code, "企业微信拒绝了这条消息。")
    return NotSent(f"{told}（{code}）", instead=instead, person=code in _PERSON)


def for_administrators(error: PlatformError) -> str:
    """What an administrator has to do about it; empty where nobody has to."""
    told = _TO_CONFIGURE.get(error.code, "")
    address = _ADDRESS.search(error.said) if told else None
    return f"{told}{f'地址：{address[1]}。' if address else ''}（{error.code}）" if told else ""
