"""A model's words before they are judged: tags and ids taken out, and what makes them unfit to show."""

import datetime as dt
import re
import unicodedata

from yiju.copilot.normalise import canonical
from yiju.copilot.normalise.text import cjk_share
from yiju.copilot.tags import strip_tags

_ID = r"[EFS]\d{1,3}"
_IDS = rf"{_ID}(?:\s*[、,，和与及/;；-]\s*{_ID})*"
_BRACKETED_IDS = re.compile(
    rf"[\[（(【［〔{{<《]\s*(?:依据|证据|来源|见|参见|evidence)?[:： ]?\s*{_IDS}\s*[\]）)】］〕}}>》]", re.I
)
_LEADING_IDS = re.compile(
    rf"(?:根据|依据|据|见|参见|来自|如)?\s*(?:证据|资料)?\s*(?<![A-Za-z0-9]){_IDS}(?:中的?|所述|显示|指出|提到)?\s*[，,:：]\s*"
)
_NUMBERING = re.compile(r"^\s*(?:[-*•·#>]+|\d{1,2}[.、)）](?!\d))\s*")
_MARKUP = re.compile(r"\*\*|__|`|\[/?[a-z][^\]\[]*\]")
_RESIDUE = re.compile(
    rf"[〔〕]|〈[^〈〉\n]{{0,12}}〉|依据\s*\d{{4}}-|(?<![A-Za-z0-9]){_ID}(?![A-Za-z0-9.%])|P\d+第\d+段|第\d+页"
)
_PARTY_BESIDE_NAME = re.compile(r"(?<=\w)（(?:客户|我方)）")
"""What the prompt writes beside a speaker; small models copy it."""
_LINK = re.compile(r"(?:\w+://|www\.)[^\s，。；）)]+|!?\[[^\]]*\]\([^)]*\)", re.I)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_ECHO = 14
"""Characters in a row taken from the prompt's own rules that show an echo."""
_SHORTEST, _LONGEST = 4, 200


def clean(text: str) -> str:
    """One line without tags, evidence ids, numbering, markup or invisible characters."""
    flat = " ".join(text.split())
    flat = "".join(char for char in flat if char == " " or unicodedata.category(char)[0] != "C")
    flat = strip_tags(flat)
    flat = _BRACKETED_IDS.sub("", flat)
    flat = _LEADING_IDS.sub("", flat)
    return _NUMBERING.sub("", _MARKUP.sub("", flat)).strip()


def without_preface(text: str, *, date: dt.date | None, title: str, clause: str = "") -> str:
    """A statement without the source's own date, title and clause number in front: the tag says them right.

    Small models copy them from the head of the span: ``2026年1月8日，邮件中，…``. Another date, title or
    number stays, to be verified with the rest.
    """
    if clause and (rest := text.removeprefix(clause)) != text and not rest[:1].isdigit():
        text = rest.lstrip(" .、")
    when = rf"{date.year}(?:年0?{date.month}月0?{date.day}日|-{date:%m-%d})" if date else "(?!)"
    names = [
        "邮件",
        "通话",
        "来信",
        "会议",
        *((re.escape(title), f"《{re.escape(title)}》") if title else ()),
    ]
    where = rf"在?(?:{'|'.join(names)})[中里]"
    head = re.match(rf"(?:在?{when}(?:的|[，,：:]\s*|(?={where})))?(?:{where}[，,：:]?\s*)?", text)
    bare = text[head.end() :] if head else text
    return _PARTY_BESIDE_NAME.sub("", bare)


def unfit(text: str, sources: str, rules: str, *, own_words: str = "") -> str:
    """Why a cleaned statement may not be shown whatever supports it; empty if it may.

    Args:
        sources: the text it may take addresses, phone numbers and odd codes from. Links come from no
            document: whoever writes one could lead the reader anywhere.
        rules: the prompt's own instructions.
        own_words: the user's own text, the only one that links may come from.
    """
    if not _SHORTEST <= len(text) <= _LONGEST:
        return "内容过短或过长"
    if cjk_share(canonical(text)) < 0.3:
        return "不是中文表述"
    known = canonical(sources)
    for found in _LINK.finditer(text):
        if found[0] not in own_words:
            return f"不能写网址“{found[0][:30]}”"
    for what, pattern in (("出处标签或编号", _RESIDUE), ("邮箱", _ADDRESS), ("电话号码", _PHONE)):
        for found in pattern.finditer(text):
            if canonical(found[0]) not in known:
                return f"写了资料里没有的{what}“{found[0][:30]}”"
    if _echoes(text, rules, known):
        return "照抄了提示词"
    return ""


def _echoes(text: str, rules: str, known: str) -> bool:
    pieces = (text[at : at + _ECHO] for at in range(max(len(text) - _ECHO + 1, 0)))
    return any(piece in rules and canonical(piece) not in known for piece in pieces)
