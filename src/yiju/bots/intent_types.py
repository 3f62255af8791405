"""An intent: what somebody wants, with what they said of it."""

from typing import Literal

from yiju.sandbox.types import Outcome
from yiju.store.types import Frozen

IntentKind = Literal[
    "strategy", "talk", "ask", "follow", "about",
    "source", "adopt", "edit", "reject", "used", "unused", "up", "down", "outcome",
    "customers", "commitments", "visits",
    "subscribe", "unsubscribe", "subscriptions", "quiet",
    "more", "back", "page", "number",
    "help", "hello", "thanks", "remembered", "forget", "cancel", "empty",
]  # fmt: skip


class Intent(Frozen):
    """What is wanted.

    Attributes:
        customers: ids of those that may be meant; several where a name fits several.
        mixed: several are meant together, or one name fits several: as ``customers`` of a question.
        called: a name that was typed where a customer's belongs, and that fits none; of an opinion
            what stands where numbers belong, and is none; of a strategy beside ``customers`` a second name.
        text: goal, scene, question, comment or topic, as typed.
        person: to whom a talk track is said; tone: how, where it was said.
        numbers: of claims, sources, a choice or a page.
        outcome: how a meeting went, where it was said.
    """

    kind: IntentKind
    customers: tuple[str, ...] = ()
    mixed: bool = False
    called: str = ""
    text: str = ""
    person: str = ""
    tone: str = ""
    numbers: tuple[int, ...] = ()
    outcome: Outcome = ""
