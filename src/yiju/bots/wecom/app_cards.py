"""Cards of the self-built app as XML fields: what a press is answered with at once."""

import time
from typing import Any

from yiju.platforms.wecom.xml import Fields, written


def card_reply(user: str, corp: str, card: dict[str, Any]) -> str:
    """The reply to a press that puts this card in the pressed one's place, for whoever pressed."""
    title = card["main_title"]
    shown: Fields = {
        "CardType": card["card_type"],
        "MainTitle": {"Title": title["title"], "Desc": title.get("desc", "")},
        "ButtonList": [
            {"Text": one["text"], "Style": one["style"], "Key": one["key"]} for one in card["button_list"]
        ],
    }
    if card.get("replace_text"):
        shown["ReplaceText"] = card["replace_text"]
    return written(
        {
            "ToUserName": user,
            "FromUserName": corp,
            "CreateTime": int(time.time()),
            "MsgType": "update_template_card",
            "TemplateCard": shown,
        }
    )
