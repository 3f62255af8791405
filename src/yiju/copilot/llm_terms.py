"""Terms that occur in the evidence, as lines of a prompt: to read by, never to cite."""

from collections.abc import Iterable

from yiju.copilot.llm_prompt import neutral
from yiju.models.tokens import count_tokens
from yiju.retrieval.glossary.reading import bundled
from yiju.retrieval.glossary.terms import Glossary

_MOST = 6


def term_lines(texts: Iterable[str], glossary: Glossary | None, room: int) -> tuple[str, ...]:
    """One line a term that occurs, the first six at most, in ``room`` tokens.

    A name that may mean several things is left out: the evidence says which, or nobody knows.
    """
    lines: dict[str, None] = {}
    for text in texts:
        if len(lines) >= _MOST:
            break
        for name in (glossary or bundled()).occurring(text):
            if len(name.terms) != 1 or len(lines) >= _MOST:
                continue
            term = name.terms[0]
            apart = f"（不是：{'、'.join(term.not_same_as)}）" if term.not_same_as else ""
            line = neutral(f"{term.called}：{term.definition}{apart}")
            cost = count_tokens(line) + 1
            if line not in lines and cost <= room:
                lines[line] = None
                room -= cost
    return tuple(lines)
