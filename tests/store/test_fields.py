from yiju.ingest.chunking import chunk
from yiju.store import bm25
from yiju.store.fields import Fields, fields_of
from yiju.store.types import Locator, Paragraph, Role


def paragraph(number: int, text: str, role: Role = Role.BODY, headings: tuple[str, ...] = ()) -> Paragraph:
    return Paragraph(
        id=f"d-{number}",
        document_id="d",
        ordinal=number,
        text=text,
        start=0,
        end=len(text),
        locator=Locator(),
        role=role,
        headings=headings,
    )


def test_a_chunks_text_is_parted_as_it_was_put_together() -> None:
    made = [
        paragraph(1, "第二章 价格", Role.HEADING, ("第二章 价格",)),
        paragraph(2, "2.1 年降", Role.HEADING, ("第二章 价格", "2.1 年降")),
        paragraph(3, "每年3%。", headings=("第二章 价格", "2.1 年降")),
        paragraph(4, "自第二年起。", headings=("第二章 价格", "2.1 年降")),
    ]
    (one,) = chunk("供货合同", made)
    fields = fields_of(one.text, "供货合同", [p.text for p in made if p.role is Role.HEADING])
    assert fields == Fields("供货合同", "第二章 价格\n2.1 年降", "每年3%。\n自第二年起。")
    (deep,) = chunk("供货合同", made[2:])
    assert deep.text.startswith("供货合同 > 第二章 价格 > 2.1 年降\n")
    assert fields_of(deep.text, "供货合同", []) == Fields("供货合同", "第二章 价格 > 2.1 年降", fields.body)


def test_texts_without_title_or_path() -> None:
    assert fields_of("正文一\n正文二", "", []) == Fields("", "", "正文一\n正文二")
    assert fields_of("标题\n正文", "标题", []) == Fields("标题", "", "正文")
    assert fields_of("标题", "标题", []) == Fields("标题", "", "")
    assert fields_of("标题党的正文", "标题", ["不在其中", ""]) == Fields("", "", "标题党的正文")


def test_no_word_is_lost_or_counted_twice() -> None:
    text = "供货合同 > 第二章 价格\n2.1 年降\n每年3%，价格逐年下调。"
    fields = fields_of(text, "供货合同", ["2.1 年降"])
    apart = bm25.terms(fields.title) + bm25.terms(fields.headings) + bm25.terms(fields.body)
    assert sorted(apart) == sorted(bm25.terms(text))
