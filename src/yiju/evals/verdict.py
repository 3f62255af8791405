"""What one gate says of a run."""

from collections.abc import Sequence

from yiju.evals.cases import Strict

_NAMED = 8
"""Cases named in a line; ``cases`` has all."""


class Verdict(Strict):
    """What one gate says of a run.

    Attributes:
        gate: ``smoke.seconds``, ``smoke.errors``, ``floors ask.right``, ``must ask.clean``,
            ``no_worse ask.right``.
        suite: the suite it is about; empty for several.
        value, limit: what was measured and what it is held to; None where nothing was measured.
        message: in Chinese, for people; says what to do next where it is not ok.
        cases: ids of the cases to look at first.
    """

    gate: str
    ok: bool
    value: float | None
    limit: float | None
    message: str
    suite: str = ""
    cases: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The message with the names of the first cases."""
        return f"{self.message}先看：{_names(self.cases)}。" if self.cases else self.message


def _names(cases: Sequence[str]) -> str:
    more = f" 等 {len(cases)} 例" if len(cases) > _NAMED else ""
    return "、".join(cases[:_NAMED]) + more
