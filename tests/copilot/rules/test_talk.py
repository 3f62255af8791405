"""What the rules forbid is not shown, and counted as refused; in another wording it may be said."""

from pathlib import Path

from tests.support.samples import CAR, TODAY
from tests.support.stored import settings_for
from tests.support.world import AUTO, fill, write_files
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.store.access import local_viewer
from yiju.store.store import Store


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
        assert (after.refused or 0) > (before.refused or 0)
        assert any(word in one.text and "办公室不许" in one.reason for one in after.dropped_claims)
