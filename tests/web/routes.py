"""Every route of the API, with who may use it and what a proper request looks like: the access matrix."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import count
from typing import Any

from fastapi import FastAPI

from tests.support.town import Ids

P = "/api/v1"
_keys = count(1)


class Who(StrEnum):
    """Who may use a route with the ids of one unit."""

    PUBLIC = "anybody, signed in or not"
    SIGNED = "anybody signed in; each sees their own"
    MEMBER = "members of the unit; for others it does not exist"
    ASKER = "those who may review, and who asked for it; other members are refused"
    HEAD = "those who may review; other members are refused; for others it does not exist"
    HIDDEN = "those who may review; for all others it does not exist"
    ADMIN = "admins who see at least one unit"
    HEADS = "who may review anything; a unit's own things only that unit's; all others are refused"


@dataclass(frozen=True)
class Route:
    """``path`` and ``body`` hold names of ``Ids`` in braces; ``query`` stands in the path."""

    method: str
    path: str
    who: Who
    query: str = ""
    body: dict[str, Any] | None = None
    status: int = 200
    """What a proper request by a head of the unit gets."""
    again: int = 0
    """What the same request gets once somebody made it, where that is something else."""

    def request(self, ids: Ids, **instead: str) -> tuple[str, Any]:
        """Address and body with these ids. ``instead``: others in their place."""
        names = asdict(ids) | instead
        return _filled(self.path + self.query, names), _filled(self.body, names)

    @property
    def named(self) -> list[str]:
        """The ids that a request carries."""
        text = f"{self.path}{self.query}{self.body}"
        return [name for name in Ids.__dataclass_fields__ if f"{{{name}}}" in text]


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, names) for inner in value]
    if not isinstance(value, str):
        return value
    for name, found in {**names, "key": f"matrix-{next(_keys):06d}"}.items():
        value = value.replace(f"{{{name}}}", found)
    return value


S, X, C = f"{P}/suggestions", f"{P}/exemplars", f"{P}/converse"
ROUTES = (
    Route("GET", "/healthz", Who.PUBLIC),
    Route("GET", f"{P}/openapi.json", Who.PUBLIC),
    Route("GET", "/sign-in/dingtalk", Who.PUBLIC, status=404),  # this server has the local way alone
    Route("GET", "/sign-in/wecom", Who.PUBLIC, status=404),
    Route("GET", "/login/dingtalk", Who.PUBLIC, status=404),
    Route("GET", "/login/wecom", Who.PUBLIC, status=404),
    Route("POST", "/sign-in/local", Who.PUBLIC, status=403),  # no page of ours asks
    Route("POST", "/sign-out", Who.PUBLIC, status=303),
    Route("GET", f"{P}/me", Who.SIGNED),
    Route("GET", f"{P}/rubric", Who.SIGNED),
    Route("DELETE", f"{P}/session", Who.SIGNED, status=204),
    Route("GET", f"{P}/customers", Who.SIGNED),
    Route("GET", f"{P}/customers/tiers", Who.SIGNED),
    Route("POST", f"{P}/customers/tiers", Who.HEAD, body={"customer": "{customer}", "tier": "A"}),
    Route("GET", f"{P}/customers/{{customer_id}}/timeline", Who.MEMBER),
    Route("GET", f"{P}/search", Who.SIGNED, "?q=要求"),
    Route("GET", S, Who.SIGNED),
    Route("GET", f"{S}/{{suggestion}}", Who.MEMBER),
    Route("GET", f"{S}/{{suggestion}}/compare/{{other}}", Who.MEMBER),
    Route("POST", f"{S}/strategy", Who.MEMBER, body={"customer": "{customer}"}, status=201),
    Route("POST", f"{S}/talk", Who.MEMBER, body={"customer": "{customer}", "scene": "催款"}, status=201),
    Route("POST", f"{S}/answer", Who.MEMBER, body={"customer": "{customer}", "text": "付款条件"}, status=201),
    Route("GET", f"{S}/{{suggestion}}/form", Who.MEMBER, "?form=checklist"),
    Route("POST", C, Who.MEMBER, body={"customer": "{customer}", "text": "付款条件"}, status=201),
    Route("GET", C, Who.SIGNED),
    Route("POST", f"{C}/confirm", Who.SIGNED, body={"token": "none"}, status=404),
    Route("GET", f"{C}/memory", Who.SIGNED, "?conversation=none", status=404),
    Route("DELETE", f"{C}/memory", Who.SIGNED, "?conversation=none", status=204),
    Route("GET", f"{S}/{{suggestion}}/annotations", Who.ASKER),
    Route("GET", f"{S}/{{suggestion}}/standings", Who.ASKER),
    Route("GET", f"{P}/annotations", Who.SIGNED),
    Route(
        "POST",
        f"{S}/{{suggestion}}/annotations",
        Who.HEAD,
        body={"key": "{key}", "verdict": "accept"},
        status=201,
    ),
    Route("GET", f"{S}/{{suggestion}}/signals", Who.MEMBER),
    Route("GET", f"{P}/signals", Who.SIGNED),
    Route("POST", f"{S}/{{suggestion}}/signals", Who.MEMBER, body={"key": "{key}", "kind": "up"}, status=201),
    Route("GET", f"{P}/paragraphs/{{paragraph}}", Who.MEMBER),
    Route("GET", f"{P}/documents", Who.SIGNED),
    Route("GET", f"{P}/sources", Who.SIGNED, "?limit=200"),
    Route("GET", f"{P}/sources/gaps", Who.SIGNED),
    Route("GET", f"{P}/sources/progress", Who.SIGNED),
    Route("GET", f"{P}/documents/{{document}}", Who.MEMBER),
    Route("GET", f"{P}/documents/{{document}}/pages/1.png", Who.MEMBER, "?paragraph={paragraph}"),
    Route("GET", f"{P}/sources/feeds", Who.HEADS),
    Route("GET", f"{P}/queue", Who.HEADS),
    Route("POST", f"{P}/queue/share-out", Who.HEAD, body={"unit": "{unit}"}),
    Route("GET", f"{P}/disputes", Who.HEADS),
    Route("POST", f"{S}/{{suggestion}}/assignments", Who.HEAD, body={"reviewer": "{reviewer}"}),
    Route("DELETE", f"{S}/{{suggestion}}/assignments", Who.HEAD, "?reviewer={reviewer}"),
    Route("GET", f"{P}/agreement", Who.HEADS),
    Route("GET", f"{P}/kpi", Who.HEADS, "?by=customer"),
    Route("GET", f"{P}/kpi/metrics", Who.SIGNED),
    Route("GET", f"{P}/kpi/adoption/rows", Who.HEADS),
    Route("GET", f"{P}/issues", Who.SIGNED),
    Route(
        "POST", f"{P}/issues", Who.MEMBER, body={"title": "t", "suggestion_id": "{suggestion}"}, status=201
    ),
    Route("POST", f"{P}/issues/{{issue}}/close", Who.ASKER, again=409),
    Route("GET", X, Who.SIGNED),
    Route("GET", f"{X}/published", Who.SIGNED),
    Route("GET", f"{X}/checks", Who.SIGNED),
    Route("GET", f"{X}/{{exemplar}}/preview", Who.HIDDEN),
    Route("POST", f"{X}/{{exemplar}}/publish", Who.HIDDEN, body={"seen": "x"}, status=409),
    Route("POST", f"{X}/{{exemplar}}/unpublish", Who.HIDDEN, status=409),
    Route("POST", f"{X}/{{exemplar}}/withdraw", Who.HIDDEN, again=409),
    Route("POST", f"{X}/{{exemplar}}/restore", Who.HIDDEN, again=409),
    Route("GET", f"{S}/{{suggestion}}/replays", Who.HEAD),
    Route("POST", f"{S}/{{suggestion}}/replays", Who.HEAD, body={}, status=201),
    Route("GET", f"{P}/replays/{{replay}}", Who.HIDDEN),
    Route("GET", f"{P}/trials", Who.SIGNED),
    Route("POST", f"{P}/trials", Who.HEAD, body={"unit": "{unit}", "changes": {"mode": "llm"}}, status=201),
    Route("GET", f"{P}/trials/{{trial}}", Who.HIDDEN),
    Route("POST", f"{P}/trials/{{trial}}/run", Who.HIDDEN, status=202),
    Route("GET", f"{P}/trials/{{trial}}/progress", Who.HIDDEN),
    Route("GET", f"{P}/trials/{{trial}}/ballot", Who.HIDDEN),
    # No ballot has this key; who may vote is told the same as who may not.
    Route("POST", f"{P}/trials/{{trial}}/votes", Who.HIDDEN, body={"key": "x", "choice": "left"}, status=404),
    Route("GET", f"{P}/promotions", Who.HEADS),
    Route("POST", f"{P}/promotions", Who.ADMIN, body={"subject": "no:such", "value": "x"}, status=422),
    Route("POST", f"{P}/promotions/rollback", Who.ADMIN, body={"subject": "no:such"}, status=422),
    Route("GET", f"{P}/tray", Who.ADMIN),
    # Nothing waits there: an admin hears that there is no such document, the others that they may not ask.
    Route(
        "POST", f"{P}/tray/assign", Who.ADMIN, body={"decisions": [{"id": "h0", "customer": "x"}]}, status=404
    ),
    Route("POST", f"{P}/tray/suggested", Who.ADMIN, body={"min": 0.6}),
    Route("POST", f"{P}/tray/dismiss", Who.ADMIN, body={"ids": ["h0"]}, status=404),
    Route("GET", f"{P}/datasets", Who.HEADS),
    Route("GET", f"{P}/datasets/{{dataset}}", Who.HEADS),
    Route("GET", f"{P}/datasets/{{dataset}}/check", Who.HEADS),
    Route("GET", f"{P}/datasets/{{dataset}}/files", Who.HEADS),
    Route("GET", f"{P}/datasets/examples/{{example}}", Who.HEADS),
    Route("POST", f"{P}/datasets", Who.HEADS, body={"kind": "sft", "unit": "{unit}"}, status=201),
    Route("DELETE", f"{P}/datasets/{{dataset}}", Who.HEADS, again=422),
)


def found_in(app: FastAPI) -> set[tuple[str, str]]:
    """Method and path of every route that the application has, names of parameters left out."""

    def walk(routes: Any) -> Iterator[tuple[str, str]]:
        for route in routes:
            if hasattr(route, "effective_candidates"):
                yield from walk(route.effective_candidates())
            elif hasattr(route, "path"):
                for method in set(route.methods or ()) - {"HEAD"}:
                    yield method, shape(route.path)

    return set(walk(app.routes))


def shape(path: str) -> str:
    """A path with its parameters' names, or their values in the matrix, left out."""
    return (
        re.sub(r"\{[^}]*\}", "{}", path)
        .replace("/pages/1.png", "/pages/{}.png")
        .replace("/kpi/adoption", "/kpi/{}")
    )
