"""Text as the eye takes it: what is spelt in another way to pass a rule reads as what it looks like."""

import unicodedata

import regex

_UNSEEN = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}--[\t\n\r]]", regex.VERSION1
)
_BETWEEN_HAN = regex.compile(r"(?<=\p{Han})[^\S\n]+(?=\p{Han})")
_OPEN, _CLOSE = "\u3010\u2772\u2997\u3016\u3018\u301a\u27e6", "\u3011\u2773\u2998\u3017\u3019\u301b\u27e7"
_TAG_FORMS = str.maketrans(f"{_OPEN}{_CLOSE}據", f"{'[' * len(_OPEN)}{']' * len(_CLOSE)}据")


def plain(text: str) -> str:
    """Compatibility forms made usual (ＡＩ → AI, ⼀ → 一), invisible characters and accents left out,
    Chinese characters closed up."""
    return _BETWEEN_HAN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))


def folded(text: str) -> tuple[str, list[int]]:
    """The same character by character, as far as tags go: brackets that look like 〔〕
    as [], blanks left out.

    Returns:
        The text, and for each of its characters the place in ``text`` it comes from.
    """
    made: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", char).translate(_TAG_FORMS):
            if not one.isspace() and not _UNSEEN.match(one):
                made.append(one)
                places.append(at)
    return "".join(made), places
