"""Table rows as text: cells joined, with the names of their columns where a header row tells them."""

import re
from dataclasses import dataclass

SEPARATOR = " | "
_SERIAL = re.compile(
    r"^(?:序\s*号|编\s*号|条款号|项\s*号|包\s*号|包组号|No\.?|#|Item|Nr\.?|S/?N)$", re.IGNORECASE
)
_NOUN = re.compile(
    r"(?:名称|内容|备注|说明|要求|分值|标准|数量|单价|单位|金额|规格|型号|日期|时间|类别|因素|条款|参数|权重|"
    r"得分|评分|总价|合计|姓名|职务|电话|地址|指标|比例|项目|事项|依据|人员|岗位|品牌|产地|方式|期限|情况|资格|编列)(?:[（(].*[）)])?$"
)
_VALUE = re.compile(r"(?<!\d)(?!(?:19|20)\d{2}(?!\d))\d{2,}|[。；;]|[：:]\s*\S|￥|¥|[√☑]")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:FY\s*)?(?:19|20)\d{2}(?!\d)\D{0,6}$")
_CAPTION = re.compile(r"(?:表|Table\s)\s*(\d{1,3})(?![\d.．\-—–中所])")
_BOXES = "■□☑☐☒√"
_OPTION = re.compile(rf"^[{_BOXES}]\s*\w[^。；;]*$")
_ENDED = re.compile(r"[。！？；!?;:：）)]$")


@dataclass(slots=True)
class CellText:
    """A cell: its column (from 0), how many columns it spans, its edges in points, its text."""

    column: int
    columns: int
    x0: float
    x1: float
    text: str
    bold: bool = False


@dataclass(slots=True)
class Row:
    """A table row: the cells that start in it, from left to right. Edges in points, y downward."""

    cells: list[CellText]
    y0: float = 0.0
    y1: float = 0.0

    @property
    def texts(self) -> list[str]:
        """The texts of cells that hold any."""
        return [cell.text for cell in self.cells if cell.text]

    @property
    def plain(self) -> str:
        """The row without column names."""
        return SEPARATOR.join(self.texts)


def is_header(rows: list[Row]) -> bool:
    """Whether the first of a table's rows names its columns.

    Asks for short names in every column, and for a sign that they are names: a serial-number column,
    bold type that the rows below do not have, or usual column nouns.
    """
    if len(rows) < 2:
        return False
    first, below = rows[0], rows[1:6]
    texts = first.texts
    if len(texts) < 2 or len(texts) < len(first.cells) or len(set(texts)) < len(texts):
        return False
    if any(len(text) > 20 or _VALUE.search(text) for text in texts):
        return False
    if all(len(row.cells) == 1 for row in below):
        return False
    if any(_SERIAL.match(text) for text in texts):
        return True
    bold = all(cell.bold for cell in first.cells) and not all(
        all(cell.bold for cell in row.cells if cell.text) for row in below
    )
    nouns = sum(1 for text in texts if _NOUN.search(text) or _YEAR.match(text))
    if len(texts) == 2:
        return (bold and any(not row.cells[0].bold for row in below if row.cells[0].text)) or (
            nouns == 2 and all(len(text) <= 6 for text in texts)
        )
    return bold or nouns * 2 >= len(texts) or _figures_below(first, below)


def _figures_below(first: Row, below: list[Row]) -> bool:
    """Whether words stand over columns of figures, in most columns beside the first."""
    columns = [
        cell.column for cell in first.cells[1:] if not _DIGIT.search(cell.text) or _YEAR.match(cell.text)
    ]
    over = 0
    for column in columns:
        texts = [cell.text for row in below for cell in row.cells if cell.column == column and cell.text]
        over += len(texts) >= 2 and sum(bool(_DIGIT.search(text)) for text in texts) >= 0.6 * len(texts)
    return over * 2 > len(first.cells) - 1


def caption_number(text: str) -> int | None:
    """The number of a table's caption, ``表4 评分汇总`` or ``Table 4: Weights``; None for other text."""
    found = _CAPTION.match(text)
    return int(found.group(1)) if found and len(text) <= 60 else None


def row_text(row: Row, header: Row | None) -> str:
    """A row's text; under a header each cell is preceded by its column's name.

    A cell that spans several columns, or a row that is one cell, stands for itself.
    """
    if header is None or len(row.cells) < 2:
        return row.plain
    parts = []
    for cell in row.cells:
        if not cell.text:
            continue
        names = [
            head.text
            for head in header.cells
            if head.column < cell.column + cell.columns and cell.column < head.column + head.columns
        ]
        name = names[0] if len(names) == 1 else ""
        parts.append(f"{name}: {cell.text}" if name and name != cell.text else cell.text)
    return SEPARATOR.join(parts)


def same_header(row: Row, header: Row | None) -> bool:
    """Whether a row repeats the header, as tables do at the top of a new page."""
    return header is not None and row.texts == header.texts


def runs_over(last: Row, row: Row) -> bool:
    """Whether ``row``, first on its page, is the rest of ``last``, broken by the page's end.

    Its first column is empty, and what it holds goes on from cells that had not come to an end, is the
    one text beside a label, or is the next box to tick.
    """
    if not row.cells or row.cells[0].text or len(row.cells) != len(last.cells):
        return False
    before = {cell.column: cell.text for cell in last.cells}
    filled = [cell for cell in row.cells if cell.text]
    if not all(before.get(cell.column) for cell in filled):
        return False
    label_and_text = len(filled) == 1 and (len(row.cells) == 2 or len(row.cells) >= 4)
    return label_and_text or any(
        _broken_off(before[cell.column])
        or (is_option(cell.text) and _OPTION.match(before[cell.column]) is not None)
        for cell in filled
    )


def is_option(text: str) -> bool:
    """Whether a text begins with a box to tick."""
    return text != "" and text[0] in _BOXES


def _broken_off(text: str) -> bool:
    """A text long enough to be a sentence that has not come to an end; a bare value is whole as it is."""
    return len(text) >= 8 and not _ENDED.search(text)
