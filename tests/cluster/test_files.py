"""How files are told to nodes, and read where they are sent to."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from yiju.cluster.files import File, files_of_bytes, groups, packed_files
from yiju.cluster.shipped import events_of_shipped
from yiju.ingest.taken import Decide, Decision, Event, Taken, Told
from yiju.ingest.taking import Taking

MAIL = (
    "From: qian@hs.example\nTo: zhao@ours.example\nSubject: 付款条件\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="x"\n\n'
    "--x\nContent-Type: text/plain; charset=utf-8\n\n见附件。\n"
    '--x\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename="a.txt"\n\n'
    "年降比例为3%\n--x--\n"
)


def put(folder: Path, *names: str, text: str = "甲方案") -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in names]


def test_groups_keep_the_order_and_are_many_enough_for_all(tmp_path: Path) -> None:
    files = put(tmp_path, *(f"{n:03}.txt" for n in range(100)))
    made = list(groups(files, 3))
    assert [file.path for group in made for file in group] == [str(path) for path in files]
    assert [file.number for group in made for file in group] == list(range(100))
    assert {len(group) for group in made[:-1]} == {8}
    assert max(len(group) for group in groups(files * 20, 2)) == 32


def test_large_files_have_a_group_of_their_own(tmp_path: Path) -> None:
    files = put(tmp_path, *(f"{n}.txt" for n in range(40)))
    with files[3].open("wb") as file:
        os.truncate(file.fileno(), 9 << 20)
    made = [[file.number for file in group] for group in groups(files, 1)]
    assert [3] in [group[:1] for group in made] and made[0] == [0, 1, 2]
    assert [number for group in made for number in group] == list(range(40))


def test_a_file_that_is_gone_is_left_out(tmp_path: Path) -> None:
    files = put(tmp_path, "a.txt", "b.txt", "c.txt")
    files[1].unlink()
    assert [file.number for group in groups(files, 1) for file in group] == [0, 2]


def test_names_that_are_no_text_arrive(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xb8\xe5\xbc\xfe.txt")
    try:
        files = put(tmp_path, name)
    except OSError:
        pytest.skip("this file system has no such names")
    ((file,),) = groups(files, 1)
    assert files_of_bytes(packed_files([file])) == [file]
    assert file.is_seen()


def test_another_file_at_the_same_path_is_not_the_same(tmp_path: Path) -> None:
    files = put(tmp_path, "a.txt")
    ((file,),) = groups(files, 1)
    assert file.is_seen()
    os.utime(files[0], ns=(1, 1))
    assert not file.is_seen()
    os.utime(files[0], ns=(file.changed, file.changed))
    assert file.is_seen()
    put(tmp_path, "a.txt", text="另一份")
    os.utime(files[0], ns=(file.changed, file.changed))
    assert file.is_seen()  # as long, and of the same nanosecond: no two files are
    (tmp_path / "b").symlink_to(tmp_path)
    assert File(0, str(tmp_path / "b" / "a.txt"), file.place, file.size, file.changed).is_seen()


@pytest.mark.parametrize("name", ["来函.eml", "信箱/cur/170.M1.host:2,S", "深/处/来函.eml"])
def test_a_file_that_is_sent_has_the_events_of_one_that_lies_here(tmp_path: Path, name: str) -> None:
    (path,) = put(tmp_path / "里", name, text=MAIL)
    for other in ("new", "tmp"):
        (path.parent.parent / other).mkdir(exist_ok=True)
    ((file,),) = groups([path], 1)
    asked: list[tuple[str, str]] = []

    def decide(place: str, sha256: str) -> Decision:
        asked.append((place, sha256))
        return Decision()

    def read(copy: Path, ask: Decide) -> Iterator[Event]:
        assert copy != path
        assert copy.name == path.name
        return Taking(ask).events(copy)

    here = list(Taking(decide).events(path))
    asked_here, asked = asked, []
    there = list(events_of_shipped(file, path.read_bytes(), decide, read))
    assert there == here
    assert asked == asked_here
    assert [type(event) for event in here].count(Taken) == 2


def test_what_is_too_large_to_be_sent_is_refused_for_its_size(tmp_path: Path) -> None:
    (path,) = put(tmp_path, "大.txt")
    with path.open("wb") as file:
        os.truncate(file.fileno(), 3 << 20)
    ((told,),) = groups([path], 1)

    def read(copy: Path, ask: Decide) -> Iterator[Event]:
        return Taking(ask, max_mb=2).events(copy)

    there = list(events_of_shipped(told, None, lambda *_: Decision(), read))
    assert there == list(Taking(lambda *_: Decision(), max_mb=2).events(path))
    assert isinstance(there[0], Told)
    assert there[0].shown == str(path)
