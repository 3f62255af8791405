"""The language that a text is mostly in: by its script, and among Latin ones by their commonest words."""

import re
import unicodedata
from collections import Counter

LANGUAGE = "language"
"""The attribute of a document that holds it; empty where too little is said to tell."""
OTHER = "other"
_SAMPLE = 20_000
_LEAST = 10
"""Letters from which a language is told."""
_COMMON = {
    "en": "the of and to in is for that with are this on be by as we you it not have from will our",
    "de": "der die das und ist nicht mit für von den ein eine zu auf im dem des wir sie werden auch sind",
    "fr": "le la les des et est pour dans une un que qui sur avec pas nous vous du au sont par",
    "es": "el la los las de que en y un una es para con por se del no su al como está",
    "it": "il lo gli che di è per un una con non si del della sono nel alla più come anche",
    "pt": "o os as que de é para um uma com não se do da em por mais dos das ao são",
    "nl": "de het een en van is niet met voor op dat zijn te wij ook naar bij aan worden deze",
    "pl": "i w na z jest nie do że się to dla przez od po są oraz jako lub ich",
}
_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_SCRIPTS = (("HANGUL", "ko"), ("CYRILLIC", "ru"), ("THAI", "th"), ("ARABIC", "ar"), ("GREEK", "el"))
_WORD = re.compile(r"[^\W\d_]+")
_DENSE = 3
"""Latin letters that say as much as one Han character."""


def language_of(text: str) -> str:
    """``zh``, ``ja``, ``ko``, ``en``, ``de``, ``fr``, ``es``, ``it``, ``pt``, ``nl``, ``pl``, ``ru`` …;
    ``other``; empty where there are fewer than ten letters."""
    sample = text[:_SAMPLE]
    scripts = Counter(_script(char) for char in sample if char.isalpha())
    if scripts.total() < _LEAST:
        return ""
    han, kana, latin = scripts["CJK"], scripts["HIRAGANA"] + scripts["KATAKANA"], scripts["LATIN"]
    weights = {"latin": latin / _DENSE, "han": han + kana, **{code: scripts[name] for name, code in _SCRIPTS}}
    most = max(weights, key=lambda one: weights[one])
    if most == "han":
        return "ja" if kana > 0.1 * (han + kana) else "zh"
    return _latin(sample) if most == "latin" else most if weights[most] else OTHER


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def _latin(sample: str) -> str:
    words = Counter(word.lower() for word in _WORD.findall(sample))
    hits = {name: sum(words[one] for one in common) for name, common in _WORDS.items()}
    best, second = sorted(hits, key=lambda one: hits[one], reverse=True)[:2]
    enough = hits[best] >= max(2, 0.04 * words.total())
    return best if enough and hits[best] > hits[second] else OTHER
