"""What a question asks for: its words, the words that may stand for them, and the sort of answer."""

from dataclasses import dataclass

import regex

from yiju.copilot.cues import Attribute, attributes
from yiju.copilot.words import content_words

_SORTS: tuple[tuple[str, str], ...] = (
    ("money", r"多少钱|多少元|多少万|金额|预算|限价|单价|总价|价格是|报价|欠(?:了|我们)?多少|how much"),
    ("percent", r"百分之几|比例|权重|占比|税率|降幅|增幅|percent"),
    ("duration", r"多久|多长|几天|几个月|几年|期限|账期|周期|服务期|质保期|工期|how long"),
    ("date", r"什么时候|何时|哪天|哪一天|几号|几点|截止|日期|时间是|开标时间|到期|when|deadline"),
    ("person", r"谁|哪位|联系人|负责人|who"),
    ("score", r"多少分|几分|分值"),
    ("quantity", r"多少(?!钱|元|万元|分)|几(?:个|家|次|套|台|件|份|名|人)|how many"),
)
_ASKING = regex.compile(
    r"多少钱|多少|什么时候|什么|何时|哪天|哪些|哪个|哪位|哪里|哪|谁|几点|几号|多久|多长|怎么样|怎么|如何|是否|有没有|是不是|"
    r"能不能|请问|吗|呢|？|\?"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        words: content words that an answer must cover, without the customer's own names.
        attributes: commercial attributes it names; any of an attribute's words stands for it.
        sort: money, percent, duration, date, person, score, quantity, or "" for any.
    """

    text: str
    words: frozenset[str]
    attributes: tuple[Attribute, ...]
    sort: str

    @property
    def expanded(self) -> str:
        """A second query: the question's words with the usual words of its attributes."""
        extra = [word for attribute in self.attributes for word in attribute.words.pattern.split("|")[:6]]
        return " ".join([*sorted(self.words), *extra])


def read_question(text: str, names: frozenset[str] = frozenset()) -> Question:
    """Take a question apart; ``names``: the customer's name and aliases."""
    bare = text
    for name in sorted(names, key=len, reverse=True):
        bare = bare.replace(name, " ")
    found = tuple(a for a in attributes() if a.words.search(bare))
    sort = next((sort for sort, pattern in _SORTS if regex.search(pattern, bare, regex.IGNORECASE)), "")
    words = content_words(_ASKING.sub(" ", bare))
    return Question(text, words, found, sort)
