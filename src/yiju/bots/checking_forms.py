"""The part of ``yiju bots check`` about the form of what was pasted: whole addresses, blanks, others' ids.

No value is shown: somebody may have pasted a secret into the wrong setting.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from yiju.bots.checking_types import Finding, error, warning
from yiju.settings import Settings
from yiju.settings_bots import BotSettings

_QUOTES = "\"'“”‘’「」`"
_ADDRESSES = ("_base", "_url")
_TEXTS = {"wecom_bot_name", "bots"}
"""What people write as they like."""
_OURS = re.compile(r"answer_id|seal|fb_note|can_(?:up|down|adopt)|[bp]\d{1,2}")
"""Variables of a card template that are something else already: see docs/dingtalk.md."""
_PUBLIC = "382e4302-551d-4880-bf29-a30acfab2e71.schema"
"""The vendor's AI card for everybody: it keeps its state in a variable."""


class _Form(NamedTuple):
    """How a value looks. ``called``: what it is; ``why``: of its use; ``where``: which part to copy."""

    pattern: str
    called: str
    why: str
    where: str


_ALERTS = "告警发不到群里。"
_FORMS = {
    "wecom_webhook_key": _Form(
        r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        "群机器人的 key",
        _ALERTS,
        "只填 Webhook 地址里 key= 后面的那一段。",
    ),
    "dingtalk_alert_token": _Form(
        r"[0-9a-fA-F]{64}",
        "群机器人的 access_token",
        _ALERTS,
        "只填 Webhook 地址里 access_token= 后面的那一段。",
    ),
    "dingtalk_corp_id": _Form(
        r"ding[0-9a-zA-Z]+",
        "钉钉的 CorpId",
        "消息会被当作别的组织的。",
        "在开放平台首页右上角复制，以 ding 开头。",
    ),
    "wecom_corp_id": _Form(
        r"w[wx][0-9a-zA-Z]{16}",
        "企业微信的企业 ID",
        "消息会被当作别的企业的，也发不出去。",
        "在管理后台“我的企业”最下面复制，ww 开头，18 个字符。",
    ),
    "dingtalk_card_template": _Form(
        r"\S+\.schema",
        "卡片模板的编号",
        "卡片打不开，回答改用 markdown。",
        "在卡片平台复制，以 .schema 结尾。",
    ),
}


def forms_of(settings: Settings, named: tuple[str, ...]) -> Iterator[Finding]:
    """Values that do not look like what they should be, of the bots that are named."""
    for name in BotSettings.model_fields:
        about = name.partition("_")[0]
        if about not in named or name in _TEXTS or name.endswith(_ADDRESSES):
            continue
        value = getattr(settings, name)
        if not isinstance(value, bool | int | float) and (text := value_of(settings, name)):
            yield from _form(about, name, text)
    if "dingtalk" in named:
        yield from _alerts(settings)
        yield from _card(settings)


def _form(about: str, name: str, text: str) -> Iterator[Finding]:
    shown, form = f"YIJU_{name.upper()}", _FORMS.get(name)
    why = form.why if form else "平台不认这样的值。"
    where = form.where if form else "从后台重新复制这一项。"
    if "://" in text:
        yield warning(about, f"{shown} 像是整个地址。", why, where)
    elif text != text.strip() or text[0] in _QUOTES or text[-1] in _QUOTES:
        yield warning(about, f"{shown} 前后有空格或引号。", "它们会被当作值的一部分。", "删掉空格和引号。")
    elif form and not re.fullmatch(form.pattern, text):
        yield warning(about, f"{shown} 不像{form.called}（{len(text)} 个字符）。", why, where)


def _alerts(settings: Settings) -> Iterator[Finding]:
    """Token and secret of the alert robot go together."""
    token, secret = (value_of(settings, f"dingtalk_alert_{one}") for one in ("token", "secret"))
    if token and not secret:
        yield warning(
            "dingtalk",
            "填了 YIJU_DINGTALK_ALERT_TOKEN，没有填 YIJU_DINGTALK_ALERT_SECRET。",
            "群机器人的安全设置是“加签”时，告警会被拒收。",
            "把加签密钥 SEC… 填进来；用别的安全设置就不用。",
        )
    if secret and not token:
        yield warning(
            "dingtalk",
            "填了 YIJU_DINGTALK_ALERT_SECRET，没有填 YIJU_DINGTALK_ALERT_TOKEN。",
            "没有地方发告警。",
            _FORMS["dingtalk_alert_token"].where,
        )


def _card(settings: Settings) -> Iterator[Finding]:
    """The names of the template's variables."""
    status, key = settings.dingtalk_card_status, settings.dingtalk_card_key
    if status and (status == key or _OURS.fullmatch(status)):
        yield error(
            "dingtalk",
            "YIJU_DINGTALK_CARD_STATUS 和卡片的另一个变量同名。",
            "卡片的状态会盖掉那个变量。",
            "填模板里表示状态的变量名，一般是 flowStatus；模板没有就留空。",
        )
    if not status and settings.dingtalk_card_template == _PUBLIC:
        yield warning(
            "dingtalk",
            "这个公用卡片模板要由服务器改状态，没有设置 YIJU_DINGTALK_CARD_STATUS。",
            "卡片会一直停在“处理中”。",
            "设置 YIJU_DINGTALK_CARD_STATUS=flowStatus 和 YIJU_DINGTALK_CARD_KEY=msgContent。",
        )


def parts_of(url: str) -> SplitResult:
    """Of an address; of what is none: nothing."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def value_of(settings: Settings, name: str) -> str:
    """A setting's text, secret or not."""
    value = getattr(settings, name)
    return value if isinstance(value, str) else str(value.get_secret_value())
