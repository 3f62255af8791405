"""The sealed envelope of WeCom's callbacks: AES-256-CBC with a length and a receive id, SHA-1 signature.

Vendor documentation "加解密方案说明". Stricter than the vendor's sample: padding and lengths are checked.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets

from yiju.errors import YijuError

SIGNATURE, BODY, KEY, RECEIVER, SEALING, OPENING, BUFFER, BASE64 = (
    -40001,
    -40002,
    -40004,
    -40005,
    -40006,
    -40007,
    -40008,
    -40010,
)
"""The scheme's own error codes."""
_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_BLOCK = 32
_CIPHER_BLOCK = 16
_HEAD = 20
"""16 random bytes and the length."""


class BadEnvelope(YijuError):
    """A callback that is not taken. ``code``: the scheme's. Nothing of it is told to the sender."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(
            f"企业微信回调被拒收（{code}）：{why}", hint="请核对回调的 Token、EncodingAESKey 与企业 ID。"
        )
        self.code = code


class Seal:
    """Opens and seals what one callback configuration passes."""

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        """
        Args:
            token, aes_key: as configured for the callback (Token, EncodingAESKey).
            receive_id: the CorpID for a self-built app, empty for a company's AI bot.

        Raises:
            BadEnvelope: the key is none (-40004).
        """
        self._token = token
        self._key = aes_key_of(aes_key)
        self._receiver = receive_id.encode()

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Lowercase hexadecimal SHA-1 of the sorted parts."""
        parts = sorted(part.encode() for part in (self._token, timestamp, nonce, encrypted))
        return hashlib.sha1(b"".join(parts)).hexdigest()

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> str:
        """The message, once its signature holds.

        Raises:
            BadEnvelope: with the scheme's code.
        """
        if not encrypted.isascii():  # lone surrogates, too: they have no bytes to sign
            raise BadEnvelope(BASE64, "密文不是 base64")
        right = self.signature(timestamp, nonce, encrypted)
        if not hmac.compare_digest(right.encode(), signature.encode()):
            raise BadEnvelope(SIGNATURE, "签名不符")
        return self._decrypt(encrypted)

    def seal(self, message: str, *, random: bytes | None = None) -> str:
        """The message, encrypted, as base64.

        Args:
            random: 16 bytes; chosen anew unless given.
        """
        body = message.encode()
        head = secrets.token_bytes(16) if random is None else random
        if len(head) != 16:
            raise BadEnvelope(SEALING, "随机串不是 16 字节")
        plain = head + len(body).to_bytes(4, "big") + body + self._receiver
        pad = _BLOCK - len(plain) % _BLOCK
        return base64.b64encode(_cbc(self._key, plain + bytes([pad]) * pad, sealing=True)).decode()

    def _decrypt(self, encrypted: str) -> str:
        try:
            sealed = base64.b64decode(encrypted.encode(), validate=True)
        except binascii.Error:
            raise BadEnvelope(BASE64, "密文不是 base64") from None
        plain = _unpadded(_cbc(self._key, _whole_blocks(sealed), sealing=False))
        if len(plain) < _HEAD:
            raise BadEnvelope(BUFFER, "明文过短")
        end = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
        if end > len(plain):
            raise BadEnvelope(BUFFER, "长度字段大于明文")
        try:
            message = plain[_HEAD:end].decode()
        except UnicodeDecodeError:
            raise BadEnvelope(BUFFER, "明文不是 UTF-8") from None
        if not hmac.compare_digest(plain[end:], self._receiver):
            raise BadEnvelope(RECEIVER, "接收方标识不符")
        return message


def aes_key_of(text: str) -> bytes:
    """The 32 bytes of an EncodingAESKey; unused bits of its last character may be set.

    Raises:
        BadEnvelope: it is no such key (-40004).
    """
    if not _KEY.fullmatch(text):
        raise BadEnvelope(KEY, "EncodingAESKey 应是 43 个字母或数字")
    return base64.b64decode(text + "=")


def open_media(sealed: bytes, aes_key: str) -> bytes:
    """A file from an AI bot's message: the same cipher, padded to 32 (or 16), without envelope.

    Args:
        aes_key: ``aeskey`` beside the file's address, or the callback's EncodingAESKey; 43 or 44 characters.

    Raises:
        BadEnvelope: the key is none, or the file is damaged.
    """
    return _unpadded(_cbc(aes_key_of(aes_key.rstrip("=")), _whole_blocks(sealed), sealing=False))


def _whole_blocks(sealed: bytes) -> bytes:
    if not sealed or len(sealed) % _CIPHER_BLOCK:
        raise BadEnvelope(OPENING, "密文长度不对")
    return sealed


def _cbc(key: bytes, data: bytes, *, sealing: bool) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
    step = cipher.encryptor() if sealing else cipher.decryptor()
    return step.update(data) + step.finalize()


def _unpadded(plain: bytes) -> bytes:
    count = plain[-1]
    if not 1 <= count <= min(_BLOCK, len(plain)) or plain[-count:] != bytes([count]) * count:
        raise BadEnvelope(OPENING, "填充不对")
    return plain[:-count]
