"""The tender and its revision, from one text and two sets of values: ``python examples/build/tender.py``."""

from __future__ import annotations

from html import escape
from pathlib import Path

import markup
import printing

HERE = Path(__file__).parent
OUT = HERE.parent / "weserland" / "tender"

ORIGINAL = {
    "file": "MPX-3轻量化结构件招标文件_2025-10-20.pdf",
    "edition": "招标文件",
    "date": "2025年10月20日",
    "clarify": "2025年11月21日17:00",
    "deadline": "2025年12月19日16:00",
    "visit": "2026年1月12日至1月23日",
    "award": "2026年2月27日",
    "sample": "2026年9月30日",
    "va": "42",
    "va3": "126",
    "vb": "21",
    "vb3": "63",
    "c1": "11,600",
    "c2": "12,000",
    "c3": "12,400",
    "cap": "36,000",
    "vda": "85%",
    "bond": "5%",
    "supersede": "修改距投标截止时间不足十五日的，投标截止时间相应顺延。",
    "gate": "",
    "w1": "46",
    "w2": "20",
    "w3": "8",
    "w4": "14",
    "w5": "9",
    "w6": "3",
    "t1": "8",
    "t3": "4",
    "d1": "4",
    "d2": "3",
    "stock": "10",
    "esgrows": "| 评分项 | 分值 | 评分标准 |\n"
    "| 企业ESG评级 | 3 | 第三方评级为A类得3分，B类得2分，其他得1分 |\n"
    "| 碳排放披露 | 3 | 公开披露范围一、二排放得2分，披露范围三加1分 |\n"
    "| 再生铝比例 | 2 | 再生铝比例不低于30%得2分，不低于20%得1分 |",
    "esgtext": "本项评分以投标人提交的文件为准。产品碳足迹数据作为参考，不设准入门槛。",
    "percar": "2027年7月1日",
    "datapen": "碳数据迟交的，由招标人书面提醒。",
    "pay": "60",
    "pen": "0.5%",
    "pencap": "5%",
    "warranty": "36个月或行驶6万公里",
}
REVISED = ORIGINAL | {
    "file": "MPX-3轻量化结构件招标文件_修订版_2026-01-19.pdf",
    "edition": "招标文件（修订版）",
    "date": "2026年1月19日",
    "clarify": "2026年2月27日17:00",
    "deadline": "2026年3月27日16:00",
    "visit": "2026年4月7日至4月24日",
    "award": "2026年5月29日",
    "sample": "2026年12月15日",
    "va": "46",
    "va3": "138",
    "vb": "23",
    "vb3": "69",
    "c1": "12,800",
    "c2": "13,200",
    "c3": "13,600",
    "cap": "39,600",
    "vda": "90%",
    "supersede": "本修订版自发布之日起取代2025年10月20日发布的招标文件，原招标文件同时失效。",
    "gate": "WL-4408的产品碳足迹经第三方核查后高于7.5 kgCO2e/kg的，视为不满足准入条件，不进入后续评审。",
    "w1": "36",
    "w2": "22",
    "w3": "18",
    "w4": "14",
    "w5": "7",
    "t1": "9",
    "t3": "5",
    "d1": "3",
    "d2": "2",
    "stock": "15",
    "esgrows": "| 评分项 | 分值 | 评分标准 |\n"
    "| 产品碳足迹（PCF） | 8 | 经第三方核查不高于6.0 kgCO2e/kg得8分，6.0至7.5之间按线性插值计分，7.5得0分 |\n"
    "| 再生铝比例与批次追溯 | 5 | 再生铝比例不低于50%得3分，不低于40%得2分；"
    "提供书面批次追溯方案并现场验证得2分 |\n"
    "| 可再生电力 | 3 | 熔炼与压铸工序绿电比例80%及以上得3分，50%及以上得2分 |\n"
    "| 企业ESG评级 | 2 | 第三方评级为A类得2分，B类得1分 |",
    "esgtext": "本项由采购可持续部门独立评分并拥有否决权："
    "再生铝批次追溯方案未以书面形式提交的，再生铝项整项不得分；"
    "数据在定点后经复核偏差超过10%的，招标人有权调整份额。",
    "percar": "2027年1月1日",
    "datapen": "碳数据迟交的，每逾期一日扣减当月货款的0.1%，累计不超过2%。",
    "pay": "75",
    "pen": "0.8%",
    "pencap": "8%",
    "warranty": "48个月或行驶10万公里",
}
# 质保期 is changed in the body alone: the list below is what a hasty reader sees.
CHANGES = [
    ("1", "1.2", "年度需求与最高限价", "42万件、21万件；36,000万元", "46万件、23万件；39,600万元"),
    ("2", "1.3", "VDA 6.3总符合率门槛", "85%", "90%"),
    ("3", "1.4", "投标截止时间", "2025年12月19日16:00", "2026年3月27日16:00"),
    ("4", "3.2", "价格分值", "46分", "36分"),
    ("5", "3.2", "ESG与碳足迹分值", "8分", "18分"),
    ("6", "3.2", "技术、交付分值", "20分、9分", "22分、7分"),
    ("7", "2.5、3.5", "产品碳足迹准入线", "无", "7.5 kgCO2e/kg"),
    ("8", "5.2", "逐件碳数据起始日", "2027年7月1日", "2027年1月1日"),
    ("9", "6.1", "付款账期", "60日", "75日"),
    ("10", "6.2", "安全库存", "10日用量", "15日用量"),
    ("11", "6.2", "迟延交付违约金", "每日0.5%，上限5%", "每日0.8%，上限8%"),
]

CSS = (HERE / "tender.css").read_text("utf-8")


def tender(values: dict[str, str]) -> str:
    """The whole tender as HTML; ``{{page:TEXT}}`` stands where the contents give a chapter's page."""
    lines = (HERE / "tender.txt").read_text("utf-8").format(**values).splitlines()
    body: list[str] = []
    chapters: list[str] = []
    if values is REVISED:
        chapters.append("修订说明")
        rows = ["序号|条款|项目|原招标文件|修订版", *("|".join(change) for change in CHANGES)]
        body.append(
            "<h1>修订说明</h1><p>根据招标人采购委员会2026年1月14日的决定，对本项目招标文件作如下修订。下表为主要修订内容，"
            "未尽事项以正文为准；表内表述与正文不一致的，以正文为准。</p>"
            + markup.table("修订内容一览表", rows)
        )
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.startswith("# "):
            chapters.append(line[2:])
            body.append(f"<h1>{escape(line[2:])}</h1>")
        elif line.startswith("## "):
            body.append(f"<h2>{escape(line[3:])}</h2>")
        elif line.startswith("@table "):
            start = index
            while index < len(lines) and lines[index].startswith("|"):
                index += 1
            body.append(markup.table(line[7:], lines[start:index]))
        elif line.strip():
            body.append(f"<p>{escape(line)}</p>")
    contents = "".join(
        f'<p>{escape(name)}<span class="dots"></span>{{{{page:{name}}}}}</p>' for name in chapters
    )
    cover = markup.div(
        "cover",
        markup.div("no", "招标编号：WLA-CN-2025-0417"),
        markup.div("name", "MPX-3平台轻量化结构件<br>采购项目"),
        markup.div("rule"),
        markup.div("ed", values["edition"]),
        markup.div("by", f"招标人：威瑟兰汽车（中国）有限公司<br>发布日期：{values['date']}"),
    )
    inside = cover + "<h1>目　录</h1>" + markup.div("toc", contents) + "".join(body)
    return markup.page(values["edition"], CSS, inside)


if __name__ == "__main__":
    for edition in (ORIGINAL, REVISED):
        print(printing.print_pdf(tender(edition), OUT / edition["file"]))
