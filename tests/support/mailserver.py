"""A real IMAP server (dovecot 2.3) on this machine, with a folder and a configuration of its own."""

import contextlib
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from email.utils import format_datetime
from pathlib import Path

import pytest
from imapclient.imap_utf7 import encode

from tests.support.certificates import make_certificate

PASSWORD = "芝麻开门-7"
_CONFIG = """
protocols = imap
base_dir = {home}/run
log_path = {home}/log
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
default_internal_user = {inner}
default_internal_group = {group}
default_login_user = {login}
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
mail_fsync = never
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  args = password={password}
}}
{tokens}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


_TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/tokens
}}
"""


class Mailserver:
    """Serves mailboxes over IMAP: whoever knows ``PASSWORD`` may log in, under any name.

    Args:
        tokens: an address that tells whose a token is, when it is put behind it; then XOAUTH2 is known.

    Attributes:
        port: without, tls_port: with TLS, under the certificate that ``ca`` names.
    """

    def __init__(self, tokens: str = "") -> None:
        program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
        if program is None:
            pytest.skip("no IMAP server is here to try: apt-get install dovecot-imapd")
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        if not version.startswith("2.3."):
            pytest.skip(f"these tests know how to set up dovecot 2.3, not {version.split(' ')[0]}")
        self._home = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.port, self.tls_port = _free_port(), _free_port()
        self._configure(tokens)
        self._process = subprocess.Popen([program, "-F", "-c", str(self._home / "conf")])
        try:
            self._await()
        except BaseException:
            self.close()
            raise

    @property
    def ca(self) -> Path:
        """The certificate of the authority that vouches for the server."""
        return self._home / "cert.pem"

    def connect(self, user: str = "li") -> imaplib.IMAP4:
        """A connection of somebody's own mail program."""
        connection = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        connection.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
        return connection

    def put(self, data: bytes, folder: str = "INBOX", user: str = "li", flags: str = "") -> None:
        """Lay a mail into a folder, which is made where there is none."""
        with self.connect(user) as connection:
            name = f'"{encode(folder).decode()}"'
            connection.create(name)
            status, told = connection.append(name, flags, "", data)
            assert status == "OK", told

    def close(self) -> None:
        """End it, and take everything away."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait(10)
        shutil.rmtree(self._home, ignore_errors=True)

    def _configure(self, tokens: str) -> None:
        me = pwd.getpwuid(os.geteuid())
        root = me.pw_uid == 0
        # Only root may hand its work to others; and the server refuses to read mail as root.
        inner, login = ("dovecot", "dovenull") if root else (me.pw_name, me.pw_name)
        reader = pwd.getpwnam("nobody") if root else me
        mail = self._home / "mail"
        mail.mkdir()
        self._home.chmod(0o755)
        make_certificate(self._home / "cert.pem", self._home / "key.pem")
        if root:
            os.chown(mail, reader.pw_uid, reader.pw_gid)
        group = "dovecot" if root else _group(me.pw_gid)
        if tokens:
            asked = f"tokeninfo_url = {tokens}\nusername_attribute = user\n"
            (self._home / "tokens").write_text(asked, encoding="utf-8")
        (self._home / "conf").write_text(
            _CONFIG.format(
                mechanisms="plain login xoauth2" if tokens else "plain login",
                tokens=_TOKENS.format(home=self._home) if tokens else "",
                home=self._home, inner=inner, login=login, group=group, uid=reader.pw_uid, gid=reader.pw_gid,
                port=self.port, tls_port=self.tls_port, password=PASSWORD,
            ),
            encoding="utf-8",
        )  # fmt: skip

    def _await(self) -> None:
        until = time.monotonic() + 20
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as one:
                    if one.recv(4) == b"* OK":
                        return
            except OSError:
                pass
            if time.monotonic() > until or self._process.poll() is not None:
                log = self._home / "log"
                told = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
                raise AssertionError(f"dovecot does not start: {told[-2000:]}")
            time.sleep(0.05)


def mail(
    subject: str,
    text: str,
    *,
    id: str = "",
    sender: str = "wang@client.example",
    day: int = 15,
    charset: str = "utf-8",
) -> bytes:
    """A mail as a plain program writes it; its header is of bare bytes of ``charset``."""
    import datetime as dt

    sent = format_datetime(dt.datetime(2026, 1, day, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    head = f"From: {sender}\r\nTo: li@ours.example\r\nSubject: {subject}\r\nDate: {sent}\r\n"
    head += f"Message-ID: {id}\r\n" if id else ""
    head += f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n"
    head += "Content-Transfer-Encoding: 8bit\r\n\r\n"
    return (head + text.replace("\n", "\r\n") + "\r\n").encode(charset)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _group(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name
