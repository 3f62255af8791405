"""What the words before a number call it."""

import re

_BEFORE = 16
"""Characters before a number in which a word says what it is."""
_CALLED = re.compile(
    r"(?:(?:单|编|料|件|票|图|批|批次|序列|流水|合同|会议|税|条码|型|项目|案|货|产品|设备)号码?"
    r"|代码|编码|条码|会议[ ]?id|(?:运|订|工|采购|出库|入库)单|发票|章节|条款|第|版本"
    r"|(?:invoice|order|serial|batch|part|meeting|item|\b(?:po|sn|nr|art|ref|fig|rev|ver))"
    r"(?:[ ]?(?:no|id|number))?\.?"
    r"|(?<!card )(?<!account )(?<!phone )(?<!tel )(?<!mobile )\bno\.?)"
    r"[ :：#是为（(\[]{0,3}\Z",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"发票|票号|订单|合同|单号|编号|物料|料号|税号|代码|流水|批号|批次|序列|型号|条码|图号|项目|运单|快递|会议|invoice|order"
    r"|serial|batch|barcode|meeting|tracking|\b(?:no|sn|po|id)\b",
    re.IGNORECASE,
)


def called_otherwise(text: str, at: int) -> bool:
    """Whether the very words before ``at`` call the number there an order's, a part's, a meeting's."""
    return _CALLED.search(text[max(0, at - _BEFORE) : at]) is not None


def nearest(text: str, at: int, wanted: re.Pattern[str]) -> tuple[int, int]:
    """Where, before ``at``, the last word of ``wanted`` ends, and the last that names another sort of number.

    Counted within the few characters before; -1 where there is none.
    """
    before = text[max(0, at - _BEFORE) : at]
    said = max((match.end() for match in wanted.finditer(before)), default=-1)
    other = max((match.end() for match in _OTHER_NUMBER.finditer(before)), default=-1)
    return said, other
