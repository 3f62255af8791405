"""Units of measure, money and counting, each with its canonical unit and the factor to it."""

from decimal import Decimal

_TABLE: dict[str, dict[str, str]] = {
    # canonical unit: {factor: surfaces}
    "CNY": {"1": "元人民币 元整 元 块钱 yuan RMB CNY 人民币 ¥"},
    "USD": {"1": "美元 美金 USD US$ $ dollars dollar"},
    "EUR": {"1": "欧元 EUR € euros euro"},
    "GBP": {"1": "英镑 GBP £"},
    "JPY": {"1": "日元 JPY"},
    "HKD": {"1": "港元 港币 HKD"},
    "KRW": {"1": "韩元 KRW"},
    "%": {"1": "% percent pct", "0.1": "‰"},
    "pp": {"1": "个百分点 百分点 pp percentage·points percentage·point"},
    "kg": {
        "1": "千克 公斤 kg",
        "1000": "吨 公吨 t tons tonnes",
        "0.001": "克 g",
        "0.000001": "毫克 mg",
        "0.5": "斤",
    },
    "m": {
        "1": "米 公尺",
        "0.001": "毫米 mm",
        "0.01": "厘米 公分 cm",
        "1000": "千米 公里 km",
        "0.000001": "微米 μm um",
    },
    "m2": {"1": "平方米 平米 m2 平方", "1000000": "平方公里", "10000": "公顷"},
    "m3": {"1": "立方米 m3 立方", "0.001": "升 L 公升", "0.000001": "毫升 ml mL"},
    "亩": {"1": "亩"},
    "s": {"1": "秒钟 秒 seconds", "60": "分钟 minutes minute min", "3600": "个小时 小时 hours hour h"},
    "day": {"1": "个自然日 自然日 日历天 日历日 天 日 号 calendar·days days day"},
    "workday": {"1": "个工作日 工作日 个工作天 工作天 working·days business·days working·day business·day"},
    "week": {"1": "个星期 星期 个礼拜 周 weeks week"},
    "month": {"1": "个月 月 months month", "3": "个季度", "12": "个年度 周年 年 years year"},
    "kWh": {"1": "千瓦时 kWh 度电", "1000": "兆瓦时 MWh"},
    "度": {"1": "度"},
    "kW": {"1": "千瓦 kW", "1000": "兆瓦 MW", "1000000": "吉瓦 GW", "0.001": "瓦 W w"},
    "°C": {"1": "摄氏度 °C"},
    "MPa": {"1": "兆帕 MPa"},
    "dB": {"1": "分贝 dB"},
    "GB": {"1": "GB", "1024": "TB"},
    "倍": {"1": "倍 times"},
    "折": {"1": "折"},
    "成": {"1": "成"},
    "分": {"1": "分 points"},
    "岁": {"1": "岁"},
    "人": {"1": "个人 人 名 位", "2": "对夫妻"},
    "人次": {"1": "人次"},
}
# Counting words. 个 agrees with any of them.
COUNTERS = (
    "个",
    "家",
    "次",
    "台",
    "套",
    "件",
    "辆",
    "份",
    "条",
    "项",
    "种",
    "批",
    "箱",
    "只",
    "支",
    "张",
    "页",
    "章",
    "节",
    "款",
    "段",
    "层",
    "栋",
    "座",
    "间",
    "户",
    "棵",
    "册",
    "本",
    "门",
    "期",
    "轮",
    "届",
    "级",
    "类",
    "字",
    "卷",
    "盒",
    "瓶",
    "片",
    "枚",
    "颗",
    "幅",
    "组",
    "所",
    "场",
    "例",
    "宗",
    "笔",
    "季度",
    "标段",
    "车间",
    "楼",
    "号楼",
    "单元",
    "世纪",
    "城市",
    "国家",
    "小组",
    "步",
    "环",
    "代",
    "院",
    "行",
    "列",
    "艘",
    "架",
    "部",
    "股",
    "包",
    "副",
    "双",
    "项目",
)
DEGREES = frozenset({"度", "°C", "kWh", "角度"})
"""What 度 may mean; alone it may mean any."""
MONEY = frozenset({"CNY", "USD", "EUR", "GBP", "JPY", "HKD", "KRW"})

UNITS: dict[str, tuple[str, Decimal]] = {
    surface.replace("·", " "): (unit, Decimal(factor))
    for unit, factors in _TABLE.items()
    for factor, surfaces in factors.items()
    for surface in surfaces.split()
} | {counter: (counter, Decimal(1)) for counter in COUNTERS}


def same_unit(one: str, other: str) -> bool:
    """Whether two canonical units mean the same; 个 stands for any counting word, 度 for any degree."""
    if one == other or ("度" in (one, other) and {one, other} <= DEGREES):
        return True
    counting = frozenset({*COUNTERS, "人"})
    return one in counting and other in counting and bool({one, other} & {"个"})
