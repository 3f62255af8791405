"""Supervised examples: the situation as the product asks it, and the answer that reviewers let stand."""

from collections.abc import Iterator, Sequence

from yiju.sandbox.datasets.answers import LINE, line, parts_of, statements
from yiju.sandbox.datasets.making import Maker, told
from yiju.sandbox.datasets.types import Draft, Level
from yiju.store.types import Claim, Section

Line = tuple[Section, dict[str, Claim]]


def sft_drafts(maker: Maker) -> Iterator[Draft]:
    """A section where each of its claims has a verdict, else claim by claim; a talk track likewise."""
    if maker.judged.suggestion.kind == "talk":
        yield from _talk(maker)
        return
    for section in maker.sections:
        standing = [claim for claim in section.claims if maker.judged.stands(claim)]
        if not standing:
            continue
        whole = all(maker.verdict(claim) for claim in section.claims)
        if whole and _section_holds(maker, section, standing):
            if (found := _of_section(maker, section, standing, whole=True)) is not None:
                yield found
            continue
        for claim in standing:
            if (found := _of_section(maker, section, [claim], whole=False)) is not None:
                yield found


def _section_holds(maker: Maker, section: Section, standing: Sequence[Claim]) -> bool:
    """Whether no rewrite spoils a section as a whole; what else stands in it is taught claim by claim."""
    if len(standing) == 1 or not any(map(maker.rewritten, standing)):
        return True
    facts = maker.facts_before(section, standing)
    situation = maker.layer.lay(maker.judged, section, standing, max(6, len(standing)), facts)
    return situation is None or maker.holds(standing, situation)


def _of_section(maker: Maker, section: Section, claims: Sequence[Claim], *, whole: bool) -> Draft | None:
    facts = maker.facts_before(section, claims)
    if any(maker.grounds.spans(claim) is None for claim in claims):
        maker.out("source_gone")
        return None
    situation = maker.layer.lay(maker.judged, section, claims, max(6, len(claims)) if whole else 1, facts)
    if situation is None:
        maker.out("too_long")
        return None
    answer = statements(maker.judged, claims, situation)
    if answer is None:
        maker.out("no_ground", len(claims))
        return None
    what = f"section {section.title}" if whole else f"claim {claims[0].id}"
    level: Level = "section" if whole else "claim"
    line_ = told(situation.messages, answer)
    judged = section.claims if whole else claims  # what was rejected shaped the answer, too
    return maker.draft("sft", what, line_, level, judged, situation)


def _talk(maker: Maker) -> Iterator[Draft]:
    lines: list[Line] = []
    complete = True
    for section in maker.sections:
        parts = parts_of(section)
        if not {"why", "say"} <= parts.keys():
            maker.out("no_form")
            continue
        if not all(maker.verdict(claim) for claim in parts.values()):
            complete = False
        if maker.judged.stands(parts["why"]) and maker.judged.stands(parts["say"]):
            lines.append((section, parts))
        elif any(map(maker.judged.stands, parts.values())):
            maker.out("line_incomplete")
    if complete and len(lines) > 1 and _track_holds(maker, lines):
        groups = [lines]
    else:
        groups = [[one] for one in lines]
        complete = False
    for group in groups:
        if (found := _of_lines(maker, group, whole=complete)) is not None:
            yield found


def _track_holds(maker: Maker, lines: Sequence[Line]) -> bool:
    """As ``_section_holds``, of the lines of a talk track."""
    claims = [claim for _section, parts in lines for claim in parts.values() if maker.judged.stands(claim)]
    if not any(map(maker.rewritten, claims)):
        return True
    grounds = [parts["why"] for _section, parts in lines]
    situation = maker.layer.lay(maker.judged, lines[0][0], grounds, max(4, len(lines)))
    return situation is None or maker.holds(claims, situation)


def _of_lines(maker: Maker, group: Sequence[Line], *, whole: bool) -> Draft | None:
    claims = [parts[role] for _section, parts in group for role in LINE if role in parts]
    grounds = [parts["why"] for _section, parts in group]
    if any(maker.grounds.spans(claim) is None for claim in grounds):
        maker.out("source_gone")
        return None
    situation = maker.layer.lay(maker.judged, group[0][0], grounds, max(4, len(group)) if whole else 1)
    if situation is None:
        maker.out("too_long")
        return None
    rows = [line(maker.judged, parts, situation) for _section, parts in group]
    if None in rows:
        maker.out("no_ground")
        return None
    what = "talk" if whole else f"line {parts_of(group[0][0])['say'].id}"
    level: Level = "suggestion" if whole else "claim"
    answer = told(situation.messages, {"lines": rows})
    return maker.draft("sft", what, answer, level, claims, situation)
