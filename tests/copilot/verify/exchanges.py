"""Sentences made false by putting one thing in another's place: names, words, parties, numbers, conditions."""
# ruff: noqa: E501  (tables: one entry or group a line)

import itertools
import random
import re

import rjieba

from tests.copilot.verify.sources import Sample


def code(sample: Sample, rng: random.Random) -> str | None:
    """Another standard, model or Latin name of the same document."""
    pattern = r"[A-Z][A-Za-z0-9]*[A-Z0-9](?:[-/.\s]?\d[\d.-]*\d)?|[A-Z][a-z]{3,}"
    mine = list(re.finditer(pattern, sample.text))
    known = {match[0] for match in re.finditer(pattern, sample.document)}
    others = sorted(name for name in known if name.lower() not in sample.text.lower())
    if not mine or not others:
        return None
    match = rng.choice(mine)
    return sample.text[: match.start()] + rng.choice(others) + sample.text[match.end() :]


def _tagged(text: str, tags: tuple[str, ...], size: int = 2) -> list[str]:
    return [word for word, tag in rjieba.tag(text) if tag in tags and len(word) >= size]


# Modal and negative words, tagged as verbs, have kinds of their own; in a verb's place they make no sentence.
_AUXILIARY = re.compile(r"[不没无未可能应该须]|必|愿|已|会|截至|相关|这是|就是|还是|比如|请于")


def _replace_word(sample: Sample, rng: random.Random, tags: tuple[str, ...]) -> str | None:
    mine = [word for word in _tagged(sample.text, tags) if sample.text.count(word) == 1]
    if not mine:
        return None
    known = sorted(
        {
            w
            for w in _tagged(sample.document[:6000], tags)
            if w not in sample.text and not _AUXILIARY.search(w)
        }
    )
    old = rng.choice(mine)
    others = [word for word in known if not set(word) & set(old)]
    return sample.text.replace(old, rng.choice(others)) if others else None


def name(sample: Sample, rng: random.Random) -> str | None:
    """Another person, place or organisation of the same document."""
    return _replace_word(sample, rng, ("nr", "ns", "nt", "nz"))


def noun(sample: Sample, rng: random.Random) -> str | None:
    """Another noun of the same document."""
    return _replace_word(sample, rng, ("n",))


def verb(sample: Sample, rng: random.Random) -> str | None:
    """Another verb of the same document."""
    return _replace_word(sample, rng, ("v",))


def two_numbers(sample: Sample, rng: random.Random) -> str | None:
    """Exchange two different numbers of one unit."""
    hits = list(
        re.finditer(r"(?<![\d.])\d+(?:\.\d+)?(?=([%％]|万|亿|元|天|日|年|月|个|人|分(?!之)))", sample.text)
    )
    pairs = [
        (one, two)
        for one in hits
        for two in hits
        if one.start() < two.start()
        and one[0] != two[0]
        and one[1] == two[1]
        and sample.text[one.end() : two.start()].strip("-~至到—、 年月日%万元") != ""
    ]
    if not pairs:
        return None
    one, two = rng.choice(pairs)
    return (
        sample.text[: one.start()]
        + two[0]
        + sample.text[one.end() : two.start()]
        + one[0]
        + sample.text[two.end() :]
    )


_PARTIES = "甲方|乙方|采购人|投标人|供应商|中标人|招标人|承包人|发包人|买方|卖方|我方|对方|采购代理机构|评标委员会|集中采购机构"


def parties(sample: Sample, rng: random.Random) -> str | None:
    """Exchange who does something and to whom, in one clause."""
    hits = [
        match
        for match in re.finditer(
            rf"({_PARTIES})([^，。；：、]*?(?:应|须|可|要求|向|由|负责|提供|支付|通知|委托|对|按)[^，。；：、]*?)({_PARTIES})",
            sample.text,
        )
        if match[1] != match[3] and not re.search(r"[和与及或的/]$", match[2]) and "或者" not in match[2]
    ]
    if not hits:
        return None
    match = rng.choice(hits)
    return sample.text[: match.start()] + match[3] + match[2] + match[1] + sample.text[match.end() :]


def condition(sample: Sample, rng: random.Random) -> str | None:
    """Drop the condition that a sentence begins with."""
    match = re.match(
        r"(?:如果?|若|一旦|除非|除)(?!何|下|期|图|此|了)[^，。；]{4,40}，(?=[^，]{6,})", sample.text
    )
    return sample.text[match.end() :] if match else None


def subject(sample: Sample, rng: random.Random) -> str | None:
    """Join the subject of one clause with what the next says of another party."""
    match = re.search(
        rf"({_PARTIES})(应|须|负责|可)[^，。；]{{2,40}}[，；]({_PARTIES})((?:应|须|负责|可)[^，。；]{{4,60}})",
        sample.text,
    )
    return match[1] + match[4] + "。" if match and match[1] != match[3] else None


_SHARED = "由|归|向|位于|负责|提供|承担|支付|支持|反对|选择|增长|下降|上升|超过|来自"


def parallel(sample: Sample, rng: random.Random) -> str | None:
    """The first half of one clause joined to the second half of another that has a subject of its own."""
    clauses = re.split(r"[，；。]", sample.text)
    hits: list[str] = []
    for word in _SHARED.split("|"):
        halves = [clause.split(word, 1) for clause in clauses if clause.count(word) == 1]
        hits += [
            one[0] + word + other[1] + "。"
            for one, other in itertools.pairwise(halves)
            if min(map(len, (*one, *other))) > 1
            and not set(one[1]) & set(other[1])
            and not set(one[0]) & set(other[0])
            and rjieba.tag(other[0])[0][1] in {"n", "nr", "ns", "nt", "nz"}
        ]
    return rng.choice(hits) if hits else None
