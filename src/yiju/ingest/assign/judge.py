"""Evidence → whose a document is, with a confidence; or why nobody can be sure."""

from yiju.ingest.assign.evidence import Candidate, Piece, Verdict, strength
from yiju.ingest.assign.gathering import gathered
from yiju.ingest.assign.known import OTHER, Known
from yiju.ingest.assign.paper import Paper

_OVERRULED = 0.3
"""A document that lies with one customer, and names another, is less sure by this share of what speaks for
the other."""
_STRANGER = 0.7
"""A mail of somebody unknown is as sure at most, however often it names a customer."""
_MOST = 5
_MOST_TOLD = 3


def judged(known: Known, paper: Paper, further: dict[str, list[Piece]] | None = None) -> Verdict:
    """Whose a document is.

    Args:
        further: evidence by customer id that the store knows: the version before, the same bytes.
    """
    found = gathered(known, paper)
    lies = {whom for whom, pieces in found.items() if not all(piece.is_text for piece in pieces)}
    for whom, pieces in (further or {}).items():
        # A copy in one customer's folder is theirs, whoever has the same bytes already.
        more = [one for one in pieces if one.sort != "same" or not lies - {whom}]
        if more:
            found.setdefault(whom, []).extend(more)
    wholly = {whom: strength(pieces) for whom, pieces in found.items()}
    firm = {whom: strength([p for p in pieces if not p.is_text]) for whom, pieces in found.items()}
    stranger = _strangers(known, paper)
    made = []
    for whom, pieces in found.items():
        if whom == OTHER or whom not in known.customers:
            continue
        sure = wholly[whom]
        for other in found:
            if other == whom:
                continue
            if firm[other] or not firm[whom]:
                sure *= 1.0 - (firm[other] or wholly[other])
            else:
                sure *= 1.0 - _OVERRULED * wholly[other]
        if stranger and not firm[whom]:
            sure = min(sure, _STRANGER)
        ordered = tuple(sorted(pieces, key=lambda one: (-one.weight, one.sort)))
        made.append(Candidate(customer=known.customers[whom], confidence=round(sure, 3), evidence=ordered))
    made.sort(key=lambda one: (-one.confidence, -wholly[one.customer.id], one.customer.id))
    waits = paper.attached and _mail_waits(known, paper)
    sure = bool(made) and made[0].confidence >= known.rules.thresholds.assign and not waits
    unknown = [name for name in paper.whose if not known.names.of(name)]
    why = "" if sure else _why(made, wholly, OTHER in found, stranger, waits, unknown)
    return Verdict(candidates=tuple(made[:_MOST]), sure=sure, why=why)


def _strangers(known: Known, paper: Paper) -> list[str]:
    """Mail domains of people that nobody knows; none where somebody known writes with them."""
    theirs = {d for d in paper.domains - known.ours if not known.rules.is_free(d)}
    known_ones = {d for d in theirs if d in known.told or len(known.domains.get(d, ())) == 1}
    return [] if known_ones else sorted(theirs)


def _mail_waits(known: Known, paper: Paper) -> bool:
    """Whether the mail that it came with is in the tray: what is attached follows it."""
    mark = "/" if "/" in paper.place.partition("#")[2] else "#"
    return known.placed.get(paper.place.rpartition(mark)[0]) == ""


def _why(
    made: list[Candidate],
    wholly: dict[str, float],
    rival: bool,
    stranger: list[str],
    waits: bool,
    unknown: list[str],
) -> str:
    if waits:
        return "所附的邮件还没有归属"
    if unknown:
        more = f"等 {len(unknown)} 家" if len(unknown) > _MOST_TOLD else ""
        return f"其中写的客户是“{'、'.join(unknown[:_MOST_TOLD])}”{more}，这里还没有"
    if not made:
        return "没有找到属于哪个客户的线索"
    strong = [one for one in made if wholly[one.customer.id] >= 0.3]
    if len(strong) > 1:
        return "几个客户都有线索：" + "、".join(one.customer.name for one in strong)
    if rival:
        return "还提到竞争对手或第三方"
    if stranger:
        return f"往来的邮件域名不认识：{'、'.join(stranger[:3])}"
    return "线索不够"
