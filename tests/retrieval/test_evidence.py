"""Is there evidence? Signals by hand, and a judgement that grows with them."""

from dataclasses import replace

import numpy as np
import pytest

from tests.retrieval.shelves import ListShelf, passages
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.evidence import Calibration, bundled, judge
from yiju.retrieval.ranked import Ranked
from yiju.retrieval.search import retrieve
from yiju.retrieval.shelf import Passage
from yiju.retrieval.signals import NAMES, signals_of

PLANT = (
    "质保期自验收合格之日起三十六个月，期内免费更换零件。",
    "投标保证金应在开标前到账，未中标的予以退还。",
    "食堂每周供应三天素食，停车场在对面商场。",
    "仓库盘点在每月最后一个工作日进行，由两人签字。",
    "培训安排在九月下旬，共三天，由应用工程师主讲。",
    "发货后五个工作日内开具增值税发票，运费由卖方承担。",
)


def _ranked(*texts: str, **features: list[float]) -> list[Ranked]:
    rows = [{name: values[at] for name, values in features.items()} for at in range(len(texts))]
    return [
        Ranked(Passage(str(at), text=text), 0.0, row)
        for at, (text, row) in enumerate(zip(texts, rows, strict=True))
    ]


def test_the_signals_by_hand() -> None:
    found = signals_of(
        "保证金 ABC-1",
        _ranked(
            "保证金 ABC-1 到账。别的。",
            "盘点",
            "食堂",
            keywords=[3.0, 1.0, 0.0],
            meaning=[2.0, 2.0, -1.0],
            keywords_rank=[0.0, float(np.log(2)), float(np.log(3))],
            meaning_rank=[float(np.log(2)), 0.0, float(np.log(3))],
        ),
    )
    assert set(found) == set(NAMES)
    assert found["together"] == pytest.approx(1.0)
    assert found["sentence"] == pytest.approx(1.0)
    assert found["contrast"] == pytest.approx(1.0)
    assert found["keywords"] == pytest.approx(3.0 - 0.5)
    assert found["meaning"] == pytest.approx(2.0 - 0.5)
    assert found["agreement"] == pytest.approx(0.5)


def test_what_is_not_known_is_left_out() -> None:
    assert signals_of("保证金", []) == {}
    alone = signals_of("保证金多少", _ranked("保证金两万元"))
    assert set(alone) == {"sentence", "together", "contrast"}
    nothing_asked = signals_of("多少？", _ranked("保证金两万元", "食堂"))
    assert set(nothing_asked) == set()
    words_alone = _ranked("甲", "乙", "丙", keywords=[1.0, 0.5, 0.0], meaning=[0.0, 0.0, 0.0])
    assert "meaning" not in signals_of("保证金", words_alone)
    assert "agreement" not in signals_of("保证金", words_alone)


def test_the_probability_is_that_of_the_logit() -> None:
    made = Calibration(0.5, {"contrast": 2.0}, {"contrast": 0.4}, {"contrast": 0.2}, 0.5)
    assert made.probability({"contrast": 0.6}) == pytest.approx(1 / (1 + np.exp(-2.5)))
    assert made.probability({}) == pytest.approx(1 / (1 + np.exp(-0.5)))


def test_the_bundled_calibration_is_whole() -> None:
    made = bundled()
    assert set(made.weights) == set(made.means) == set(made.spreads) == set(NAMES)
    assert all(spread > 0 for spread in made.spreads.values())
    assert 0 < made.threshold < 1


@pytest.mark.parametrize("embedder", [HashingEmbedder(), None], ids=["hashing", "none"])
def test_what_is_spoken_of_is_likelier_to_have_evidence(embedder: HashingEmbedder | None) -> None:
    shelf = ListShelf(passages(*PLANT), embedded=embedder is not None)

    def probability(question: str) -> float:
        return judge(question, retrieve(shelf, embedder, question, limit=50)).probability

    spoken = [probability(q) for q in ("质保期是几个月", "投标保证金什么时候到账", "培训安排在几月")]
    unheard = [probability(q) for q in ("董事长的学历", "工厂屋顶光伏装机容量", "竞争对手的股价")]
    assert min(spoken) > max(unheard)


def test_nothing_found_is_no_evidence() -> None:
    judged = judge("质保期是几个月", [])
    assert (judged.probability, judged.enough) == (0.0, False)


def test_enough_is_a_matter_of_the_threshold() -> None:
    shelf = ListShelf(passages(*PLANT), embedded=False)
    ranked = retrieve(shelf, None, "质保期是几个月", limit=50)
    made = bundled()
    given = judge("质保期是几个月", ranked, made).probability
    assert judge("质保期是几个月", ranked, replace(made, threshold=given)).enough
    assert not judge("质保期是几个月", ranked, replace(made, threshold=min(given + 0.01, 1.0))).enough
