"""The kind a person would file a document under. The samples are of the kinds' usual looks, one of each form."""

# ruff: noqa: E501 (samples keep their own line breaks)

import json
import lzma
from pathlib import Path

import pytest

from yiju.ingest.kinds import guess_kind
from yiju.store.types import Kind

SAMPLES = [
    (Kind.CONTRACT, "a.docx", "设备采购合同\n合同编号：HT-2026-01\n甲方（买方）：某医院\n乙方（卖方）：某公司\n第一条 标的\n第二条 价款\n第三条 交付\n第四条 违约责任"),
    (Kind.CONTRACT, "框架协议.pdf", "战略合作框架协议\n甲方：A 公司\n乙方：B 公司\n鉴于双方……\n1. 合作内容\n本协议自签字之日起生效。"),
    (Kind.CONTRACT, "a.txt", "SUPPLY AGREEMENT\nThis Supply Agreement is entered into by and between A Inc. and B GmbH.\nWHEREAS, the parties hereto …"),
    (Kind.CONTRACT, "a.txt", "补充协议（二）\n甲方：某公司\n乙方：某厂\n就原合同第八条修改如下。"),
    (Kind.TENDER, "a.pdf", "某中心物业服务项目\n公开招标文件\n采购人：某中心\n采购代理机构：某公司\n2026年1月\n目录\n第一章 投标邀请\n投标人须知"),
    (Kind.TENDER, "a.docx", "竞争性磋商文件\n项目编号：X-1\n供应商须知前附表\n评分标准"),
    (Kind.TENDER, "a.html", "某医院检验试剂采购公告\n发布时间：2026-01-15\n一、项目基本情况\n预算金额：100 万元\n投标人资格要求\n开标时间：2月1日\n投标保证金"),
    (Kind.TENDER, "RFQ.pdf", "Request for Quotation\nBidders shall submit …\nThe bidder … bidders … bidder … bidder …"),
    (Kind.REPORT, "a.pdf", "某集团2025年环境、社会及管治报告\n目录\n关于本报告\n董事长致辞\n利益相关方沟通"),
    (Kind.REPORT, "a.pdf", "Sustainability Report 2025\nAbout this report\nGRI content index"),
    (Kind.REPORT, "a.pdf", "某公司\n2025年年度报告摘要\n报告期内公司实现营业收入"),
    (Kind.REPORT, "a.pdf", "动力电池行业研究报告\n摘要\n市场规模"),
    (Kind.NEWS, "a.html", "某车企在华建厂\n2026-01-15 10:20 来源：财经网\n据悉，某车企日前宣布在合肥建厂。\n责任编辑：张三"),
    (Kind.NEWS, "a.txt", "新华社北京1月15日电（记者李雷）某部门今日表示，今年将扩大试点范围。"),
    (Kind.NEWS, "a.md", "# Rhein opens plant\nSTUTTGART, Jan. 15, 2026 /PRNewswire/ -- The company announced today. The CEO said"),
    (Kind.POST, "a.txt", "Anke Vogt\n采购总监\n2026-01-12\n今天聊了聊轻量化。👏👏\n#轻量化 #碳足迹\n128 次点赞 · 12 条评论"),
    (Kind.POST, "a.md", "LinkedIn 动态\n作者：Kahl\n质量是设计出来的。"),
    (Kind.POST, "朋友圈.txt", "年会圆满结束，感谢团队！🎉🎉"),
    (Kind.NOTE, "a.md", "# 客户拜访纪要\n日期：2026-01-15\n参加人：王蕾\n客户提到合同第八条要改，招标文件下周发。"),
    (Kind.NOTE, "a.txt", "销售周报\n1. 莱茵：合同在审\n2. 医院：回款延期"),
    (Kind.NOTE, "a.txt", "明天带样件和报价单。"),
    (Kind.NOTE, "a.txt", ""),
    (Kind.MAIL, "a.txt", "发件人：王蕾\n收件人：Vogt\n主题：合同\n您好，合同已寄。"),
    (Kind.CALL, "通话录音.txt", "电话录音转写\n客户：请问合同什么时候签？"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "text"), SAMPLES)
def test_usual_looks(kind: Kind, name: str, text: str) -> None:
    assert guess_kind(text, Path(name), name.rpartition(".")[2]) is kind


def test_what_the_reader_knows_goes_first() -> None:
    assert guess_kind("采购合同\n甲方：", Path("a.eml"), "eml") is Kind.MAIL
    assert guess_kind("采购合同\n甲方：", Path("a.srt"), "srt") is Kind.CALL


def test_contracts_in_english(shared_data: Path) -> None:
    with lzma.open(shared_data / "contracts_en_cuad" / "contracts.jsonl.xz", "rt", encoding="utf-8") as file:
        contracts = [json.loads(line) for line in file]
    # The name is withheld: it would give the answer away.
    found = [guess_kind(item["text"], Path("document.txt"), "txt") for item in contracts]
    assert sum(kind is Kind.CONTRACT for kind in found) >= 0.9 * len(found)


def test_real_news_without_a_name(shared_data: Path) -> None:
    with lzma.open(
        shared_data / "faithfulness_zh_uhgeval" / "items.jsonl.xz", "rt", encoding="utf-8"
    ) as file:
        items = [json.loads(line) for line in file]
    texts = [" ".join(str(v) for v in item.values() if isinstance(v, str) and len(v) > 30) for item in items]
    found = [guess_kind(text, Path("document.txt"), "txt") for text in texts]
    wrong = sum(kind not in (Kind.NEWS, Kind.NOTE) for kind in found)
    assert wrong <= 0.1 * len(found)
