"""Light English stemming: enough that weights = weight and required = require; no more."""

_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", ""))


def stem(word: str) -> str:
    """The stem of a word in small letters; short words and words in -ss, -us, -is stay."""
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.isascii():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word
