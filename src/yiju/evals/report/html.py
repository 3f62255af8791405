"""The report as one HTML file: styles, script and charts inside; nothing fetched, documents run nothing."""

import base64
import hashlib
from importlib import resources
from pathlib import Path

from yiju.evals.report.cards import cards
from yiju.evals.report.compared import compared
from yiju.evals.report.material import Material
from yiju.evals.report.measured import classes, metrics
from yiju.evals.report.overview import gates, overview
from yiju.evals.report.spent import spent
from yiju.evals.report.tags import esc
from yiju.evals.report.trends import trends

SECTIONS = (
    ("gates", "门限", gates),
    ("metrics", "指标", metrics),
    ("classes", "类别", classes),
    ("compared", "对比", compared),
    ("trends", "趋势", trends),
    ("spent", "耗时", spent),
    ("cases", "用例", cards),
)


def html_report(material: Material) -> str:
    """The whole page. Its policy lets only this page's own script run, and lets it fetch nothing."""
    style, script = _asset("style.css"), _asset("script.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    written = [(key, title, make(material)) for key, title, make in SECTIONS]
    shown = [(key, title, body) for key, title, body in written if body]
    links = "".join(f'<a href="#{key}">{title}</a>' for key, title, _ in shown)
    sections = "".join(f'<section id="{key}"><h2>{title}</h2>{body}</section>' for key, title, body in shown)
    name = esc(material.run.name)
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>评测报告 {name} · 依据</title><style>{style}</style></head><body>"
        f'<header class="top"><div class="bar"><b class="seal">依据</b><span>评测报告</span>'
        f"<nav>{links}</nav></div></header>"
        f"<main>{overview(material)}{sections}{_foot(material)}</main>"
        f"<script>{script}</script></body></html>\n"
    )


def write_html(material: Material, path: Path) -> None:
    """Write the page; the file is whole or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(html_report(material), encoding="utf-8")
    part.replace(path)


def _asset(name: str) -> str:
    return (resources.files("yiju.evals.report") / name).read_text(encoding="utf-8")


def _foot(material: Material) -> str:
    notes = "".join(f"<p>{esc(note)}</p>" for note in material.notes)
    return (
        f'<footer class="foot">{notes}<p>区间是对用例重抽样 2,000 次的 95% 自助法区间，'
        "看同一份建议的用例一起抽；全部用例同分时区间没有宽度。未评分的用例只计数，不当作 0 分。"
        "对比只用两边都有、内容没改过的用例。</p></footer>"
    )
