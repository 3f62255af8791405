"""The one line of a strategy: why this visit matters."""

from collections.abc import Sequence

from yiju.copilot.advising import due_of, of_sort, quote_of, who_of
from yiju.copilot.draft import Draft
from yiju.copilot.findings import HEARSAY
from yiju.copilot.promises import is_payment_promise
from yiju.copilot.sayable import open_to_them
from yiju.copilot.trim import trim


def headline(facts: Sequence[Draft]) -> tuple[str, tuple[str, ...]]:
    """One line that says why this visit matters, and the keys of the facts it rests on."""
    parts: list[str] = []
    keys: list[str] = []
    facts = open_to_them(facts)
    if changed := of_sort(facts, "change:"):
        parts.append(f"招标口径变了（{trim(changed[0].text, 50)}）")
        keys.append(changed[0].key)
    if unpaid := [
        one
        for one in of_sort(facts, "promise:", "overdue", "theirs")
        if is_payment_promise(one.spans[0].text)
    ]:
        first = min(filter(None, map(due_of, unpaid)), default="")
        parts.append(f"对方答应的付款逾期{len(unpaid)}项{f'，最早的应于{first}' if first else ''}")
        keys += [one.key for one in unpaid]
    if owed := of_sort(facts, "promise:", "overdue", "!theirs", "!unknown"):
        due = due_of(owed[0])
        count = "一项" if len(owed) == 1 else f"{len(owed)}项，其一"
        parts.append(f"我方还欠{count}{f'（应于{due}）' if due else ''}：{quote_of(owed[0], 40)}")
        keys.append(owed[0].key)
    if not parts and (wants := of_sort(facts, "concern:")):
        parts.append(f"{who_of(wants[0])}最在意：{quote_of(wants[0])}")
        keys.append(wants[0].key)
    if not parts and facts:
        # What nobody stands for says why a visit matters only where nothing else does.
        telling = min(
            facts, key=lambda one: (HEARSAY in one.flags, _LEAST_TELLING.index(one.key.partition(":")[0]))
        )
        parts.append(trim(telling.text, 60))
        keys.append(telling.key)
    return "；".join(parts), tuple(keys)


_LEAST_TELLING = (
    "conflict", "rival", "risk", "promise", "news", "term", "person", "title", "waiver", "change", "concern"
)  # fmt: skip
"""Sorts of fact by how well one line of it says why a visit matters, where nothing stronger is known."""
