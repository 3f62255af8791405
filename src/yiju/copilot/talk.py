"""A talk track in extractive mode: each line says what to say, why, what they may answer, and a fall-back."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any

import regex
import xxhash

from yiju.copilot.cues import attribute
from yiju.copilot.draft import Draft, Ledger, unnumbered
from yiju.copilot.findings import Findings
from yiju.copilot.material import Material, Span
from yiju.copilot.owed import SUPPOSES, owed_in
from yiju.copilot.sections import FACT_SECTIONS
from yiju.copilot.strategy import Composed, known_names
from yiju.copilot.taste import TALK, Sitting
from yiju.copilot.tasting import arranged, drafted
from yiju.copilot.trim import trim
from yiju.copilot.values import has_value
from yiju.store.types import Kind, Section

_POINTS = 3
_PERSONS = regex.compile(r"我|咱|你|您|贵司|贵方|\b(?:we|our|us|you|your)\b", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scene:
    """A talk-track scene: the sorts of fact that carry it, in order, and what else to search for.

    Attributes:
        about: what a fact must speak of to carry it; anything, where it is empty.
        needs: what at least one fact must say, else the scene has no ground; ``settled``: what undoes that.
        without: what is missing where none says so.
    """

    name: str
    anchors: tuple[str, ...]
    query: str
    about: str = ""
    needs: str = ""
    settled: str = ""
    without: str = ""


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    text = resources.files("yiju.copilot.lexicon").joinpath("scenes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def scene_names() -> tuple[str, ...]:
    """The scenes known by name."""
    return tuple(row["name"] for row in _file()["scene"])


def find_scene(text: str) -> Scene:
    """The scene a text names; free text that names none is searched for as it stands."""
    for row in _file()["scene"]:
        if row["name"] in text or regex.search(row["words"], text):
            rest = {key: row[key] for key in ("about", "needs", "settled", "without") if key in row}
            return Scene(row["name"], tuple(row["anchors"]), f"{text} {row['query']}", **rest)
    return Scene(text, ("concern", "change", "overdue", "term", "risk"), text)


def compose_talk(
    findings: Findings, scene: Scene, person: str = "", sitting: Sitting | None = None
) -> Composed:
    """Up to three points, each a section of say / why / reply / fallback, then what not to say.

    Args:
        sitting: what reviewers taught: it orders, words and refuses.
    """
    ledger = Ledger(findings.material, names=known_names(findings), sitting=sitting)
    drafts = _facts(findings, sitting)
    relevance = findings.relevance(f"{person} {scene.query}".strip())
    anchors = _anchors(drafts, scene, relevance, person)
    owed = owed_in(scene.needs, scene.settled, [draft for _, draft in anchors], findings.material)
    anchors = [*(("money", draft) for draft in owed or ()), *anchors]
    if scene.about:  # our own warnings are no risk of theirs
        ours = findings.material.side
        anchors = [p for p in anchors if p[0] != "risk" or any(ours(s) != "ours" for s in p[1].spans)]
    grounded = owed is not None
    if not grounded:  # nor is there reason to speak of what would be if
        anchors = [pair for pair in anchors if not any(SUPPOSES.search(s.text) for s in pair[1].spans)]
    anchors = arranged(sitting, anchors, lambda pair: ledger.point(TALK, replace(pair[1], role="why")))
    sections: list[Section] = []
    grounds: list[str] = []
    for sort, why in anchors:
        if len(sections) >= (_POINTS if grounded else 1):
            break
        number = len(sections)
        title = f"要点{number + 1}"
        reason = [replace(why, role="why")]
        claims = ledger.admit(title, reason)
        for shown in ledger.shown(reason):
            grounds.append(shown.key)
            claims += ledger.admit(title, _lines(sort, shown, number))
        if len(claims) > 1:
            order = {"say": 0, "why": 1, "reply": 2, "fallback": 3}
            claims = tuple(sorted(claims, key=lambda claim: order[claim.role]))
            sections.append(Section(title=title, claims=claims))
    if not sections:
        missing = "" if grounded else scene.without
        missing = missing or f"没有能支撑“{scene.name}”的资料：请补近期通话、邮件或合同。"
        return Composed("", (Section(title="要点", missing=missing),), tuple(ledger.dropped), (missing,))
    avoid = Draft("avoid", "advice", str(_file()["avoid"]["text"]), rests_on=tuple(grounds), role="avoid")
    sections.append(Section(title="别说", claims=ledger.admit("别说", [avoid])))
    if grounded:
        return Composed("", tuple(sections), tuple(ledger.dropped), ())
    lacking = Section(title="缺什么", missing=scene.without)
    return Composed("", (lacking, *sections), tuple(ledger.dropped), (scene.without,))


def _facts(findings: Findings, sitting: Sitting | None = None) -> list[Draft]:
    taken: list[Span] = []
    return [draft for plan in FACT_SECTIONS for draft in drafted(sitting, plan.draft, findings, taken)]


def _sort_of(draft: Draft) -> str:
    """Which lines fit a draft: its section, refined by its flags and words."""
    prefix = draft.key.partition(":")[0]
    if prefix == "promise":
        if "theirs" in draft.flags or "unknown" in draft.flags:
            return "theirs"
        return {"overdue": "overdue", "done": "kept"}.get(draft.flags[0], "overdue_soon")
    if prefix == "conflict" and "conflict" not in draft.flags:
        return "term"
    if prefix == "term" and draft.spans[0].document.kind is not Kind.CONTRACT:
        return "tender" if draft.spans[0].document.kind is Kind.TENDER else "concern"
    owed = attribute("欠款与回款").words
    if prefix in {"term", "risk", "concern"} and owed.search(draft.text) and has_value("money", draft.text):
        return "money"
    return "person" if prefix == "title" else prefix


def _anchors(drafts: Sequence[Draft], scene: Scene, relevance: Any, person: str) -> list[tuple[str, Draft]]:
    """Drafts that fit the scene, each sort's best before any sort's second: no two points in the same words.

    By the scene's order and by relevance; what a named person said or what is said of them comes first.
    """
    scored: list[tuple[float, str, Draft]] = []
    for draft in drafts:
        sort = _sort_of(draft)
        if "stale" in draft.flags and sort != "theirs":
            continue  # nobody waits for it: it is no thing to begin with
        own = bool(person) and any(person in span.speaker for span in draft.spans)
        if sort == "person" and own:
            sort = "concern"  # their own words, whichever section took them first
        if sort not in scene.anchors or not _speaks_of(scene, draft):
            continue
        place = len(scene.anchors) - scene.anchors.index(sort)
        found = max((relevance.get(span.paragraph.id, 0.0) for span in draft.spans), default=0.0)
        spoken = own or (bool(person) and any(person in span.text for span in draft.spans))
        scored.append((0.5 * place + 1.5 * found + 3.0 * spoken, sort, draft))
    scored.sort(key=lambda item: (-item[0], item[2].key))
    ordered = [(sort, draft) for _, sort, draft in scored]
    firsts = dict(reversed(ordered))
    leading = [pair for pair in ordered if firsts[pair[0]] is pair[1]]
    return leading + [pair for pair in ordered if firsts[pair[0]] is not pair[1]]


def _speaks_of(scene: Scene, draft: Draft) -> bool:
    """Whether a fact belongs to the scene: any does where the scene sets no bounds."""
    if not scene.about:
        return True
    said = " ".join((draft.text, *(text for s in draft.spans for text in (s.text, *s.paragraph.headings))))
    return regex.search(scene.about, said) is not None


def _told(span: Span, said: str) -> str:
    """A fact as our rep may repeat it: what another side says of itself (我们, 你们) stays their words."""
    if span.document.kind is Kind.CONTRACT:
        return trim(said, 60)
    if not span.speaker and not _PERSONS.search(said):
        return trim(said, 60)
    return f"{span.speaker or span.document.title}说‘{trim(said, 60)}’"


def _lines(sort: str, why: Draft, number: int) -> list[Draft]:
    words = _file()["lines"][sort]
    told, asked = (_wording(words[role], why, role) for role in ("say", "reply"))
    chosen = {"say": told, "reply": asked, "fallback": words["fallback"][words["reply"].index(asked)]}
    others = {"say": [form for form in words["say"] if form != told]}
    said = unnumbered(why.spans[0], why.spans[0].text)
    slots = {
        "who": why.spans[0].speaker or "贵方",
        "quote": f"‘{trim(said, 46)}’",
        "text": why.text if sort == "change" else _told(why.spans[0], said),
        "about": next((flag[6:] for flag in why.flags if flag.startswith("about:")), "这"),
    }
    return [
        Draft(
            f"{role}:{number}",
            "advice",
            text.format(**slots),
            rests_on=(why.key,),
            role=role,
            others=tuple(form.format(**slots) for form in others.get(role, ())),
        )
        for role, text in chosen.items()
    ]


def _wording(forms: Sequence[str], why: Draft, role: str) -> str:
    """One of several wordings: always the same for a customer and a fact, another for another."""
    document = why.spans[0].document
    mark = f"{document.customer}\n{why.spans[0].text}\n{role}"
    return forms[xxhash.xxh32_intdigest(mark.encode("utf-8", "replace")) % len(forms)]


def talk_notices(scene: str, person: str, material: Material) -> tuple[str, ...]:
    """What of the request was not known: a scene of one's own words, a name that the material never tells."""
    known = scene_names()
    notices = []
    if find_scene(scene).name not in known:
        notices.append(f"“{scene}”不是现成的场景，已按原话检索。现成的场景：{'、'.join(known)}。")
    name = person.strip()
    if name and not any(name in span.speaker or name in span.text for span in material.spans):
        notices.append(f"资料里没有提到“{name}”，这一份没有按对象调整。")
    return tuple(notices)
