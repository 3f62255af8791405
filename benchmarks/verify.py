"""How well claims are checked: ``python -m benchmarks.verify [--per-source N] [--show KIND]``.

Prints, for altered sentences, how many come back unsupported; for honest paraphrases, how many are wrongly
refused;
for the news set, the area under the ROC curve of real against hallucinated continuations.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.copilot.verify.alterations import ALTERATIONS
from tests.copilot.verify.framings import FRAMINGS, Framing, harmless
from tests.copilot.verify.paraphrases import PARAPHRASES
from tests.copilot.verify.sources import Sample, news_items, samples

from yiju.copilot.verify import Check, verify_claim
from yiju.evals.stats import roc_auc

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("YIJU_SHARED_DATA", ROOT.parent / "shared" / "data"))


@dataclass
class Tally:
    """One kind's results: how many were tried, how many went wrong, and which."""

    tried: int = 0
    wrong: int = 0
    examples: list[tuple[str, str, Check]] = field(default_factory=list)


def alteration_tallies(
    chosen: Sequence[Sample], seed: int = 11, *, shortened: bool = False, company: int = 0
) -> dict[str, Tally]:
    """Alter every sample in every way that fits; wrong = still supported.

    With ``shortened`` the sentence loses its ends before it is altered, as a drafted claim does; with
    ``company``
    that many other sentences of the same source are cited beside the right one.
    """
    tallies: dict[str, Tally] = {}
    for kind, alter in ALTERATIONS.items():
        tally = tallies.setdefault(kind, Tally())
        for number, sample in enumerate(chosen):
            rng = random.Random(f"{seed}/{kind}/{number}")
            start = _shorten(sample, rng) if shortened else sample
            altered = alter(start, rng) if start else None
            if start is None or altered is None or altered == start.text:
                continue
            others = [other.text for other in rng.sample(chosen, company) if other.source == sample.source]
            check = verify_claim(altered, [*others, sample.text])
            tally.tried += 1
            if check.supported:
                tally.wrong += 1
                tally.examples.append((sample.text, altered, check))
    return tallies


def _shorten(sample: Sample, rng: random.Random) -> Sample | None:
    ways = [
        PARAPHRASES[name] for name in ("first clause alone", "trailing clause cut", "leading adverbial cut")
    ]
    short = rng.choice(ways)(sample.text, rng)
    return replace(sample, text=short) if short else None


def paraphrase_tallies(chosen: Sequence[Sample], seed: int = 11) -> dict[str, Tally]:
    """Say every sample otherwise in every way that fits; wrong = refused."""
    tallies: dict[str, Tally] = {}
    for kind, say in PARAPHRASES.items():
        tally = tallies.setdefault(kind, Tally())
        for number, sample in enumerate(chosen):
            said = say(sample.text, random.Random(f"{seed}/{kind}/{number}"))
            if said is None:
                continue
            check = verify_claim(said, [sample.text])
            tally.tried += 1
            if not check.supported:
                tally.wrong += 1
                tally.examples.append((sample.text, said, check))
    return tallies


def framing_tallies(
    chosen: Sequence[Sample], seed: int = 11, framings: Mapping[str, Framing] = FRAMINGS
) -> dict[str, Tally]:
    """Claim a part of a sentence without the frame that asks for it, denies it, limits it or ends it;
    wrong = supported.
    """
    tallies: dict[str, Tally] = {}
    for kind, frame in framings.items():
        tally = tallies.setdefault(kind, Tally())
        for number, sample in enumerate(chosen):
            pair = frame(sample, random.Random(f"{seed}/{kind}/{number}"))
            if pair is None:
                continue
            check = verify_claim(pair[0], [pair[1]])
            tally.tried += 1
            if check.supported:
                tally.wrong += 1
                tally.examples.append((pair[1], pair[0], check))
    return tallies


def harmless_tally(chosen: Sequence[Sample], seed: int = 11) -> dict[str, Tally]:
    """Claims whose frame changes nothing; wrong = refused."""
    told = framing_tallies(chosen, seed, {"harmless frame": harmless})["harmless frame"]
    return {"harmless frame": Tally(told.tried, told.tried - told.wrong)}


def area_under_curve(good: Sequence[float], bad: Sequence[float]) -> float:
    """The chance that a good score is above a bad one, ties counted half (Mann–Whitney)."""
    area = roc_auc([*good, *bad], [True] * len(good) + [False] * len(bad))
    assert area is not None, "both sorts are needed"
    return area


def news_scores(
    folder: Path, *, reworded: bool = False, limit: int | None = None
) -> tuple[list[Check], list[Check]]:
    """Checks of real and hallucinated continuations against their news item.

    The real ones stand in the evidence word for word; with ``reworded`` each first goes through every
    paraphrase that
    fits it and keeps its meaning (synonyms, particles, number forms, an opener), so that none is verbatim.
    """
    real, false = [], []
    for item in news_items(folder)[:limit]:
        evidence = [item["newsBeginning"] + item["newsRemainder"]]
        claim = item["realContinuation"].strip()
        if reworded:
            rng = random.Random(item["id"])
            for way in ("的/了 cut", "synonyms", "numerals", "% forms", "opener added"):
                claim = PARAPHRASES[way](claim, rng) or claim
        real.append(verify_claim(claim, evidence))
        false.append(verify_claim(item["hallucinatedContinuation"].strip(), evidence))
    return real, false


def _print(title: str, tallies: dict[str, Tally], wrong: str) -> None:
    print(f"\n{title:34} {'tried':>7} {wrong:>9}   rate")
    for kind, tally in tallies.items():
        if tally.tried:
            print(f"  {kind:32} {tally.tried:7} {tally.wrong:9}   {tally.wrong / tally.tried:6.2%}")
    tried, missed = sum(t.tried for t in tallies.values()), sum(t.wrong for t in tallies.values())
    print(f"  {'all':32} {tried:7} {missed:9}   {missed / max(tried, 1):6.2%}")


def main() -> None:
    """Run the three measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-source", type=int, default=400, help="sentences from each source")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", default="", help="print what went wrong for kinds that hold this text")
    parser.add_argument("--limit", type=int, default=10)
    options = parser.parse_args()
    chosen = samples(SHARED, options.per_source, options.seed)
    altered, said = alteration_tallies(chosen, options.seed), paraphrase_tallies(chosen, options.seed)
    print(
        f"{len(chosen)} sentences: "
        + ", ".join(f"{s} {sum(c.source == s for c in chosen)}" for s in sorted({c.source for c in chosen}))
    )
    _print("altered sentences", altered, "passed")
    short = alteration_tallies(chosen, options.seed, shortened=True)
    _print("shortened, then altered", short, "passed")
    crowd = alteration_tallies(chosen, options.seed, company=4)
    _print("altered, four other quotes beside", crowd, "passed")
    framed = framing_tallies(chosen, options.seed)
    _print("told without their frame", framed, "passed")
    _print("honest paraphrases", said | harmless_tally(chosen, options.seed), "refused")
    for reworded in (False, True):
        real, false = news_scores(SHARED, reworded=reworded)
        area = area_under_curve([c.score for c in real], [c.score for c in false])
        label = "real ones reworded" if reworded else "real ones word for word"
        print(f"\nnews continuations, {label}: ROC AUC {area:.4f}")
        print(f"  supported: real {sum(check.supported for check in real)}/{len(real)}", end=", ")
        print(f"hallucinated {sum(check.supported for check in false)}/{len(false)}")
    times = []
    for sample in chosen[:500]:
        start = time.thread_time()
        verify_claim(sample.text + "。", [sample.text + " "])
        times.append((time.thread_time() - start) * 1000)
    slow = sorted(times)[int(len(times) * 0.95)]
    print(
        f"\nprocessor time a claim, nothing cached: median {statistics.median(times):.2f}, 95 % {slow:.2f} ms"
    )
    for kind, tally in [*altered.items(), *short.items(), *crowd.items(), *framed.items(), *said.items()]:
        if options.show and options.show in kind:
            for quote, claim, check in tally.examples[: options.limit]:
                print(f"\n[{kind}]\n  quote: {quote}\n  claim: {claim}")
                print(f"  {check.supported} {check.score} {'; '.join(check.reasons)}")


if __name__ == "__main__":
    main()
