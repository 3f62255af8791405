"""The tools that the agent's model may call. Each is bound to one viewer before the model hears of it."""

from yiju.copilot.agent.tools.advice import STRATEGY, TALK
from yiju.copilot.agent.tools.answer import ANSWER
from yiju.copilot.agent.tools.base import Tool
from yiju.copilot.agent.tools.cite import CITE
from yiju.copilot.agent.tools.feedback import FEEDBACK
from yiju.copilot.agent.tools.overview import COMMITMENTS, OVERVIEW
from yiju.copilot.agent.tools.search import SEARCH

TOOLS: dict[str, Tool] = {
    one.name: one for one in (SEARCH, OVERVIEW, COMMITMENTS, STRATEGY, TALK, CITE, FEEDBACK, ANSWER)
}
"""By name, as they are offered."""
