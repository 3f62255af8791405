"""What DingTalk's error codes mean for us: whether, when and how to go on."""

from typing import Literal, NamedTuple

from yiju.platforms.calls import PlatformError

Kind = Literal[
    "throttled",  # too many calls: again later
    "quota",  # the month's calls are used up
    "token",  # the access token is stale
    "permission",  # an administrator has to allow it
    "content",  # refused by the platform's content check
    "person",  # this person cannot be reached
    "session",  # the sessionWebhook is over
    "no-card",  # the card does not exist, or its template is not published
    "card-exists",  # it was made before
    "too-long",  # a card's text
    "ours",  # we asked wrongly
    "secret",  # wrong AppKey or AppSecret
    "busy",  # a passing trouble at the platform
    "unreachable",  # no connection: nothing was asked
    "silent",  # asked, but no answer came: it may have been done
]


class Verdict(NamedTuple):
    """``after``: seconds to wait before the same is asked again; 0 where asking again is of no use."""

    kind: Kind
    after: float = 0.0


class DingTalkError(PlatformError):
    """A call that DingTalk did not do. ``request_id``, ``scopes``: as told, for the log and an operator."""

    def __init__(
        self, code: str, verdict: Verdict, request_id: str = "", scopes: tuple[str, ...] = ()
    ) -> None:
        super().__init__(
            code, _TOLD.get(verdict.kind, "钉钉没有给出结果。"), hint=_HINTS.get(verdict.kind, "")
        )
        self.kind = verdict.kind
        self.after = verdict.after
        self.request_id = request_id
        self.scopes = scopes


_EXACT: dict[str, Verdict] = {
    "InvalidAuthentication": Verdict("token"),
    "40014": Verdict("token"),
    "42001": Verdict("token"),
    "invalidClientIdOrSecret": Verdict("secret"),
    "40089": Verdict("secret"),
    "90018": Verdict("throttled", 1),
    "90002": Verdict("throttled", 2),
    "90020": Verdict("quota"),
    "systemBusy": Verdict("busy", 1),
    "system.busy": Verdict("busy", 1),
    "system.error": Verdict("busy", 1),
    "ServiceUnavailable": Verdict("busy", 1),
    "-1": Verdict("busy", 1),
    "1111": Verdict("throttled", 300),
    "send.too.fast": Verdict("throttled", 10),
    "send.byToken.tooFast": Verdict("throttled", 10),
    "too.many.group": Verdict("throttled", 30),
    "too.many.people": Verdict("throttled", 30),
    "param.contentUnsafe": Verdict("content"),
    "robot.oto.notExist": Verdict("person"),
    "chatbotId.notAllow.sendOTO": Verdict("person"),
    "staffId.notExisted": Verdict("person"),
    "session.expired": Verdict("session"),
    "session.notExisted": Verdict("session"),
    "param.cardNotExist": Verdict("no-card"),
    "param.templateUnpublished": Verdict("no-card"),
    "param.cardAlreadyExist": Verdict("card-exists"),
    "param.stream.content": Verdict("too-long"),
    # The custom robot's.
    "310000": Verdict("permission"),
    "410100": Verdict("throttled", 600),
    "130101": Verdict("throttled", 600),
    "400101": Verdict("permission"),
    "400102": Verdict("permission"),
    "400106": Verdict("permission"),
    "400013": Verdict("permission"),
    "430101": Verdict("content"),
    "430102": Verdict("content"),
    "430103": Verdict("content"),
    "430104": Verdict("content"),
}
_WITHIN: tuple[tuple[str, Verdict], ...] = (
    ("QpsLimitForAppkeyAndApi", Verdict("throttled", 1)),
    ("QpsLimitForApi", Verdict("throttled", 2)),
    ("QpmLimitForAppkeyAndApi", Verdict("throttled", 60)),
    ("ApiCountLimitForOrg", Verdict("quota")),
    ("AccessTokenPermissionDenied", Verdict("permission")),
    ("IpNotInWhiteList", Verdict("permission")),
)
_BEGINS: tuple[tuple[str, Verdict], ...] = (
    ("contain.", Verdict("content")),
    ("invalidParameter", Verdict("ours")),
    ("miss.param", Verdict("ours")),
    ("param.", Verdict("ours")),
    ("4301", Verdict("content")),
)
_TOLD: dict[Kind, str] = {
    "throttled": "钉钉限流了。",
    "quota": "钉钉本月的接口调用额度用完了。",
    "permission": "钉钉不允许这个调用。",
    "content": "内容没有通过钉钉的检查。",
    "person": "钉钉上联系不到这个人。",
    "secret": "钉钉不认应用的 Client ID 或 Client Secret。",
    "unreachable": "钉钉连不上。",
    "silent": "钉钉没有回答。",
}
_HINTS: dict[Kind, str] = {
    "throttled": "请稍后再试。",
    "quota": "请管理员在钉钉开放平台查看用量，或购买额度。",
    "permission": "请管理员在钉钉开放平台核对应用的权限、出口 IP 与机器人的安全设置。",
    "secret": "请管理员核对 YIJU_DINGTALK_CLIENT_ID 与 YIJU_DINGTALK_CLIENT_SECRET 后重启服务。",
}


def judge(status: int, code: str) -> Verdict:
    """What an answer with this HTTP status and this ``code`` or ``errcode`` means. Its text is never read."""
    if code in _EXACT:
        return _EXACT[code]
    for part, verdict in _WITHIN:
        if part in code:
            return verdict
    for start, verdict in _BEGINS:
        if code.startswith(start):
            return verdict
    if status == 401:
        return Verdict("token")
    if status == 429:
        return Verdict("throttled", 2)
    if status >= 500:
        return Verdict("busy", 1)
    return Verdict("permission" if status == 403 else "ours")
