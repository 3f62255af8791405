"""What tools make is not kept at once: only what is shown in the end is, with all that goes with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from yiju.copilot.lately import Lately, Past, Vector
from yiju.store.types import Customer, Suggestion


def held(made: Suggestion, _read: Collection[str]) -> Suggestion:
    """Keeps nothing yet."""
    return made


@dataclass
class HeldLately:
    """What was given before, and the vectors of talk tracks that are not saved yet: kept once one is."""

    lately: Lately
    _held: dict[str, tuple[str, Vector]] = field(default_factory=dict)

    def past(self, account: Customer, request: Mapping[str, str]) -> Past:
        """See ``Lately``."""
        return self.lately.past(account, request)

    def vectors(self, model: str, ids: Sequence[str]) -> Mapping[str, Vector]:
        """See ``Lately``."""
        return self.lately.vectors(model, ids)

    def keep(self, suggestion_id: str, model: str, vector: Vector) -> None:
        """Hold it until its talk track is saved: a vector stands with a suggestion alone."""
        self._held[suggestion_id] = (model, vector)

    def saved(self, suggestion_id: str) -> None:
        """That one is saved now."""
        if suggestion_id in self._held:
            self.lately.keep(suggestion_id, *self._held[suggestion_id])
