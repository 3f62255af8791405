"""The verifier as a judge: rules alone, the same answer every time."""

from collections.abc import Sequence

from yiju.copilot.verify import verify_claim


class VerifierJudge:
    """The score by which facts are shown or dropped; always scored."""

    name = "verifier"

    def judge(self, claim: str, evidence: Sequence[str]) -> float | None:
        """See ``Judge``."""
        return verify_claim(claim, evidence).score
