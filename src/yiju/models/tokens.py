"""How many tokens a text may cost, without any tokenizer file.

Every model counts differently, and the table of the one in use is rarely at hand offline. A prompt must
never exceed its budget, so this counts from above, by kind of character:

- a Chinese character or mark of GB 2312 (the 6,763 in daily use): 1. Modern vocabularies (o200k, Qwen,
  DeepSeek) hold each as one token, and join many, so prose costs about 0.6;
- an ordinary ASCII word, with the blank before it: 1 for every 4 letters begun;
- letters in codes (capitals inside, digits beside), digits and a blank before them: 1 each, as Qwen and
  Llama split them;
- another run of blanks, any other ASCII mark: 1;
- anything else: 1 for each UTF-8 byte, as byte-level vocabularies do at worst.
"""

import re

MESSAGE_TOKENS = 8
"""Allowed for the chat template around each message."""

_RUN = re.compile(r" ?(?P<letters>[A-Za-z0-9]+)|(?P<blank>\s+)|(?P<other>[^\sA-Za-z0-9]+)")
_WORD = re.compile(r"[A-Z]?[a-z]+")


def count_tokens(text: str) -> int:
    """An upper estimate of a text's tokens."""
    total = 0
    for run in _RUN.finditer(text):
        if letters := run["letters"]:
            total += -(-len(letters) // 4) if _WORD.fullmatch(letters) else len(run[0])
        elif run["blank"]:
            total += 1
        else:
            total += sum(map(_COSTS.__getitem__, run["other"]))
    return total


class _Costs(dict[str, int]):
    """A character's tokens, worked out when it is first seen."""

    def __missing__(self, character: str) -> int:
        try:
            character.encode("gb2312")
            cost = 1
        except UnicodeEncodeError:
            cost = len(character.encode("utf-8", "replace"))
        self[character] = cost
        return cost


_COSTS = _Costs()
