"""A model's words before they are judged: tags and ids taken out, and what makes them unfit to show."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from yiju.copilot.llm_checks import Check
from yiju.copilot.llm_contacts import way_out
from yiju.copilot.normalise import canonical
from yiju.copilot.normalise.text import cjk_share
from yiju.copilot.planted import is_planted
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
_TELLS = "(?:还|也|又|同时|明确)?(?:规定|约定|写明|载明|注明|写道|提到|显示|指出)(?:了|过)?"
_PARTY_BESIDE_NAME = re.compile(r"(?<=\w)（(?:客户|我方)）")
"""What the prompt writes beside a speaker; small models copy it."""
_SCHEMA = re.compile(
    r"\b(?:statements?|rests_on|evidence|nature|fallback|replaces)\b|\bjson\b|[<＜]/?(?:资料|事实)[>＞]", re.I
)
"""Words of the form that is to be filled in."""
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

    Small models copy them from the head of the span: ``2026年1月8日，邮件中，…``, ``合同中规定，…``. Another
    date, title or number stays, to be verified with the rest.
    """
    if clause and (rest := text.removeprefix(clause)) != text and not rest[:1].isdigit():
        text = rest.lstrip(" .、")
    when = rf"{date.year}(?:年0?{date.month}月0?{date.day}日|-{date:%m-%d})" if date else "(?!)"
    names = [
        "邮件",
        "通话",
        "来信",
        "会议",
        "合同",
        "协议",
        "招标文件",
        "报告",
        *((re.escape(title), f"《{re.escape(title)}》") if title else ()),
    ]
    titles = f"(?:{'|'.join(names[-2:])})" if title else "(?!)"
    where = rf"在?(?:{'|'.join(names)})[中里]"
    told = rf"(?:{where}|(?:{'|'.join(names)}))(?:{_TELLS})[，,：:]\s*|{titles}[：:]\s*"
    head = re.match(rf"(?:在?{when}(?:的|[，,：:]\s*|(?={where})))?(?:{told}|{where}[，,：:]?\s*)?", text)
    bare = text[head.end() :] if head else text
    return _PARTY_BESIDE_NAME.sub("", bare)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What makes a statement unfit; ``reason`` is for the model."""

    check: Check
    reason: str


def unfit(text: str, sources: str, rules: str, *, own_words: str = "") -> Flaw | None:
    """Why a cleaned statement may not be shown whatever supports it; None if it may.

    Args:
        sources: the text it may take addresses, phone numbers and odd codes from. Links come from no
            document: whoever writes one could lead the reader anywhere.
        rules: the prompt's own instructions.
        own_words: the user's own text, the only one that links may come from.
    """
    if not _SHORTEST <= len(text) <= _LONGEST:
        return Flaw("language", "内容过短或过长")
    if cjk_share(canonical(text)) < 0.3:
        return Flaw("language", "不是中文表述")
    if is_planted(text):
        return Flaw("planted", "写了指挥人或机器的话")
    known = canonical(sources)
    for found in _RESIDUE.finditer(text):
        if canonical(found[0]) not in known:
            return Flaw("tags", f"写了资料里没有的出处标签或编号“{found[0][:30]}”")
    if kind := way_out(text, sources, own_words):
        return Flaw("contacts", f"写了资料里没有的{kind}")
    if _SCHEMA.search(text) or _echoes(text, rules, known):
        return Flaw("language", "照抄了提示词")
    return None


def _echoes(text: str, rules: str, known: str) -> bool:
    pieces = (text[at : at + _ECHO] for at in range(max(len(text) - _ECHO + 1, 0)))
    return any(piece in rules and canonical(piece) not in known for piece in pieces)
