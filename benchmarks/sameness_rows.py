"""Thirty invented customers of one trade (castings for cars), each with facts of its own. Deterministic."""

import random
from dataclasses import dataclass
from pathlib import Path

_SEED = 20260310
_PLACES = "临海 云川 松江 北岭 南屏 东固 西渡 青浦 白石 红河 江陵 龙泉 金坛 银川 宝安".split()
_TRADES = ("底盘", "制动", "转向", "传动", "悬架", "车桥", "轮毂", "减震", "电驱", "热管理")
_SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "思远 建国 雨桐 志明 海燕 文博 晓峰 丽华 国栋 佳宁 启明 子涵 春梅 立新 宏伟".split()
_PARTS = "转向节 副车架 控制臂 制动钳体 差速器壳 电机壳体 轮毂轴承座 减震塔 水泵壳 支架".split()
_TOPICS = (
    "我们最担心{part}的缩孔，上批{n}件里有{few}件要返修",
    "{part}的单价比别家高{n}元，采购委员会那边不好交代",
    "{part}的交货期要从{n}天缩到{few}天，不然产线要停",
    "你们的{part}检测报告只有{few}份样本，我们质量部要求不少于{n}份",
    "{part}的模具寿命只剩{n}千件，谁来承担翻新要先说清楚",
    "今年预算压缩{few}%，{part}这块必须有年降方案",
    "{part}的包装破损率到了{few}%，仓库投诉了{n}次",
    "我们希望{part}的账期从{n}天放宽，财务有压力",
)
_PROMISES = (
    "{due}之前，我把{part}的{paper}发给您",
    "我们{due}前一定提交{part}的{paper}",
    "{due}前我方完成{part}的{paper}并交到您手上",
)
_PAPERS = ("检测报告", "试模记录", "碳足迹数据", "整改计划", "成本分析表", "产能证明", "追溯清单")
_NEWS = (
    "{name}宣布投资{n}亿元新建{part}产线，预计2026年底投产",
    "{name}与两家整车厂签订{part}长期供货协议，年产{n}万套",
    "{name}任命{person}为新任采购总监，负责{part}供应商整合",
    "{name}公布2026年目标：{part}成本下降{few}%，海外收入占比升至{n}%",
)


@dataclass(frozen=True)
class Row:
    """A customer, and its files: name → text."""

    name: str
    files: dict[str, str]


def customers(count: int = 30) -> list[Row]:
    """The customers, the same each time."""
    dice = random.Random(_SEED)
    names = [f"{place}{trade}部件" for place in _PLACES for trade in _TRADES]
    return [_customer(name, dice) for name in dice.sample(names, count)]


def _customer(name: str, dice: random.Random) -> Row:
    buyer, quality = (dice.choice(_SURNAMES) + given for given in dice.sample(_GIVEN, 2))
    one, two, three = dice.sample(_PARTS, 3)

    def told(text: str, part: str) -> str:
        return text.format(
            name=name,
            part=part,
            person=buyer,
            n=dice.randint(12, 96),
            few=dice.randint(2, 9),
            due=f"2月{dice.randint(10, 27)}日",
            paper=dice.choice(_PAPERS),
        )

    topics = [told(text, part) for text, part in zip(dice.sample(_TOPICS, 3), (one, two, three), strict=True)]
    call = f"""通话记录
日期：2026-02-{dice.randint(2, 9):02d}
参会：王蕾（华锐铸造 客户经理）、{buyer}（{name} 采购经理）、{quality}（{name} 质量经理）

[00:05] {buyer}：{topics[0]}。
[00:41] {quality}：{topics[1]}。
[01:12] 王蕾：{told(dice.choice(_PROMISES), one)}。
[02:03] {buyer}：{topics[2]}。
"""
    price, drop = dice.randint(80, 400), dice.randint(2, 5)
    contract = f"""# {name}框架采购合同

日期：2025-0{dice.randint(3, 9)}-{dice.randint(10, 28)}

第一条 {one}的含税单价为{price}元/件，年降比例为{drop}%，按年执行。

第二条 甲方在收到合格发票后{dice.choice((30, 45, 60, 75, 90))}日内以电汇方式付款。

第三条 {two}的质保期为{dice.choice((12, 18, 24, 36))}个月，自验收合格之日起算。

第四条 乙方逾期交货的，每逾期一日按合同总价的0.{dice.randint(1, 9)}%支付违约金。
"""
    mail = f"""From: {buyer} <buyer@{dice.randint(100, 999)}.example>
To: 王蕾 <wanglei@huarui.example>
Date: Tue, {dice.randint(10, 24)} Feb 2026 10:00:00 +0800
Subject: {one}年降

王经理：

按今年的采购政策，{one}的年降比例要求为{drop + dice.randint(1, 3)}%。

请在3月{dice.randint(12, 28)}日前书面答复。

{buyer}
"""
    news = f"# {name}动态\n\n日期：2026-02-{dice.randint(10, 26)}\n\n{told(dice.choice(_NEWS), one)}。\n"
    return Row(name, {"通话.txt": call, "合同.md": contract, "邮件.eml": mail, "新闻.md": news})


def write(row: Row, folder: Path) -> Path:
    """A customer's files in a folder of its own."""
    own = folder / row.name
    own.mkdir(parents=True)
    for name, text in row.files.items():
        (own / name).write_text(text, encoding="utf-8")
    return own
