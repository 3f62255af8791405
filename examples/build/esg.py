"""The car maker's ESG report: ``python examples/build/esg.py``.

Every ``===`` in ``esg.txt`` opens a page. The cover and the contents carry no number, so physical page 3 is printed 1.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import printing
from tender import table

HERE = Path(__file__).parent
TARGET = HERE.parent / "weserland" / "report" / "威瑟兰汽车_2025年ESG年报.pdf"
FRONT = 2

CSS = """
@page { size: A4; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; font: 12pt/2.02 "WenQuanYi Micro Hei"; color: #22303a }
.page { position: relative; width: 210mm; height: 296.6mm; padding: 32mm 24mm 26mm; break-after: page; overflow: hidden }
.page:last-child { break-after: auto }
.head { position: absolute; top: 13mm; left: 24mm; right: 24mm; display: flex; justify-content: space-between; font-size: 8.2pt; color: #6b7d86; border-bottom: .6pt solid #b9c7c9; padding-bottom: 2mm }
.foot { position: absolute; bottom: 11mm; left: 24mm; right: 24mm; display: flex; justify-content: space-between; font-size: 8.2pt; color: #6b7d86 }
.foot b { font-weight: 400; font-size: 10pt; color: #0d5c63 }
h1 { font: 700 21pt/1.35 "Noto Sans CJK SC"; color: #0d5c63; margin: 0 0 7mm; padding-left: 4mm; border-left: 3.2mm solid #7fb069 }
h2 { font-weight: 400; font-size: 13pt; color: #0d5c63; margin: 5mm 0 2mm }
p { margin: 0 0 4mm; text-align: justify }
blockquote { margin: 7mm 0; padding: 5mm 7mm; background: #eaf3ec; border-left: 1.6mm solid #7fb069; color: #0d5c63; font-size: 14pt }
table { border-collapse: collapse; width: 100%; margin: 1mm 0 5mm; font-size: 10.6pt; line-height: 1.62 }
caption { text-align: left; color: #0d5c63; padding: 2.5mm 0 2mm }
th { background: #0d5c63; color: #fff; font-weight: 400; text-align: left; padding: 1.8mm 2.4mm }
td { padding: 1.7mm 2.4mm; border-bottom: .5pt solid #c6d3d5 } tbody tr:nth-child(even) td { background: #f4f8f7 }
.kpis { display: flex; gap: 4mm; margin: 5mm 0 6mm } .kpi { flex: 1; background: #eaf3ec; padding: 4mm; border-top: 1.4mm solid #7fb069 }
.kpi .n { font-size: 19pt; color: #0d5c63; line-height: 1.2 } .kpi .n small { font-size: 9pt; margin-left: 1mm } .kpi .l { font-size: 9pt; color: #556 }
.bars { margin: 2mm 0 6mm } .bars .c { color: #0d5c63; font-size: 10.6pt; margin-bottom: 2mm }
.bar { display: flex; align-items: center; font-size: 10.4pt; line-height: 1; margin-bottom: 2.8mm } .bar .l { width: 48mm } .bar .t { flex: 1; background: #edf2f2; height: 5mm } .bar .f { height: 5mm; background: linear-gradient(90deg, #0d5c63, #7fb069) } .bar .v { width: 14mm; text-align: right }
.cover { padding: 0; color: #eef6ea; background: linear-gradient(155deg, #0b3c49 0%, #0d5c63 46%, #7fb069 100%) }
.cover .b { position: absolute; left: 24mm; top: 26mm; font: 700 17pt "Noto Sans CJK SC"; letter-spacing: .08em } .cover .t { position: absolute; left: 24mm; top: 112mm; font: 700 44pt/1.25 "Noto Sans CJK SC" }
.cover .s { position: absolute; left: 24mm; top: 160mm; font-size: 15pt } .cover .d { position: absolute; left: 24mm; bottom: 24mm; font-size: 10.5pt; line-height: 1.9 }
.cover i { position: absolute; border-radius: 50%; border: .5mm solid rgba(255,255,255,.28) } .toc p { display: flex; margin: 0; line-height: 2.35; font-size: 11.5pt; border-bottom: .4pt solid #d7e1e1 } .toc span { margin-left: auto; color: #0d5c63 }
"""


def bars(caption: str, lines: list[str]) -> str:
    """A bar chart; each line is label, value and the scale's end."""
    made = [f'<div class="bars"><div class="c">{escape(caption)}</div>']
    for line in lines:
        label, value, top = line.split("|")
        width = 100 * float(value) / float(top)
        made.append(
            f'<div class="bar"><div class="l">{escape(label)}</div><div class="t"><div class="f" style="width:{width:.1f}%">'
            f'</div></div><div class="v">{value}</div></div>'
        )
    return "".join(made) + "</div>"


def kpis(lines: list[str]) -> str:
    """A row of figures; each line is number, unit and label."""
    cells = [line.split("|") for line in lines]
    return (
        '<div class="kpis">'
        + "".join(
            f'<div class="kpi"><div class="n">{n}<small>{escape(u)}</small></div><div class="l">{escape(label)}</div></div>'
            for n, u, label in cells
        )
        + "</div>"
    )


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
            made.append(
                kpis(block)
                if mark == "@kpi"
                else bars(caption, block)
                if mark == "@bars"
                else table(caption, block)
            )
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
    cover = (
        f'<section class="page cover">{rings}<div class="b">WESERLAND 威瑟兰汽车</div><div class="t">2025年<br>ESG年报</div>'
        '<div class="s">环境、社会与治理报告 · 从平均值到零件号</div>'
        '<div class="d">Weserland Automobilwerke AG<br>发布日期：2026年1月28日</div></section>'
    )
    contents = "".join(
        f"<p>{escape(name)}<span>{number}</span></p>" for number, (name, _) in enumerate(pages, 1)
    )
    made = [cover, f'<section class="page"><h1>目　录</h1><div class="toc">{contents}</div></section>']
    for number, (name, lines) in enumerate(pages, 1):
        made.append(
            f'<section class="page"><div class="head"><span>威瑟兰汽车2025年ESG年报</span><span>{escape(name)}</span></div>{body(lines)}'
            f'<div class="foot"><span>Weserland Automobilwerke AG</span><b>{number}</b></div></section>'
        )
    return f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>威瑟兰汽车2025年ESG年报</title><style>{CSS}</style><body>{"".join(made)}</body></html>'


if __name__ == "__main__":
    print(printing.print_pdf(report(), TARGET))
