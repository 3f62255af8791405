"""Names that must be found letter for letter:
the customer's known names, titles in 《》, people with their titles.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from yiju.copilot.normalise import canonical

_TITLED = re.compile(r"《([^《》]{1,60})》")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤"
)
_TITLES = "总监|总经理|经理|主任|主管|处长|科长|局长|院长|所长|部长|女士|先生|工程师|教授|博士|总|工"
_PERSON = re.compile(
    rf"(?<![\u4e00-\u9fff])([{_SURNAMES}])([\u4e00-\u9fff]?)({_TITLES})(?![\u4e00-\u9fff]{{0}}[程作厂业资期商地种序具])"
)


# 李总 is not 李总监.
_NO_LONGER = {True: r"(?![监裁工]|经理|会计|书记|助理|编辑|指挥)", False: ""}


def name_problems(claim: str, quotes: Sequence[str], names: Collection[str]) -> list[str]:
    """Reasons for names in the canonical ``claim`` that no canonical quote holds."""
    evidence = "\n".join(quotes)
    folded = evidence.lower()
    reasons = [f"名称“{name}”不在依据中" for name in _known(claim, names) if name.lower() not in folded]
    for match in _TITLED.finditer(claim):
        if _bare(match[1].lower()) not in _bare(folded):
            reasons.append(f"《{match[1]}》不在依据中")
    for match in _PERSON.finditer(claim):
        full = (
            re.escape(match[1]) + r"[\u4e00-\u9fff]{0,2}" + re.escape(match[3]) + _NO_LONGER[match[3] == "总"]
        )
        whole = re.escape(match[0]) + _NO_LONGER[match[3] == "总"]
        if not re.search(whole, evidence) and not re.search(full, evidence):
            reasons.append(f"人名“{match[0]}”不在依据中")
    return reasons


def _known(claim: str, names: Collection[str]) -> Iterator[str]:
    lower = claim.lower()
    for name in names:
        plain, folded = _plain(name)
        if len(plain) > 1 and folded in lower:
            yield plain


@lru_cache(maxsize=4096)
def _plain(name: str) -> tuple[str, str]:
    """A name in one spelling, and that without capitals. Cached: every claim asks for the same names."""
    plain = canonical(name)
    return plain, plain.lower()


def _bare(text: str) -> str:
    """Without 的, which titles gain and lose in speech."""
    return text.replace("的", "")
