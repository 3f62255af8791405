"""What came with a mail is whose the mail is, waits as long as it does, and goes with it."""

from contextlib import AbstractContextManager
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.support.shell import yiju
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, WEST, begin, rules, take, write

from yiju.ingest.assign.clearing import Decision, assign, dismiss, waiting
from yiju.store.documents import list_documents
from yiju.store.store import Store

HEAD = viewer(EAST, WEST, role="admin", user="boss")


def _mail(path: Path, sender: str, inner: dict[str, str]) -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "wang@ours.example", f"来函{path.stem}"
    made["Message-ID"], made["Date"] = f"<{path.stem}@x>", "Mon, 05 Jan 2026 10:00:00 +0800"
    made.set_content("见附件。")
    for name, text in inner.items():
        made.add_attachment(text.encode(), maintype="text", subtype="markdown", filename=name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.as_bytes())


def test_attachments_follow_their_mail(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    rules(store)
    folder = tmp_path / "in"
    _mail(folder / "known.eml", "vogt@rhein.example", {"明细.md": "# 明细\n\n第一行。\n"})
    named = f"# {LAB}清单\n\n{LAB}的货。\n"  # alone it would be the other's
    _mail(folder / "unknown.eml", "a@qq.com", {"清单.md": named, "图.md": "# 图样\n\n第二行。\n"})
    report = take(store, folder)
    found = {d.title: d.customer for d in list_documents(store.sql, HEAD)}
    assert (found["明细"], found["来函known"]) == (CAR, CAR)
    held = {one.held.title: one for one in waiting(store, HEAD)}
    assert report.unassigned == 3 and set(held) == {"来函unknown", f"{LAB}清单", "图样"}
    assert held["图样"].why == "所附的邮件还没有归属"
    (made,) = assign(store, HEAD, [Decision(id=held["来函unknown"].held.id, customer=CAR)])
    assert set(made.attachments) == {f"{LAB}清单", "图样"} and waiting(store, HEAD) == []
    assert {d.title for d in list_documents(store.sql, HEAD) if d.customer == CAR} >= set(held)


def test_the_commands(store: Store, tmp_path: Path, sql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("EMBEDDER", "hashing"), ("DATABASE_URL", sql_url), ("PARSE_WORKERS", "0")):
        monkeypatch.setenv(f"YIJU_{name}", value)
    begin(store, tmp_path / "first")
    folder = tmp_path / "in" / CAR
    _mail(folder / "a.eml", "a@qq.com", {})
    _mail(tmp_path / "in" / "b.eml", "b@qq.com", {})
    data = ("--data", str(store.settings.data))
    ran = yiju("ingest", str(tmp_path / "in"), "--unit", EAST, "--json", *data)
    assert ran.code == 0, ran.err
    (one,) = ran.json["assigned"]
    assert (one["customer"], one["confidence"], ran.json["unassigned"]) == (CAR, 0.9, 1)
    (held,) = yiju("tray", "list", "--json", *data).json["documents"]
    assert "拿不准" in yiju("tray", "list", *data).out
    done = yiju("tray", "assign", held["held"]["id"], "--customer", "新客户", "--create", "--json", *data)
    assert done.json["assigned"][0]["customer"] == "新客户"
    document = done.json["assigned"][0]["document_id"]
    moved = yiju("documents", "set", document, "--customer", CAR, "--restricted", "--yes", "--json", *data)
    (now,) = moved.json["documents"]
    assert (now["customer"], now["open_restricted"]) == (CAR, True)
    for line in (("tray", "assign"), ("tray", "assign", "h0"), ("documents", "set", document)):
        assert yiju(*line, *data).code == 2, line
    assert (
        "assigned" not in yiju("ingest", str(folder), "--unit", EAST, "--customer", CAR, "--json", *data).json
    )
    assert yiju("ingest", str(folder), "--customer", " ", *data).code == 2


def test_what_another_admin_cleared_meanwhile_keeps_no_mail_back(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's word comes after the mail was chosen, and before it is written."""
    begin(store, tmp_path / "first")
    _mail(tmp_path / "in" / "a.eml", "a@qq.com", {"图.md": "# 图样\n\n第二行。\n"})
    take(store, tmp_path / "in")
    found = {"#" in one.held.source_key: one.held.id for one in waiting(store, HEAD)}
    writing = store.writing

    def cleared_meanwhile(*given: float) -> AbstractContextManager[None]:
        monkeypatch.setattr(store, "writing", writing)
        dismiss(store, HEAD, [found[True]])
        return writing(*given)

    monkeypatch.setattr(store, "writing", cleared_meanwhile)
    (made,) = assign(store, HEAD, [Decision(id=found[False], customer=CAR)])
    assert made.document_id and made.attachments == ()
    assert waiting(store, HEAD) == []


def test_the_oldest_of_many_can_be_looked_at_alone(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    take(store, write(tmp_path / "in", {f"{n}.md": f"第{n}段没有线索的话。" for n in range(3)}))
    every = waiting(store, HEAD)
    assert waiting(store, HEAD, most=2) == every[:2] and len(every) == 3
