"""Finding one word of a claim in a quote: by itself, by a synonym, or cut into other words than there."""

from collections import defaultdict
from functools import lru_cache

from yiju.copilot.normalise import Code, Quantity, When
from yiju.copilot.verify.agree import agree
from yiju.copilot.verify.analysis import Analysis, Token, analyse
from yiju.copilot.verify.lexicon import CONTENT_MARKERS, MARKERS, Marker
from yiju.copilot.verify.synonyms import DIRECTIONS, MEMBERS, word_key

MAX_PLACES = 8
_TOGETHER = 4
# One-character words that a cutter glues to their neighbour.
_GLUE = frozenset("的了着之和与及并且而在于对为以由从至到把被向给也都还又就更均则即因将已应须可")
# What turns the word after it, when both were cut as one (拒付, 停供, 缓交, 尚待通过).
_FALSE_START = frozenset("不未无非没拒停暂缓免待误欠禁")
_FALSE_STARTS = tuple(
    word for word, marker in MARKERS.items() if marker in {Marker.NOT, *CONTENT_MARKERS} and len(word) > 1
)
_HOLDS = frozenset({"是", "任", "系"})  # 周敏是采购总监 says that she holds the post
_FILLERS = frozenset("的了地得着之和与及")  # what a writer may leave out inside a compound


def find(token: Token, quote: Analysis, index: dict[str, tuple[int, ...]]) -> list[int] | None:
    """Quote tokens that may stand for ``token``; None where it need not be found."""
    if isinstance(token.mention, Quantity | When | Code):
        return [number for number, other in enumerate(quote.tokens) if other.mention and agree(token, other)]
    if token.key in index:
        return list(index[token.key])
    if not token.content or token.text.isascii():
        return []
    if token.key == "担任":
        return [number for number, other in enumerate(quote.tokens) if other.text in _HOLDS]
    return _otherwise_cut(token, quote)


def _otherwise_cut(token: Token, quote: Analysis) -> list[int] | None:
    """Places of a word that the quote cuts otherwise: inside or across words, by a synonym, or part by part.

    None for a word that is made of particles only (应对 cut from 应 + 对) and need not be found.
    """
    for word in (token.text, *MEMBERS.get(token.key, ())):
        places = _inside(word, quote, token.key)
        if places:
            return places
    if len(token.text) < 2:
        return []
    places = _fair(_across(token.text, quote), len(token.text), quote, token.key)
    if places:
        return places
    for cut in range(1, len(token.text)):
        front, back = _part(token.text[:cut], quote), _part(token.text[cut:], quote)
        if front is None and back is None:
            return None
        if front is None or back is None:
            places = front or back or []
        else:
            places = [at for at in front if any(0 <= other - at <= _TOGETHER for other in back)]
        if places:
            return places
    return []


def _part(part: str, quote: Analysis) -> list[int] | None:
    """Places of a part of a word; None for a particle, which need not be found."""
    if part in _GLUE:
        return None
    if len(part) == 1:
        return [number for number, token in enumerate(quote.tokens) if token.text == part]
    key = word_key(part)
    return [at for word in (part, *MEMBERS.get(key, ())) for at in _inside(word, quote, key)]


def _inside(word: str, quote: Analysis, key: str) -> list[int]:
    """Places where ``word`` stands inside other words, or across them."""
    starts: list[int] = []
    found = quote.text.find(word)
    while found >= 0 and len(starts) < MAX_PLACES:
        starts.append(found)
        found = quote.text.find(word, found + 1)
    return _fair(starts, len(word), quote, key)


def _across(word: str, quote: Analysis) -> list[int]:
    """The first place where ``word`` stands but for particles between (塔碳 in 塔的碳足迹)."""
    text, offsets = _bare(quote)
    found = text.find("".join(char for char in word if char not in _FILLERS) or word)
    return [offsets[found]] if found >= 0 else []


@lru_cache(maxsize=512)
def _bare(quote: Analysis) -> tuple[str, tuple[int, ...]]:
    kept = [(char, at) for at, char in enumerate(quote.text) if char not in _FILLERS]
    return "".join(char for char, _ in kept), tuple(at for _, at in kept)


def _fair(starts: list[int], size: int, quote: Analysis, key: str) -> list[int]:
    """Tokens where finding the word cuts off nothing that turns it (拒付) and does not make 增至 增加."""
    places: list[int] = []
    for found in starts:
        number = covering(quote)[found]
        if number >= 0:
            token = quote.tokens[number]
            before = quote.text[token.start : found]
            cut = before[-1:] in _FALSE_START or before.endswith(_FALSE_STARTS)
            turned = token.key in DIRECTIONS and token.key != key
            longer = found == token.start and longer_name(token, quote.text[found : found + size])
            named = token.tag.startswith("nr") and token.start < found < token.end < found + size  # 吴|工去
            if not (cut or turned or longer or named) and token.mention is None:
                places.append(number)
    return places


def longer_name(token: Token, part: str) -> bool:
    """Whether a person's name only begins with ``part`` (张伟 of 张伟明); a title or a verb after it is no
    name, but 李总 is not 李总监.
    """
    rest = token.text[len(part) :]
    if not token.tag.startswith("nr") or len(part) < 2 or not 0 < len(rest) < 3:
        return False
    if part.endswith(_TITLES):
        return rest.startswith(("监", "裁"))
    return not rest.startswith(_TITLES) and rest[0] not in _AFTER_NAMES


_TITLES = ("总", "工", "经理", "主任", "院长", "处长", "女士", "先生", "博士", "老师", "主管", "厂长", "局长")
_AFTER_NAMES = frozenset("说称认表已将会要在和与及对向也都是的则曾任为到去来给把被让请问答签发")


@lru_cache(maxsize=512)
def covering(quote: Analysis) -> list[int]:
    """For each character of the quote the number of its token, -1 between tokens."""
    held = [-1] * (len(quote.text) + 1)
    for number, token in enumerate(quote.tokens):
        for at in range(token.start, token.end):
            held[at] = number
    return held


@lru_cache(maxsize=4096)
def index_of(text: str) -> dict[str, tuple[int, ...]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number, token in enumerate(analyse(text).tokens):
        if token.mention is None or isinstance(token.mention, Code):
            index[token.key].append(number)
    return {key: tuple(places) for key, places in index.items()}
