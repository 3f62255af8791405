"""Names of people: those that are known, and a family name before a title (``王工``, ``李经理``)."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from yiju.privacy.plain import plain
from yiju.privacy.types import LABELS, Found

FAMILY = (
    "王李张刘陈杨赵黄吴徐孙胡朱林郭何罗宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田姜范姚谭廖邹熊陆郝孔崔邱秦侯邵孟龙段雷钱汤尹黎易武乔贺赖龚樊倪施严柯翁梁马顾毛俞洪温"
    "葛庞殷祝柳骆裴聂童焦莫岳凌霍甘尤岑欧贝闫"
)
FAMILY_AMONG_WORDS = "高金方程万任于史江康安白常成章"
"""Family names that also end other words: they need a title of two characters."""
POSTS = (
    "总经理|副总裁|副总|总监|总工|工程师|经理|主任|厂长|部长|处长|科长|局长|院长|所长|校长|书记|主管"
    "|组长|班长|队长|老师|教授|博士|医生|护士长|律师|会计|女士|先生|小姐|师傅|董事长|董事|行长|主席"
    "|秘书|助理|司机|护士|大夫"
)
_TITLED = re.compile(
    rf"(?<![老中大])(?:[{FAMILY}](?:{POSTS}|总(?![成本体量额价共结数计产投线承包装公部则])"
    rf"|工(?![作程厂业艺具序期资商装况信地时种])|董(?!事))|[{FAMILY_AMONG_WORDS}](?:{POSTS}))(?![室级层])"
)
_NO_PERSON = frozenset("施工 易工 钟工 万行长".split())
_WORDS = frozenset(
    (
        "分钟 时钟 阶段 路段 手段 容易 交易 贸易 价钱 本周 上周 下周 森林 树林 稻田 油田 园林 保温 高温 降温 "
        "儿童 人马 照顾 回顾 对方 双方 我方 甲方 乙方 卖方 买方 供方 需方 三方 校方 院方 厂方 官方 各方 警方 "
        "资金 现金 奖金 基金 黄金 工程 流程 过程 课程 全程 里程 日程 责任 主任 担任 新任 前任 现任 历任 继任 "
        "原任 信任 对于 关于 由于 等于 属于 位于 至于 提高 最高 较高 历史 长江 健康 平安 保安 西安 公安 日常 "
        "异常 正常 完成 达成 形成 组成 规章 印章 明白 空白"
    ).split()
)
"""Words that a family name ends."""
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
    bare = name.rstrip("0123456789 ")
    if "〈" in name or "〉" in name or any(bare in label for label in LABELS.values()):
        return False  # it would be found in a placeholder, or read as one
    return len(letters) >= _SHORTEST and not _UNSAID.match(name)


def _form(name: str) -> str:
    parts = r"\s{1,3}".join(map(re.escape, name.split()))
    left = "" if _HAN.match(name[0]) else r"(?<![A-Za-z0-9])"
    right = "" if _HAN.match(name[-1]) else r"(?![A-Za-z0-9])"
    return f"{left}{parts}{right}"
