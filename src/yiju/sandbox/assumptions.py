"""What a director assumes, read by rules: who comes or goes, what prices or weights do, which day it will be.

An assumption is somebody's words and no source: nothing in it is ever cited.
"""

import datetime as dt
import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import regex

from yiju.copilot.cues import cue
from yiju.copilot.llm_prompt import neutral
from yiju.copilot.tags import strip_tags
from yiju.copilot.trim import trim
from yiju.errors import Invalid
from yiju.store.types import Frozen

Sort = Literal["leaves", "joins", "price", "weight", "date", "topic", "material"]
Party = Literal["", "rival", "ours", "customer", "market"]

LONGEST = 200
"""Characters of an assumption; a note may have more, of which so many are shown."""
LONGEST_NOTE = 4000
_SHOWN = 40
_DAY = regex.compile(r"(?:(20\d\d)\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?号?(?![\d%])")
_OF_WHAT = regex.compile(r"[A-Za-z][A-Za-z0-9-]+|\p{Han}{2,}")
_NO_THING = regex.compile(
    r"权重|分值|占比|评分|提高到?|降低到?|升到?|降到?|调到?|改为?|加到?|减到?|变成|假如|如果|假设|若"
)


class Assumption(Frozen):
    """One assumption.

    Attributes:
        text: what was typed, on one line, without anything that looks like a tag.
        sort: how it was understood; ``material``: a pasted note; ``topic``: none of the others.
        who: the person meant, by the name or title typed; party: whose price it is.
        rises: of a price or a weight.
        thing: what gains or loses weight.
        day: the day assumed to have come.
    """

    text: str
    sort: Sort
    who: str = ""
    party: Party = ""
    rises: bool = False
    thing: str = ""
    day: dt.date | None = None

    @property
    def said(self) -> str:
        """As it is quoted in what rests on it."""
        return trim(self.text, _SHOWN)

    @property
    def query(self) -> str:
        """What to look for in the material because of it; empty where nothing would be found so."""
        words = f"{templates(self.sort).get('query', '')} {self.thing}".strip()
        return f"{self.text} {words}".strip() if self.sort in {"topic", "material"} else words


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    text = resources.files("yiju.sandbox").joinpath("assumptions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def templates(sort: Sort, party: Party = "") -> Mapping[str, str]:
    """The wordings of advice under an assumption of this sort, by what they are for."""
    table = _file()[sort]
    return dict(table[party or "customer"] if sort == "price" and party else table)


def read_assumptions(
    texts: Iterable[str], notes: Iterable[str] = (), *, people: Collection[str] = (), today: dt.date
) -> list[Assumption]:
    """Every assumption and note, in order, each once.

    Args:
        people: names known from the customer's documents.
        today: what a day without a year counts from.

    Raises:
        YijuError: one of them is empty or too long.
    """
    found = [_read(_clean(text, LONGEST, "假设"), people, today) for text in texts]
    found += [Assumption(text=_clean(note, LONGEST_NOTE, "假设材料"), sort="material") for note in notes]
    return list(dict.fromkeys(found))


def person_meant(people: Mapping[str, str], who: str) -> str:
    """The name of the person who is called so, has this title, or does this job; else ``who``.

    Args:
        people: name → title, empty where it is not known.
    """
    if who in people:
        return who
    titled = [(name, title) for name, title in people.items() if title]
    for name, title in titled:
        if title in who or who in title:
            return name
    for job, words in _file()["functions"].items():
        if job in who:
            doing = [name for name, title in titled if regex.search(words, title, regex.IGNORECASE)]
            return doing[0] if len(doing) == 1 else who
    return who


def _clean(text: str, longest: int, what: str) -> str:
    clean = " ".join(neutral(strip_tags(text)).split())
    if not clean:
        raise Invalid(f"{what}是空的。", hint="写一句话，例如：竞争对手降价10%。")
    if len(clean) > longest:
        raise Invalid(f"{what}太长：{len(clean)} 字，最多 {longest} 字。", hint="分成几条写。")
    return clean


def _read(text: str, people: Collection[str], today: dt.date) -> Assumption:
    if (who := _person(text, people)) and _says("leaves", text):
        return Assumption(text=text, sort="leaves", who=who)
    if _says("joins", text) and (who or cue("titles").search(text)):
        return Assumption(text=text, sort="joins", who=who)
    if _says("weight", text):
        rises = not regex.search(r"降|减|低|下调", text)
        return Assumption(text=text, sort="weight", thing=_thing(text), rises=rises)
    if _says("price", text):
        rises = regex.search(_file()["price"]["up"], regex.sub(r"降[低到]?|高达", "", text)) is not None
        return Assumption(text=text, sort="price", party=_party(text), rises=rises)
    if (day := _day(text, today)) and (_says("date", text) or _DAY.fullmatch(text.strip("。 "))):
        return Assumption(text=text, sort="date", day=day)
    return Assumption(text=text, sort="topic")


def _says(sort: Sort, text: str) -> bool:
    return regex.search(_file()[sort]["words"], text) is not None


def _person(text: str, people: Collection[str]) -> str:
    """The person named, else the title: the longest of what fits."""
    named = [name for name in people if len(name) >= 2 and name in text]
    if named:
        return max(named, key=len)
    if found := regex.search(rf"\p{{Han}}{{0,6}}?(?:{cue('titles').pattern})", text):
        return regex.sub(r"^(?:假如|如果|假设|若|对方|客户|他们|贵司|的)+", "", found[0])
    return ""


def _party(text: str) -> Party:
    words = _file()["party"]
    parties: tuple[Party, ...] = ("rival", "ours", "market")
    return next((party for party in parties if regex.search(words[party], text)), "customer")


def _thing(text: str) -> str:
    """What the weight is of: the first words that are none of weighing."""
    return next(iter(_OF_WHAT.findall(_NO_THING.sub(" ", text))), "")


def _day(text: str, today: dt.date) -> dt.date | None:
    """The day named; of one without a year the next that comes."""
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        day = dt.date(int(match[1] or today.year), int(match[2]), int(match[3]))
        return day if match[1] or day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None
