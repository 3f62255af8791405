"""The bytes of one item: fetched from its source, and laid in their place; or why not."""

import logging
import os
from dataclasses import replace
from typing import BinaryIO

from yiju.errors import Skipped, YijuError, in_words
from yiju.store.disk import disk_trouble
from yiju.sync.base import Item, Source, SourceFailure, SourceGone, in_full
from yiju.sync.originals import Originals
from yiju.sync.state import FAILED, GIVEN_UP, MOST_ATTEMPTS, READ, SKIPPED, Known, Result

log = logging.getLogger(__name__)


class Getting:
    """Of one run of one source.

    Args:
        most_mb: larger things are passed over.
    """

    def __init__(self, source: Source, originals: Originals, most_mb: int) -> None:
        self._source, self._originals, self._most_mb = source, originals, most_mb

    def get(self, item: Item, known: Known | None, *, anew: bool) -> Result:
        """An item, got or not.

        Args:
            anew: whether other bytes, of this very run, lie in its place.

        Raises:
            SourceDown, SourceStopped, SourceGone: as ``Source.fetch``.
            YijuError: the disk is full, or a secret is not set.
        """
        original = self._originals.place_for(self._source.name, item, known.original if known else "")
        same = known is not None and known.version == item.version
        attempts = known.attempts + 1 if known and same else 1
        result = Result(item, original, self._originals.path(original).as_uri(), attempts=attempts)
        if known and same and not anew and known.sha256 and self._originals.holds(original):
            return replace(result, sha256=known.sha256)  # it was got, and could not be read
        try:
            return self._fetched(result)
        except Skipped as error:
            return replace(result, outcome=SKIPPED, reason=in_full(error))
        except SourceGone as gone:
            if gone.instead is None or (known is not None and known.outcome == READ):
                raise
            return self.get(gone.instead, known, anew=anew)
        except SourceFailure as error:
            reason = in_full(error)
        except YijuError:
            raise
        except OSError as error:
            if (trouble := disk_trouble(error)) is not None:
                raise trouble from error
            reason = f"读不了：{error.strerror or type(error).__name__}"
        except Exception as error:  # whatever is wrong with one thing, it keeps no other from being read
            log.warning("来源 %s 的 %s 出错：%s", self._source.name, item.name, in_words(error))
            reason = f"程序内部出错：{in_words(error)}"
        return replace(result, outcome=GIVEN_UP if attempts >= MOST_ATTEMPTS else FAILED, reason=reason)

    def _fetched(self, result: Result) -> Result:
        content = self._source.fetch(result.item)
        if isinstance(content, bytes):
            return self._put(result, content, len(content))
        with content:
            return self._put(result, content, os.fstat(content.fileno()).st_size)

    def _put(self, result: Result, content: bytes | BinaryIO, size: int) -> Result:
        if size > self._most_mb * 1024 * 1024:
            raise Skipped(f"超过 {self._most_mb} MB（YIJU_MAX_FILE_MB），未读取")
        return replace(result, sha256=self._originals.put(result.original, content))
