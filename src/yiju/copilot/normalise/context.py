"""Units that only their neighbours tell apart: 度 of heat, angle or current; 200w of money or power."""

import re
from decimal import Decimal

_REACH = 10
_HEAT = re.compile("温|零[下上]|冷|热|℃|°C|摄氏|凝固|沸|熔|燃")
_ANGLE = re.compile("角|倾|旋转|偏转|转动|坡|弯")
_POWER = re.compile("电|耗能|能耗")
_MONEY = re.compile(
    "预算|报价|单价|总价|价格|合同[额价]|金额|费|款|年薪|营收|收入|销售额|采购额|产值|利润|投资|成本|花|赚|赔"
)

Unit = tuple[str, Decimal]


def meant(text: str, start: int, end: int, surface: str, unit: Unit) -> Unit:
    """The unit that ``surface`` stands for beside ``text[start:end]``; ``unit`` where nothing tells."""
    around = text[max(0, start - _REACH) : start] + text[start:end][:2] + text[end : end + 2]
    if surface == "度":
        for pattern, name in ((_HEAT, "°C"), (_ANGLE, "角度"), (_POWER, "kWh")):
            if pattern.search(around):
                return name, Decimal(1)
    if surface in {"w", "W"} and _MONEY.search(around):
        return "", Decimal(10_000)
    return unit
