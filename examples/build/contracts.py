"""Build the sample contracts: ``python examples/build/contracts.py``.

Each ``contracts/*.txt`` is one contract, in a line markup of our own:
``@out`` path, ``@head`` / ``@foot`` running lines, ``@typed`` numbers that stand in the text instead of
being counted by Word, ``= `` title, ``~ `` centred line, ``# `` article, ``- `` sub-clause, ``-- `` item,
``| a | b |`` table row (``@widths`` in cm before it), ``! `` heading outside the numbering; any other line
is a plain paragraph.
"""

from __future__ import annotations

from pathlib import Path

import docxkit as kit

HERE = Path(__file__).parent
LEVELS = [("chineseCounting", "第%1条"), ("decimal", "%1.%2"), ("chineseCounting", "（%3）")]
DIGITS = "零一二三四五六七八九十"


def chinese(number: int) -> str:
    """1…19 in Chinese numerals."""
    return DIGITS[number] if number <= 10 else "十" + DIGITS[number - 10]


def build(source: Path) -> Path:
    """One contract from its source; returns the file written."""
    document = kit.new_document()
    number_id = kit.numbering(document, LEVELS)
    options: dict[str, str] = {}
    counts = [0, 0, 0]
    rows: list[list[str]] = []

    def flush() -> None:
        if rows:
            widths = [float(part) for part in options["@widths"].split()]
            kit.table(document, rows, widths)
            rows.clear()

    def clause(level: int, text: str) -> None:
        counts[level] += 1
        counts[level + 1 :] = [0] * (2 - level)
        style = "Heading 1" if level == 0 else "Normal"
        if "@typed" in options:
            number = (f"第{chinese(counts[0])}条", f"{counts[0]}.{counts[1]}", f"（{chinese(counts[2])}）")[
                level
            ]
            document.add_paragraph(f"{number}{'' if level == 2 else '　'}{text}", style=style)
        else:
            kit.numbered(document, text, number_id, level, style)

    for line in source.read_text("utf-8").splitlines():
        if not line.startswith("|"):
            flush()
        mark, _, rest = line.partition(" ")
        if not line.strip():
            continue
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif mark.startswith("@"):
            options[mark] = rest
        elif mark == "=":
            kit.centred(document, rest, 20, bold=True, after=18)
        elif mark == "~":
            kit.centred(document, rest, 11)
        elif mark == "!":
            document.add_paragraph(rest, style="Heading 2")
        elif mark in {"#", "-", "--"}:
            clause(("#", "-", "--").index(mark), rest)
        else:
            document.add_paragraph(line)
    flush()
    kit.header_footer(document, options["@head"], options["@foot"])
    target = HERE.parent / options["@out"]
    kit.save(document, target)
    return target


if __name__ == "__main__":
    for path in sorted((HERE / "contracts").glob("*.txt")):
        print(build(path))
