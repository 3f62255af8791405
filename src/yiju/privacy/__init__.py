"""Personal data in Chinese business texts: found by pattern and check, masked, and put back."""

from yiju.privacy.find import find
from yiju.privacy.mask import mask, mask_all, restore
from yiju.privacy.policy import Policy, policy_of
from yiju.privacy.types import LABELS, Kind, Span

__all__ = ["LABELS", "Kind", "Policy", "Span", "find", "mask", "mask_all", "policy_of", "restore"]
