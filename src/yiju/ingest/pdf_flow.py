"""Pages' paragraphs and table rows as one document: counted, joined over page breaks, under headings."""

from dataclasses import dataclass, field

from yiju.ingest.clauses import ClauseTracker, is_contents_line, number_of
from yiju.ingest.pdf_lines import join_text, wrapped
from yiju.ingest.pdf_paragraphs import Block, ends_sentence, starts_item
from yiju.ingest.pdf_tables import PageTable
from yiju.ingest.reading import Piece
from yiju.ingest.table_text import Row, caption_number, is_header, is_option, row_text, runs_over, same_header
from yiju.store.types import Locator, Role

_NEAR_EDGE = 6.0


@dataclass(slots=True)
class PageFlow:
    """One page's content in reading order."""

    number: int
    label: str | None
    items: list[Block | PageTable]


@dataclass(slots=True)
class _Draft:
    text: str
    page: int
    label: str | None
    role: Role = Role.BODY
    page_end: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    block: Block | None = None
    headings: tuple[str, ...] = ()
    clause: str | None = None

    def piece(self) -> Piece:
        locator = Locator(
            page=self.page,
            page_end=self.page_end,
            page_label=self.label,
            paragraph=self.paragraph,
            clause=self.clause,
            table=self.table,
            row=self.row,
        )
        return Piece(self.text, locator, self.role, self.headings)


@dataclass(slots=True)
class _OpenTable:
    number: int
    edges: list[float]
    header: Row | None
    rows: int = 0
    last: Row | None = None
    draft: _Draft | None = None


@dataclass(slots=True)
class _Flow:
    drafts: list[_Draft] = field(default_factory=list)
    tables: int = 0
    open_table: _OpenTable | None = None
    """The table that stood last on the page before, while nothing has come after it."""
    around: PageTable | None = None
    """That table's part on this page, which smaller tables may stand inside of."""


def flow(pages: list[PageFlow]) -> list[Piece]:
    """Pieces of the whole document, in reading order."""
    state = _Flow()
    for page in pages:
        count = 0
        state.around = None
        for at, item in enumerate(page.items):
            if isinstance(item, PageTable):
                _add_table(state, page, item, first=at == 0)
                continue
            state.open_table = None
            if at == 0 and _runs_on(state, item):
                before = state.drafts[-1]
                before.text = join_text(before.text, item.text)
                before.page_end, before.block = page.number, item
                count += 1
                continue
            if not item.heading:
                count += 1
            state.drafts.append(
                _Draft(
                    item.text,
                    page.number,
                    page.label,
                    Role.HEADING if item.heading else Role.BODY,
                    paragraph=None if item.heading else count,
                    block=item,
                )
            )
    _place_under_headings(state.drafts)
    return [draft.piece() for draft in state.drafts]


def _runs_on(state: _Flow, block: Block) -> bool:
    """Whether the first block of a page is the rest of the paragraph that ended the page before."""
    before = state.drafts[-1] if state.drafts else None
    if before is None or before.block is None or before.role is not Role.BODY or block.heading:
        return False
    last, first, line = before.block.lines[-1], before.block.lines[0], block.lines[0]
    if is_contents_line(before.text) or abs(last.size - line.size) > 0.12 * line.size:
        return False
    if not wrapped(last, line, before.block.frame.right):
        return False
    size = line.size
    margin = before.block.lines[1].x0 if len(before.block.lines) > 1 else None
    shift = block.frame.left - before.block.frame.left
    if abs(shift) > 2 * size:
        shift = 0.0
    back = line.x0 - shift < first.x0 - 1.2 * size
    if starts_item(line.text) and not (back and not ends_sentence(before.text)):
        return False
    if ends_sentence(before.text):
        # The sentence ended with the page: only the missing indent tells that the paragraph goes on.
        at_margin = line.x0 - block.frame.left < size and len(block.lines) > 1
        return back and at_margin and (margin is None or abs(line.x0 - shift - margin) < size)
    return back or margin is None or abs(line.x0 - shift - margin) < 1.2 * size


def _add_table(state: _Flow, page: PageFlow, table: PageTable, *, first: bool) -> None:
    opened = state.open_table
    rows = table.rows
    inner = state.around is not None and _stands_inside(table, state.around)
    if not inner:
        state.around = table
    if opened is not None and first and _goes_on(opened, table):
        if len(table.edges) != len(opened.edges):
            rows = [_in_columns(row, opened.edges) for row in rows]
        if same_header(rows[0], opened.header):
            rows = rows[1:]
        if rows and opened.last is not None and opened.draft is not None and runs_over(opened.last, rows[0]):
            for cell in rows[0].cells:
                home = next(c for c in opened.last.cells if c.column == cell.column)
                home.text = (
                    f"{home.text} {cell.text}" if is_option(cell.text) else join_text(home.text, cell.text)
                )
            opened.draft.text = row_text(opened.last, opened.header)
            opened.draft.page_end = page.number
            rows = rows[1:]
    else:
        state.tables += 1
        opened = _OpenTable(
            _captioned(state, page) or state.tables, table.edges, rows[0] if is_header(rows) else None
        )
        if not inner:
            state.open_table = opened
    for row in rows:
        opened.rows += 1
        header = None if row is opened.header else opened.header
        opened.last = row
        opened.draft = _Draft(
            row_text(row, header),
            page.number,
            page.label,
            Role.TABLE_ROW,
            table=opened.number,
            row=opened.rows,
        )
        state.drafts.append(opened.draft)


def _captioned(state: _Flow, page: PageFlow) -> int | None:
    """The number printed right above a table (``表4 评分汇总``): what a person looks for."""
    before = state.drafts[-1] if state.drafts else None
    return caption_number(before.text) if before is not None and before.page == page.number else None


def _stands_inside(table: PageTable, other: PageTable) -> bool:
    """Whether a table stands in a cell of another, which goes on below it."""
    return (
        other.x0 - 1 <= table.x0
        and table.x1 <= other.x1 + 1
        and other.y0 - 1 <= table.y0
        and table.y1 <= other.y1 + 1
    )


def _goes_on(opened: _OpenTable, table: PageTable) -> bool:
    """Whether a table has the columns of the one before; a smaller table in its cells may add some."""
    edges, others = opened.edges, table.edges
    if abs(edges[0] - others[0]) > _NEAR_EDGE or abs(edges[-1] - others[-1]) > _NEAR_EDGE:
        return False
    if len(edges) != len(others) and is_header(table.rows) and not same_header(table.rows[0], opened.header):
        return False
    matched = sum(1 for edge in edges if any(abs(edge - other) <= _NEAR_EDGE for other in others))
    return matched >= 0.6 * max(len(edges), len(others)) or matched == len(edges) >= 4


def _in_columns(row: Row, edges: list[float]) -> Row:
    """A row with its cells numbered by the columns of the table's first part."""
    for cell in row.cells:
        reach = [n for n, edge in enumerate(edges[:-1]) if edge < cell.x1 - _NEAR_EDGE]
        cell.column = max((n for n in reach if edges[n] <= cell.x0 + _NEAR_EDGE), default=0)
        cell.columns = max(reach, default=0) - cell.column + 1
    return row


def _place_under_headings(drafts: list[_Draft]) -> None:
    """Fill in heading paths and clauses."""
    path: list[tuple[float, int | None, str]] = []
    clauses = ClauseTracker()
    for draft in drafts:
        if draft.role is Role.TABLE_ROW:
            draft.headings = tuple(text for _, _, text in path)
            continue
        if is_contents_line(draft.text):
            continue
        heading = draft.role is Role.HEADING
        draft.clause = clauses.clause(draft.text, heading=heading)
        if heading and draft.block is not None:
            number = number_of(draft.text)
            rank = number.level * 10 + number.depth if number else None
            size = draft.block.size
            while path and _closes(path[-1], size, rank):
                path.pop()
            draft.headings = tuple(text for _, _, text in path)
            path.append((size, rank, draft.text))
        else:
            draft.headings = tuple(text for _, _, text in path)


def _closes(top: tuple[float, int | None, str], size: float, rank: int | None) -> bool:
    """Whether a new heading ends the one on top: same kind of number or coarser, or larger type."""
    if rank is not None and top[1] is not None:
        return top[1] >= rank
    if abs(top[0] - size) > 0.5:
        return top[0] < size
    return top[1] is None or rank is None
