"""What a person expects of a suggestion, stated so that code can check it."""

from collections.abc import Collection

from pydantic import model_validator

from yiju.evals.cases import Place, Strict
from yiju.evals.world import squeeze
from yiju.store.types import Claim, Suggestion


class Expectation(Strict):
    """One expectation: somewhere in the suggestion stands a statement that has all of these.

    Attributes:
        section: the section's title; any where empty.
        says: words of the statement: of each group one form.
        flags: marks it must carry (``overdue``, ``changed``, ``due:2026-03-11`` …).
        role: of a talk track's line (``say``, ``why``, ``reply``, ``fallback``, ``avoid``).
        verdict: as ``conflict``.
        cites: of each group one place must be cited by it; or, for advice, by the facts it rests on.
        never: words that no statement may hold (in ``section``, where that is given).
    """

    section: str = ""
    says: tuple[tuple[str, ...], ...] = ()
    flags: tuple[str, ...] = ()
    role: str = ""
    verdict: str = ""
    cites: tuple[tuple[Place, ...], ...] = ()
    never: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _expects_something(self) -> "Expectation":
        if not (self._wants_a_statement or self.never):
            raise ValueError("says、flags、role、verdict、cites、never 至少要写一个")
        return self

    @property
    def _wants_a_statement(self) -> bool:
        return bool(self.says or self.flags or self.role or self.verdict or self.cites)

    def met_by(self, suggestion: Suggestion, groups: Collection[Collection[str]]) -> bool:
        """Whether one statement has all that is asked for. ``groups``: paragraph ids for ``cites``."""
        if not self._wants_a_statement:
            return True
        return any(self._fits(claim, suggestion, groups) for claim in self._claims(suggestion))

    def kept_by(self, suggestion: Suggestion) -> bool:
        """Whether nothing forbidden is said."""
        text = squeeze("\n".join(claim.text for claim in self._claims(suggestion)))
        text += squeeze(suggestion.headline) if not self.section else ""
        return not any(squeeze(word) in text for word in self.never)

    def _claims(self, suggestion: Suggestion) -> list[Claim]:
        return [c for s in suggestion.sections if self.section in {"", s.title} for c in s.claims]

    def _fits(self, claim: Claim, suggestion: Suggestion, groups: Collection[Collection[str]]) -> bool:
        if self.role not in {"", claim.role} or self.verdict not in {"", claim.verdict}:
            return False
        if not set(self.flags) <= set(claim.flags):
            return False
        text = squeeze(claim.text)
        if not all(any(squeeze(form) in text for form in group) for group in self.says):
            return False
        cited = {c.paragraph_id for one in _grounds(claim, suggestion) for c in one.citations}
        return all(cited & set(group) for group in groups)


def _grounds(claim: Claim, suggestion: Suggestion) -> list[Claim]:
    """A fact itself; of advice the facts it rests on."""
    if claim.nature == "fact":
        return [claim]
    return [c for s in suggestion.sections for c in s.claims if c.id in claim.rests_on]
