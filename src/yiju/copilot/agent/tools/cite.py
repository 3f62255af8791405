"""``cite``: what stands around a place that was found."""

from pydantic import Field

from yiju.copilot.agent.tools.base import Arguments, Hand, Told, Tool, fenced
from yiju.copilot.material import spans_of
from yiju.errors import NotFound
from yiju.store.access import may_open
from yiju.store.documents import context, get_document
from yiju.store.registered import is_row

_UNKNOWN = "没有这个编号的原文。"
_NOTHING = "这一段没有可以引用的内容：说法不一致或已被替换的不能单独引用。"


class Place(Arguments):
    place: str = Field(
        min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$", description="编号，如 E3 或 F1"
    )


def _cite(hand: Hand, given: Place) -> Told:
    sql, viewer = hand.reader.store.sql, hand.reader.viewer
    paragraph_id = _paragraph(hand, given.place)
    if is_row(paragraph_id):
        return Told("这一条来自登记，没有上下文。", "nothing")
    before, centre, after = context(sql, viewer, paragraph_id)
    document = get_document(sql, viewer, centre.document_id)
    if document.customer_id not in hand.called or not document.current:
        raise NotFound(_UNKNOWN)
    if not may_open(viewer, document):
        before, after = [], []
    hand.about(hand.table.customers[document.customer_id])
    around = spans_of(document, [*before, centre, *after])
    lines = hand.table.lay([span for span in around if hand.holds(span)])
    return Told(fenced(lines)) if lines else Told(_NOTHING, "nothing")


def _paragraph(hand: Hand, place: str) -> str:
    """The paragraph of a number on the table. Raises NotFound: no id opens a document that was not found."""
    if place in hand.table.spans:
        return hand.table.spans[place].paragraph.id
    cited = hand.table.facts[place].citations if place in hand.table.facts else ()
    if not cited:
        raise NotFound(_UNKNOWN)
    return cited[0].paragraph_id


CITE = Tool("cite", "正在看原文…", "看一条编号资料在原文里的上下文，返回 E 编号的原文。", Place, _cite)
