"""What a question asks for: its words, its focus, and the sorts of value that would answer it."""

from dataclasses import dataclass
from functools import cached_property

import regex

from yiju.copilot.asking import parts, plainly
from yiju.copilot.cues import Attribute, Spoken, attributes, cue, cue_names, spoken
from yiju.copilot.listing import each_asked
from yiju.copilot.values import counted, value_pattern
from yiju.copilot.words import content_words, is_name, names_something, word_list
from yiju.retrieval.addressed import called
from yiju.retrieval.edition_asked import EditionAsked, edition_asked, without_edition

_SORTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"手机号|电话号|联系电话|(?:手机|电话)\s*(?:是什么|是多少|多少|有吗|$)|\b(?:mobile|phone) number",
        ("phone",),
    ),
    (r"邮箱|邮件地址|\be-?mail address", ("address",)),
    (
        r"(?:账号|税号|序列号|出厂编?号|柜号|车牌号?|单号|编号|合同号|零件号|图号)(?:是|有|多少|\s*$)|哪个(?:零件|图|合同|单)号"
        r"|serial number",
        ("code",),
    ),
    (
        r"多少钱|多少元|多少万(?![件套台吨辆人次只个份盒])|金额|预算|限价|单价|总价|价格是|报价是"
        r"|欠(?:了|我们)?多少|how much",
        ("money",),
    ),
    (r"(?:加价|涨价|差价|费用?)(?:是|要|约)?多少(?![天年个分])", ("money", "percent")),
    (r"百分之几|百分比|比例|占比|税率|降幅|增幅|权重|几个(?:百分)?点|percent", ("percent", "score")),
    (r"多少分|几分|分值|满分|how many points", ("points",)),
    (r"几月|哪个月|哪月", ("date", "month")),
    (
        r"多久|多长|(?:几|多少)(?:天|年|周|个?月|小时|个?工作日)|账期|周期|服务期|质保期|工期|有效期"
        r"|how long",
        ("duration", "date"),
    ),
    (r"什么时候|何时", ("date", "term")),
    (r"哪天|哪一天|几号|几点|截止|日期|时间是|开标时间|到期|when\b|deadline", ("date", "term")),
    (r"谁|哪位|联系人|负责人|姓什么|叫什么|\bwho\b", ("person",)),
    (
        r"几(?:个|家|次|套|台|件|份|名|人|批)|多少(?:个|家|次|套|台|件|份|名|人|批|吨|盒|辆)|how many",
        ("quantity",),
    ),
)
_BY_ATTRIBUTE = {
    "money": ("money", "percent"),
    "percent": ("percent",),
    "score": ("score", "percent"),
    "duration": ("duration", "date"),
    "date": ("date",),
    "quantity": ("quantity",),
}
_ASKING = regex.compile(
    r"(?:多少|几)个?(?:百分点|工作日|万元|小时|[元家次套台件份名人批吨盒辆分点天年月周日号钱本条页成])"
    r"|多少|什么时候|什么|何时|哪天|哪些|哪个|哪位|哪里|哪|谁|多久|多长|最多|最少|怎么样|怎么|如何"
    r"|是否|有没有|是不是|能不能|请问|吗|呢|？|\?"
)
_WHO = regex.compile(r"[^，,。；;？?]{0,8}?(?:谁|哪位|哪个客户|哪些?人)(?!的)")
_BY_WHOM = regex.compile(r"^\s*(?:是)?(?:谁|哪位)(?!的)")
_COUNTER = regex.compile(r"(?:几|多少)\s*[百千万亿]?\s*([家套台件份名人批吨盒辆])")
_YEAR = regex.compile(r"(?<!\d)20\d\d\s*(?:年度?|财年)?")
_PHRASE = 4
"""Characters from which a spoken form is a phrase."""
GENERIC = frozenset(
    "方式 时间 日期 期限 内容 要求 条件 标准 部分 项目 金额 名称 结果 原因 情况 规定 办法 程序 流程 "
    "比例 占比 数量 数额 条款".split()
)
"""Words too general to be what a question is about."""


@dataclass(frozen=True)
class Question:
    """A question, taken apart.

    Attributes:
        words: content words that an answer must cover, without the customer's own names.
        attributes: commercial attributes it names; any of an attribute's words stands for it.
        focus: the word right before the asking word, which an answer cannot do without; may be empty.
        sorts: sorts of value that answer it (see ``values``), ``person``, or none for any.
        years: years it names.
        names: persons, companies, codes and places it names; an answer about another is none.
        spoken: spoken forms it uses, with the words documents write for them.
        numbers: figures it names, as written.
        people: those it calls by surname and title (罗总).
        counter: what it counts by (几辆), where ``sorts`` is a quantity.
    """

    text: str
    words: frozenset[str]
    attributes: tuple[Attribute, ...]
    focus: str
    sorts: tuple[str, ...]
    years: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    spoken: tuple[Spoken, ...] = ()
    numbers: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    counter: str = ""

    @property
    def expanded(self) -> str:
        """A second query: the question's words with the usual words of its attributes."""
        extra = [
            word
            for attribute in self.attributes
            for word in attribute.words.pattern.split("|")[:12]
            if "(" not in word
        ]
        written = [word for form in self.spoken for word in form.written.pattern.split("|")]
        return " ".join([*sorted(self.words), *extra, *written])

    @cached_property
    def edition(self) -> EditionAsked | None:
        """The edition of a document that it is for, where it names one."""
        return edition_asked(self.text)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of its attributes that it names: a value of another kind is no answer."""
        return frozenset(m.group() for a in self.attributes for m in a.kinds.finditer(self.text))

    @cached_property
    def acts(self) -> "regex.Pattern[str] | None":
        """What somebody did or demanded, where it asks who (谁要求延长…): an answer tells of that."""
        if not _WHO.match(self.text):
            return None
        named = [name for name in cue_names("action") if name in self.text]
        return (
            regex.compile("|".join(cue("action", name).pattern for name in named), regex.I) if named else None
        )

    @cached_property
    def phrases(self) -> frozenset[str]:
        """Spoken forms long enough to say what it is about (取消订单): an answer must speak of that."""
        return frozenset(
            word
            for word in self.words
            if len(word) >= _PHRASE and any(form.said.fullmatch(word) for form in self.spoken)
        )

    @property
    def about(self) -> str:
        """What it is about, in quotation marks; empty where nothing says so."""
        named = sorted(self.kinds) or sorted(
            {m.group() for a in self.attributes for m in a.words.finditer(self.text)}
        )
        about = "、".join(named[:3]) or self.focus
        return f"“{about}”" if about else ""

    @property
    def topic(self) -> str:
        """What it is about, in the words of a refusal."""
        return f"关于{self.about}的内容" if self.about else "这方面的内容"

    @cached_property
    def value(self) -> "regex.Pattern[str] | None":
        """Matches a value that would answer; None where a person or anything does."""
        sorts = [sort for sort in self.sorts if sort != "person"]
        if not sorts:
            return None
        if self.counter:
            return counted(self.counter)
        if sorts == ["code"]:  # another code than those it names itself
            own = "|".join(map(regex.escape, value_pattern("code").findall(self.text))) or r"(?!)"
            return regex.compile(rf"(?!(?:{own})(?![A-Za-z0-9])){value_pattern('code').pattern}")
        return regex.compile("|".join(f"(?:{value_pattern(s).pattern})" for s in sorts), regex.I)

    @cached_property
    def anchor(self) -> "regex.Pattern[str]":
        """Matches what the answer's value stands beside: a word of its attributes, or the focus."""
        parts = sorted(self.kinds) or [a.words.pattern for a in self.attributes]
        told = [f for f in self.spoken if any(f.said.fullmatch(phrase) for phrase in self.phrases)]
        parts += [form.written.pattern for form in told or self.spoken]
        literal = [self.focus] if self.focus else sorted(self.words)
        named = [word for word in literal if any(a.words.search(word) for a in self.attributes)]
        parts += [regex.escape(word) for word in literal if word not in named]
        return regex.compile("|".join(f"(?:{part})" for part in parts) or r"(?!)", regex.IGNORECASE)


def read_question(text: str, names: frozenset[str] = frozenset()) -> Question:
    """Take a question apart; ``names``: the customer's name and aliases."""
    bare = text
    for name in sorted(names, key=len, reverse=True):
        bare = regex.sub(regex.escape(name), " ", bare, flags=regex.I if name.isascii() else 0)
    bare = without_edition(plainly(bare))
    people = frozenset(called(bare))
    said = tuple(s for s in spoken() if s.said.search(bare))
    written = " ".join(s.written.pattern.replace("|", " ") for s in said)
    found = tuple(a for a in attributes() if a.words.search(f"{bare} {written}"))
    asked = _YEAR.sub(" ", _ASKING.sub(" ", bare))
    for person in people:
        asked = asked.replace(person, " ")
    words = content_words(asked) - word_list("asked_lightly.txt")
    words = (words - GENERIC) or words
    words |= {match.group().lower() for a in found for match in a.words.finditer(bare)}
    spelt = {match.group().lower() for form in said if (match := form.said.search(bare))}
    # What a set phrase is made of (取消 and 订单 of 取消订单) is no word beside it.
    set_ = [phrase for phrase in spelt if not _ASKING.search(phrase)]
    words = frozenset(w for w in words if not any(w != phrase and w in phrase for phrase in set_))
    words |= spelt | people
    sorts = next((sorts for pattern, sorts in _SORTS if regex.search(pattern, bare, regex.I)), ())
    sorts = ("person",) if _BY_WHOM.match(bare) else sorts
    if not sorts and regex.search("多少", bare):
        sorts = next((_BY_ATTRIBUTE[a.value] for a in found if a.value in _BY_ATTRIBUTE), ("any",))
    years = frozenset(regex.findall(r"(?<!\d)20\d\d(?!\d)", bare))
    numbers = frozenset(regex.findall(r"(?<![\dA-Za-z.-])\d[\d,]*(?:\.\d+)?", _YEAR.sub(" ", bare)))
    named = frozenset(
        word for word in words - people if is_name(word) and not any(a.words.search(word) for a in found)
    )
    counter = _COUNTER.search(bare) if sorts == ("quantity",) else None
    return Question(
        *(text, words, found, _focus(bare, words), sorts, years, named, said, numbers, people),
        counter=counter[1] if counter else "",
    )


def read_parts(text: str, names: frozenset[str] = frozenset()) -> tuple[Question, ...]:
    """The questions that a text asks, each taken apart; the text's own where it asks one."""
    pieces = [one for piece in parts(plainly(text)) for one in each_asked(piece)]
    return tuple(read_question(piece, names) for piece in pieces) if len(pieces) > 1 else ()


def _focus(bare: str, words: frozenset[str]) -> str:
    asked = _ASKING.search(bare)
    head = bare[: asked.start()] if asked else bare
    naming = [word for word in words if word not in GENERIC and names_something(word)]
    placed = [(head.lower().rfind(word), word) for word in naming]
    placed = [(at + len(word), word) for at, word in placed if at >= 0]
    return max(placed)[1] if placed else ""
