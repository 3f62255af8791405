"""Long texts, cut to a platform's limit: in bytes of UTF-8, and never inside what belongs together."""

import regex

_WHOLE = regex.compile(
    r"〔[^〔〕\n]*〕\d*"  # a tag and its number
    r"|!?\[(?:\\.|[^\[\]\\\n])*\]\([^()\s]*\)"  # a link
    r"|<font[^<>\n]*>[^<>\n]*</font>|<@[^<>\s]*>"
    r"|\*\*[^*\n]+\*\*|`[^`\n]+`"
    r"|\\\S|&\#?\w+;"  # what was escaped
    r"|\X"  # a character as people see it
)
_MARKED = regex.compile(r"(<font[^<>\n]*>)([^<>\n]*)(</font>)")
_SENTENCE = "。！？!?…；;"
_CLAUSE = "，、,：: \t　"
_CLOSING = "”’」』）)】》"
_NONE, _SOME, _PAUSE, _STOP, _LINE, _PARAGRAPH = range(6)
_LEAST = 3
"""A better border is taken if it leaves at least this part (1/n) of what would fit."""


def split_text(text: str, most_bytes: int) -> list[str]:
    """The text in pieces of at most ``most_bytes`` bytes of UTF-8, in order; none is blank.

    A piece ends where a paragraph does, else a line, a sentence, a clause. Never cut, if they fit at all:
    a character (with all that is combined to it), a 〔…〕 tag and its number, a markdown link, bold or
    coloured words, an escape. Coloured words that do not fit are coloured in each piece. What is lost at a
    cut is blank space alone.

    Raises:
        ValueError: fewer than 4 bytes, which not every character fits in.
    """
    if most_bytes < 4:
        raise ValueError("most_bytes < 4")
    atoms = _atoms(text, most_bytes)
    sizes = [len(atom.encode()) for atom in atoms]
    pieces: list[str] = []
    start = 0
    while start < len(atoms):
        end = _fitting(sizes, start, most_bytes)
        end = end if end == len(atoms) else _border(atoms, sizes, start, end)
        piece = "".join(atoms[start:end]).rstrip().lstrip("\n")
        start = end
        if piece.strip():
            pieces.append(piece)
    return pieces


def _atoms(text: str, most: int) -> list[str]:
    atoms: list[str] = []
    for match in _WHOLE.finditer(text):
        whole = match[0]
        if len(whole.encode()) <= most:
            atoms.append(whole)
            continue
        if (marked := _MARKED.fullmatch(whole)) and (
            room := most - len((marked[1] + marked[3]).encode())
        ) >= 4:
            atoms.extend(f"{marked[1]}{part}{marked[3]}" for part in split_text(marked[2], room))
            continue
        for shown in regex.findall(r"\X", whole):
            atoms.extend([shown] if len(shown.encode()) <= most else shown)
    return atoms


def _fitting(sizes: list[int], start: int, most: int) -> int:
    """The index after the last atom that fits, beginning at ``start``: always one at least."""
    end, used = start, 0
    while end < len(sizes) and used + sizes[end] <= most:
        used += sizes[end]
        end += 1
    return end


def _border(atoms: list[str], sizes: list[int], start: int, end: int) -> int:
    """Where to cut in (start, end]: at the best border that leaves a piece worth sending, else at the end."""
    enough = sum(sizes[start:end]) / _LEAST
    used = 0
    best, at = _NONE, end
    for index in range(start, end):
        used += sizes[index]
        rank = _rank(atoms, index)
        if used >= enough and rank >= best:
            best, at = rank, index + 1
    return at


def _rank(atoms: list[str], index: int) -> int:
    """How good it is to cut after this atom."""
    atom, after = atoms[index], atoms[index + 1] if index + 1 < len(atoms) else ""
    if atom.endswith("\n"):
        return _PARAGRAPH if index and atoms[index - 1].endswith("\n") else _LINE
    if after.startswith("〔") or (after in _CLOSING and after):
        return _NONE  # the tag belongs to what it proves
    last = atoms[index - 1] if atom in _CLOSING and index else atom
    if last in _SENTENCE or atom.startswith("〔"):
        return _STOP
    return _PAUSE if atom in _CLAUSE else _SOME
