"""A connection to a mailbox over IMAP (RFC 3501) that only looks: nothing is marked, moved or deleted."""

import contextlib
import datetime as dt
import logging
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from yiju.errors import YijuError, without_secrets
from yiju.sync.base import Pace, SourceDown, SourceFailure
from yiju.sync.imap_config import Config, too_large
from yiju.sync.imap_folders import is_rubbish

if TYPE_CHECKING:
    from imapclient import IMAPClient

    from yiju.sync.imap_wire import Bounds

_T = TypeVar("_T")
_BESIDE = 16 * 1024 * 1024
"""Bytes of an answer beside a mail: lists of folders and numbers, and a hundred heads."""
_GOODBYE = 5.0
_HEAD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM TO SUBJECT)]"
_ABOUT_US = {"name": "yiju", "version": "1", "vendor": "yiju"}
"""Some servers (163, 126) let nobody read who has not told who they are (RFC 2971)."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a folder tells of a mail before it is fetched. ``size``: in bytes, as the server counts."""

    uid: int
    raw: bytes
    size: int
    came: dt.date | None


class Mailbox:
    """One mailbox. A connection that is lost is made anew, once for each thing that is asked.

    Attributes:
        at: the open folder and its UIDVALIDITY, which stays as it is while the folder is open.

    Raises everywhere:
        SourceDown: no connection, no login, or none again.
        SourceFailure: the server refuses what was asked.
    """

    def __init__(self, config: Config, pace: Pace) -> None:
        self._config = config
        self._pace = pace
        self._client: IMAPClient | None = None
        self._bounds: Bounds | None = None
        self.at: tuple[str, int] | None = None

    def folders(self) -> list[str]:
        """Those to be read, as configured."""
        wanted = dict.fromkeys(self._config.folders)
        if "*" not in wanted:
            return list(wanted)
        listed = self._asked(lambda client: client.list_folders())
        every = [str(name) for flags, parted, name in listed if not is_rubbish(flags, parted, str(name))]
        return list(dict.fromkeys([*(one for one in wanted if one != "*"), *every]))

    def open(self, folder: str) -> tuple[int, int]:
        """Look into a folder: its UIDVALIDITY, and the UID that the next mail will get (0: not told)."""
        told = self._asked(lambda client: self._selected(client, folder))
        return int(told.get(b"UIDVALIDITY", 0)), int(told.get(b"UIDNEXT", 0))

    def uids(self, after: int) -> list[int]:
        """UIDs above one of the open folder, rising."""
        criteria: list[Any] = ["UID", f"{after + 1}:*"]
        criteria += ["SINCE", self._config.since] if self._config.since else []
        found = self._asked(lambda client: client.search(criteria))
        return sorted(uid for uid in found if uid > after)  # ``*`` means the last one, however low it is

    def with_id(self, message_id: str) -> list[int]:
        """UIDs of the open folder's mails of this Message-ID."""
        return sorted(self._asked(lambda client: client.search(["HEADER", "Message-ID", message_id])))

    def heads(self, uids: Sequence[int]) -> Iterator[Head]:
        """What is told of these mails; of those that are gone, nothing."""
        told = self._asked(lambda client: client.fetch(list(uids), [_HEAD, "RFC822.SIZE", "INTERNALDATE"]))
        for uid, given in sorted(told.items()):
            raw = next((value for key, value in given.items() if key.startswith(b"BODY[HEADER")), b"")
            came = given.get(b"INTERNALDATE")
            day = came.date() if isinstance(came, dt.datetime) else None
            yield Head(int(uid), raw or b"", int(given.get(b"RFC822.SIZE", 0)), day)

    def mail(self, uid: int) -> bytes | None:
        """A mail of the open folder; None where it is gone."""
        most = int(self._config.most_mb * 1024 * 1024)
        told = self._asked(lambda client: client.fetch([uid], [f"BODY.PEEK[]<0.{most + 1}>"]))
        body = next((value for key, value in told.get(uid, {}).items() if key.startswith(b"BODY[]")), None)
        if body is not None and len(body) > most:
            raise too_large(self._config)
        return body

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        client, self._client, self.at = self._client, None, None
        if client is not None and self._bounds is not None:
            self._bounds.seconds = min(self._bounds.seconds, _GOODBYE)
            self._bounds.begin()
            with contextlib.suppress(Exception):
                client.logout()
            with contextlib.suppress(Exception):
                client.shutdown()

    def _asked(self, ask: "Callable[[IMAPClient], _T]") -> _T:
        """The answer; asked once more over a new connection where the first was lost."""
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

        for again in (False, True):
            try:
                self._pace.wait()
                client = self._connected()
                self._begin()
                return ask(client)
            except SourceFailure:
                self._drop()  # the rest of what was too much still comes
                raise
            except (IMAPClientAbortError, OSError) as error:
                self._drop()
                if again:
                    raise self._down(error) from None
            except IMAPClientError as error:
                why = without_secrets(str(error))[:200]
                raise SourceFailure(f"邮箱 {self._config.host} 拒绝了请求：{why}") from None
            except (ValueError, LookupError, TypeError, RecursionError) as error:
                self._drop()
                raise SourceFailure(
                    f"邮箱 {self._config.host} 的回答不合 IMAP 规矩（{type(error).__name__}）。"
                ) from None
        raise AssertionError

    def _begin(self) -> "Bounds":
        """What is asked now has so long, and so much."""
        from yiju.sync.imap_wire import Bounds

        if self._bounds is None:
            most = int(self._config.most_mb * 1024 * 1024) + _BESIDE
            self._bounds = Bounds(self._config.timeout, most)
        self._bounds.begin()
        return self._bounds

    def _connected(self) -> "IMAPClient":
        if self._client is None:
            self._client = self._logged_in()
            if self.at is not None:  # as it was before the connection was lost
                folder, validity = self.at
                if self._selected(self._client, folder).get(b"UIDVALIDITY") != validity:
                    self._drop()
                    raise SourceDown(f"邮箱 {self._config.host} 的文件夹正在变动。", hint="稍后自动再试。")
        return self._client

    def _selected(self, client: "IMAPClient", folder: str) -> dict[bytes, Any]:
        told: dict[bytes, Any] = client.select_folder(folder, readonly=True)
        self.at = folder, int(told.get(b"UIDVALIDITY", 0))
        return told

    def _greeted(self, trust: ssl.SSLContext | None) -> "IMAPClient":
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

        from yiju.sync.imap_wire import BoundedClient

        logging.getLogger("imapclient").setLevel(logging.INFO)  # below that it writes down what is said
        config = self._config
        direct = config.secured is True
        port = config.port or (993 if direct else 143)
        try:
            client: IMAPClient = BoundedClient(config.host, port, self._begin(), trust if direct else None)
        except IMAPClientError as error:  # it is sent away, or no mail server speaks there
            raise IMAPClientAbortError(str(error)) from None
        client.normalise_times = False
        return client

    def _logged_in(self) -> "IMAPClient":
        from imapclient.exceptions import IMAPClientAbortError, LoginError

        config = self._config
        secured = config.secured
        trust = _trust(config.ca) if secured else None
        client = self._greeted(trust)
        try:
            if secured == "starttls":
                client.starttls(trust)
            self._log_in(client)
            if client.has_capability("ID"):
                client.id_(_ABOUT_US)
        except LoginError as error:
            with contextlib.suppress(Exception):
                client.shutdown()
            if "[UNAVAILABLE]" in str(error) or isinstance(error.__context__, IMAPClientAbortError):
                raise SourceDown(f"邮箱 {config.host} 现在不能登录。", hint="稍后自动再试。") from None
            raise SourceDown(
                f"邮箱 {config.host} 不让 {config.user} 登录。",
                hint="检查用户名和密码；许多邮箱要先在网页上开通 IMAP，并用“授权码”代替登录密码。",
            ) from None
        except BaseException:
            with contextlib.suppress(Exception):
                client.shutdown()
            raise
        return client

    def _log_in(self, client: "IMAPClient") -> None:
        config = self._config
        secret = config.token or config.password
        assert secret is not None
        try:
            password = secret.value()
        except YijuError as error:
            raise SourceDown(str(error), hint=error.hint) from None
        if config.token is not None:
            client.oauth2_login(config.user, password)
            return
        if (config.user + password).isascii():
            client.login(config.user, password)
        else:  # LOGIN knows no other letters
            client.plain_login(config.user, password)

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.shutdown()

    def _down(self, error: Exception) -> SourceDown:
        host = self._config.host
        if isinstance(error, ssl.SSLCertVerificationError):
            return SourceDown(
                f"邮箱 {host} 的证书不可信。", hint="自建邮箱请用 ca 指明签发证书的文件；不要关掉加密。"
            )
        if isinstance(error, TimeoutError):
            return SourceDown(f"邮箱 {host} 没有回答。", hint="检查网络，或稍后再试。")
        return SourceDown(f"邮箱 {host} 连不上，或中断了连接。", hint="检查主机、端口和网络。")


def _trust(ca: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca:
        try:
            context.load_verify_locations(ca)
        except (OSError, ssl.SSLError):
            raise SourceDown(f"证书文件读不了：{ca}", hint="ca 要写一个 PEM 格式的证书文件。") from None
    return context
