"""The pieces of HTML that the samples are printed from."""

from __future__ import annotations

from html import escape


def div(cls: str, *inner: str) -> str:
    """A block of one class."""
    return f'<div class="{cls}">{"".join(inner)}</div>'


def table(caption: str, lines: list[str]) -> str:
    """A table from ``a | b`` lines; the first is its header."""
    rows = [[escape(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in lines]
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def page(title: str, css: str, body: str) -> str:
    """A whole HTML page."""
    return (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{css}</style><body>{body}</body></html>"
    )
