"""Senders as sloppy programs write them: one name, one address, nothing encoded left."""

import pytest

from yiju.ingest.mail_headers import addresses


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=?utf-8?Q?=E7=8E=8B,=E5=B7=A5?= <w@x.example>", "王,工 <w@x.example>"),
        ("=?utf-8?Q?Wang_(Lei)?= <w@x.example>, b@x.example", "Wang (Lei) <w@x.example>, b@x.example"),
        ("=?utf-8?B?546L5bel?= w@x.example", "王工 w@x.example"),
        ("=?utf-8?B?546L?=\n =?utf-8?B?5bel?= <w@x.example>", "王工 <w@x.example>"),
        ('"w@x.example" <w@x.example>', "w@x.example"),
        ("w@x.example <w@x.example>", "w@x.example"),
        ('"Wang, Lei (Buyer)" <w@x.example>', "Wang, Lei (Buyer) <w@x.example>"),
        ("\ue0000\ue001 <w@x.example>", "0 <w@x.example>"),
    ],
)
def test_names_and_addresses(raw: str, shown: str) -> None:
    assert addresses(raw) == shown
