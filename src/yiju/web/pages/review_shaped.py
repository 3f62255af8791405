"""What reviewers taught: which annotations shaped a suggestion, and which of its own became exemplars."""

from collections.abc import Sequence

from yiju.sandbox.annotations import annotations_named
from yiju.sandbox.blind import unjudged
from yiju.sandbox.exemplars import Published, list_published, teaching_of
from yiju.sandbox.types import Annotation
from yiju.settings import Settings
from yiju.store.database import Database
from yiju.store.types import Frozen, Suggestion, Viewer
from yiju.web.pages.theme import RULING_TONES, RULINGS, Text, box, chip, link


class Shaping(Frozen):
    """What the viewer may see of the annotations that shaped a suggestion; ``unseen`` counts the rest.

    Attributes:
        exemplars: ids of this suggestion's annotations that others learn from.
    """

    annotations: tuple[Annotation, ...] = ()
    published: tuple[Published, ...] = ()
    unseen: int = 0
    exemplars: frozenset[str] = frozenset()


def find_shaping(sql: Database, viewer: Viewer, settings: Settings, suggestion: Suggestion) -> Shaping:
    """Look it up, within the viewer's rights; where reviews are blind, of what they have judged."""
    own = teaching_of(sql, viewer, suggestion)
    wanted = set(suggestion.shaped_by)
    if not wanted:
        return Shaping(exemplars=own)
    ours = annotations_named(sql, viewer, wanted)
    hidden = unjudged(sql, viewer, settings, {one.suggestion_id for one in ours})
    said = tuple(one for one in ours if one.suggestion_id not in hidden)
    foreign = wanted - {one.id for one in ours}
    others = tuple(one for one in list_published(sql, viewer) if one.id in foreign) if foreign else ()
    unseen = len(wanted) - len(said) - len(others)
    return Shaping(annotations=said, published=others, unseen=unseen, exemplars=own)


def show_shaping(found: Shaping) -> None:
    """Draw it, folded; nothing where nothing shaped the suggestion."""
    count = len(found.annotations) + len(found.published) + found.unseen
    if not count:
        return
    with box("y-card y-details", "details"):
        Text("summary", f"受 {count} 条批注影响（展开看是哪些）")
        with box("y-stack tight y-pad"):
            _annotations(found.annotations)
            for one in found.published:
                with box("y-dropped"):
                    chip("其他单元公开的范例", "note")
                    Text("p", one.rewrite, "y-small y-pre y-quote")
            if found.unseen:
                Text("p", f"另有 {found.unseen} 条不在您的查看范围内。", "y-soft y-small")


def _annotations(found: Sequence[Annotation]) -> None:
    for one in found:
        with box("y-dropped"):
            with box("y-row"):
                Text("b", one.author)
                chip(RULINGS[one.verdict], RULING_TONES[one.verdict])
                link("看那一条", f"/review/{one.suggestion_id}", "y-small")
            if one.rewrite:
                Text("p", one.rewrite, "y-small y-pre y-quote")
