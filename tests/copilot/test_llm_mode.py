"""Whole suggestions in a model's words: what the model words, and what only the rules may say."""

from tests.support.account import CUSTOMER, TODAY, evidence_in, honest, model_claims, texts
from tests.support.desk import Desk, Entry, section
from tests.support.stub_llm import Step, StubLLM
from yiju.copilot.llm_checks import digest_of
from yiju.copilot.sections import AGENDA, COMMITMENTS, NEWS, NEXT, QUESTIONS, RISKS, TERMS


def test_a_strategy_in_the_models_words(desk: Desk) -> None:
    desk.stub.script(honest)
    given = desk.strategy()
    assert (given.mode, given.model) == ("llm", "stub")
    assert {label.split(".")[0] for label in given.prompts} <= {"visit-strategy", "repair", "terms"}
    assert given.usage["calls"] == len(desk.stub.requests)
    assert given.usage["prompt_tokens"] == 11 * len(desk.stub.requests)
    facts = section(given, TERMS)
    assert [c.nature for c in facts] == ["fact"] * len(facts)
    assert any(c.id.startswith("m") and "60天电汇" in c.text for c in facts)
    for title in (AGENDA, QUESTIONS, NEXT):
        assert all(c.id.startswith("m") for c in section(given, title))


def test_what_only_the_rules_know_stays(desk: Desk) -> None:
    desk.stub.script(honest)
    given, plain = desk.strategy(), desk.plain.strategy(CUSTOMER, as_of=TODAY)
    assert section(given, COMMITMENTS) == section(plain, COMMITMENTS)
    assert given.headline == plain.headline
    for title, flag in ((NEWS, "changed"), (RISKS, "conflict"), (COMMITMENTS, "overdue")):
        before = [c for c in section(plain, title) if flag in c.flags]
        assert before
        assert [c for c in section(given, title) if flag in c.flags] == before


def test_no_stale_or_contradicted_value_is_handed_to_the_model(desk: Desk) -> None:
    desk.stub.script(honest)
    desk.strategy()
    desk.talk()
    sent = [words for body in desk.stub.requests for _, words in evidence_in(body)]
    assert any("60天电汇" in words for words in sent)
    assert not any("年降比例" in words for words in sent)
    assert not any("5%" in words and "ESG" in words and "15%" not in words for words in sent)
    assert all(line.split("｜")[0].endswith("2025-11-03") is False for line in _evidence_heads(desk.stub))


def _evidence_heads(stub: StubLLM) -> list[str]:
    return [
        line for n in range(len(stub.requests)) for line in stub.prompt(n).splitlines() if line[:2] == "[E"
    ]


def test_no_span_is_told_twice(desk: Desk) -> None:
    desk.stub.script(honest)
    cited = [(c.paragraph_id, c.start) for claim in model_claims(desk.strategy()) for c in claim.citations]
    assert len(cited) == len(set(cited))


def test_the_model_is_told_what_is_overdue_and_for_what(desk: Desk) -> None:
    desk.stub.script(honest)
    desk.strategy(goal="谈妥碳足迹模板")
    assert "（答应过，已逾期）" in desk.stub.prompt()
    assert "谈妥碳足迹模板" in desk.stub.prompt()


def test_a_goal_stands_first_whoever_drafts(desk: Desk) -> None:
    desk.stub.script(honest)
    assert section(desk.strategy(goal="谈妥碳足迹模板"), AGENDA)[0].text == "本次目标：谈妥碳足迹模板"


def test_a_section_whose_draft_fails_keeps_its_extractive_claims(desk: Desk) -> None:
    def but_terms(body: Entry) -> Step:
        return Step(text="不会") if f"“{TERMS}”一栏" in body["messages"][1]["content"] else honest(body)

    desk.stub.script(but_terms)
    given, plain = desk.strategy(), desk.plain.strategy(CUSTOMER, as_of=TODAY)
    assert given.mode == "llm"
    assert section(given, TERMS) == section(plain, TERMS)
    (notice,) = given.notices
    assert f"{TERMS}——大模型的回答不是 JSON" in notice


def test_extractive_claims_come_in_for_what_is_dropped(desk: Desk) -> None:
    """One statement is altered: the span it cites is shown in its own words instead."""

    def altered(entry: Entry) -> Entry:
        return entry | {"text": entry["text"].replace("60天", "90天")} if "text" in entry else entry

    desk.stub.script(lambda body: honest(body, altered))
    given = desk.strategy()
    terms = section(given, TERMS)
    assert not any("90天" in text for text in texts(terms))
    (payment,) = [c for c in terms if "电汇" in c.text]
    assert payment.id.startswith("c") and "60天" in payment.text
    said = next(text for one in desk.stub.requests for _, text in evidence_in(one) if "60天" in text)
    refused = digest_of(said.replace("60天", "90天"))
    assert any((one.check, one.digest) == ("verdicts", refused) for one in given.dropped_claims)
    assert "90天" not in given.model_dump_json()


def test_advice_that_falls_back_rests_on_what_is_shown_now(desk: Desk) -> None:
    def facts_only(body: Entry) -> Step:
        return Step(status=400) if "facts" not in body and "栏：这次见面" in str(body) else honest(body)

    desk.stub.script(facts_only)
    given = desk.strategy()
    assert any("“LCA边界说明" in text for text in texts(section(given, AGENDA)))
    assert any(AGENDA in notice for notice in given.notices)


def test_a_talk_track_in_the_models_words(desk: Desk) -> None:
    desk.stub.script(honest)
    given = desk.talk(person="Anke Vogt")
    assert given.mode == "llm"
    assert "对Anke Vogt说" in desk.stub.prompt()
    own = [s for s in given.sections if any(c.id.startswith("m") for c in s.claims)]
    assert own and all([c.role for c in s.claims][:2] == ["say", "why"] for s in own)
    assert given.sections[-1].claims[0].role == "avoid"
    assert [s.title for s in given.sections[:-1]] == [f"要点{n}" for n in range(1, len(given.sections))]


def test_a_scene_without_ground_is_not_put_to_the_model(desk: Desk) -> None:
    desk.stub.script(honest)
    given = desk.talk(scene="催款")
    assert given.missing and given.missing == desk.plain.talk(CUSTOMER, scene="催款", as_of=TODAY).missing
    assert not desk.stub.requests


def test_an_answer_in_the_models_words(desk: Desk) -> None:
    desk.stub.script(honest)
    given = desk.ask("莱茵汽车的付款方式是什么")
    assert given.mode == "llm"
    assert texts(model_claims(given)) == ["付款方式为货到验收后60天电汇。"]


def test_refusals_and_contradictions_are_never_put_to_the_model(desk: Desk) -> None:
    desk.stub.script(honest)
    refused, disputed = desk.ask("莱茵汽车的食堂有几个座位"), desk.ask("莱茵汽车的年降比例是多少")
    assert refused.missing
    assert any(c.verdict == "conflict" for s in disputed.sections for c in s.claims)
    assert (refused.mode, disputed.mode) == ("extractive", "extractive")
    assert "按原文" in disputed.notices[-1]
    assert not desk.stub.requests
