"""Files of every kind of trouble, beside some that are well."""

import zipfile
from email.message import EmailMessage
from pathlib import Path


def put_troubled(folder: Path) -> None:
    """Texts, broken ones, mails with attachments, an archive and a Maildir into a new folder.

    Those called ``bad`` and ``worse`` kill what reads them where ``clusters.make_mischief`` says so.
    """
    folder.mkdir()
    for number in range(12):
        lines = "\n".join(f"第{n}条 交付第{number}批第{n}号样件，付款期60日。" for n in range(1, 30))
        (folder / f"n{number:02}.txt").write_text(lines, "utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7\nbroken")
    (folder / "空.txt").write_bytes(b"")
    (folder / "bad.txt").write_text("读它的进程会崩溃", "utf-8")
    (folder / "worse.txt").write_text("连集群的进程也会", "utf-8")
    (folder / "z 同文.txt").write_bytes((folder / "n01.txt").read_bytes())
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "qian@hs.example", "zhao@ours.example", "付款条件"
    mail["Date"] = "Fri, 23 Jan 2026 09:00:00 +0800"
    mail.set_content("成本拆分表见附件。")
    mail.add_attachment("年降比例为3%".encode(), maintype="text", subtype="plain", filename="拆分.txt")
    mail.add_attachment(b"%PDF-1.7\nbroken", maintype="application", subtype="pdf", filename="坏.pdf")
    (folder / "来函.eml").write_bytes(bytes(mail))
    with zipfile.ZipFile(folder / "包.zip", "w") as archive:
        archive.writestr("里/甲.txt", "甲方案的价格")
        archive.writestr("里/bad.txt", "崩溃")
        archive.writestr("里/来函.eml", bytes(mail))
    box = folder / "信箱"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "cur" / "1700000000.M1.host:2,S").write_bytes(bytes(mail).replace(b"09:00", b"10:00"))
