"""One page, the whole, a checklist: every line is a verified claim with its tags, and nothing is added."""

import datetime as dt

import pytest

from tests.support.advice import Given
from tests.support.samples import LISTED, TODAY, reader
from yiju.copilot.contacts import contacts_of, day_of, speakers
from yiju.copilot.departed import same_name
from yiju.copilot.forms import FORMS, PICKED, FormName, added, form_named, form_of
from yiju.copilot.sections import COMMITMENTS, QUESTIONS
from yiju.copilot.service import Copilot
from yiju.errors import Invalid
from yiju.store.store import Store
from yiju.store.types import Claim, Suggestion

NAMES = [row["name"] for row in LISTED["customer"]]


@pytest.fixture(scope="module", params=NAMES)
def strategy(samples: Store, request: pytest.FixtureRequest) -> Suggestion:
    return Copilot(reader(samples, dense=False)).strategy(request.param, as_of=TODAY)


def _claims(one: Suggestion) -> dict[str, Claim]:
    return {claim.id: claim for section in one.sections for claim in section.claims}


@pytest.mark.parametrize("form", FORMS)
def test_every_line_is_a_claim_with_its_tags_or_a_gap(strategy: Suggestion, form: FormName) -> None:
    made, claims = form_of(strategy, form), _claims(strategy)
    lines = [line for block in made.blocks for line in block.lines]
    assert lines and all(block.lines and block.title for block in made.blocks)
    for line in lines:
        if not line.claim:
            assert line.text in strategy.missing
            continue
        claim = claims[line.claim]
        assert line.text == claim.text
        rests = [claims[one] for one in claim.rests_on]
        assert list(line.tags) == list(dict.fromkeys(c.tag for one in (claim, *rests) for c in one.citations))
        assert line.tags


def test_the_whole_leaves_nothing_out(strategy: Suggestion) -> None:
    told = {line.claim for block in form_of(strategy, "full").blocks for line in block.lines}
    assert told - {""} == _claims(strategy).keys()


def test_a_page_for_a_phone_is_short_and_says_nothing_twice(strategy: Suggestion) -> None:
    told = [line.claim for block in form_of(strategy, "brief").blocks for line in block.lines if line.claim]
    assert len(told) == len(set(told)) <= sum(count for _, count in PICKED) + 6


def test_the_checklist_holds_open_promises_and_questions(strategy: Suggestion) -> None:
    blocks = {
        block.title: [line.claim for line in block.lines] for block in form_of(strategy, "checklist").blocks
    }
    by_title = {section.title: section.claims for section in strategy.sections}
    waiting = [c for c in by_title[COMMITMENTS] if {"overdue", "open"} & set(c.flags)]
    told = blocks.get("要有交代的承诺", []) + blocks.get("要对方交代的", [])
    assert sorted(told) == sorted(claim.id for claim in waiting)
    assert blocks["要问的"] == [claim.id for claim in by_title[QUESTIONS]]
    claims = _claims(strategy)
    for one in blocks.get("要带的材料", []):
        assert {c.document.kind.value for c in claims[one].citations} <= {"contract", "tender"}


def test_contacts_speak_or_are_named_in_what_is_told_of_them(strategy: Suggestion) -> None:
    found = contacts_of(strategy)
    assert found
    for contact in found:
        for claim in (*contact.cares, *contact.said, *contact.objects):
            assert contact.name in speakers(claim)
        for claim in contact.promised:
            to = any(f.startswith("to:") and same_name(contact.name, f[3:]) for f in claim.flags)
            assert to or contact.name in claim.text or contact.name in speakers(claim)
            assert not {"theirs", "unknown"} & set(claim.flags)
        told = [
            c.id for part in (contact.cares, contact.said, contact.promised, contact.objects) for c in part
        ]
        assert len(told) == len(set(told))


def test_what_is_new_came_after_the_last_call(strategy: Suggestion) -> None:
    day = dt.date.fromisoformat(strategy.request["since"])
    assert strategy.request["since_of"] == "call" and day < TODAY
    claims = _claims(strategy)
    new = [block for block in added(strategy) if "以来" in block.title]
    for block in new:
        assert block.title == f"上次通话（{day}）以来"
        assert all(day_of(claims[line.claim]) > day for line in block.lines)
    facts = [claim for claim in claims.values() if claim.nature == "fact" and day_of(claim) > day]
    assert sum(len(block.lines) for block in new) == len(facts)


def test_only_a_strategy_has_forms(given: Given) -> None:
    other = next(one for one in given[1] if one.kind != "strategy")
    with pytest.raises(Invalid):
        form_of(other, "brief")
    with pytest.raises(Invalid):
        form_named("poster")
