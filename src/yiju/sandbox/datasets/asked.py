"""People whom a request names: whom a talk track is for, and whom its free words speak of."""

import re
from collections.abc import Iterator, Mapping

from yiju.privacy.names import FAMILY, FAMILY_AMONG_WORDS, POSTS

_BETWEEN = re.compile(r"[,，、;；/|\n]")
_BESIDE = re.compile(r"[(（\[【].*?[)）\]】]")
_ROLE = re.compile(
    rf"(?:{POSTS}|负责人|联系人|代表|客户|公司|中心|团队|人员|部门|部|处|科|组|室|院|厂|方|长|总|工|人|员)$"
)
"""What ends a post or a department: such an addressee is no name, but may hold one."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST = 4
"""Characters of a Chinese name."""
_FREE = ("goal", "scene", "question")


def people_asked(request: Mapping[str, str]) -> frozenset[str]:
    """Names in a suggestion's request. ``person`` is one, unless it is a post or a department."""
    found = {name for part in _BETWEEN.split(request.get("person", "")) for name in _addressed(part)}
    for field in _FREE:
        found |= set(_named(request.get(field, "")))
    return frozenset(found)


def _addressed(part: str) -> Iterator[str]:
    name = _BESIDE.sub("", part).strip()
    yield from _named(part)
    role = _ROLE.search(name)
    if role is None:
        if len(name) > 1:
            yield name
            latin = name.split()[-1]
            if latin != name and latin.isascii() and latin.isalpha():
                yield latin  # people are called by their family name alone
    elif _is_chinese_name(bare := name[: role.start()]) and bare[0] in FAMILY:
        yield bare


def _named(text: str) -> Iterator[str]:
    """Chinese names in free words, by their word class. 王工 and its like the recogniser finds anyway."""
    from yiju.copilot.verify.analysis import analyse

    if not text.strip():
        return
    for token in analyse(text).tokens:
        if token.tag.startswith("nr") and _is_chinese_name(token.text) and not _ROLE.search(token.text):
            yield token.text


def _is_chinese_name(text: str) -> bool:
    known = text[:1] in FAMILY or text[:1] in FAMILY_AMONG_WORDS
    return known and 1 < len(text) <= _LONGEST and _HAN.fullmatch(text) is not None
