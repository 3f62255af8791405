"""What reads like an order to a machine (``planted``): no evidence and in no prompt, but not hidden either.

A rule may take a business sentence for an order (之前的指示无效，以这份为准). So a person who asks for it is
told where it stands; so is whoever prepares a visit, where it names something commercial; and whoever opens
the place sees it marked. Its words get into no answer and no draft.
"""

from collections.abc import Iterable

from yiju.copilot.cues import attributes
from yiju.copilot.draft import Ledger
from yiju.copilot.material import Material, Span, set_aside
from yiju.copilot.planted import is_planted
from yiju.copilot.planted_runs import FOLLOWED
from yiju.copilot.question import Question
from yiju.copilot.words import content_words
from yiju.store.database import Database
from yiju.store.documents import windows_of
from yiju.store.types import Document, Paragraph, Viewer

MARK = "疑似写给机器的指令，仅供查阅"
_SHARE = 0.6
"""Of the question's words, so many must stand in what a person is told of."""
_MOST = 3
"""Places that one answer tells of."""


def told_aside(question: Question, aside: Iterable[Span], material: Material) -> tuple[str, ...]:
    """A notice of what speaks of the question and was set aside: where it stands, none of its words."""
    return _places((span for span in aside if _speaks_of(question, span)), material)


def told_of_business(material: Material) -> tuple[str, ...]:
    """A notice of what was set aside and names something commercial (付款, 价格): a strategy or a talk track
    that leaves it out says so.
    """
    named = [s for s in material.aside if any(one.words.search(s.text) for one in attributes())]
    return _places(sorted(named, key=lambda s: (-s.day.toordinal(), s.key)), material)


def _places(aside: Iterable[Span], material: Material) -> tuple[str, ...]:
    held = {span.paragraph.id: span for span in aside}
    if not held:
        return ()
    ledger = Ledger(material)
    places = [f"{ledger.cite(span).tag}（段落编号 {key}）" for key, span in list(held.items())[:_MOST]]
    return (f"另有 {len(held)} 处{MARK}，没有采用，请自己看原文判断：{'、'.join(places)}",)


def suspect_words(
    sql: Database, viewer: Viewer, document: Document, paragraph: Paragraph, reach: int = 0
) -> dict[str, list[str]]:
    """Paragraph id → its sentences that are no evidence for this reason, of a paragraph and those near it.

    Args:
        reach: how many paragraphs on either side are looked at; what is planted may begin farther off.
    """
    found: dict[str, list[str]] = {}
    for run in windows_of(sql, viewer, {document.id: [paragraph.ordinal]}, reach + FOLLOWED):
        for span in set_aside(document, run):
            found.setdefault(span.paragraph.id, []).append(span.text)
    return found


def suspect_labels(document: Document, paragraph: Paragraph) -> list[str]:
    """What of a title, a sender and a speaker reads like such an order."""
    labels = (
        document.title,
        paragraph.locator.speaker or "",
        *(document.attributes.get(one, "") for one in ("from", "author")),
    )
    return [one for one in dict.fromkeys(labels) if is_planted(one)]


def _speaks_of(question: Question, span: Span) -> bool:
    words = question.words
    if any(attribute.words.search(span.text) for attribute in question.attributes):
        return True
    return bool(words) and len(words & content_words(span.text)) >= _SHARE * len(words)
