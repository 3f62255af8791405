import pytest

from yiju.retrieval.lexicon import entries, written_for
from yiju.retrieval.query import read_query


def test_a_question_is_taken_into_what_it_is_about() -> None:
    query = read_query("按IATF 16949，质保期是多久？")
    assert "质保" in query.told and "多久" not in "".join(query.told)
    assert set("质保期") <= set(query.characters)
    assert {"iatf", "16949"} <= set(query.codes)
    assert "多久" in query.pairs
    assert query.for_value
    assert not read_query("谁来拍板").for_value


@pytest.mark.parametrize("text", ["？", "", "，。！", "吗"])
def test_a_question_of_nothing_has_no_pieces(text: str) -> None:
    query = read_query(text)
    assert (query.told, query.words, query.codes) == ((), (), ())


def test_words_of_documents_stand_in_for_words_of_talk() -> None:
    found = written_for("对方拖着不给钱怎么办")
    assert {"逾期", "债权"} <= set(found)
    assert "逾期" not in written_for("逾期拖着不给钱")
    assert written_for("风和日丽") == ()
    assert read_query("对方拖着不给钱怎么办", expand=False).written == ()


def test_the_lexicon_is_well_formed() -> None:
    assert len(entries()) > 150
    for forms, words in entries():
        assert all(len(form) > 0 and " " not in form for form in forms)
        assert len(set(words)) == len(words), words
