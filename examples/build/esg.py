"""The car maker's ESG report: ``python examples/build/esg.py``.

Every ``===`` in ``esg.txt`` opens a page. The cover and the contents carry
no number, so physical page 3 is printed 1.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import markup
import printing
from markup import div

HERE = Path(__file__).parent
TITLE = "威瑟兰汽车2025年ESG年报"
TARGET = HERE.parent / "weserland" / "report" / "威瑟兰汽车_2025年ESG年报.pdf"
CSS = (HERE / "esg.css").read_text("utf-8")


def bars(caption: str, lines: list[str]) -> str:
    """A bar chart; each line is label, value and the scale's end."""
    made = [div("c", escape(caption))]
    for line in lines:
        label, value, top = line.split("|")
        filled = f'<div class="f" style="width:{100 * float(value) / float(top):.1f}%"></div>'
        made.append(div("bar", div("l", escape(label)), div("t", filled), div("v", value)))
    return div("bars", *made)


def kpis(lines: list[str]) -> str:
    """A row of figures; each line is number, unit and label."""
    made = []
    for line in lines:
        number, unit, label = line.split("|")
        made.append(div("kpi", div("n", f"{number}<small>{escape(unit)}</small>"), div("l", escape(label))))
    return div("kpis", *made)


def body(lines: list[str]) -> str:
    """One page's content."""
    made: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.startswith("@"):
            start = index
            while index < len(lines) and "|" in lines[index]:
                index += 1
            mark, _, caption = line.partition(" ")
            block = lines[start:index]
            if mark == "@kpi":
                made.append(kpis(block))
            else:
                draw = bars if mark == "@bars" else markup.table
                made.append(draw(caption, block))
        elif line.startswith("## "):
            made.append(f"<h2>{escape(line[3:])}</h2>")
        elif line.startswith("# "):
            made.append(f"<h1>{escape(line[2:])}</h1>")
        elif line.startswith("> "):
            made.append(f"<blockquote>{escape(line[2:])}</blockquote>")
        elif line.strip():
            made.append(f"<p>{escape(line)}</p>")
    return "".join(made)


def report() -> str:
    """The whole report as HTML."""
    chunks = (HERE / "esg.txt").read_text("utf-8").split("=== ")[1:]
    pages = [(chunk.splitlines()[0], chunk.splitlines()[1:]) for chunk in chunks]
    rings = "".join(
        f'<i style="left:{95 - n * 17}mm;top:{150 - n * 17}mm;width:{n * 46}mm;height:{n * 46}mm"></i>'
        for n in range(1, 6)
    )
    cover = div(
        "page cover",
        rings,
        div("b", "WESERLAND 威瑟兰汽车"),
        div("t", "2025年<br>ESG年报"),
        div("s", "环境、社会与治理报告 · 从平均值到零件号"),
        div("d", "Weserland Automobilwerke AG<br>发布日期：2026年1月28日"),
    )
    contents = "".join(
        f"<p>{escape(name)}<span>{number}</span></p>" for number, (name, _) in enumerate(pages, 1)
    )
    made = [cover, div("page", "<h1>目　录</h1>", div("toc", contents))]
    for number, (name, lines) in enumerate(pages, 1):
        head = div("head", f"<span>{TITLE}</span><span>{escape(name)}</span>")
        foot = div("foot", f"<span>Weserland Automobilwerke AG</span><b>{number}</b>")
        made.append(div("page", head, body(lines), foot))
    return markup.page(TITLE, CSS, "".join(made))


if __name__ == "__main__":
    print(printing.print_pdf(report(), TARGET))
