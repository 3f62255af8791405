"""News: its dateline and its reporter are no statement and no speaker."""

from pathlib import Path

import pytest

from yiju.ingest.datelines import dateline_length
from yiju.ingest.read import read
from yiju.store.types import Kind, Role

NEWS = "某重工股份有限公司发布业绩快报，2025年实现营业收入102.6亿元。"


@pytest.mark.parametrize(
    "dateline",
    [
        "本报讯（记者 李明）",
        "本报讯 （见习记者 李明 通讯员 王芳）",
        "新华社北京2月9日电（记者李明）",
        "新华社北京2026年2月9日电 ",
        "证券时报网讯，",
        "财联社2月9日电，",
        "某某在线上海讯(记者 李明)",
        "（本报记者 李明）",
    ],
)
def test_the_dateline_is_kept_apart(dateline: str, tmp_path: Path) -> None:
    path = tmp_path / "新闻.html"
    page = f"<h1>某重工营收</h1><p>来源：某日报 2026-02-10</p><p>{dateline}2月9日，{NEWS}</p><p>第二段。</p>"
    path.write_text(f'<meta name="author" content="李明">{page}', encoding="utf-8")
    reading = read(path)
    assert reading.kind is Kind.NEWS
    bodies = [(p.locator.paragraph, p.text) for p in reading.paragraphs if p.role is Role.BODY]
    assert bodies[1:] == [(2, f"2月9日，{NEWS}"), (3, "第二段。")]
    assert all(reading.text[p.start : p.end] == p.text for p in reading.paragraphs)
    assert "author" not in reading.attributes
    assert reading.attributes["reporter"] == "李明"


@pytest.mark.parametrize(
    "text",
    [
        f"公司网络通讯方案：{NEWS}",
        f"上海电力报社1月15日电价上调，{NEWS}",
        f"记者李明认为，{NEWS}",
        "本报讯（记者 李明）",
        f"据新华社报道，{NEWS}",
        NEWS,
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert dateline_length(text) == 0


def test_a_posts_author_stays(tmp_path: Path) -> None:
    path = tmp_path / "动态.md"
    path.write_text(
        "---\nauthor: 周远\n---\n# LinkedIn 动态\n质量是设计出来的。#质量 #设计\n", encoding="utf-8"
    )
    assert read(path).attributes["author"] == "周远"
