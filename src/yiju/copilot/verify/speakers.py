"""Words told of a speaker are that speaker's: 李娜：… 王磊：… does not let 王磊 say what 李娜 said."""

import re

from yiju.copilot.verify.placing import Placement

_LABEL = re.compile(r"(?:^|[。！？!?；;\n”」|])\s*([^，。；：:\s“”、|]{1,14})\s*[:：]")
_SAID = re.compile(r"(?:来信|发文|询问|表示|补充|回复|回答|追问|说|问|答|称)$")


def speaker_problems(placement: Placement) -> list[str]:
    """Reasons where the claim lets one speaker of the quote say what stands after another's name."""
    claim, quote = placement.claim, placement.quote
    clause = claim.tokens[placement.tokens[0]].clause
    if not placement.at or clause == 0:
        return []
    said = next(
        (
            _name(claim.clause_text(before))
            for before in range(clause - 1, -1, -1)
            if claim.text[claim.clauses[before][1] : claim.clauses[before][1] + 1] in {":", "："}
        ),
        "",
    )
    labels = [(match.end(), _name(match[1])) for match in _LABEL.finditer(quote.text)]
    if not said or said not in {name for _, name in labels}:
        return []
    start = min(quote.tokens[at].start for at in placement.at.values())
    speaking = next((name for end, name in reversed(labels) if end <= start), said)
    return [] if speaking == said else [f"依据中这话是“{speaking}”说的"]


def _name(text: str) -> str:
    return _SAID.sub("", text.strip())
