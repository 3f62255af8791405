"""News claims with labels, for the verifier and judges: ``python -m benchmarks.news_items FILE [--news N]``.

Writes items (``yiju eval support --items``, ``yiju eval calibrate --items``): of each news item the real
continuation, said otherwise by rules, and the hallucinated one; evidence is the news as it was printed.
The news (UHGEval, Chen et al., 2023) is not part of this repository: see ``YIJU_SHARED_DATA``.
"""

import argparse
import json
import os
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.copilot.verify.paraphrases import PARAPHRASES
from tests.copilot.verify.sources import news_items

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("YIJU_SHARED_DATA", ROOT.parent / "shared" / "data"))

_WAYS = ("的/了 cut", "synonyms", "numerals", "% forms", "date forms", "opener added")


def items_of(news: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Up to three items of one piece of news; the evidence is the same text in each."""
    evidence = [(news["newsBeginning"] + news["newsRemainder"]).strip()]
    real = news["realContinuation"].strip()
    claims = {"real": (real, True), "hallucinated": (news["hallucinatedContinuation"].strip(), False)}
    if (said := _otherwise(real, random.Random(news["id"]))) != real:
        claims["reworded"] = (said, True)
    for kind, (claim, label) in claims.items():
        yield {"id": f"{news['id']}-{kind}", "claim": claim, "evidence": evidence, "label": label}


def _otherwise(text: str, rng: random.Random) -> str:
    for way in _WAYS:
        text = PARAPHRASES[way](text, rng) or text
    return text


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path, help="where to write (JSON Lines); keep it out of the repository")
    parser.add_argument("--news", type=int, default=0, help="so many pieces of news, drawn by seed; 0 = all")
    options = parser.parse_args()
    if not SHARED.is_dir():
        parser.exit(1, f"third-party data is not here: {SHARED} (set YIJU_SHARED_DATA)\n")
    known = news_items(SHARED)
    if options.news and options.news < len(known):
        picked = sorted(random.Random(options.news).sample(range(len(known)), options.news))
        known = [known[at] for at in picked]
    rows = [item for news in known for item in items_of(news)]
    options.file.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    print(f"{len(rows)} items of {len(known)} pieces of news: {options.file}")


if __name__ == "__main__":
    main()
