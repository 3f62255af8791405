"""Competitors named by the material."""

from tests.support.make import material, said, source
from yiju.copilot.rivals import find_rivals
from yiju.store.types import Kind


def test_a_company_told_of_as_offering_is_a_rival() -> None:
    found = find_rivals(
        material(
            source(Kind.NEWS, "2026-01-11", "江苏恒岳精密压铸股份有限公司日前披露，新工厂已完成土建。"),
            source(Kind.CALL, "2026-02-04", said("李昕", "恒岳报价比你们低，VDA还是满分。")),
        )
    )
    assert found == {"恒岳"}


def test_neither_party_nor_a_passing_mention_is_one() -> None:
    found = find_rivals(
        material(
            source(Kind.NEWS, "2026-01-11", "华锐精密科技有限公司与远川生物科技有限公司参加了展会。"),
            source(
                Kind.CALL,
                "2026-02-04",
                said("李昕", "华锐的报价我们收到了。"),
                said("李昕", "远川也在展会上。"),
            ),
        )
    )
    assert found == frozenset()
