"""What an agent did, for the audit log: tools, outcomes and costs; no word of a document or of a model."""

from yiju.copilot.agent.types import AgentReport
from yiju.copilot.retrieve import Reader
from yiju.store import audit

ACTION = "agent.answered"


def write_down(reader: Reader, report: AgentReport, suggestion_id: str) -> None:
    """One entry for an answer, with every step. Nothing where the agent was not asked."""
    if report.stopped_by == "no_agent":
        return
    steps = [
        {"tool": one.tool, "outcome": one.outcome, "seconds": one.seconds, "arguments": sorted(one.arguments)}
        for one in report.steps
    ]
    told = {
        "steps": steps,
        "tokens": report.tokens,
        "stopped_by": report.stopped_by,
        "fixed": bool(report.degraded),
        "proposed": report.pending is not None,
    }
    with reader.store.sql.write() as connection:
        audit.append(connection, reader.viewer.user, ACTION, suggestion_id, told)
