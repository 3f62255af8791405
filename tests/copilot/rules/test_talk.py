"""What the rules forbid is not shown, and counted apart; in another wording it may be said."""

from pathlib import Path

from tests.support.samples import CAR, TODAY
from tests.support.stored import settings_for
from tests.support.world import AUTO, fill, write_files
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_rules import lawful
from yiju.copilot.material import Material
from yiju.copilot.retrieve import Reader
from yiju.copilot.rules.book import Rules
from yiju.copilot.service import Copilot
from yiju.store.access import local_viewer
from yiju.store.labels import left_out
from yiju.store.store import Store
from yiju.store.types import Claim, Customer


def test_a_forbidden_line_is_left_out_and_counted(tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path / "data")) as store:
        fill(store, write_files(tmp_path / "files"), AUTO)
        copilot = Copilot(Reader(store, None, local_viewer(store.sql)))
        before = copilot.talk(CAR, scene="异议处理", as_of=TODAY)
        said = [c for s in before.sections for c in s.claims if c.role in {"say", "fallback"}]
        word = said[-1].text.strip("“”")[-6:-1]
        rules = f"[[forbidden]]\nwords = ['{word}']\nreason = '办公室不许'\n"
        (store.settings.data / "rules.toml").write_text(rules, encoding="utf-8")
        after = copilot.talk(CAR, scene="异议处理", as_of=TODAY)
        ours = [c.text for s in after.sections for c in s.claims if c.role in {"say", "fallback", "avoid"}]
        assert not any(word in text for text in ours)
        assert after.forbidden > before.forbidden == 0 and after.refused == before.refused
        assert any(word in one.text and "办公室不许" in one.reason for one in after.dropped_claims)


def test_a_goal_that_the_rules_forbid_is_told_as_that_and_not_as_reviewers_rejection(tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path / "data")) as store:
        fill(store, write_files(tmp_path / "files"), AUTO)
        rules = "[[forbidden]]\nwords = ['保证中标']\nreason = '办公室不许'\n"
        (store.settings.data / "rules.toml").write_text(rules, encoding="utf-8")
        copilot = Copilot(Reader(store, None, local_viewer(store.sql)))
        made = copilot.strategy(CAR, goal="拿下续约，保证中标", as_of=TODAY)
        assert (made.forbidden, made.refused) == (1, 0)
        (gone,) = [one for one in made.dropped_claims if one.cause == "rules"]
        assert made.dropped + 1 == len(made.dropped_claims)
        (told,) = [line for line in made.notices if "销售规则" in line]
        assert gone.section in told and "保证中标" in told and "办公室不许" in told
        assert "违反销售规则 1 条" in left_out(made) and "评审" not in left_out(made)
        plain = copilot.strategy(CAR, goal="拿下续约", as_of=TODAY)
        assert plain.forbidden == 0 and not any("销售规则" in line for line in plain.notices)


def test_a_models_line_that_the_rules_forbid_is_no_reviewers_rejection() -> None:
    rules = Rules.model_validate({"forbidden": [{"words": ["保证中标"], "reason": "办公室不许"}]})
    material = Material(Customer(id="c", name=CAR, unit=AUTO), (), (), TODAY, rules=rules)
    claims = tuple(
        Claim(id=one, nature="advice", text=text) for one, text in (("a", "先问交期。"), ("b", "保证中标。"))
    )
    kept = lawful(material, "议程", DraftedSection("drafted", claims=claims), ())
    assert [one.id for one in kept.claims] == ["a"]
    assert [(one.cause, one.text) for one in kept.dropped] == [("rules", "保证中标。")]
