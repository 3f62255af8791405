"""A made-up account of any size: mails, calls and two versions of a tender, full of figures and promises."""

import datetime as dt
import random
from pathlib import Path

_THINGS = (
    "报告 方案 图纸 清单 样件 尺寸 证书 检具 夹具 模具 合同 发票 物流 "
    "包装 工艺 材料 铝锭 碳足迹 追溯 批次 接口 文档 测试 计划 培训 备件 "
    "软件 参数 曲线 涂层 焊缝 气孔 密封 螺栓 支架 横梁 纵梁 电池 托盘 "
    "散热器 逆变器 线束 传感器 控制器 验收 审核 整改 对账 回款 库存 标签 "
    "条码 托运 报关 关税 汇率 预测 产能 排产 节拍 良率 巡检 "
).split()
_PEOPLE = ("王蕾", "周磊", "安可", "李昕", "赵一鸣")
_FIRST = dt.date(2025, 1, 1)
_SOURCES = 100
_TENDER_SHARE = 5
"""How many of the hundred parts go into each version of the tender."""


def write_account(folder: Path, paragraphs: int) -> None:
    """Write about so many paragraphs (100 or more) as files that the readers take; the same every time."""
    rng = random.Random(7)
    part = paragraphs // _SOURCES
    folder.mkdir(parents=True)
    for number in range(_SOURCES - 2 * _TENDER_SHARE):
        day = _FIRST + dt.timedelta(days=4 * number)
        said = [_sentence(rng) for _ in range(part)]
        if number % 2:
            _write_call(folder / f"call{number}.txt", day, said, rng)
        else:
            _write_mail(folder / f"mail{number}.eml", day, said, number)
    lines = [_requirement(rng, index) for index in range(1, _TENDER_SHARE * part + 1)]
    _write_tender(folder / "招标文件.md", dt.date(2025, 11, 3), lines)
    changed = [line.replace("日内", "日之内") if rng.random() < 0.2 else line for line in lines]
    changed = [line.replace("得2分", "得3分") for line in changed]
    _write_tender(folder / "招标文件修订版.md", dt.date(2026, 1, 12), changed)


def _sentence(rng: random.Random) -> str:
    one, two, three = rng.sample(_THINGS, 3)
    count, day = rng.randint(1, 999), f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
    return rng.choice((
        f"我们{day}之前把{one}{two}的{three}发给您。",
        f"{one}{two}的{three}还没有收到，什么时候能给？",
        f"{one}和{two}的{three}已经发给您了，请查收。",
        f"我们要求{one}必须满足{two}的{three}，否则有延期风险，第{count}批尤其重要。",
        f"{one}{two}{three}的单价为{count}元，交货期为{rng.randint(2, 60)}天。",
        f"零件A{rng.randint(1, 400)}的{one}单价为{count}元。",
        f"年降比例为{rng.randint(1, 9)}.{rng.randint(0, 9)}%，{one}{two}另计。",
        f"{rng.choice(_PEOPLE)}负责{one}{two}的审批，由{rng.choice(_PEOPLE)}签字。",
        f"公司宣布在{one}{two}上投资{count}万元，目标是提升{three}。",
    ))  # fmt: skip


def _requirement(rng: random.Random, number: int) -> str:
    one, two, three = rng.sample(_THINGS, 3)
    days, points = rng.randint(2, 90), rng.randint(1, 9)
    return f"{number}、投标人的{one}{two}应当在{days}日内满足{three}要求，得{points}分。"


def _write_call(path: Path, day: dt.date, said: list[str], rng: random.Random) -> None:
    turns = [
        f"{rng.choice(_PEOPLE)}({n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}): {text}"
        for n, text in enumerate(said, 1)
    ]
    head = f"会议主题：例会\n会议时间：{day} 10:00\n参会人：{'、'.join(_PEOPLE)}\n"
    path.write_text("\n\n".join((head, *turns)), encoding="utf-8")


def _write_mail(path: Path, day: dt.date, said: list[str], number: int) -> None:
    sender = ("王蕾 <w@ours.example>", "李昕 <l@theirs.example>")[number // 2 % 2]
    head = (
        f"From: {sender}\nTo: a@ours.example\nSubject: 项目往来{number}\nMessage-ID: <{number}@example>\n"
        f"Date: {day:%d %b %Y} 10:00:00 +0800\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    )
    path.write_text("\n".join((head, "\n\n".join(said), "")), encoding="utf-8")


def _write_tender(path: Path, day: dt.date, lines: list[str]) -> None:
    path.write_text("\n\n".join((f"# {path.stem}", f"日期：{day}", *lines)), encoding="utf-8")
