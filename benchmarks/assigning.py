"""Whose is a document? How many are assigned without a person, and how many of those rightly.

The sample customers and twelve whose names code makes up, all in one unit, so that each competes with every
other. A third of the papers is taken in by name, as a team's first folder would be; the rest is thrown on one
heap, all but a few without folders, and judged: once with nothing but the customers' names and aliases, once
with an ``assignment.yaml`` of mail domains and competitors.

Hard ones stand among them: a competitor's news that names a customer, news of two customers, mails from free
mailboxes and from strangers who name a customer, papers in one customer's folder about another, papers that
name nobody. Of those a person must decide; one that is assigned counts as wrong.

    python benchmarks/assigning.py [--seed 7] [--out FILE]
"""

import argparse
import json
import random
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yiju.guards  # noqa: F401
from yiju.ingest.assign.clearing import waiting
from yiju.ingest.pipeline import ingest
from yiju.settings import Settings
from yiju.store.access import local_viewer
from yiju.store.customers import ensure_customer
from yiju.store.store import Store

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
UNIT, OURS = "bench", "ours-supply.example"
_SELLERS = (OURS, "yongli-lightalloy.example", "chengwei-dx.example")
GENERATED = 12
_FIRST, _SECOND = "衡岚澄屹峻沐栖铄", "川禾远拓辰泽瀚樾"
_TRADE = ("精工", "汽车零部件", "医疗", "电子", "重工", "化学", "物流", "光学")
_CITY = ("宁远", "岷江", "临沧", "沭阳", "安丘", "嘉陵")
_RIVALS = ("鼎曜精密", "博衡生物", "飞澜传动")
_TOPICS = ("年降谈判", "质量整改", "交付计划", "样件评审", "付款安排", "碳足迹数据")


@dataclass(frozen=True)
class Name:
    """A customer: its name, what else it goes by, its mail domain."""

    name: str
    aliases: tuple[str, ...]
    domain: str


@dataclass(frozen=True)
class Item:
    """A file with whose it is; ``None``: a person must decide. ``sort``: what makes it easy or hard."""

    sort: str
    name: str
    data: bytes
    whose: str | None

    @property
    def file(self) -> str:
        """Its name without folders, which no other has."""
        return Path(self.name).name


def made_up(rng: random.Random) -> list[Name]:
    """Twelve names, none the same; two share their first two characters."""
    found: dict[str, Name] = {}
    while len(found) < GENERATED:
        word = rng.choice(_FIRST) + rng.choice(_SECOND)
        full = rng.choice(_CITY) + word + rng.choice(_TRADE) + "有限公司"
        short = word + full[4:-4]
        if any(word in other for other in found):
            continue
        found[full] = Name(full, (short,), f"customer{len(found) + 1}.example")
    return list(found.values())


def sampled() -> tuple[list[Name], list[Item], tuple[str, ...]]:
    """The sample customers, their files, and their competitors."""
    rows = tomllib.loads((EXAMPLES / "customers.toml").read_text(encoding="utf-8"))["customer"]
    names = [Name(row["name"], tuple(row["aliases"]), row["their_domains"][0]) for row in rows]
    items = [
        Item(
            f"sample {path.suffix}",
            f"{row['folder'][:2]}-{number}{path.suffix}",
            path.read_bytes(),
            row["name"],
        )
        for row in rows
        for number, path in enumerate(sorted((EXAMPLES / row["folder"]).rglob("*.*")), start=1)
        if path.is_file()
    ]
    return names, items, tuple(one for row in rows for one in row["competitors"])


def mail(sender: str, subject: str, text: str, number: int, answers: int = 0) -> bytes:
    """A mail to us."""
    parent = f"In-Reply-To: <b{answers}@bench.example>\n" if answers else ""
    own = f"Message-ID: <b{number}@bench.example>\n"
    head = f"From: {sender}\nTo: sales@{OURS}\nSubject: {subject}\n{own}{parent}"
    rest = "Date: Tue, 10 Feb 2026 09:00:00 +0800\nContent-Type: text/plain; charset=utf-8\n"
    return f"{head}{rest}Content-Transfer-Encoding: 8bit\n\n{text}\n".encode()


def generated(rng: random.Random, names: list[Name]) -> Iterator[Item]:
    """Papers of every sort for every customer."""
    number = 0
    for one in names:
        for _ in range(3):
            number += 1
            topic, short = rng.choice(_TOPICS), one.aliases[0]
            yield Item(
                "mail, own domain",
                f"m{number}.eml",
                mail(f"a{number}@{one.domain}", topic, f"请回复，编号{number}。", number),
                one.name,
            )
            yield Item(
                "answer of ours",
                f"r{number}.eml",
                mail(f"sales@{OURS}", f"回复{topic}", f"已安排，编号{number}。", 5000 + number, number),
                one.name,
            )
            title = f"# {short}{topic}纪要\n\n{short}要求本月答复{topic}，编号{number}。\n"
            yield Item("named in title and text", f"n{number}.md", title.encode(), one.name)
            passing = f"# 拜访记录\n\n今天去了{short}，谈{topic}。{one.name}会再来电，编号{number}。\n"
            yield Item("named in the text alone", f"p{number}.md", passing.encode(), one.name)
            lies = f"# {topic}\n\n下周二开会，编号{number}。\n".encode()
            yield Item("in the customer's folder", f"客户/{short}/o{number}.md", lies, one.name)
        number += 1
        other, rival = rng.choice([n for n in names if n != one]), rng.choice(_RIVALS)
        short, theirs = one.aliases[0], other.aliases[0]
        hard = {
            "no name at all": f"# {rng.choice(_TOPICS)}\n\n下周开会。\n",
            "news of two customers": f"# {short}与{theirs}签署合作\n\n{short}与{theirs}将共建产线。\n",
            "competitor's news": f"# {rival}新工厂投产\n\n{rival}称将争取{short}的订单。\n",
            "customer in passing": f"# 行业周报\n\n本周铝价上涨。\n\n下游方面，{short}等企业减产。\n",
        }
        for sort, text in hard.items():
            number += 1
            yield Item(sort, f"h{number}.md", text.encode(), None)
        number += 1
        wrong = f"# {theirs}质量整改报告\n\n{theirs}于三月整改。\n".encode()
        yield Item("in a folder, about another", f"客户/{short}/w{number}.md", wrong, None)
        free = mail(f"u{number}@qq.com", "咨询", f"您好，听说你们给{short}供货。", 9000 + number)
        yield Item("free mail in passing", f"f{number}.eml", free, None)
        strange = mail(
            f"x@agency{number}.example", f"关于{short}的猎头信息", f"{short}在招人。", 12000 + number
        )
        yield Item("a stranger's mail", f"s{number}.eml", strange, None)


RULES = "domains:\n{domains}others: {others}\n"


def run(
    folder: Path, names: list[Name], first: list[Item], heap: list[Item], rules: str
) -> dict[str, object]:
    """Take the first in by name, judge the heap, and count."""
    settings = Settings.model_validate(
        {"data": folder / "data", "embedder": "hashing", "seller_domains": ",".join(_SELLERS), "ocr": False}
    )
    settings.data.mkdir(parents=True)
    if rules:
        (settings.data / "assignment.yaml").write_text(rules, encoding="utf-8")
    with Store.open(settings) as store:
        for one in names:
            ensure_customer(store.sql, one.name, UNIT, one.aliases)
            own = folder / "first" / one.domain
            own.mkdir(parents=True)
            for item in first:
                if item.whose == one.name:
                    (own / item.file).write_bytes(item.data)
            ingest(store, None, [own], customer=one.name, unit=UNIT)
        pile = folder / "heap"
        pile.mkdir()
        for item in heap:
            (pile / item.name).parent.mkdir(parents=True, exist_ok=True)
            (pile / item.name).write_bytes(item.data)
        report = ingest(store, None, [pile], customer=None, unit=UNIT)
        every_held = waiting(store, local_viewer(store.sql))
        held = {Path(one.place).name: one for one in every_held if "›" not in one.place}
    every = [one for one in report.assigned or () if "›" not in one["path"]]  # attachments beside
    given = {Path(one["path"]).name: one["customer"] for one in every}
    return counted(
        heap, given, {n: one.candidates[0].customer.name for n, one in held.items() if one.candidates}
    )


def counted(heap: list[Item], given: dict[str, str], likeliest: dict[str, str]) -> dict[str, object]:
    """Precision of what was assigned, share of what could be, and the same by sort."""
    by_sort: dict[str, Counter[str]] = defaultdict(Counter)
    for item in heap:
        got = given.get(item.file)
        counts = by_sort[item.sort]
        counts["files"] += 1
        counts["assigned"] += got is not None
        counts["right"] += got is not None and got == item.whose
        counts["right if suggested"] += (
            got is None and item.whose is not None and likeliest.get(item.file) == item.whose
        )
    whole = sum(by_sort.values(), Counter())
    theirs = sum(item.whose is not None for item in heap)
    wrong = [
        f"{i.sort}: {i.name} → {given[i.file]} (is {i.whose})"
        for i in heap
        if i.file in given and given[i.file] != i.whose
    ]
    return {
        "files": whole["files"],
        "a customer's": theirs,
        "assigned": whole["assigned"],
        "precision": round(whole["right"] / max(1, whole["assigned"]), 4),
        "share assigned": round(whole["right"] / theirs, 4),
        "hard ones": whole["files"] - theirs,
        "hard ones assigned": sum(i.whose is None and i.file in given for i in heap),
        "held, first candidate right": whole["right if suggested"],
        "wrong": wrong,
        "by sort": {sort: dict(counts) for sort, counts in sorted(by_sort.items())},
    }


def main() -> None:
    """Measure both, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    rng = random.Random(chosen.seed)
    names, items, rivals = sampled()
    more = made_up(rng)
    items += generated(rng, more)
    rng.shuffle(items)
    first = [item for number, item in enumerate(items) if number % 3 == 0 and item.whose]
    heap = [item for item in items if item not in first]
    names += more
    domains = "".join(f"  {one.domain}: {one.name}\n" for one in names)
    others = json.dumps([*rivals, *_RIVALS], ensure_ascii=False)
    told = {"no rules": "", "rules": RULES.format(domains=domains, others=others)}
    result = {}
    for called, rules in told.items():
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            result[called] = run(Path(folder), names, first, heap, rules)
    text = json.dumps(result, ensure_ascii=False, indent=2)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
