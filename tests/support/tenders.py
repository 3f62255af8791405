"""Real tenders, and what is asked of them."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from tests.support.samples import TODAY
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.ingest.pipeline import ingest
from yiju.store.access import local_viewer
from yiju.store.store import Store
from yiju.store.types import Citation, Claim, Suggestion

SUZHENG = "招标文件正文.pdf"
CANTEEN = "广东高新区税务局食堂配送服务_2024.pdf"
XINCHUANG = "浙江政府采购_服务类.pdf"
BEIJING = "北京市政府采购公开招标示范文本.pdf"
DECREE = "财政部87号令.pdf"
BUILDING = "广州建设工程_工程类.pdf"
STEEL = "招标文件正文.docx"
CUSTOMS = "PCMET-2611YG0122 黄浦海关辅助服务采购项目 招标文件 发售稿.docx"
CLEANING = "上海松江客整所列车库内保洁服务招标文件HTLF-2025-BJZB006.docx"
POLICE = "2024年上海市公安局宝山分局物业管理服务-招标文件.docx"
_SHOWN = 3
"""Claims an answer shows."""


class At:
    """A place that answers. ``where``: the end of its tag (any table number); ``clause``: of its clause."""

    def __init__(self, text: str, where: str = "", clause: str = "") -> None:
        self.text, self.clause = squeezed(text), clause
        self.tag = re.compile(re.escape(where).replace("表第", r"表\d+第") + "〕$")

    def holds(self, citation: Citation) -> bool:
        return (
            self.text in squeezed(citation.quote)
            and self.tag.search(citation.tag) is not None
            and (citation.locator.clause or "").endswith(self.clause)
        )


@dataclass(frozen=True)
class Ask:
    """A question of one tender, and the places that answer it."""

    file: str
    question: str
    places: tuple[At, ...]


def asking(file: str, question: str, *places: At) -> Ask:
    return Ask(file, question, places)


def squeezed(text: str) -> str:
    """Without blanks, and without the lines under what was filled in."""
    return re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", text))


class Tenders:
    """A store that takes in a tender when it is first asked about, each for a customer of its own."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.customers: dict[tuple[str, ...], str] = {}

    def ask(self, question: str, *files: str) -> Suggestion:
        if files not in self.customers:
            name = self.customers[files] = f"某采购人{len(self.customers) + 1}"
            paths = [self.folder / file for file in files]
            report = ingest(self.store, None, paths, customer=name, unit="main")
            assert report.documents == len(files), report.failed
        copilot = Copilot(Reader(self.store, None, local_viewer(self.store.sql)))
        return copilot.ask(question, customer=self.customers[files], as_of=TODAY)


def claims(answer: Suggestion) -> list[Claim]:
    """What it gives as the answer."""
    return [c for section in answer.sections if section.title == "回答" for c in section.claims][:_SHOWN]


def told(answer: Suggestion) -> list[tuple[str, str | None, str]]:
    """Every place an answer cites, to be read where a test fails."""
    return [(c.tag, c.locator.clause, c.quote) for claim in claims(answer) for c in claim.citations]
