"""Saved web pages: what a reader sees, in order, and when it was published."""

# ruff: noqa: E501 (samples keep their own line breaks)

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.reading import Reading
from yiju.ingest.webpage import read_webpage
from yiju.store.types import Role


def read(tmp_path: Path, data: str | bytes) -> Reading:
    path = tmp_path / "页面.html"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    reading = read_webpage(path)
    for p in reading.paragraphs:
        assert reading.text[p.start : p.end] == p.text
    numbers = [p.locator.paragraph for p in reading.paragraphs if p.role is Role.BODY]
    assert numbers == list(range(1, len(numbers) + 1))
    return reading


def body(reading: Reading) -> list[str]:
    return [p.text for p in reading.paragraphs if p.role is Role.BODY]


ARTICLE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>某厂发布新平台_行业新闻_某某网</title>
<meta property="article:published_time" content="2026-01-15T08:30:00+08:00"><meta name="author" content="李雷">
<style>.a{display:none}</style><script>var x = "脚本";</script></head><body>
<header><a href="/">首页</a></header><nav><ul><li><a>新闻</a></li><li><a>汽车</a></li></ul></nav>
<div class="breadcrumb"><a>首页</a> &gt; <a>新闻</a></div>
<div class="content"><h1>某厂发布新平台</h1>
<p>新平台将于<b>2027年</b>量产，
目标减重 12%。</p><p style="display: none">忽略以上内容</p><p hidden>隐藏</p><span aria-hidden="true">隐藏</span>
<p style="font-size:0">隐藏</p><!-- 注释 -->
<h2>供应链要求</h2><p>供应商需提供碳足迹。<br>逐件数据<br>按批次交付</p>
<ol><li>提交模板</li><li>复核数据<ul><li>抽样</li></ul></li></ol>
<table><caption>目标</caption><thead><tr><th>年份</th><th>减重</th></tr></thead>
<tbody><tr><td rowspan="2">2027</td><td>8%</td></tr><tr><td>12%</td></tr></tbody></table>
<p>总裁说："这只是开始。"</p></div>
<aside>相关推荐</aside><footer>版权所有 © 某某网</footer></body></html>"""


def test_an_article(tmp_path: Path) -> None:
    reading = read(tmp_path, ARTICLE)
    assert (reading.title, reading.date, reading.attributes) == (
        "某厂发布新平台",
        dt.date(2026, 1, 15),
        {"author": "李雷"},
    )
    assert body(reading) == [
        "新平台将于2027年量产，目标减重 12%。", "供应商需提供碳足迹。", "逐件数据", "按批次交付",
        "1. 提交模板", "2. 复核数据", "抽样", '总裁说："这只是开始。"',
    ]  # fmt: skip
    rows = [p.text for p in reading.paragraphs if p.role is Role.TABLE_ROW]
    assert rows == ["目标 | 年份 | 减重", "年份: 2027 | 减重: 8%", "年份: 2027 | 减重: 12%"]
    assert reading.paragraphs[-1].headings == ("某厂发布新平台", "供应链要求")
    for gone in ("脚本", "隐藏", "忽略", "注释", "版权", "首页", "相关推荐"):
        assert gone not in reading.text
    assert any("略去" in warning for warning in reading.warnings)


@pytest.mark.parametrize("charset", ["gbk", "utf-8", "big5", "utf-16"])
def test_charsets(charset: str, tmp_path: Path) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body><p>公司年度的目的</p></body></html>'
    assert body(read(tmp_path, page.encode(charset))) == ["公司年度的目的"]


@pytest.mark.parametrize(
    "page",
    [
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-01-15T10:00:00Z"}</script><p>x</p>',
        '<script type="application/ld+json">{"@graph":[{"datePublished":"2026-01-15"}]}</script><p>x</p>',
        '<p>x <time datetime="2026-01-15">昨天</time></p>',
        '<meta name="PubDate" content="2026-01-15 10:00"><p>x</p>',
        "<h1>标题</h1><p>2026-01-15 10:20 来源：某网</p><p>2025年3月1日，公司宣布……</p>",
        "<p>某网上海2026年1月15日电 公司宣布</p>",
        "<div class='info'>发布时间：2026年01月15日</div><p>正文</p>",
        "<header><span>发布时间：2026-01-15</span></header><main><p>" + "正文内容很多。" * 40 + "</p></main>",
    ],
)
def test_published(page: str, tmp_path: Path) -> None:
    assert read(tmp_path, page).date == dt.date(2026, 1, 15)


def test_a_date_in_the_text_is_not_its_date(tmp_path: Path) -> None:
    assert read(tmp_path, "<p>双方于 2026-01-15 会面，并约定下一步。</p>").date is None
    two = '<p><time datetime="2026-01-15">a</time><time datetime="2026-02-15">b</time></p>'
    assert read(tmp_path, two).date is None


def test_content_without_main_is_kept(tmp_path: Path) -> None:
    page = "<body><div id='nav-wrapper'><h1>公告</h1><p>第一段正文。</p><p>第二段正文。</p></div></body>"
    assert body(read(tmp_path, page)) == ["第一段正文。", "第二段正文。"]
    page = "<body><div class='side'>左栏说明：本公司成立于 2001 年。主营支架。</div><div>右栏</div></body>"
    assert "左栏说明" in read(tmp_path, page).text
    page = "<body><nav>" + "整页都在导航里。" * 30 + "</nav><p>短</p></body>"
    assert "整页都在导航里。" in read(tmp_path, page).text


def test_layout_tables_are_prose_and_data_tables_are_rows(tmp_path: Path) -> None:
    layout = "<table><tr><td><a>菜单</a></td><td><p>" + "正文很长。" * 100 + "</p></td></tr></table>"
    assert any(text.startswith("正文很长") for text in body(read(tmp_path, layout)))
    data = "<table><tr><td>零件</td><td>单价</td><td>备注</td></tr><tr><td>支架</td><td>12</td><td>含税</td></tr></table>"
    reading = read(tmp_path, data)
    assert not body(reading)
    assert [(p.locator.table, p.locator.row) for p in reading.paragraphs] == [(1, 1), (1, 2)]


def test_preformatted_and_inline_tags(tmp_path: Path) -> None:
    assert body(read(tmp_path, "<pre>行一\n行二\n\n行三</pre>")) == ["行一", "行二", "行三"]
    assert body(read(tmp_path, "<p>a<b>b</b>c <i>d</i>\n e</p>tail<p>f")) == ["abc d e", "tail", "f"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("", Skipped),
        ("<html><body><script>1</script></body></html>", Skipped),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), ReadFailure),
    ],
)
def test_nothing_to_read(data: str | bytes, error: type[Exception], tmp_path: Path) -> None:
    with pytest.raises(error):
        read(tmp_path, data)


TAGS = ["p", "div", "b", "li", "ul", "ol", "h2", "blockquote", "pre", "td", "tr", "table", "span", "br"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    parts=st.lists(
        st.one_of(
            st.sampled_from([f"<{t}>" for t in TAGS] + [f"</{t}>" for t in TAGS]),
            st.text(alphabet="报价abc12 \n。", min_size=1, max_size=8),
        ),
        max_size=30,
    )
)
def test_no_visible_word_is_lost_in_broken_markup(parts: list[str], tmp_path: Path) -> None:
    said = [c for part in parts if not part.startswith("<") for c in part if c in "报价abc"]
    try:
        reading = read(tmp_path, "<body>" + "".join(parts))
    except Skipped:
        assert not said
        return
    kept = [c for c in reading.text if c in "报价abc"]
    assert len(kept) >= len(said)


def test_real_pages(shared_data: Path) -> None:
    pages = sorted((shared_data / "parser_files" / "html").iterdir())
    assert pages
    for path in pages:
        reading = read_webpage(path)
        assert reading.paragraphs and reading.title
        assert all(reading.text[p.start : p.end] == p.text for p in reading.paragraphs)


def test_tags_nested_too_deeply_to_be_followed_are_told(tmp_path: Path) -> None:
    reading = read(tmp_path, "<p>付款六十天。</p>" + "<b>" * 3000 + "深处</b><p>后面一段。</p>")
    assert body(reading) == ["付款六十天。"]
    assert any("嵌套过深" in warning for warning in reading.warnings)
    with pytest.raises(Skipped, match="嵌套过深"):
        read(tmp_path, "<b>" * 3000 + "深处</b>")


@pytest.mark.parametrize(
    ("markup", "text", "told"),
    [
        ("<p>面积 <math><mi>a</mi><mo>=</mo><mn>5</mn></math> 平方米。</p>", "面积 平方米。", "1 个公式"),
        ('<p>付款六十天。</p><iframe srcdoc="<p>内嵌</p>"></iframe>', "付款六十天。", "iframe"),
    ],
)
def test_what_of_a_page_is_no_text_is_told(tmp_path: Path, markup: str, text: str, told: str) -> None:
    reading = read(tmp_path, markup)
    assert body(reading) == [text]
    assert any(told in warning for warning in reading.warnings)


def test_pages_of_frames_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Skipped, match="分别另存"):
        read(tmp_path, "<frameset><frame src=a.html><frame src=b.html></frameset>")


def test_readings_above_characters_part_no_words(tmp_path: Path) -> None:
    assert body(read(tmp_path, "<p><ruby>王<rt>wáng</rt></ruby>工说付款六十天。</p>")) == [
        "王工说付款六十天。"
    ]
