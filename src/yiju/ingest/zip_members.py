"""What lies in a ZIP archive, taken out so that none of the known tricks does any harm.

Nothing is ever written where the archive says: members are bytes with a name. What they may be is bounded
before they are unpacked, and again while they are, as an archive may lie about it.
"""

import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.encoding import decode
from yiju.ingest.inside import Member
from yiju.ingest.zip_directory import small_directory

_MOST_FILES = 20_000
_MOST = 1024**3
"""Bytes of everything unpacked."""
_MOST_ONE = 256 * 1024**2
_RATIO, _SMALL = 200, 10 * 1024**2
"""Bytes out of one byte in; what is small may be packed however tightly."""
_READ_AT_ONCE = 1 << 20
_UNICODE_NAME = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
_IGNORED = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$)|(?:^|/)(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE)


def files_in(path: Path) -> Iterator[Member]:
    """The files of an archive, in its order; hidden ones and folders are left out.

    Raises:
        ReadFailure: damaged, a bomb, or of more files than any collection has.
    """
    if not small_directory(path):
        raise _bomb("目录过大")
    try:
        archive = zipfile.ZipFile(path)
    except Exception as error:  # damage shows as many kinds of error
        raise ReadFailure("压缩包已损坏或不完整，打不开", hint="请重新下载或再要一份。") from error
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        unpacked = sum(info.file_size for info in infos)
        if len(infos) > _MOST_FILES:
            raise _bomb(f"有 {len(infos)} 个文件，超过 {_MOST_FILES} 个")
        if unpacked > _MOST:
            raise _bomb(f"解压后有 {unpacked / 1024**2:.0f} MB，超过 {_MOST // 1024**2} MB")
        names = _names(infos)
        for info, name in zip(infos, names, strict=True):
            if not _IGNORED.search(name):
                yield Member(
                    name,
                    name.rpartition("/")[2],
                    lambda info=info: _content(archive, info),  # type: ignore[misc]
                    shown=name,
                    facts={"archive": path.name, "archive_path": name},
                )


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """The members' paths. Those not marked as Unicode are in the code page of whoever packed them: Chinese
    Windows writes GBK. All of an archive's are looked at together: one short name tells too little."""
    raw = {id(info): _raw_name(info) for info in infos}
    foreign = [name for name in raw.values() if name is not None]
    text = ""
    if foreign:
        try:
            text = decode(b"\n".join(foreign))
        except ReadFailure:
            text = b"\n".join(foreign).decode("cp437")
    decoded = iter(text.split("\n") if text.count("\n") == len(foreign) - 1 else [])
    return [
        _plain(info.filename if raw[id(info)] is None else next(decoded, info.filename), number)
        for number, info in enumerate(infos, start=1)
    ]


def _raw_name(info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name whose encoding the archive does not tell; None where it does, or it is plain."""
    if info.flag_bits & _UNICODE_NAME or info.filename.isascii():
        return None
    try:
        return info.orig_filename.encode("cp437").replace(b"\n", b"_")
    except UnicodeEncodeError:
        return None


def _plain(name: str, number: int) -> str:
    """A path that leads nowhere: its parts without roots, drives and steps upward."""
    parts = [
        part.strip()
        for part in name.replace("\\", "/").split("/")
        if part.strip() not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part.strip())
    ]
    return "/".join(parts) or f"文件{number}"


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Skipped("是指向别处的链接，未读取")
    if info.flag_bits & _ENCRYPTED:
        raise ReadFailure("压缩包里的这个文件有密码，无法读取", hint="请解压后再导入。")
    if info.file_size > _MOST_ONE:
        raise _bomb(f"解压后有 {info.file_size / 1024**2:.0f} MB")
    if info.file_size > _SMALL and info.file_size > _RATIO * max(1, info.compress_size):
        raise _bomb(f"压缩比达 {info.file_size // max(1, info.compress_size)} 倍")
    blocks: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as member:
            while block := member.read(_READ_AT_ONCE):
                size += len(block)
                if size > max(info.file_size, _SMALL):
                    raise _bomb("解压出来比它自己说的大")
                blocks.append(block)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        raise ReadFailure("压缩包里的这个文件已损坏", hint="请重新下载或再要一份。") from error
    except (NotImplementedError, RuntimeError) as error:
        raise ReadFailure("压缩包里的这个文件用了不支持的压缩方式", hint="请解压后再导入。") from error
    return b"".join(blocks)


def _bomb(what: str) -> ReadFailure:
    return ReadFailure(f"{what}，疑似压缩炸弹，未读取", hint="请检查文件来源，或解压后再导入。")
