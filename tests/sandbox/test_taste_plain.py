"""Where nothing was taught, drafts are as they were; each kind of lesson moves what it should and no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.stored import settings_for
from tests.support.taught import (
    CUSTOMERS,
    HEADS,
    LABELS,
    NORTH,
    REPS,
    TODAY,
    fill,
    give,
    judge,
    rewrite_say,
    said,
    words,
)
from yiju.copilot.material import Span
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.copilot.taste import Occasion
from yiju.errors import NotFound
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.check_list import list_checks
from yiju.sandbox.exemplars import list_exemplars
from yiju.sandbox.lessons import learn
from yiju.sandbox.publishing import restore, withdraw
from yiju.sandbox.taste import SandboxTaste, UnitSitting
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Claim, Suggestion

ONE, OTHER = CUSTOMERS[NORTH]
FRAME = "“{}，请教一下，这件事由谁来定？”"


@pytest.fixture
def north(tmp_path: Path) -> Iterator[Store]:
    with Store.open(settings_for(tmp_path / "data")) as store:
        fill(store, tmp_path / "in", NORTH)
        yield store


def _says(*made: Suggestion) -> list[Claim]:
    return [claim for claim in said(*made) if claim.role == "say"]


def test_without_verdicts_every_byte_is_the_same(north: Store) -> None:
    same = {"id", "created_at", "timings"}
    for one, plain in zip(
        give(north, REPS[NORTH], ONE), give(north, REPS[NORTH], ONE, plain=True), strict=True
    ):
        assert one.model_dump_json(exclude=same) == plain.model_dump_json(exclude=same)


def test_rewrites_of_one_customer_word_another_ones_lines(north: Store) -> None:
    rewrites = rewrite_say(north, NORTH, ONE, FRAME)
    made = give(north, REPS[NORTH], OTHER)
    learned = [claim for claim in _says(*made) if "learned" in claim.flags]
    assert learned
    assert all(claim.text.endswith("，请教一下，这件事由谁来定？”") for claim in learned)
    ids = {one.id for one in rewrites}
    assert {x for one in made for x in one.shaped_by} <= ids
    assert not any(secret in claim.text for claim in said(*made) for secret in ("罗启明", "滚子钢", "31天"))


def test_a_frame_that_says_what_became_of_the_evidence_serves_nobody(north: Store) -> None:
    for name in (ONE, OTHER):
        rewrite_say(north, NORTH, name, "“{}”已经办完，不用再提")
    for name in (ONE, OTHER):
        assert not [c.text for c in said(*give(north, REPS[NORTH], name)) if "办完" in c.text]


def test_withdrawn_rewrites_teach_nothing_until_restored(north: Store) -> None:
    rewrites = rewrite_say(north, NORTH, ONE, FRAME)
    plain = words(*give(north, REPS[NORTH], OTHER, plain=True))
    for one in rewrites:
        withdraw(north.sql, HEADS[NORTH], one.id)
    assert words(*give(north, REPS[NORTH], OTHER)) == plain
    assert all(one.withdrawn for one in list_exemplars(north.sql, HEADS[NORTH]))
    for one in rewrites:
        restore(north.sql, HEADS[NORTH], one.id)
    assert words(*give(north, REPS[NORTH], OTHER)) != plain


def test_contested_rewrites_teach_nothing(north: Store) -> None:
    second = HEADS[NORTH].model_copy(update={"user": "second"})
    rewrites = rewrite_say(north, NORTH, ONE, FRAME)
    for one in rewrites:
        suggestion = get_suggestion(north.sql, second, one.suggestion_id)
        claim = next(c for c in said(suggestion) if c.id == one.claim_id)
        judge(north, second, suggestion, claim, "accept")
    assert learn(north.sql, NORTH, LABELS).rewrites == ()


def test_words_forgotten_with_their_document_teach_nothing(north: Store) -> None:
    rewrite_say(north, NORTH, ONE, FRAME)
    assert give(north, REPS[NORTH], OTHER)[1].shaped_by
    for document in list_documents(north.sql, HEADS[NORTH]):
        if document.customer == ONE:
            forget_document(north, HEADS[NORTH], document.id)
    assert learn(north.sql, NORTH, LABELS).rewrites == ()
    assert words(*give(north, REPS[NORTH], OTHER)) == words(*give(north, REPS[NORTH], OTHER, plain=True))


def test_a_phrase_rejected_for_compliance_is_said_nowhere_in_the_unit(north: Store) -> None:
    plain = give(north, REPS[NORTH], ONE, plain=True)
    made, claim = next((one, c) for one in plain for c in _says(one) if "，" in c.text)
    phrase = max(claim.text.strip("“”").split("，"), key=len).rstrip("。？")[:12]
    rejected = judge(north, HEADS[NORTH], made, claim, "reject", "compliance", comment=f"“{phrase}”不能说")
    after = give(north, REPS[NORTH], ONE)
    assert not any(phrase in c.text for c in said(*after))
    touched = [one for one in after if one.shaped_by]
    assert touched
    assert all(one.shaped_by == (rejected.id,) for one in touched)
    for one in touched:  # repaired by another wording, or dropped and counted with the reason
        if one.dropped_claims:
            assert any(rejected.id in d.reason and "合规风险" in d.reason for d in one.dropped_claims)


def test_a_rejection_can_be_withdrawn_and_restored(north: Store) -> None:
    strategy = give(north, REPS[NORTH], ONE, plain=True)[0]
    claim = next(c for c in said(strategy) if c.nature == "fact" and len(c.citations) == 1)
    rejected = judge(north, HEADS[NORTH], strategy, claim, "reject", "outdated")
    plain = words(*give(north, REPS[NORTH], ONE, plain=True))
    heeded = words(*give(north, REPS[NORTH], ONE))
    assert heeded != plain
    (check,) = list_checks(north.sql, HEADS[NORTH], LABELS)
    assert (check.id, check.reason, check.withdrawn) == (rejected.id, "已过时", False)
    assert list_checks(north.sql, REPS[NORTH], LABELS) == []
    with pytest.raises(NotFound):
        withdraw(north.sql, HEADS["south"], rejected.id)
    withdraw(north.sql, HEADS[NORTH], rejected.id)
    assert words(*give(north, REPS[NORTH], ONE)) == plain
    (check,) = list_checks(north.sql, HEADS[NORTH], LABELS)
    assert check.withdrawn
    restore(north.sql, HEADS[NORTH], rejected.id)
    assert words(*give(north, REPS[NORTH], ONE)) == heeded


def test_outdated_evidence_is_not_used_again_for_that_claim(north: Store) -> None:
    strategy = give(north, REPS[NORTH], ONE, plain=True)[0]
    claim = next(c for c in said(strategy) if c.nature == "fact" and len(c.citations) == 1)
    rejected = judge(north, HEADS[NORTH], strategy, claim, "reject", "outdated")
    after = give(north, REPS[NORTH], ONE)[0]
    place = (claim.citations[0].paragraph_id, claim.citations[0].start)
    section = next(s.title for s in strategy.sections if claim in s.claims)
    held = [s for s in after.sections if s.title == section]
    shown = [
        (c.citations[0].paragraph_id, c.citations[0].start) for s in held for c in s.claims if c.citations
    ]
    assert place not in shown
    dropped = [d for d in after.dropped_claims if rejected.id in d.reason]
    assert [d.section for d in dropped] == [section]
    assert "已过时" in dropped[0].reason
    assert (dropped[0].cause, after.dropped) == ("refused", 0)
    assert after.refused == len(after.dropped_claims) >= 1
    assert rejected.id in after.shaped_by


def test_sections_whose_facts_are_rejected_come_later(north: Store) -> None:
    for name in (ONE, OTHER):
        strategy = give(north, REPS[NORTH], name, plain=True)[0]
        for section in strategy.sections:
            for claim in section.claims:
                if claim.nature == "fact":
                    bad = section.title == "客户近况"
                    judge(
                        north,
                        HEADS[NORTH],
                        strategy,
                        claim,
                        *(("reject", "not_useful") if bad else ("accept",)),
                    )
    before = [s.title for s in give(north, REPS[NORTH], ONE, plain=True)[0].sections if s.claims]
    made = give(north, REPS[NORTH], ONE)[0]
    after = [s.title for s in made.sections if s.claims]
    given = {one.id for one in all_annotations(north.sql, HEADS[NORTH])}
    assert set(made.shaped_by) & given  # the order is somebody's
    assert sorted(before) == sorted(after)
    assert after.index("客户近况") > before.index("客户近况")


def test_what_preference_chose_names_whose_it_was(north: Store) -> None:
    def spans(one: Suggestion) -> list[tuple[str, int]]:
        return [(c.citations[0].paragraph_id, c.citations[0].start) for c in said(one) if c.citations]

    verdicts: dict[str, str] = {}
    for name in (ONE, OTHER):
        for made in give(north, REPS[NORTH], name, plain=True):
            for claim in said(made):
                if claim.nature != "fact" or len(claim.citations) != 1:
                    continue
                bad = claim.citations[0].document.kind in {"contract", "news"}
                what = ("reject", "not_useful") if bad else ("accept",)
                verdicts[judge(north, HEADS[NORTH], made, claim, *what).id] = what[0]
    sitting = SandboxTaste(north.sql, REPS[NORTH], LABELS).sit(Occasion("strategy", NORTH, "新客户"))
    assert isinstance(sitting, UnitSitting)
    assert sitting.prefers
    findings = find_all(north)
    best = max(findings, key=sitting.favour)
    assert sitting.favour(best) > 0
    sitting.chose([best])
    assert sitting.shaped_by
    assert {verdicts[one] for one in sitting.shaped_by} == {"accept"}
    for name in (ONE, OTHER):
        for made, plain in zip(
            give(north, REPS[NORTH], name), give(north, REPS[NORTH], name, plain=True), strict=True
        ):
            assert made.shaped_by or spans(made) == spans(plain)


def find_all(store: Store) -> list[Span]:
    """Every span of the unit's documents."""
    documents = list_documents(store.sql, HEADS[NORTH])
    found = {one.id: one for one in documents}
    return [
        Span(found[one.document_id], one, 0, len(one.text))
        for one in paragraphs_of(store.sql, HEADS[NORTH], list(found))
    ]


def test_every_shown_fact_is_supported_and_advice_rests_on_shown_facts(north: Store) -> None:
    rewrite_say(north, NORTH, ONE, FRAME)
    for made in give(north, REPS[NORTH], OTHER):
        ids = {claim.id for claim in said(made)}
        for claim in said(made):
            assert claim.verdict in ({"supported", "conflict"} if claim.nature == "fact" else {None})
            assert set(claim.rests_on) <= ids


def test_asked_without_a_taste(north: Store) -> None:
    made = Copilot(Reader(north, HashingEmbedder(), REPS[NORTH])).strategy(ONE, as_of=TODAY)
    assert made.shaped_by == ()
