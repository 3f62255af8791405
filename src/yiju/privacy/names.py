"""Names of people: those that are known, and a family name before a title (``王工``, ``李经理``)."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from yiju.privacy.numbers import Found
from yiju.privacy.plain import plain
from yiju.privacy.types import LABELS

# Without those that end or begin another word before 总 or 工 (万、方、金、程、任、于、成、时 …).
_FAMILY = (
    "王李张刘陈杨赵黄吴徐孙胡朱林郭何罗宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范姚谭廖邹熊"
    "陆郝孔崔邱秦侯邵孟龙段雷钱汤尹黎易武乔贺赖龚樊倪施严柯翁"
)
_TITLE = (
    "总经理|副总裁|副总|总监|总工|总|工程师|工|经理|主任|厂长|部长|处长|科长|局长|院长|所长|校长|书记|主管|组长|老师|教授"
    "|博士|医生|护士长|律师|会计|女士|先生|小姐|师傅|董事长|董事|董|行长"
)
_TITLED = re.compile(
    rf"(?<![老中大])[{_FAMILY}](?:{_TITLE})"
    r"(?![作程厂业艺具序期资人会商装况信地时额量价共结数部体成计产投和线承包重长之是有没理师监裁经])"
)
_NO_PERSON = frozenset("施工 易工 段总 钟总 钟工 夏总".split())
_WORDS = frozenset(
    "分钟 时钟 阶段 路段 手段 容易 交易 贸易 价钱 本周 上周 下周 森林 树林 稻田 油田 园林".split()
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHORTEST = 2
_UNSAID = re.compile(
    r"^(?:客户|我方|甲方|乙方|销售|采购|对方|主持人|说话人|发言人|speaker|unknown|未知)[ 0-9A-Z]*$",
    re.IGNORECASE,
)
"""What stands where a speaker's name is not known."""


def names(text: str, known: Iterable[str] = ()) -> Iterator[Found]:
    """Every name. ``text``: as ``plain`` writes it; ``known``: names of people whom it may speak of."""
    pattern = _pattern(tuple(sorted({name.strip() for name in map(plain, known)})))
    if pattern is not None:
        for match in pattern.finditer(text):
            yield ("name", *match.span())
    for match in _TITLED.finditer(text):
        if match[0] not in _NO_PERSON and not _ends_a_word(text, match.start()):
            yield ("name", *match.span())


def _ends_a_word(text: str, at: int) -> bool:
    """``分钟工``, ``贸易总``: the family name is the end of a word before it."""
    return text[max(0, at - 1) : at + 1] in _WORDS


@lru_cache(maxsize=64)
def _pattern(known: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all of them, longest first; Latin names as whole words."""
    wanted = sorted((name for name in known if _is_name(name)), key=lambda name: (-len(name), name))
    if not wanted:
        return None
    return re.compile("|".join(_form(name) for name in wanted), re.IGNORECASE)


def _is_name(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    if "〈" in name or "〉" in name or any(name in label for label in LABELS.values()):
        return False  # it would be found in a placeholder
    return len(letters) >= _SHORTEST and not _UNSAID.match(name)


def _form(name: str) -> str:
    parts = r"\s{1,3}".join(map(re.escape, name.split()))
    left = "" if _HAN.match(name[0]) else r"(?<![A-Za-z0-9])"
    right = "" if _HAN.match(name[-1]) else r"(?![A-Za-z0-9])"
    return f"{left}{parts}{right}"
