"""The suites by name. A suite whose subject does not exist yet comes with that subject."""

from yiju.errors import Invalid
from yiju.evals.suite import Suite
from yiju.evals.suites.ask import ASK
from yiju.evals.suites.citation import CITATION
from yiju.evals.suites.evidence import EVIDENCE
from yiju.evals.suites.injection import INJECTION
from yiju.evals.suites.judged import JUDGED_SUITE
from yiju.evals.suites.retrieval import RETRIEVAL
from yiju.evals.suites.sameness import SAMENESS
from yiju.evals.suites.sandbox import SANDBOX
from yiju.evals.suites.strategy import STRATEGY
from yiju.evals.suites.support import SUPPORT
from yiju.evals.suites.talk import TALK
from yiju.evals.suites.terms import TERMS

SUITES: dict[str, Suite] = {
    suite.name: suite
    for suite in (
        RETRIEVAL,
        EVIDENCE,
        CITATION,
        STRATEGY,
        TALK,
        ASK,
        SUPPORT,
        INJECTION,
        TERMS,
        SAMENESS,
        SANDBOX,
        JUDGED_SUITE,
    )
}


def find_suite(name: str) -> Suite:
    """The suite of that name. Raises Invalid where there is none."""
    if name not in SUITES:
        raise Invalid(f"没有评测套件“{name}”。", hint=f"可用：smoke {' '.join(SUITES)}")
    return SUITES[name]
