"""How well personal data is found: ``python -m benchmarks.privacy [--seed N] [--each N] [--show KIND]``.

Prints, for made-up Chinese sentences with hard negatives among them, precision and recall of each kind: of
our recognisers, of Presidio's analyzer with ours in it, and of Presidio's stock recognisers where it has one
for the kind; and what finding costs.

A value counts as found where a span of its kind covers all of it; a span counts as right where it touches a
value of its kind.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec

from benchmarks.privacy_items import KINDS, Item, hard_cases, items

from yiju.privacy import find
from yiju.privacy.policy import Policy
from yiju.privacy.veil import Veil

Found = list[tuple[str, int, int]]
Finder = Callable[[str], Found]
_PHONES = ("mobile", "landline", "phone_abroad")
_STOCK = {"CREDIT_CARD": "bank_card", "EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone"}


@dataclass
class Score:
    """Counts of one kind. ``hit`` of ``values`` were found; ``right`` of ``spans`` are some."""

    values: int = 0
    hit: int = 0
    spans: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """Share of the values that were found."""
        return self.hit / self.values if self.values else float("nan")

    @property
    def precision(self) -> float:
        """Share of the spans that are right."""
        return self.right / self.spans if self.spans else float("nan")


def ours(text: str) -> Found:
    """By our recognisers; names apart, which this set does not count."""
    return [(one.kind, one.start, one.end) for one in find(text) if one.kind != "name"]


def measure(made: Iterable[Item], finder: Finder) -> tuple[dict[str, Score], list[tuple[str, Item, Found]]]:
    """Scores by kind, and the items where something was missed or wrongly found."""
    scores: dict[str, Score] = {kind: Score() for kind in KINDS}
    wrong: list[tuple[str, Item, Found]] = []
    for item in made:
        found = finder(item.text)
        for kind, start, end in item.truth:
            covered = any(k == kind and s <= start and end <= e for k, s, e in found)
            score = scores.setdefault(kind, Score())
            score.values += 1
            score.hit += covered
            if not covered:
                wrong.append((kind, item, found))
        for kind, start, end in found:
            right = any(k == kind and start < e and s < end for k, s, e in item.truth)
            score = scores.setdefault(kind, Score())
            score.spans += 1
            score.right += right
            if not right:
                wrong.append((kind, item, found))
    return scores, wrong


def _presidio() -> Finder:
    from yiju.privacy.presidio import find_with_presidio

    return lambda text: [(s.kind, s.start, s.end) for s in find_with_presidio(text) if s.kind != "name"]


def _stock() -> Finder:
    """Presidio's own recognisers with their usual settings, and China among the regions of telephones."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as theirs

    from yiju.privacy.presidio import LANGUAGE, engine, stock

    mail = next(one for one in stock() if "EMAIL_ADDRESS" in one.supported_entities)
    phones = theirs.PhoneRecognizer(supported_language=LANGUAGE, supported_regions=("CN", "US", "DE", "GB"))
    cards = theirs.CreditCardRecognizer(supported_language=LANGUAGE)
    registry = RecognizerRegistry(recognizers=[mail, phones, cards], supported_languages=[LANGUAGE])
    analyzer = AnalyzerEngine(
        registry=registry, nlp_engine=engine().nlp_engine, supported_languages=[LANGUAGE]
    )
    return lambda text: [
        (_STOCK[one.entity_type], one.start, one.end) for one in analyzer.analyze(text, LANGUAGE)
    ]


def as_phones(made: Iterable[Item]) -> list[Item]:
    """The same, telephones of all sorts one kind, as Presidio has it."""
    return [
        Item(item.sort, item.text, tuple(("phone" if k in _PHONES else k, s, e) for k, s, e in item.truth))
        for item in made
    ]


def _print(name: str, scores: dict[str, Score]) -> None:
    print(f"\n{name}")
    for kind, one in scores.items():
        if one.spans or one.values:
            print(
                f"  {kind:13} precision {one.precision:.3f} ({one.right}/{one.spans})"
                f"  recall {one.recall:.3f} ({one.hit}/{one.values})"
            )


def _hard() -> None:
    cases = hard_cases()
    values = sum(len(item.truth) for item in cases)
    scores, wrong = measure(cases, ours)
    hit = sum(one.hit for one in scores.values())
    false = sum(one.spans - one.right for one in scores.values())
    print(f"\nwritten by hand, hard: {hit} of {values} values found, {false} wrong spans; missed or wrong:")
    for kind, item, _ in wrong:
        shown = [item.text[s:e] for k, s, e in item.truth if k == kind]
        print(f"  {kind}: {' '.join(shown) or item.text!r}")


def _cost(made: list[Item]) -> None:
    lines = [item.text for item in made]
    paragraphs = [" ".join(lines[at % len(lines)] for at in range(n, n + 4)) for n in range(1000)]
    start = time.perf_counter()
    for text in paragraphs:
        find(text)
    took = time.perf_counter() - start
    prompts = ["\n".join(paragraphs[n : n + 20]) for n in range(0, 1000, 20)]
    seconds = []
    for text in prompts:
        start = time.perf_counter()
        Veil(Policy(), text).hide(text)
        seconds.append(time.perf_counter() - start)
    size = sum(map(len, paragraphs)) // 1000
    print(f"\n1,000 paragraphs of {size} characters: {took * 1000:.0f} ms")
    median = statistics.median(seconds) * 1000
    print(f"hiding in a prompt of {size * 20} characters full of data: {median:.1f} ms (median)")


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--show", default="", help="print what went wrong with this kind, or all")
    given = parser.parse_args()
    made = items(given.seed, given.each)
    positives = sum(bool(item.truth) for item in made)
    negatives = len(made) - positives
    print(f"{len(made)} items, {positives} with a value, {negatives} hard negatives, seed {given.seed}")
    scores, wrong = measure(made, ours)
    _print("ours", scores)
    for kind, item, found in wrong:
        if given.show in (kind, "all"):
            print(f"    {kind}: {item.text!r} [{item.sort}] {[(k, item.text[s:e]) for k, s, e in found]}")
    if find_spec("presidio_analyzer"):
        _print("Presidio's analyzer with ours in it", measure(made, _presidio())[0])
        scores, _ = measure(as_phones(made), _stock())
        _print("Presidio's stock recognisers", {kind: scores[kind] for kind in _STOCK.values()})
    _hard()
    _cost(made)


if __name__ == "__main__":
    main()
