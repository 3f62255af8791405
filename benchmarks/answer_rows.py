"""Questions with what ``ask`` sees of its best span, and whether that span answers.

Of the evals' cases (``ask``, ``evidence``), each as it stands and, where it is answerable, once more without
what answers it; of CMRC, each question asked of the customer that holds its passage, of another one, and of
one whose passage has lost the sentences that answer.
"""

import datetime as dt
import hashlib
import json
import lzma
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from yiju.copilot.accounts import names_of
from yiju.copilot.choice import Weighed, weigh
from yiju.copilot.lineage import kin_of, lineage_of
from yiju.copilot.looking import candidates_for
from yiju.copilot.material import Material, Span
from yiju.copilot.people import people_named
from yiju.copilot.question import read_question
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.copilot.showing import shown
from yiju.copilot.speech import speech_asked
from yiju.copilot.versions import Outdated
from yiju.copilot.wording import in_words_of
from yiju.errors import NotFound
from yiju.evals.cases import load_cases
from yiju.evals.suites.ask import AskCase
from yiju.evals.suites.evidence import EvidenceCase
from yiju.evals.world import World, open_world
from yiju.evals.worlds import world_settings
from yiju.ingest.pipeline import ingest
from yiju.models.embedder import make_embedder
from yiju.store.access import local_viewer
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.types import Kind

ARTICLES = 24
"""CMRC articles that make one customer's material."""
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
ANSWERABLE, REMOVED, OPEN, ELSEWHERE = "answerable", "removed", "open", "elsewhere"


@dataclass(frozen=True, slots=True)
class Row:
    """One question asked once.

    Attributes:
        set: ``ask``, ``evidence``, ``cmrc``; sort: whether its answer is there, was taken out, never was, or
            is another customer's.
        group: the customer asked about: folds never share one. ``held``: of the half that is kept for tests.
        right: whether what would be shown first answers. ``rules``: whether the rules would answer.
    """

    set: str
    id: str
    sort: str
    group: str
    held: bool
    right: bool
    rules: bool
    signs: Mapping[str, float]


def held_out(case_id: str) -> bool:
    """As ``EvidenceCase.held_out``, for cases of any suite."""
    return hashlib.sha256(case_id.encode()).digest()[-1] % 2 == 1


def write_rows(rows: Sequence[Row], path: Path) -> None:
    """JSON Lines."""
    path.write_text("".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows), "utf-8")


def read_rows(path: Path) -> list[Row]:
    """What ``write_rows`` wrote."""
    return [Row(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def rows_of_cases(folder: Path, embedder: str) -> Iterator[Row]:
    """The evals' own cases, in their world.

    Questions for what somebody said are left out: they are shown the last of it, whatever it says.
    """
    settings = world_settings(folder, embedder)
    cases = resources.files("yiju.evals") / "cases"
    with Store.open(settings) as store, open_world(store, make_embedder(settings)) as world:
        for one in load_cases(Path(str(cases / "ask.jsonl")), AskCase):
            yield from _of_case(world, "ask", one, one.question, one.facts)
        for case in load_cases(Path(str(cases / "evidence.jsonl")), EvidenceCase):
            yield from _of_case(world, "evidence", case, case.query, ())


def _of_case(
    world: World, name: str, case: Any, question: str, facts: Sequence[Sequence[str]]
) -> Iterator[Row]:
    gold = frozenset(one for group in case.gold for one in world.places.ids(group))
    telling = [form for group in facts for form in group]

    def answers(span: Span) -> bool:
        return span.paragraph.id in gold

    def gone(span: Span) -> bool:
        return answers(span) or any(form in span.text for form in telling)

    asking = Asking(world.reader(case.viewer), getattr(case, "as_of", None) or world.today)
    try:
        seen = asking.weighed(question, case.customer)
        without = asking.weighed(question, case.customer, gone) if gold else None
    except NotFound:
        return  # a customer that the viewer may not see: nothing is weighed
    group = case.customer or (world.reader(case.viewer).customers()[0].name)
    held = held_out(case.id)
    if seen is not None:
        yield Row(name, case.id, ANSWERABLE if gold else OPEN, group, held, *_told(seen, answers))
    if without is not None:
        yield Row(name, case.id, REMOVED, group, held, *_told(without, lambda span: False))


@dataclass
class Asking:
    """Asks as ``Copilot.ask`` does, up to where it decides."""

    reader: Reader
    today: dt.date

    def weighed(
        self, text: str, customer: str, without: Callable[[Span], bool] = lambda span: False
    ) -> tuple[Weighed, Outdated] | None:
        """What is weighed for a question; None for one that is not decided by weighing.

        Raises:
            NotFound: there is no such customer.
        """
        copilot = Copilot(self.reader)
        accounts = copilot.accounts(text, customer)
        question = read_question(text, names_of(accounts))
        ids = [a.id for a in accounts]
        documents = list_documents(self.reader.store.sql, self.reader.viewer, customer_ids=ids)
        people = people_named(documents)
        if speech_asked(text, people, self.today):
            return None
        spans = candidates_for(self.reader, accounts, question, self.today, lambda line: None, None)
        spans = [span for span in spans if not without(span)]
        kin = kin_of(documents, spans, question.edition)
        known = [s for s in self.reader.spans(kin) if not without(s)] if kin else spans
        material = Material(accounts[0], tuple(documents), tuple(known), self.today)
        lineage = lineage_of(material, documents, question.years)
        limited = lineage.limited(question.edition, spans, material)
        if not limited:
            return None
        older = question.edition is not None and question.edition.older
        outdated = Outdated() if older else lineage.outdated
        asked = in_words_of(question, limited, people)
        return weigh(asked, limited, outdated, people), outdated


def _told(
    seen: tuple[Weighed, Outdated], answers: Callable[[Span], bool]
) -> tuple[bool, bool, Mapping[str, float]]:
    weighed, outdated = seen
    first = weighed.good or weighed.ranked[:1]
    chosen = shown(weighed.question, first, weighed.ranked, outdated) if first else []
    return any(answers(s.span) for s in chosen), bool(weighed.good), weighed.signs


def rows_of_cmrc(source: Path, folder: Path, embedder: str, most: int) -> Iterator[Row]:
    """``most``: articles, drawn by their ids."""
    with lzma.open(source, "rt", encoding="utf-8") as file:
        articles = [json.loads(line) for line in file]
    articles.sort(key=lambda one: _hash(one["id"]))
    articles = articles[:most]
    settings = world_settings(folder, embedder)
    with Store.open(settings) as store:
        model = make_embedder(settings)
        for at, article in enumerate(articles):
            text = str(article["passage"])
            for name, passage in (("整", text), ("缺", _holed(text, _asked_of(article)))):
                path = folder / "cmrc" / f"{name}{at // ARTICLES:02d}" / f"{at:03d}.md"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"# {article['title']}\n\n{passage}\n", encoding="utf-8")
        for path in sorted((folder / "cmrc").iterdir()):
            ingest(store, model, [path], customer=path.name, unit="main", kind=Kind.NOTE)
        today = dt.date(2026, 3, 10)
        asking = Asking(Reader(store, model, local_viewer(store.sql)), today)
        homes = (len(articles) - 1) // ARTICLES + 1
        with store.vectors.session():
            for at, article in enumerate(articles):
                yield from _of_article(asking, article, at // ARTICLES, homes)


def _of_article(asking: Asking, article: Mapping[str, Any], home: int, homes: int) -> Iterator[Row]:
    chosen = _asked_of(article)
    other = (home + 1) % homes
    for question in article["questions"]:
        answers = {str(answer["text"]) for answer in question["answers"]}

        places = [(f"整{home:02d}", ANSWERABLE, _holding(answers))]
        if question["id"] == chosen["id"]:
            places += [
                (f"缺{home:02d}", REMOVED, _holding(())),
                (f"整{other:02d}", ELSEWHERE, _holding(())),
            ]
        for customer, sort, right in places:
            if (seen := asking.weighed(question["text"], customer)) is not None:
                held = held_out(article["id"])
                yield Row("cmrc", question["id"], sort, f"cmrc{home}", held, *_told(seen, right))


def _holding(answers: Collection[str]) -> Callable[[Span], bool]:
    return lambda span: any(answer in span.text for answer in answers)


def _asked_of(article: Mapping[str, Any]) -> Mapping[str, Any]:
    """The question of an article whose answer is taken out."""
    questions: Sequence[Mapping[str, Any]] = article["questions"]
    return questions[_hash(article["id"]) % len(questions)]


def _holed(passage: str, question: Mapping[str, Any]) -> str:
    """A passage without the sentences that hold an answer."""
    answers = {str(answer["text"]) for answer in question["answers"]}
    kept = [part for part in _SENTENCE.findall(passage) if not any(one in part for one in answers)]
    return "".join(kept) or "（略）"


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)
