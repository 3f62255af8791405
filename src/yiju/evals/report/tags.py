"""Small pieces of HTML; whatever comes from outside goes through ``esc``."""

import html

import regex

from yiju.evals.report.show import percent, visible
from yiju.evals.report.words import metric_name

_TAG = regex.compile(r"〔[^〔〕\n]{1,160}〕")
_UNSEEN = regex.compile(r"‹U\+[0-9A-F]{4,6}›")


def esc(text: str) -> str:
    """Text as HTML that shows just that text, in content and in quoted attributes."""
    return html.escape(visible(text), quote=True)


def with_tags(text: str) -> str:
    """Text with its 〔依据…〕 tags, and characters that are not seen, set off."""
    marked = _TAG.sub(lambda found: f'<span class="tag">{found.group()}</span>', esc(text))
    return _UNSEEN.sub(lambda found: f'<span class="unseen">{found.group()}</span>', marked)


def case_anchor(suite: str, case: str) -> str:
    """The id of a case's card."""
    return esc(f"case-{suite}-{case}")


def case_links(suite: str, cases: tuple[str, ...], most: int = 40) -> str:
    """Links to cases of a suite."""
    if not suite:
        return f"<span>{'、'.join(esc(one) for one in cases[:most])}</span>"
    links = "".join(f'<a class="to" href="#{case_anchor(suite, one)}">{esc(one)}</a>' for one in cases[:most])
    return links + (f"<span>等 {len(cases)} 例</span>" if len(cases) > most else "")


def tone(value: float | None) -> str:
    """Class of a score: ``none``, ``good`` (all right), ``part``, ``bad`` (nothing right)."""
    if value is None:
        return "none"
    return "good" if value >= 1 else "bad" if value <= 0 else "part"


def chip(metric: str, value: float | None) -> str:
    """A case's score in one metric."""
    told = "未评分" if value is None else percent(value, 0)
    name = esc(metric_name(metric))
    return f'<span class="chip {tone(value)}" title="{esc(metric)}">{name} <b>{told}</b></span>'


def named(name: str, key: str) -> str:
    """A Chinese name with the key behind it, once where they are the same."""
    return esc(name) if name == key else f"{esc(name)} <code>{esc(key)}</code>"
