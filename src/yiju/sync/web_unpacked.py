"""Bodies that come packed."""

import zlib
from collections.abc import Iterable, Iterator

from yiju.sync.base import SourceFailure

_STEP = 1 << 20


def unpacked(parts: Iterable[bytes], packed: str) -> Iterator[bytes]:
    """The parts of a body, unpacked in steps, so that whoever counts them can stop. Raises SourceFailure."""
    if packed in ("", "identity"):
        yield from parts
        return
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise SourceFailure(f"内容以 {packed[:20]} 压缩，没有请求过这种压缩。")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for part in parts:
            rest = part
            while rest and not unpack.eof:
                yield unpack.decompress(rest, _STEP)
                rest = unpack.unconsumed_tail
        while not unpack.eof and (more := unpack.decompress(unpack.unconsumed_tail, _STEP)):
            yield more
    except zlib.error:
        raise SourceFailure("内容的压缩已损坏。") from None
    if not unpack.eof:
        raise SourceFailure("内容没有传完。", hint="下次再试。")
