"""Times told from today (下周三, 明年) and fiscal years: they must stand in a quote as they are."""

import re
from collections.abc import Sequence

_WEEKDAYS = str.maketrans("天末1234567", "日六一二三四五六日")
_RELATIVE = re.compile(
    r"(?P<which>上上|下下|上|下|本|这)个?(?P<span>周|星期|礼拜|月(?!份)|季度?|年度?)(?P<day>[一二三四五六日天末](?!个|次|天|年))?"
    r"|前年|去年|今年|明年|后年|前天|昨天|今天|明天|后天"
)
_FISCAL = re.compile(r"(\d{2,4})(财年|财政年度|会计年度)|FY\s?(\d{2,4})", re.IGNORECASE)

_EDGE = re.compile(
    r"(?P<time>(?:周|星期|礼拜)[一二三四五六日天末]|[月年周季]度?[底初末中]|[今明后昨前]天|(?:上|下|本|这)个?(?:周|月|季度|年))"
    r"(?:(?P<before>[之以]?前(?!后)|为?止|截止|到期)|(?P<after>[之以]?后(?!期|续))|(?P<start>起|开始|生效))"
)


def calendar_problems(claim: str, quotes: Sequence[str]) -> list[str]:
    """Reasons for such times in the canonical ``claim`` that no canonical quote gives in the same words."""
    given = {time for quote in quotes for time in _times(quote)}
    days = {time[:-1] for time in given if time[-1] in "一二三四五六日"}
    reasons = [
        f"时间“{time}”不在依据中" for time in sorted(_times(claim)) if time not in given and time not in days
    ]
    edges = _edges("\n".join(quotes))
    reasons += [
        f"“{time}”的前后起止与依据不同"
        for time, sides in _edges(claim).items()
        if time in edges and not sides & edges[time]
    ]
    years = {match[1] or match[3] for quote in quotes for match in _FISCAL.finditer(quote)}
    mine = {match[1] or match[3] for match in _FISCAL.finditer(claim)}
    reasons += [f"“{year}财年”不在依据中" for year in sorted(mine - years)]
    for year in sorted(years - mine):
        if re.search(rf"{year}年(?!度?财)", claim) and not any(
            re.search(rf"{year}年", quote) for quote in quotes
        ):
            reasons.append(f"依据说的是“{year}财年”")
    return reasons


def _times(text: str) -> set[str]:
    """Each relative time in one spelling: 下个星期天 as 下周日."""
    found: set[str] = set()
    for match in _RELATIVE.finditer(text):
        if match["which"] is None:
            found.add(match[0])
            continue
        if match["span"].startswith("年") and match["which"] not in {"本", "上", "下"}:
            continue
        which = "本" if match["which"] == "这" else match["which"]
        span = {"星期": "周", "礼拜": "周", "季度": "季", "年度": "年"}.get(match["span"], match["span"])
        found.add(which + span + (match["day"] or "").translate(_WEEKDAYS))
    return found


def _edges(text: str) -> dict[str, set[str]]:
    """For each time its edges as given: before, after or start (周五前, 周五起)."""
    found: dict[str, set[str]] = {}
    for match in _EDGE.finditer(text):
        found.setdefault(match["time"], set()).add(match.lastgroup or "")
    return found
