"""What personal data is called, and where it stands."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["mobile", "landline", "phone_abroad", "id_card", "bank_card", "passport", "plate", "email",
               "account", "address", "name"]  # fmt: skip

LABELS: dict[Kind, str] = {
    "mobile": "手机",
    "landline": "座机",
    "phone_abroad": "境外电话",
    "id_card": "身份证",
    "bank_card": "银行卡",
    "passport": "证件",
    "plate": "车牌",
    "email": "邮箱",
    "account": "账号",
    "address": "地址",
    "name": "人名",
}
"""What people, and placeholders, call each kind."""

Found = tuple[Kind, int, int]
"""A kind, and from where to where, as a recogniser finds it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of personal data: ``text[start:end] == value``."""

    kind: Kind
    start: int
    end: int
    value: str
