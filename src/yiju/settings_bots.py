"""The settings of chat platforms and bots: a part of the one settings object."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings


class BotSettings(BaseSettings):
    """What DingTalk and WeCom ask for. Field ``x`` is read from ``YIJU_X``, as all settings."""

    bots: str = Field("", description="Bots that the server runs, comma separated: dingtalk, wecom.")
    bot_workers: int = Field(2, ge=1, le=32, description="Messages worked on at the same time.")
    bot_per_minute: int = Field(10, ge=1, description="Typed messages of one person answered in a minute.")
    bot_lease_seconds: float = Field(15.0, ge=2, le=300, description="Silence after which one takes over.")
    bot_directory_minutes: int = Field(
        0, ge=0, le=1440, description="How often to ask whether linked people are still there; 0 = never."
    )

    calendar_private: bool = Field(
        False, description="Calendars may lie on this machine or a private network."
    )
    visit_days: int = Field(180, ge=30, le=3650, description="Days for which past visits are kept.")

    dingtalk_client_id: str = Field("", description="AppKey of the DingTalk app.")
    dingtalk_client_secret: SecretStr = SecretStr("")
    dingtalk_corp_id: str = Field("", description="The organisation whose people may sign in.")
    dingtalk_mode: Literal["stream", "http"] = Field("stream", description="How messages come in.")
    dingtalk_robot_code: str = Field("", description="The robot's code; empty = the AppKey.")
    dingtalk_card_template: str = Field("", description="Id of the AI card template; empty = markdown.")
    dingtalk_card_key: str = Field("content", description="The template's variable that is streamed.")
    dingtalk_card_status: str = Field("", description="The template's variable of its state; empty = none.")
    dingtalk_card_stream: bool = Field(True, description="Show an answer while it is being made.")
    dingtalk_monthly_calls: int = Field(5000, ge=0, description="Counted API calls of a month; 0 = no limit.")
    dingtalk_sign_seconds: int = Field(300, ge=10, le=3600, description="Oldest signature taken (HTTP mode).")
    dingtalk_event_token: SecretStr = Field(SecretStr(""), description="Token of event callbacks (HTTP).")
    dingtalk_event_aes_key: SecretStr = Field(SecretStr(""), description="Their aes_key, 43 characters.")
    dingtalk_event_receiver: str = Field("", description="What ends an event; empty = the AppKey.")
    dingtalk_card_route: str = Field("yiju", description="callbackRouteKey of clicks on cards (HTTP mode).")
    dingtalk_card_secret: SecretStr = Field(SecretStr(""), description="What these clicks are signed with.")
    dingtalk_alert_token: SecretStr = Field(SecretStr(""), description="A group robot's token, for alerts.")
    dingtalk_alert_secret: SecretStr = Field(SecretStr(""), description="Its secret, SEC….")
    dingtalk_api_base: str = "https://api.dingtalk.com"
    dingtalk_oapi_base: str = "https://oapi.dingtalk.com"
    dingtalk_login_base: str = "https://login.dingtalk.com"

    wecom_corp_id: str = Field("", description="The company whose people may sign in.")
    wecom_agent_id: str = Field("", description="AgentId of the WeCom app.")
    wecom_corp_secret: SecretStr = SecretStr("")
    wecom_mode: Literal["ws", "callback"] = Field("ws", description="How the AI bot's messages come in.")
    wecom_token: SecretStr = Field(SecretStr(""), description="Token of the app's callback.")
    wecom_aes_key: SecretStr = Field(SecretStr(""), description="EncodingAESKey of the app's callback.")
    wecom_bot_id: str = Field("", description="BotID of the AI bot.")
    wecom_bot_secret: SecretStr = Field(SecretStr(""), description="Secret of its long connection.")
    wecom_bot_token: SecretStr = Field(SecretStr(""), description="Token of its callback.")
    wecom_bot_aes_key: SecretStr = Field(SecretStr(""), description="EncodingAESKey of its callback.")
    wecom_bot_corp_id: str = Field("", description="Our company as the AI bot's events name it (wp…).")
    wecom_bot_name: str = Field("", description="The bot's name, taken off where it is mentioned.")
    wecom_webhook_key: SecretStr = Field(SecretStr(""), description="A group robot's key, for alerts.")
    wecom_clock_seconds: int = Field(300, ge=10, le=3600, description="Oldest callback taken.")
    wecom_stream_seconds: int = Field(330, ge=30, le=600, description="Longest stream of one answer.")
    wecom_frame_seconds: float = Field(3.0, ge=0.0, le=60.0, description="Pause between a stream's frames.")
    wecom_per_minute: int = Field(28, ge=2, le=30, description="Messages and frames of a chat in a minute.")
    wecom_api_base: str = "https://qyapi.weixin.qq.com"
    wecom_ws_url: str = "wss://openws.work.weixin.qq.com"
    wecom_login_base: str = "https://login.work.weixin.qq.com"
    wecom_open_base: str = "https://open.weixin.qq.com"

    @field_validator("wecom_ws_url")
    @classmethod
    def _socket(cls, value: str) -> str:
        """One that is no socket's address would be tried for ever, and nobody told why nothing comes."""
        try:
            parts = urlsplit(value)
            fits = parts.scheme in {"ws", "wss"} and bool(parts.hostname)
        except ValueError:
            fits = False
        if not fits:
            raise ValueError("要一个 wss:// 开头的地址；删掉这个设置就用企业微信的正式地址")
        return value
