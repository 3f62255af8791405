"""The edition that a question names: 第一版招标文件, 上一版, 原合同, 修订前, 2023年版."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from yiju.retrieval.series import Class

Which = Literal["first", "previous", "older", "number", "year", "newest", "supplement"]
OLDER: frozenset[Which] = frozenset({"first", "previous", "older"})
_NUMERAL = {sign: at for at, sign in enumerate("零一二三四五六七八九十")}
_PAPER = r"(?:合同|协议|招标|标书|招标公告|采购公告|报价|价目表|价格表|年报|报告|文件)"
_NAMED: tuple[tuple[Which, bool, str], ...] = (
    ("supplement", False, r"补充(?:协议书?|合同|约定|条款)|变更协议|修正案|\b(?:amendment|addendum)\b"),
    (
        "newest",
        False,
        rf"修订(?:版|稿)|修[订改]后的?(?={_PAPER}|版)|新版|现行版|最终版|终版|最新的?(?=版|{_PAPER})|\brevised\b",
    ),
    (
        "previous",
        True,
        r"上一?个?版本?(?!本)|上一?稿|前一版|上一?轮的?(?=报价)|上一?份(?="
        + _PAPER
        + r")|\bprevious (?:version|edition)\b",
    ),
    (
        "previous",
        False,
        rf"(?<={_PAPER})(?:在)?(?:修[订改]|变更|更正|更新)之?前|(?:修订|改版)之?前|(?:修改|变更|更正|更新)之?前的?(?={_PAPER}|版)",
    ),
    (
        "first",
        True,
        r"第[一1][版稿]|第[一1]轮的?(?=报价)|首版|首轮(?=报价)|初版|初稿|原版"
        r"|\bfirst (?:version|edition|draft)\b",
    ),
    (
        "first",
        False,
        rf"最(?:初|早|开始|先)的?(?:那[份版个轮])?(?={_PAPER})|(?<![还中太高平草]|复)原(?:来|先)?的?(?:那[份版])?(?={_PAPER})"
        rf"|\boriginal (?=contract|agreement|tender|quotation|quote|price list)",
    ),
    ("older", True, rf"旧版|老版本?|旧的?(?={_PAPER})|老(?={_PAPER})|\bold (?:version|edition)\b"),
)
_NUMBER = regex.compile(
    r"第([二三四五六七八九十]|[2-9])(?:[版稿]|轮的?(?=报价))|(?<![A-Za-z0-9])[Vv]\s?(\d)(?![\dA-Za-z.\-])\s*版?"
)
_YEAR_EDITION = regex.compile(r"(?<![A-Za-z\d.])(?:(20\d\d)|(2\d))\s*年?度?(?:的?那)?版(?!本号|面|权|式)")
_YEAR_PAPER = regex.compile(
    rf"(?<!\d)(20\d\d)\s*年?度?的?(?:那[份版])?"
    r"(?:ESG|可持续发展|社会责任|年度|框架|采购|经销|价格|供货|服务)*"
    rf"(?={_PAPER}|\s*(?:ESG|annual) report)",
    regex.I,
)
_COMPARED = regex.compile(
    r"前后|两[版份个]|对比|比较|相比|比[上前原旧]|差别|差异|区别|不同|一样|差多少|差几|改了|改成|改为|变成|变化|变了|变没|换成|涨了|降了"
    r"|分别|到底哪|哪[个一]?[版份]|\b(?:changed?|differ\w*|compared?|versus|both)\b",
    regex.I,
)
_ANY_OLDER = regex.compile(
    "|".join(f"(?:{pattern})" for which, _, pattern in _NAMED if which in OLDER) + f"|{_NUMBER.pattern}",
    regex.I,
)
_ITS_PAPER = regex.compile(
    r"^\s*(?:的|那份)?(?:招标文件|招标公告|采购文件|标书|合同|协议|价目表|价格表|年报)(?:里面?|中|上)?(?![期额价金总款])"
)
"""What it is an edition of, right behind: the edition's own documents are searched, and need not say so."""
_BEFORE = regex.compile(
    r"上一?个?版|上一轮|旧版|老版|原版|前一版|修[订改]之?前|改之?前|变更前|调整前|原来|原先|第一[版轮]|首轮|初版|最初|最早|原"
    + _PAPER
)
_SPOKEN: dict[Which, "regex.Pattern[str]"] = {
    "first": regex.compile(r"第一[版轮稿]|首[版轮]|初[版稿]|原版|最[初早]|一开始|原来|原先|原" + _PAPER),
    "previous": _BEFORE,
    "older": _BEFORE,
    "supplement": regex.compile(r"补充(?:协议|合同|约定|条款)|变更协议|修正案"),
}
"""How others speak of such an edition."""
_CLASSES: tuple[tuple[Class, str], ...] = (
    ("tender", r"招标|标书|采购公告|\btender\b"),
    ("contract", r"合同|协议|补充条款|\b(?:contract|agreement)\b"),
    ("price", r"报价[单表]|价目表|价格表|\bprice list\b"),
    ("letter", r"报价(?![单表])|\b(?:quotation|quote)\b"),
    ("report", r"年报|报告|白皮书|\breport\b"),
)


_TOLD: dict[Class, str] = {
    "tender": "招标文件",
    "contract": "合同",
    "price": "价目表",
    "letter": "报价",
    "report": "报告",
    "": "资料",
}


@dataclass(frozen=True, slots=True)
class EditionAsked:
    """Which edition is asked for.

    Attributes:
        which: its place among its like; ``number`` and ``year`` with ``value``.
        class_: what it is an edition of; empty where the question does not say.
        strict: whether nothing else will do: where there is no such edition, there is no answer.
        words: as the question puts it; ``at``: where they begin in it.
    """

    which: Which
    class_: Class
    strict: bool
    words: str
    value: int = 0
    at: int = 0

    @property
    def older(self) -> bool:
        """Whether it is one that does not hold any more."""
        return self.which in OLDER

    @property
    def told(self) -> str:
        """In the words of a refusal: 第一版招标文件."""
        return self.words.strip() + _TOLD.get(self.class_, "")

    def spoken_of(self, text: str) -> bool:
        """Whether a text that is no such edition speaks of one (上一版里是46分)."""
        if self.which in _SPOKEN:
            return _SPOKEN[self.which].search(text) is not None
        return self.words in text or (self.which == "year" and str(self.value) in text)


@lru_cache(maxsize=1024)
def edition_asked(text: str) -> EditionAsked | None:
    """The one edition that a question is for; None where it names none, or compares several."""
    found = {} if _COMPARED.search(text) else _named(text)
    if len(found) != 1:
        return None
    (((which, value), (strict, words, at)),) = found.items()
    classes = {class_ for class_, pattern in _CLASSES if regex.search(pattern, text, regex.I)}
    return EditionAsked(which, classes.pop() if len(classes) == 1 else "", strict, words, value, at)


def _named(text: str) -> dict[tuple[Which, int], tuple[bool, str, int]]:
    """Every edition that a text names: whether nothing else will do, in which words, and where."""
    found: dict[tuple[Which, int], tuple[bool, str, int]] = {}
    for which, strict, pattern in _NAMED:
        if match := regex.search(pattern, text, regex.I):
            found.setdefault((which, 0), (strict, match.group(), match.start()))
    for match in _NUMBER.finditer(text):
        number = _count(match[1] or match[2])
        found.setdefault(
            ("first", 0) if number == 1 else ("number", number), (True, match.group(), match.start())
        )
    for match in _YEAR_EDITION.finditer(text):
        found.setdefault(("year", int(match[1] or f"20{match[2]}")), (True, match.group(), match.start()))
    for match in _YEAR_PAPER.finditer(text):
        found.setdefault(("year", int(match[1])), (False, match.group(), match.start()))
    return found


def without_edition(text: str) -> str:
    """A question without the words that name an older edition: what is left says what it is about.

    A year of the paper itself stays, for answers may name it.
    """
    asked = edition_asked(text)
    if asked is None and (_COMPARED.search(text) or len(_named(text)) > 1):
        return _ANY_OLDER.sub(" ", text)
    if (
        asked is None
        or asked.which in {"newest", "supplement"}
        or (asked.which == "year" and not asked.strict)
    ):
        return text
    return f"{text[: asked.at]} {_ITS_PAPER.sub('', text[asked.at + len(asked.words) :])}"


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMERAL[text]
