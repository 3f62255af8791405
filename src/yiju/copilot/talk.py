"""A talk track in extractive mode: each line says what to say, why, what they may answer, and a fall-back."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import regex

from yiju.copilot.advising import asked_for
from yiju.copilot.cues import attribute, cue
from yiju.copilot.draft import Draft, Ledger, ambiguous_calls
from yiju.copilot.findings import Findings
from yiju.copilot.lately import Past
from yiju.copilot.material import Span
from yiju.copilot.meant import says_she, without_minding
from yiju.copilot.owed import SUPPOSES, owed_in
from yiju.copilot.promises import promiser
from yiju.copilot.sayable import open_to_them
from yiju.copilot.scenes import Scene, find_scene, scene_file, scene_names
from yiju.copilot.sections import FACT_SECTIONS
from yiju.copilot.strategy import Composed, known_names
from yiju.copilot.tags import make_tag
from yiju.copilot.talk_lines import Anchor, lines, usual
from yiju.copilot.taste import TALK, Sitting
from yiju.copilot.tasting import arranged, drafted
from yiju.copilot.values import has_value
from yiju.copilot.variety import choose
from yiju.store.types import Kind, Section

__all__ = ["compose_talk", "find_scene", "scene_names", "talk_notices"]

_POINTS = 3
_THEIRS = frozenset({"concern", "risk", "person"})
"""Sorts whose lines speak to the customer of what is theirs."""
_PRINTED = frozenset({Kind.NEWS, Kind.POST, Kind.REPORT})
_OWED = frozenset({"overdue", "overdue_soon"})
"""Promises of ours that are not kept yet."""
_HELD = frozenset({"overdue", "conflict", "money"})
"""Sorts that matter: a broken promise, what two sources tell differently, what is owed."""


def compose_talk(
    findings: Findings,
    scene: Scene,
    person: str = "",
    sitting: Sitting | None = None,
    past: Past | None = None,
    tone: str = "",
) -> Composed:
    """Up to three points, each a section of say / why / reply / fallback, then what not to say.

    Args:
        sitting: what reviewers taught: it orders, words and refuses.
        past: what was lately given: where this would sound like it, it takes other words or points.
        tone: one of ``tones``; any where empty.
    """
    ledger = Ledger(findings.material, names=known_names(findings), sitting=sitting)
    person = "" if findings.gone(person) else person
    anchors, grounded, lacks = _ground(findings, scene, person, sitting)
    anchors = [replace(one, tone=tone) for one in anchors]
    ordered = arranged(sitting, anchors, lambda one: ledger.point(TALK, replace(one.why, role="why")))
    # Whoever reviews has the last word on which points come first.
    points = _POINTS if grounded else 1
    chosen = choose(ordered, points, past, exchange=grounded and ordered == anchors)
    sections: list[Section] = []
    grounds: list[str] = []
    taken = [(one.words, chosen.choices[one.why.key]) for one in ordered if one.why.key in chosen.choices]
    for anchor in chosen.anchors:
        if len(sections) >= points:
            break
        number = len(sections)
        title = f"要点{number + 1}"
        reason = [replace(anchor.why, role="why")]
        choice = chosen.choices.get(anchor.why.key) or usual(anchor, taken)
        claims = ledger.admit(title, reason)
        for shown in ledger.shown(reason):
            grounds.append(shown.key)
            taken.append((anchor.words, choice))
            claims += ledger.admit(
                title, lines(anchor.words, shown, number, choice, findings.forms_of(person))
            )
        if len(claims) > 1:
            order = {"say": 0, "why": 1, "reply": 2, "fallback": 3}
            claims = tuple(sorted(claims, key=lambda claim: order[claim.role]))
            sections.append(Section(title=title, claims=claims))
    if not sections:
        missing = "" if grounded else lacks
        missing = missing or f"没有能支撑“{scene.name}”的资料：请补近期通话、邮件或合同。"
        told = (missing, *findings.lacking)
        return Composed("", (Section(title="要点", missing=missing),), tuple(ledger.dropped), told)
    avoid = Draft(
        "avoid", "advice", str(scene_file()["avoid"]["text"]), rests_on=tuple(grounds), role="avoid"
    )
    sections.append(Section(title="别说", claims=ledger.admit("别说", [avoid])))
    lacking = () if grounded else (Section(title="缺什么", missing=lacks),)
    missing_lines = findings.lacking if grounded else (lacks, *findings.lacking)
    composed = Composed("", (*lacking, *sections), tuple(ledger.dropped), missing_lines)
    return replace(composed, varied=chosen.varied)


def _ground(
    findings: Findings, scene: Scene, person: str, sitting: Sitting | None
) -> tuple[list[Anchor], bool, str]:
    """What points may be made of, best first; whether the scene stands on anything; what it lacks if not."""
    drafts = open_to_them(_facts(findings, sitting))  # a line to the customer would betray who told us
    relevance, lacks = findings.relevance(f"{person} {scene.query}".strip()), scene.without
    anchors = _anchors(drafts, scene, relevance, findings.forms_of(person))
    said = [one.why for one in anchors]

    def sayable(draft: Draft) -> bool:
        return bool(open_to_them([findings.marked(draft)]))

    owed = owed_in(scene.needs, scene.settled, said, findings.material, sayable)
    if owed is None and owed_in(scene.needs, scene.settled, (), findings.material) is not None:
        lacks = scene.untold  # it is owed, and none of it may be said
    anchors = [*(Anchor("money", draft, 0.0, held=True) for draft in owed or ()), *anchors]
    ours = findings.material.side  # our own words and warnings are no concern and no risk of theirs
    anchors = [a for a in anchors if a.sort not in _THEIRS or any(ours(s) != "ours" for s in a.why.spans)]
    if owed is None:  # nor is there reason to speak of what would be if
        anchors = [a for a in anchors if not any(SUPPOSES.search(s.text) for s in a.why.spans)]
    return anchors, owed is not None, lacks


def _facts(findings: Findings, sitting: Sitting | None = None) -> list[Draft]:
    taken: list[Span] = []
    return [
        findings.marked(draft)
        for plan in FACT_SECTIONS
        for draft in drafted(sitting, plan.draft, findings, taken)
    ]


def _sort_of(draft: Draft) -> str:
    """Which lines fit a draft: its section, refined by its flags and words."""
    prefix = draft.key.partition(":")[0]
    if prefix == "promise":
        if "unknown" in draft.flags:
            return "unknown"  # whose promise it is must be known before anybody is reminded of it
        if "theirs" in draft.flags:
            return "money" if asked_for(draft) and has_value("money", draft.text) else "theirs"
        return {"overdue": "overdue", "done": "kept"}.get(draft.flags[0], "overdue_soon")
    if prefix == "conflict" and "conflict" not in draft.flags:
        return "term"
    if prefix == "term" and draft.spans[0].document.kind is not Kind.CONTRACT:
        return "tender" if draft.spans[0].document.kind is Kind.TENDER else "concern"
    owed = attribute("欠款与回款").words
    if prefix in {"term", "risk", "concern"} and owed.search(draft.text) and has_value("money", draft.text):
        return "money"
    return "person" if prefix == "title" else prefix


def _anchors(drafts: Sequence[Draft], scene: Scene, relevance: Any, person: Collection[str]) -> list[Anchor]:
    """Drafts that fit the scene, each sort's best before any sort's second: no two points in the same words.

    By the scene's order and by relevance; what a named person said, what is said of them or is owed to them
    comes first.
    """
    scored: list[Anchor] = []
    for draft in drafts:
        sort = _sort_of(draft)
        if "stale" in draft.flags and sort != "theirs":
            continue  # nobody waits for it: it is no thing to begin with
        own = any(_spoken_by(span, name) for span in draft.spans for name in person)
        spoke = sort == "person" and draft.key[7:].isdigit()  # not: who decides, who left, who follows
        if spoke and (own or (scene.objects and _objects(draft))):
            sort = "concern"  # their own words, whichever section took them first
        minds = _objects(draft) or (own and sort == "concern")
        if not _sayable(draft, sort) or (scene.objects and sort in _THEIRS and not minds):
            continue
        if sort not in scene.anchors or not _speaks_of(scene.tender if sort == "tender" else "", draft):
            continue
        if not _speaks_of(scene.about, draft):
            continue
        place = len(scene.anchors) - scene.anchors.index(sort)
        found = max((relevance.get(span.paragraph.id, 0.0) for span in draft.spans), default=0.0)
        named = any(name in span.text for span in draft.spans for name in person)
        owed = sort in _OWED and any(f"to:{name}" in draft.flags for name in person)
        spoken = own or named or owed
        held = spoken or sort in _HELD
        scored.append(Anchor(sort, draft, 0.5 * place + 1.5 * found + 3.0 * spoken, held))
    scored.sort(key=lambda one: (-one.score, one.why.key))
    firsts: dict[str, Anchor] = {}
    for one in scored:
        firsts.setdefault(one.sort, one)
    leading = [one for one in scored if firsts[one.sort] is one]
    return leading + [one for one in scored if firsts[one.sort] is not one]


def _spoken_by(span: Span, name: str) -> bool:
    """Whether it is their word: in a call or a mail, or as minutes report it (顾院长表示，…)."""
    return name in span.speaker or (not span.speaker and promiser(span, ours=False) == name)


def _objects(draft: Draft) -> bool:
    """Whether somebody will not have it so, or doubts it: a figure of their house is no objection."""
    return any(cue("objection").search(span.text) for span in draft.spans)


def _sayable(draft: Draft, sort: str) -> bool:
    """Whether the customer may be told it: no hearsay on them, nothing that hurts their own house, nobody
    meant by 她 alone.
    """
    if sort in _THEIRS and any(says_she(without_minding(span.text)) for span in draft.spans):
        return False
    told = [span for span in draft.spans if span.document.kind in _PRINTED]
    hurts = any(cue("hearsay").search(s.text) or cue("distress").search(s.text) for s in told)
    return not hurts or sort == "money"


def _speaks_of(about: str, draft: Draft) -> bool:
    """Whether a fact belongs to the scene: any does where the scene sets no bounds."""
    if not about:
        return True
    said = " ".join((draft.text, *(text for s in draft.spans for text in (s.text, *s.paragraph.headings))))
    return regex.search(about, said) is not None


def talk_notices(scene: str, person: str, findings: Findings) -> tuple[str, ...]:
    """What of the request was not known: a scene of one's own words, a name that the material never tells;
    and where it tells that whoever is to be spoken to has left.
    """
    material, known = findings.material, scene_names()
    notices = []
    if find_scene(scene).name not in known:
        notices.append(f"“{scene}”不是现成的场景，已按原话检索。现成的场景：{'、'.join(known)}。")
    name = person.strip()
    if name and not any(name in span.speaker or name in span.text for span in material.spans):
        notices.append(f"资料里没有提到“{name}”，这一份没有按对象调整。")
    if gone := findings.gone(name):
        told = [one for one in (gone.span, gone.successor) if one is not None]
        twice = ambiguous_calls(material.documents)
        tags = "".join(
            make_tag(s.document, s.paragraph.locator, ambiguous=s.document.id in twice) for s in told
        )
        notices.append(f"资料里说“{name}”已经离开，这一份没有按对象调整，请改找接手的人{tags}。")
    return tuple(notices)
