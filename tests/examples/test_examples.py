"""The sample customers are complete, readable by plain tools, and say what their questions' gold says."""

import datetime as dt
import email
import json
import re
import tomllib
from email import policy
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CUSTOMERS = tomllib.loads((EXAMPLES / "customers.toml").read_text("utf-8"))
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (EXAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
]
CLASSES = {"single", "multi", "dated", "conflict", "stale", "table", "people", "negation", "unanswerable"}
LEGACY = {"2026-02-11_鼎曜精密匈牙利工厂开建.html": "gb18030"}


def materials(folder: str) -> list[Path]:
    """The source files of one customer."""
    return sorted(path for path in (EXAMPLES / folder).rglob("*") if path.is_file())


def squeeze(text: str) -> str:
    """Text without any white space."""
    return re.sub(r"\s+", "", text)


def pages(path: Path) -> list[str]:
    """The text layer of a PDF, page by page."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [document[index].get_textpage().get_text_range() for index in range(len(document))]
    finally:
        document.close()


@cache
def plain(path: Path) -> str:
    """A file's text by the plainest means, squeezed."""
    if path.suffix == ".pdf":
        text = "\n".join(pages(path))
    elif path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    elif path.suffix == ".eml":
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain", "html"))
        assert body is not None
        text = str(body.get_content())
    else:
        text = path.read_bytes().decode(LEGACY.get(path.name, "utf-8"))
    if path.suffix == ".html":
        text = re.sub(r"<[^>]+>", "", text)
    return squeeze(text)


def test_customers_parse() -> None:
    assert CUSTOMERS["today"] == dt.date(2026, 3, 10)
    units = {customer["name"]: customer["unit"] for customer in CUSTOMERS["customer"]}
    assert units == {"威瑟兰汽车": "auto", "川岳瑞检": "medical", "临江仁澍医院": "medical"}
    for customer in CUSTOMERS["customer"]:
        assert customer["our_company"]
        assert customer["our_people"]
        assert all(domain.endswith(".example") for domain in customer["our_domains"])


@pytest.mark.parametrize(
    ("folder", "counts"),
    [
        (
            "weserland",
            {"calls": 4, "mails": 19, "contract": 1, "tender": 2, "report": 1, "posts": 8, "news": 4},
        ),
        ("chuanyue", {"calls": 3, "mails": 5, "contract": 1, "tender": 1, "chats": 2, "notes": 1, "news": 2}),
        ("renshu", {"calls": 2, "mails": 4, "contract": 2, "chats": 1, "notes": 3, "news": 2}),
    ],
)
def test_materials_are_there(folder: str, counts: dict[str, int]) -> None:
    found: dict[str, int] = {}
    for path in materials(folder):
        found[path.parent.name] = found.get(path.parent.name, 0) + 1
        assert 0 < path.stat().st_size < 600_000
    assert found == counts


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("report/威瑟兰汽车_2025年ESG年报.pdf", 18),
        ("tender/MPX-3轻量化结构件招标文件_2025-10-20.pdf", 11),
        ("tender/MPX-3轻量化结构件招标文件_修订版_2026-01-19.pdf", 13),
    ],
)
def test_pdf_text_layers_are_clean(name: str, count: int) -> None:
    texts = pages(EXAMPLES / "weserland" / name)
    assert len(texts) == count
    # Private Use glyphs, Kangxi radicals and compatibility forms betray a broken text layer.
    assert not re.search("[\ue000-\uf8ff\u2e80-\u2fdf\uf900-\ufaff\ufffd]", "".join(texts))
    assert all(len(text) > 40 for text in texts[1:])


def test_the_reports_printed_page_numbers_differ_from_physical_ones() -> None:
    texts = pages(EXAMPLES / "weserland" / "report" / "威瑟兰汽车_2025年ESG年报.pdf")
    for physical, text in enumerate(texts[2:], 3):
        assert text.split()[-1] == str(physical - 2)


def test_committed_binaries_hold_their_sources_text() -> None:
    build = EXAMPLES / "build"
    sources = {
        path: EXAMPLES / path.read_text("utf-8").splitlines()[0].removeprefix("@out ")
        for path in (build / "contracts").glob("*.txt")
    }
    assert len(sources) == 4
    sources[build / "esg.txt"] = EXAMPLES / "weserland" / "report" / "威瑟兰汽车_2025年ESG年报.pdf"
    for source, target in sources.items():
        for line in source.read_text("utf-8").splitlines():
            if line.startswith("@"):
                continue
            for cell in re.sub(r"^(=+|#+|-+|!|~|>) ", "", line).split("|"):
                assert squeeze(cell) in plain(target), f"{source.name}: rebuild {target.name}"


def test_mail_threads_hang_together() -> None:
    for folder in ("weserland", "chuanyue", "renshu"):
        mails = [
            email.message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in materials(folder)
            if path.suffix == ".eml"
        ]
        sent = {mail["message-id"]: mail["date"].datetime for mail in mails}
        assert len(sent) == len(mails)
        for mail in mails:
            assert not mail.defects
            assert mail["date"].datetime.tzinfo is not None
            for parent in str(mail["references"] or "").split():
                assert sent[parent] < mail["date"].datetime


def test_questions_are_well_formed() -> None:
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) >= 40
    assert {question["class"] for question in QUESTIONS} == CLASSES
    folders = {customer["name"]: customer["folder"] for customer in CUSTOMERS["customer"]}
    for question in QUESTIONS:
        assert set(question) == {"id", "customer", "question", "class", "gold", "answer"}
        assert (question["class"] == "unanswerable") == (not question["gold"])
        assert all(gold["file"].startswith(folders[question["customer"]] + "/") for gold in question["gold"])


@pytest.mark.parametrize("question", QUESTIONS, ids=[question["id"] for question in QUESTIONS])
def test_gold_stands_word_for_word_in_its_file(question: dict[str, Any]) -> None:
    for gold in question["gold"]:
        path = EXAMPLES / gold["file"]
        assert squeeze(gold["must_contain"]) in plain(path), f"{path.name}: {gold['must_contain']}"
