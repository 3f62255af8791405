"""The part of a long statement that tells what it is quoted for."""

import regex

from yiju.copilot.predicates import states_something

_CLAUSE = regex.compile(r"[，；;]")
_HANGS = regex.compile(r"届时|其|该|此|这|那|并|且|则|而|从而|因此|所以|否则|但|也|还|再|又|它|他|她")
"""How a clause begins that hangs on the one before."""
_LED = "表示|提出|透露|说|认为|反馈|强调|指出|称|提到"

_WANTS = ("要求", "希望", "建议", "反对", "拒绝", "不同意")


def focused(text: str, cue: "regex.Pattern[str]", limit: int) -> str:
    """``text``, or where it is longer than ``limit`` its end from the first clause on that holds ``cue``.

    Never a piece that states nothing.
    """
    found = cue.search(text)
    if len(text.rstrip("。；; ")) <= limit or found is None:
        return text
    begins = max((match.end() for match in _CLAUSE.finditer(text, 0, found.start())), default=0)
    piece = text[begins:].strip()
    return piece if states_something(piece) and not _HANGS.match(piece) else text


def without_speaker(text: str, who: str) -> str:
    """``text`` without its speaker in front, where minutes begin with them: 顾院长表示，….

    What is left follows 顾院长提到; where nothing would be left it is ``text``.
    """
    rest = regex.sub(rf"^{regex.escape(who)}(?:{_LED})?[，,：:]?\s*", "", text) if who else text
    return rest if rest and (states_something(rest) or rest.startswith(_WANTS)) else text
