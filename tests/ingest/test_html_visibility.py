"""What nobody sees on a page is no evidence, however it is hidden; what is seen stays."""

from pathlib import Path

import pytest

from yiju.errors import Skipped
from yiju.ingest.html_tree import parse_html
from yiju.ingest.mail import read_mail
from yiju.ingest.webpage import read_webpage

SEEN = "<p>公司计划采购一套系统，预算320万元。</p>"


def shown(tmp_path: Path, page: str) -> tuple[str, str]:
    """The text read of a page, and its warnings."""
    path = tmp_path / "a.html"
    path.write_text(f"<html><body>{SEEN}{page}</body></html>", encoding="utf-8")
    reading = read_webpage(path)
    assert "预算320万元" in reading.text
    return reading.text, "；".join(reading.warnings)


STYLES = [
    "color:#fff", "color:#FFFFFF", "color: white; background: white", "color:rgb(255,255,255)",
    "color:rgba(0,0,0,0)", "color:transparent", "color:#fefefe", "color:hsl(0,0%,100%)",
    "color:black;background:#000", "color:#333;background-color:#333333", "display:none",
    "display : none !important",
    "dis\\70lay:none",
    "display:/**/none", "visibility:hidden", "opacity:0", "opacity:.01", "font-size:0", "font-size:0.5px",
    "font:0/0 a", "position:absolute;left:-9999px", "position:fixed;top:-2000px", "text-indent:-9999px",
    "text-indent:-999em", "height:0;overflow:hidden", "max-height:0;overflow:hidden",
    "width:0;overflow:hidden", "width:1px;height:1px;overflow:hidden", "width:0;height:0",
    "position:absolute;clip:rect(0,0,0,0)",
    "clip-path:inset(100%)", "transform:scale(0)", "transform:translateX(-9999px)", "margin-left:-9999px",
    "position:fixed;left:200vw", "position:fixed;top:200vh", "position:fixed;bottom:200vh",
    "position:absolute;right:200vw", "position:absolute;bottom:9999px", "transform:translateY(-3000px)",
    "position:sticky;left:-9999px",
    "position:absolute;inset:-9999px auto auto 0",
    "position:absolute;left:calc(-9999px)", "margin:-9999px 0 0", "margin:0 0 0 -9999px", "translate:-9999px",
    "transform:translate3d(-9999px,0,0)", "transform:scale(.001)", "transform:scale3d(0,0,0)", "scale:0",
    "transform:matrix(0,0,0,0,0,0)", "transform:rotateX(90deg)", "zoom:0.001", "filter:blur(50px)",
    "line-height:0;overflow:hidden", "block-size:0;overflow:hidden", "height:1px;overflow:auto",
    "max-inline-size:0;overflow:clip", "clip-path:polygon(0 0,0 0,0 0)", "clip-path:circle(0)",
    "font-size:calc(0px)", "font-size:min(0px,1px)", "font-size:max(0px,1px - 1px)", "letter-spacing:-1em",
    "--a:0px;font-size:var(--a)", "--a:none;display:var(--a)", "color:var(--none,#fff)",
    "color:hwb(0 100% 0%)", "color:oklch(1 0 0)", "color:lab(100 0 0)", "color:color(srgb 1 1 1)",
    "background:linear-gradient(#fff,#fff);color:#fff",
    "display:none;display:bogus", "color:#fff;color:nocolour", "font-size:0;font-size:12foo",
    "opacity:0;opacity:half", "display:none!important;display:block", "filter:opacity(0.0)",
    "filter:opacity(1%)",
    "text-indent:100%;white-space:nowrap;overflow:hidden", "text-indent:9999px;white-space:nowrap",
    "clip-path:inset(0 100% 0 0)", "clip-path:inset(0 0 100% 0)", "clip-path:inset(50%)",
    "clip-path:polygon(0 0,0 0,100% 0)", "clip-path:ellipse(50% 0%)", "transform:rotateX(1.5708rad)",
    "transform:rotate3d(1,0,0,90deg)", "transform:rotateY(100grad)", "contain:size;overflow:hidden",
    "height:3px;overflow:hidden", "-webkit-text-security:disc", "color:canvas",
    "color:rgb(from white r g b)", "-webkit-filter:opacity(0)",
    "mso-hide:all", "filter:opacity(0)", "-webkit-text-fill-color:transparent",
]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_hidden_by_a_style(style: str, tmp_path: Path) -> None:
    inline, warnings = shown(tmp_path, f'<p style="{style}">隐藏的预算为9999万元。</p>')
    assert "9999" not in inline
    assert "有 13 字看不见" in warnings
    sheet, warnings = shown(
        tmp_path, f'<style>.x {{ {style} }}</style><p class="a x">隐藏的预算为9999万元。</p>'
    )
    assert "9999" not in sheet
    assert "未作为依据" in warnings


@pytest.mark.parametrize(
    "page",
    [
        "<p hidden>9999</p>",
        '<p aria-hidden="true">9999</p>',
        '<font color="white">9999</font>',
        '<font color="#FFFFFF"><b>9999</b></font>',
        '<table bgcolor="#000"><tr><td><font color="black">9999</font></td></tr></table>',
        '<div style="color:#fff"><p>9999</p></div>',
        '<div style="background:#123"><p style="color:#112233">9999</p></div>',
        "<style>#gone,.never{display:none}</style><p id=gone>9999</p>",
        "<style>div p > span{color:#fff}</style><div><p>看得见<span>9999</span></p></div>",
        "<style>p[data-a='1']{visibility:hidden}</style><p data-a=1>9999</p>",
        "<style>@media screen{.x{display:none}}</style><p class=x>9999</p>",
        "<style>@media (min-width:600px){.x{display:none}}</style><p class=x>9999</p>",
        "<style>.x{display:none!important}</style><p class=x style='display:block'>9999</p>",
        "<style>:root{--w:#fff}.x{color:var(--w)}</style><p class=x>9999</p>",
        "<style>[class^=x]{display:none}</style><p class=xy>9999</p>",
        "<style>p[class*='x']{display:none}</style><p class=axb>9999</p>",
        "<style>p:nth-of-type(2){display:none}</style><p>9999</p>",
        "<style>b:not(.y){display:none}</style><p>看得见<b class=y>的</b><b>9999</b></p>",
        "<style>h2+p{display:none}</style><h2>二</h2><p>9999</p>",
        "<style>h2~p.x{display:none}</style><h2>二</h2><p>看得见</p><p class=x>9999</p>",
        "<style>:is(.x,.y) b{display:none}</style><p class=y>看得见<b>9999</b></p>",
        "<style>.o{color:red;.x{display:none}}</style><div class=o><p class=x>9999</p></div>",
        "<style>.o{display:none;.x{color:red}}</style><div class=o><p>9999</p></div>",
        "<style>.o{&.x{display:none}}</style><p class='o x'>9999</p>",
        "<style>@container (min-width:1px){.x{display:none}}</style><p class=x>9999</p>",
        "<style media='screen, print'>.x{display:none}</style><p class=x>9999</p>",
        "<style media='not print'>.x{display:none}</style><p class=x>9999</p>",
        "<style>@media not print{.x{display:none}}</style><p class=x>9999</p>",
        "<style>@media (prefers-color-scheme: light){.x{display:none}}</style><p class=x>9999</p>",
        "<style>@media (400px<width<=1400px){.x{display:none}}</style><p class=x>9999</p>",
        "<style>@media not (max-width:600px){.x{display:none}}</style><p class=x>9999</p>",
        "<style>.y::after{content:'{'} .x{display:none}</style><p class=x>9999</p>",
        "<style>.y::after{content:'}{'} .x{display:none}</style><p class=x>9999</p>",
        "<style>.y::after{content:'/*'} .x{display:none} .z::after{content:'*/'}</style><p class=x>9999</p>",
        "<style>.x{content:';';display:none}</style><p class=x>9999</p>",
        "<style>.x{display:none</style><p class=x>9999</p>",
        "<style>@media screen{.x{display:none}</style><p class=x>9999</p>",
        "<style>p:defined.x:read-only{display:none}</style><p class=x>9999</p>",
        "<style>.x:lang(zh){display:none}</style><p class=x lang=zh>9999</p>",
        "<style>.x:dir(ltr){display:none}</style><p class=x>9999</p>",
        "<style>.x:not(:hover){display:none}</style><p class=x>9999</p>",
        "<style>.a>.x{display:none}</style><div class=a><p class=x>9999</p></div>",
        "<style>.a>b>.x{display:none}</style><div class=a><b><b><i></i></b><i class=x>9999</i></b></div>",
        "<style>@keyframes g{to{opacity:0}}.x{animation:g 0s forwards}</style><p class=x>9999</p>",
        "<link rel=stylesheet href='data:text/css,.x{display:none}'><p class=x>9999</p>",
        "<link rel=stylesheet href='data:text/css;base64,Lnh7ZGlzcGxheTpub25lfQ=='><p class=x>9999</p>",
        "<div popover>9999</div>",
        "<dialog>9999</dialog>",
        "<div style='opacity:.2'><div style='opacity:.2'><p>9999</p></div></div>",
        "<div style='background:#fff'><p style='position:relative;z-index:-1'>9999</p></div>",
        "<div style='height:20px;overflow:hidden'><div style='padding-top:200px'><p>9999</p></div></div>",
        "<table><col><col style='visibility:collapse'><tr><td>甲<td>9999<tr><td>乙<td>9999</table>",
        "<ul><li style='display:none'>9999</li><li>第二</li></ul>",
        "<table><tr><th>项</th><th>值</th></tr><tr><td>甲</td><td style='color:#fff'>9999</td></tr></table>",
    ],
)
def test_hidden_in_other_ways(page: str, tmp_path: Path) -> None:
    text, warnings = shown(tmp_path, page)
    assert "9999" not in text
    assert "未作为依据" in warnings


@pytest.mark.parametrize(
    "page",
    [
        '<p style="background:#003366;color:#fff">9999</p>',
        '<div style="background-color:navy"><p style="color:white">9999</p></div>',
        '<div style="background:url(a.jpg)"><p style="color:white">9999</p></div>',
        '<div style="background:linear-gradient(red,blue)"><p style="color:white">9999</p></div>',
        '<table bgcolor="#000000"><tr><td><font color="white">9999</font></td></tr></table>',
        "<style>.dark{background:#222}.dark p{color:#eee}</style><div class=dark><p>9999</p></div>",
        "<style>body{background:#111;color:#fff}</style><p>9999</p>",
        '<p style="color:#999">9999</p>',
        '<p style="color:var(--text)">9999</p>',
        '<p style="color:white"><span style="color:#000">9999</span></p>',
        '<td style="font-size:0"><span style="font-size:14px">9999</span></td>',
        '<div style="visibility:hidden"><p style="visibility:visible">9999</p></div>',
        '<div style="position:relative;height:9000px"><p style="position:absolute;top:5200px">9999</p></div>',
        '<div style="height:9000px"><p style="position:absolute;bottom:5200px">9999</p></div>',
        '<p style="position:absolute;bottom:-3000px">9999</p>',
        '<div style="position:relative;width:6000px"><p style="position:absolute;left:3000px">9999</p></div>',
        '<p style="position:absolute;top:3000px">9999</p>',
        '<p style="transform:translateY(3000px)">9999</p>',
        '<p style="transform:translate(0,3000px)">9999</p>',
        '<p style="position:relative;left:-600px;margin-left:700px">9999</p>',
        '<p style="text-indent:2em">9999</p>',
        '<p style="text-indent:-2em;padding-left:2em">9999</p>',
        '<p style="position:relative;left:-5px">9999</p>',
        '<p style="opacity:0.8;height:100px;overflow:hidden">9999</p>',
        '<p style="height:0">9999</p>',
        "<style>@media print{.x{display:none}}</style><p class=x>9999</p>",
        "<style>@media (max-width:600px){.x{display:none}}</style><p class=x>9999</p>",
        "<style>.x{display:none}.x.open{display:block}</style><p class='x open'>9999</p>",
        "<style>.x:hover{display:none}</style><p class=x>9999</p>",
        "<style>.x{display:none}</style><p class=x style='display:block'>9999</p>",
        '<p style="transform:scale(0.9) rotate(3deg);zoom:0.8">9999</p>',
        '<p style="line-height:0">9999</p>',
        '<p style="margin:-5px auto 0 -10px">9999</p>',
        '<p style="position:absolute;inset:0">9999</p>',
        '<p style="letter-spacing:-0.05em">9999</p>',
        '<p style="font-size:calc(100% - 2px)">9999</p>',
        '<p style="font-size:clamp(12px,2vw,18px)">9999</p>',
        '<p style="height:300px;overflow:auto">9999</p>',
        '<p style="clip-path:polygon(0 0,100% 0,100% 100%)">9999</p>',
        '<p style="background:linear-gradient(#fff,#fff);color:#333">9999</p>',
        '<p style="color:oklch(0.6 0.2 30)">9999</p>',
        '<p style="--w:#000;color:var(--w)">9999</p>',
        "<style>p:nth-child(99){display:none}</style><p>9999</p>",
        "<style>.x:not(.x){display:none}</style><p class=x>9999</p>",
        "<style>p:not(.y){display:none}p:not(.z){display:block}</style><p>9999</p>",
        "<style>h2+p{display:none}</style><h2>二</h2><p></p><p>9999</p>",
        "<style>p::before{display:none}</style><p>9999</p>",
        "<style>.o{.x{display:none}}</style><p class=x>9999</p>",
        "<style>/* .x{display:none} */</style><p class=x>9999</p>",
        "<style media='(max-width:600px)'>.x{display:none}</style><p class=x>9999</p>",
        "<style type='text/template'>.x{display:none}</style><p class=x>9999</p>",
        "<style>@media (prefers-color-scheme:dark){.x{display:none}}</style><p class=x>9999</p>",
        "<style>@media not screen{.x{display:none}}</style><p class=x>9999</p>",
        "<style>.a>.x{display:none}</style><div class=a><div><p class=x>9999</p></div></div>",
        "<style>.x{display:none}.x{display:block;display:bogus}</style><p class=x>9999</p>",
        "<style>@keyframes g{0%{zoom:0}to{}}.x{animation:g 1s both}</style><p class=x>9999</p>",
        "<dialog open>9999</dialog>",
        "<textarea>9999</textarea>",
        "<h2 style='background:linear-gradient(#06f,#f06);background-clip:text;color:transparent'>9999</h2>",
        "<p style='color:#fff;text-shadow:0 0 3px #000'>9999</p>",
        "<div style='width:0;min-width:100%;overflow:hidden'>9999</div>",
        "<div style='height:0;padding-bottom:56%;position:relative;overflow:hidden'>9999</div>",
        "<div style='height:99px;overflow:hidden;padding-top:20px'><p style='margin-top:40px'>9999</p></div>",
        "<p style='clip-path:inset(0 10% 0 0)'>9999</p>",
        "<div style='float:left;width:100%;margin-left:-100%'>9999</div>",
        "<p style='transform:rotateY(360deg)'>9999</p>",
        "<p style='position:relative;z-index:-1'>9999</p>",
        "<table><col><col style='visibility:visible'><tr><td>甲<td>9999<tr><td>乙<td>9999</table>",
        "<details><summary>更多</summary><p>9999</p></details>",
    ],
)
def test_what_is_seen_stays(page: str, tmp_path: Path) -> None:
    text, warnings = shown(tmp_path, page)
    assert "9999" in text
    assert "看不见" not in warnings


def test_a_tall_page_is_read_to_its_end(tmp_path: Path) -> None:
    lines = "".join(
        f'<div style="position:absolute;top:{n * 30}px;left:60px">第{n}条，按期交付。</div>'
        for n in range(400)
    )
    text, warnings = shown(tmp_path, f'<div style="position:relative">{lines}</div>')
    assert [n for n in range(400) if f"第{n}条" not in text] == []
    assert "看不见" not in warnings


@pytest.mark.parametrize(
    "sheet",
    [
        "body:has(p) .x{display:none}",
        ".x:nth-child(2 of p){display:none}",
        ".x:nobody-knows{display:none}",
        "@media (nobody-knows){.x{display:none}}",
        "@supports not (display:bogus){.x{display:none}}",
        "@import url('data:text/css,.x{display:none}');",
    ],
)
def test_a_rule_that_cannot_be_followed_is_told(sheet: str, tmp_path: Path) -> None:
    text, warnings = shown(tmp_path, f"<style>{sheet}</style><p class=x>9999</p>")
    assert "9999" in text and "无法判断是否生效" in warnings
    harmless = sheet.replace("display:none", "color:#333")
    if harmless != sheet and "@import" not in sheet:
        assert "无法判断" not in shown(tmp_path, f"<style>{harmless}</style><p class=x>9999</p>")[1]


def test_words_around_a_hidden_one_stay_apart(tmp_path: Path) -> None:
    text, _ = shown(tmp_path, '<p>价格<span style="color:#fff">不含税</span>为120万元</p>')
    assert "价格" in text and "为120万元" in text and "不含税" not in text
    text, _ = shown(tmp_path, '<p style="color:white">甲<b style="color:#000">乙</b>丙</p>')
    assert "乙" in text and "甲" not in text and "丙" not in text


def test_mail_is_read_as_it_looks(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    page = f'{SEEN}<p style="color:#ffffff">隐藏的预算为9999万元。</p>'
    path.write_text(
        "From: a@example.com\nTo: b@example.com\nSubject: 预算\nDate: Thu, 08 Jan 2026 10:00:00 +0800\n"
        f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body>{page}</body></html>",
        encoding="utf-8",
    )
    reading = read_mail(path)
    assert "320" in reading.text and "9999" not in reading.text
    assert any("有 13 字看不见" in warning for warning in reading.warnings)


def test_a_page_all_hidden_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text('<div style="visibility:hidden">正文</div>', encoding="utf-8")
    with pytest.raises(Skipped, match="有 2 字看不见") as told:
        read_webpage(path)
    assert told.value.hint


@pytest.mark.parametrize("selector", ["p~p~p~b", "p:nth-last-child(7n+1)", ":not(i) :not(i) :not(i)"])
def test_selectors_built_to_be_slow(selector: str) -> None:
    rules = "".join(f"{selector}.c{n}{{display:none}}" for n in range(2000))
    page = parse_html(f"<style>{rules}</style>" + "<p class='c1 b'>字</p>" * 20_000)
    assert not page.certain
    assert page.warnings


def test_a_page_built_to_be_slow_is_read_all_the_same() -> None:
    rules = "".join(f".a .b .c{n % 7}{{display:none}}" for n in range(15_000))
    page = parse_html(f"<style>{rules}</style>" + "<p class='c1 b'>字</p>" * 20_000)
    assert not page.certain
    assert page.warnings


@pytest.mark.parametrize("piece", ["url(a ", '"\\', "/*a", "a{", "a{b:c;", "@media ((("])
def test_sheets_built_to_be_slow(piece: str) -> None:
    assert parse_html(f"<style>{piece * 30_000}</style><p>字</p>").unseen == 0
