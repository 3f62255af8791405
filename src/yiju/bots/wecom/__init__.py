"""WeCom: the AI bot over either of its transports, and the self-built app."""

from yiju.bots.channel import Channel, Receiver
from yiju.bots.desk import Desk
from yiju.errors import YijuError
from yiju.platforms.wecom.crypto import BadEnvelope
from yiju.settings import Settings

_SOCKET = ("wecom_corp_id", "wecom_bot_id", "wecom_bot_secret")
_CALLBACK = ("wecom_corp_id", "wecom_bot_id", "wecom_bot_token", "wecom_bot_aes_key")
_APP = ("wecom_corp_id", "wecom_agent_id", "wecom_corp_secret")
_APP_CALLBACK = ("wecom_token", "wecom_aes_key")


def make_channels(desk: Desk, receiver: Receiver) -> list[Channel]:
    """The AI bot where there is one, and the app where there is one.

    Raises:
        YijuError: neither is set up, or one lacks a setting.
    """
    from yiju.bots.wecom.alerts import Alarms
    from yiju.bots.wecom.app import AppBot
    from yiju.bots.wecom.callback import CallbackBot
    from yiju.bots.wecom.socket import SocketBot

    settings = desk.settings
    has_bot, has_app = bool(settings.wecom_bot_id), bool(settings.wecom_agent_id)
    if not has_bot and not has_app:
        raise YijuError(
            "企业微信机器人还没有配置。",
            hint="智能机器人设置 YIJU_WECOM_BOT_ID，自建应用设置 YIJU_WECOM_AGENT_ID。",
        )
    made: list[Channel] = []
    alarm = Alarms(settings)
    try:
        if has_bot and settings.wecom_mode == "ws":
            _need(settings, _SOCKET)
            made.append(SocketBot(desk, receiver, alarm=alarm))
        elif has_bot:
            _need(settings, _CALLBACK)
            made.append(CallbackBot(desk, receiver))
        if has_app:
            _need(settings, (*_APP, *_APP_CALLBACK) if _given(settings, _APP_CALLBACK) else _APP)
            made.append(AppBot(desk, receiver, alarm=alarm))
    except BadEnvelope as error:
        raise YijuError(
            f"企业微信的 EncodingAESKey 不对：{error}", hint="从管理后台重新复制，43 个字符。"
        ) from None
    return made


def _given(settings: Settings, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if _value(settings, name)]


def _need(settings: Settings, names: tuple[str, ...]) -> None:
    missing = [f"YIJU_{name.upper()}" for name in names if not _value(settings, name)]
    if missing:
        raise YijuError(f"企业微信机器人缺少设置：{'、'.join(missing)}", hint="见 docs/wecom.md。")


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)
