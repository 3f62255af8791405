"""Parts that the pages of the what-if share."""

import dataclasses
from pathlib import Path

from nicegui import ui

from yiju.retrieval.options import Options
from yiju.store.types import Viewer
from yiju.web.house import House
from yiju.web.pages.frame import STATIC
from yiju.web.pages.theme import Text, box, link

_FOLDER = Path(__file__).parent / "static"
_TABS = {
    "whatif": ("单条推演", "/whatif"),
    "trials": ("盲测", "/trials"),
    "promotions": ("启用与回退", "/promotions"),
}
_SWITCHES = {
    "depth": "候选数",
    "expand": "说法扩展",
    "adapt": "向量校准",
    "weigh": "分数融合",
    "rerank": "特征重排",
    "feedback": "邻近反馈",
    "sentences": "句子匹配",
    "wishes": "按种类/日期/人优先",
    "authority": "新版优先",
    "neighbours": "上下文加分",
    "diversity": "去重复",
}


def sheet() -> None:
    """Link the style sheet of these pages."""
    version = int((_FOLDER / "whatif.css").stat().st_mtime)
    ui.add_head_html(f'<link rel="stylesheet" href="{STATIC}/whatif.css?v={version}">')


def tabs(here: str) -> None:
    """The three things one can do here."""
    with box("y-tabs", "nav").props('aria-label="沙盒推演"'):
        for name, (label, href) in _TABS.items():
            one = link(label, href, "y-tab")
            if name == here:
                one.props('aria-current="page"')


def text_area(label: str, hint: str) -> ui.textarea:
    """A field of several lines."""
    made = ui.textarea(label, placeholder=hint)
    made.props("outlined dense autogrow stack-label").classes("y-wide")
    return made


def switch_rows() -> dict[str, ui.select]:
    """One choice for each switch of a search: as it is, on, or off."""
    found: dict[str, ui.select] = {}
    with box("y-switches"):
        for one in dataclasses.fields(Options):
            Text("span", _SWITCHES.get(one.name, one.name), "y-small")
            values = {"": "不变", "on": "开", "off": "关"}
            if one.name == "depth":
                values = {"": "不变", "20": "20", "50": "50", "200": "200"}
            made = ui.select(values, value="").props(f'outlined dense options-dense aria-label="{one.name}"')
            found[one.name] = made.classes("y-wide")
    return found


def label_of(subject: str) -> str:
    """What can be switched, as people read it."""
    kind, _, name = subject.partition(":")
    return f"检索：{_SWITCHES.get(name, name)}" if kind == "retrieval" else f"提示词：{name}"


def known_prompts(house: House, viewer: Viewer) -> dict[str, list[int]]:
    """Prompt files that can be chosen, by name. Reads the store: through ``aside``."""
    return house.workshop(viewer).prompts.known()


def lines_in(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
