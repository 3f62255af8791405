"""What speaks for each customer: where a document lies, who wrote it, what it answers, whom it names."""

from collections import defaultdict
from collections.abc import Callable

from yiju.ingest.assign.evidence import Piece, Sort
from yiju.ingest.assign.known import OTHER, Known
from yiju.ingest.assign.names import Mention, is_short
from yiju.ingest.assign.paper import Paper
from yiju.ingest.assign.patterns import matches, parts_of
from yiju.ingest.assign.rules import PathRule

Tell = Callable[[str, Sort, float, str], None]
"""(customer id, sort, weight, in Chinese)."""
_TITLE, _REST, _SHORT = 0.75, 0.15, 0.8
_OPENING = ((4, 0.7), (2, 0.6), (1, 0.5))
_LEARNED_ONCE, _LEARNED_OFTEN = 0.6, 0.88


def gathered(known: Known, paper: Paper) -> dict[str, list[Piece]]:
    """Evidence by customer id; ``OTHER`` stands for competitors and third parties."""
    found: dict[str, list[Piece]] = defaultdict(list)

    def tell(whom: str, sort: Sort, weight: float, told: str) -> None:
        found[whom].append(Piece(sort=sort, weight=weight, told=told))

    _places(known, paper, tell)
    _mail(known, paper, tell)
    texts: tuple[tuple[Sort, str], ...] = (
        *(("title", paper.title), ("opening", paper.opening), ("rest", paper.rest)),
    )
    for sort, text in texts:
        for whom, mention in known.names.in_text(text).items():
            _named(tell, whom, sort, mention)
    for whom in known.names.of(paper.named) - {OTHER}:
        tell(whom, "title", _TITLE, f"来源写的客户是“{paper.named}”")
    return dict(found)


def path_rules(known: Known, place: str) -> list[tuple[PathRule, str, str]]:
    """The rules of paths that fit a place; the customer's name and the unit each gives, or empty ones."""
    found = []
    for rule in known.rules.paths:
        for way in matches(rule.match, place):
            name, unit = rule.customer or way.get("customer", ""), rule.unit or way.get("unit", "")
            if unit and unit not in known.units:
                continue
            if name and not known.named(name, unit) and not rule.create:
                continue
            found.append((rule, name, unit))
            break
    return found


def _places(known: Known, paper: Paper, tell: Tell) -> None:
    ruled = False
    for rule, name, unit in path_rules(known, paper.place):
        for one in known.named(name, unit) if name and not ruled else ():
            tell(one.id, "path", 0.98, f"位置合乎规则 {rule.match}")
            ruled = True
    if not ruled:
        for part in parts_of(paper.place)[:-1]:
            for whom in known.names.of(part) - {OTHER}:
                tell(whom, "folder", 0.9, f"在文件夹“{part}”里")


def _mail(known: Known, paper: Paper, tell: Tell) -> None:
    for domain in sorted(paper.domains - known.ours):
        for whom in known.told.get(domain, ()):
            tell(whom, "domain", 0.95, f"邮件域名 {domain} 是它的")
        learned = known.domains.get(domain, {})
        if len(learned) == 1 and domain not in known.told:
            ((whom, count),) = learned.items()
            weight = _LEARNED_OFTEN if count > 1 else _LEARNED_ONCE
            tell(whom, "learned", weight, f"有人归过它 {count} 封邮件来自域名 {domain}")
    for message in paper.thread:
        for whom in known.messages.get(message, ()):
            tell(whom, "thread", 0.9, "回复的邮件已归属于它")
    if paper.attached:
        parent = known.placed.get(
            paper.place.rpartition("/" if "/" in paper.place.partition("#")[2] else "#")[0]
        )
        whose = {parent} if parent else known.messages.get(paper.mail, set())
        for whom in whose:
            tell(whom, "mail", 0.95, "所附的邮件已归属于它")


def _named(tell: Tell, whom: str, sort: Sort, mention: Mention) -> None:
    short = _SHORT if is_short(mention.name) else 1.0
    if sort == "title":
        tell(whom, sort, _TITLE * short, f"标题里写着“{mention.name}”")
    elif sort == "opening":
        weight = next(weight for count, weight in _OPENING if mention.count >= count)
        tell(whom, sort, weight * short, f"开头部分提到“{mention.name}”{mention.count}次")
    else:
        tell(whom, sort, _REST * short, f"后文提到“{mention.name}”{mention.count}次")
