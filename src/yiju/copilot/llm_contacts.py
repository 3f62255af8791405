"""Ways out of the page: links, addresses, numbers and ids to write to, in whatever spelling, and page code.

A model may repeat one that stands in what it was given to cite, and none of its own.
"""

import re
import unicodedata

from yiju.copilot.lookalikes import plain

_TOP = (
    "com|cn|net|org|io|cc|top|xyz|info|vip|shop|app|me|co|ru|link|site|club|online|cloud|tech|dev|biz|tv|ly|"
    "example|test"
)
_DOT = r"\s*(?:\.|。|點|点|[\[({]\s*(?:\.|dot|点)\s*[\])}]|\bdot\b)\s*"
_AT = r"\s*(?:@|[\[({]\s*(?:at|@)\s*[\])}]|艾特|\bat\b)\s*"
_APPS = (
    "(?<![a-z])(?:微信|薇信|威信|v信|vx|wx|wechat|weixin|公众号|小程序|qq|扣扣|企鹅号?|telegram|电报|whatsapp|"
    "飞书|钉钉|抖音|快手|skype|绿泡泡|小绿书?|飞信|支付宝|陌陌|微博|小红书|b站|哔哩|贴吧|知乎|企微|line|signal|teams|zoom)"
)
_LINK = re.compile(
    r"\b[a-z]\w*\s*:\s*[/\\]{1,2}\S|\bh(?:tt|xx)ps?\b|\bwww\b"
    rf"|[a-z0-9][a-z0-9-]*(?:{_DOT}[a-z0-9-]+)*{_DOT}(?:{_TOP})(?![a-z])"
    r"|(?<![a-z0-9])[a-z][a-z0-9-]*\.[a-z]{2,}(?:/\S*)?|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
)
_MAIL = re.compile(rf"[a-z0-9_.+-]+{_AT}[a-z0-9-]+(?:{_DOT}[a-z0-9-]+)*")
_APP_ID = re.compile(
    rf"(?:{_APPS})\s*(?:号码?|群号?|id|账号)?\s*[:：为是]?\s*[a-z0-9_-]{{3,}}|(?:加|扫)(?:一?下|我|个)*\s*(?:的)?(?:{_APPS}|二维码|码(?![头枪器设])|好友)"
)
_ACCOUNT = re.compile(
    r"(?:账号|帐号|账户|帐户|用户名|昵称|群号|暗号|(?<![a-z])u?id)\s*(?:[:：为是叫])?\s*[a-z0-9][a-z0-9_-]{3,}"
    r"|(?<![a-z0-9])@\s*[a-z0-9][a-z0-9_-]{2,}"
    r"|(?:加|搜|搜索|关注)(?:一?下|我|他|她|个)+[^，。；,;\s]{0,6}?[a-z][a-z0-9_-]{3,}"
    r"|(?:扫|扫描|识别|长按)[^，。；,;]{0,8}(?:二维码|小程序码|图码)"
)
"""An id to write to, whatever the place is called."""
_NUMERALS = ("0123456789", "零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖")
_VALUES = {char: str(value) for row in _NUMERALS for value, char in enumerate(row)}
_VALUES |= dict(zip("○幺两貳叄參陸", "0122336", strict=True))
_DIGIT = "".join(_VALUES)
_NUMBER = re.compile(rf"(?:[{_DIGIT}][\s\-—.·()（）]*){{7,}}")
_DAY = re.compile(r"(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1(?:[12]\d|3[01]|0?[1-9])(?!\d)")
_CODE = re.compile(
    r"<\s*[a-z!/?]|&(?:lt|gt|#\d+|#x[0-9a-f]+);|\b(?:java|vb)script\s*:|!?\]\s*\(|\bon\w+\s*=\s*[\"'(]|\{\{|\$\{"
)
_BLOB = re.compile(r"[a-z0-9+/_=-]{28,}")
_KINDS = (
    ("网页代码", _CODE),
    ("网址", _LINK),
    ("邮箱", _MAIL),
    ("社交账号", _APP_ID),
    ("社交账号", _ACCOUNT),
    ("一长串代码", _BLOB),
)


def way_out(text: str, sources: str, own_words: str = "") -> str:
    """What kind of way out a text holds that its sources do not; empty if none.

    Args:
        own_words: the user's own text, the only one that links and page code may come from: whoever writes
            one into a document could lead the reader anywhere.
    """
    said, known, own = _read(text), _read(sources), _read(own_words)
    said = _MAIL.sub(lambda mail: "；" if mail[0] in known else mail[0], said)
    for kind, form in _KINDS:
        given = own if form in {_LINK, _CODE} else known
        if any(found[0] not in given for found in form.finditer(said)):
            return kind
    given = _digits(known)
    if any(_digits(found[0]) not in given for found in _NUMBER.finditer(_DAY.sub("；", said))):
        return "电话号码"
    return ""


def _read(text: str) -> str:
    """As the eye takes it, in lower case, letters that look Latin made Latin."""
    flat = unicodedata.normalize("NFKC", plain(text)).lower()
    return flat.translate(_LOOKALIKES)


def _digits(text: str) -> str:
    return "".join(_VALUES[char] for char in text if char in _VALUES)


_LOOKALIKES = str.maketrans("аеорсухіјѕԁһӏѵкмтвнгԛԝɡıοαεικνρτυχ", "aeopcyxijsdhlvkmtbhrqwgioaeiknptux")
"""Cyrillic and Greek letters that stand for Latin ones in forged addresses."""
