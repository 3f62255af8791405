"""The API keeps what its OpenAPI description promises, whatever it is sent: no 500, no unknown answer."""

from dataclasses import asdict
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.browser import program
from tests.support.town import Ids
from tests.support.world import AUTO
from yiju.web.api import PREFIX

EXAMPLES = 6
CHECKED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_OURS = {
    "suggestion_id": "suggestion",
    "other_id": "other",
    "paragraph_id": "paragraph",
    "document_id": "document",
    "customer_id": "customer_id",
    "annotation_id": "exemplar",
    "replay_id": "replay",
    "trial_id": "trial",
    "dataset_id": "dataset",
    "example_id": "example",
    "issue_id": "issue",
}
"""Parameter → the thing of the town it may name."""

_HOST = {"host": "127.0.0.1:8300"}
TAGS = (
    *("session", "customers", "suggestions", "annotations", "signals", "places", "search", "reviewing"),
    *("converse", "sources", "tray"),
    *("figures", "issues", "exemplars", "replays", "trials", "promotions", "datasets"),
)


@pytest.fixture(scope="session")
def described(town: tuple[FastAPI, dict[str, Ids]]) -> Any:
    """The description, as the application itself gives it. Signing out would end the tests' own session."""
    loaded = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", town[0], headers=_HOST)
    return loaded.exclude(path=f"{PREFIX}/session")


@pytest.fixture(scope="session")
def bearer(town: tuple[FastAPI, dict[str, Ids]]) -> str:
    """An admin's token: most doors are open to it."""
    return program(town[0], "boss").headers["authorization"].removeprefix("Bearer ")


def test_every_operation_has_a_tag_that_is_put_to_the_test(described: Any) -> None:
    tags = {tag for found in described.get_all_operations() for tag in found.ok().tags}
    assert tags == set(TAGS)


@pytest.mark.parametrize("tag", TAGS)
def test_what_is_promised_is_kept(
    described: Any, tag: str, town: tuple[FastAPI, dict[str, Ids]], bearer: str
) -> None:
    headers = _HOST | {"authorization": f"Bearer {bearer}"}
    ours = asdict(town[1][AUTO])
    for found in described.include(tag=tag).get_all_operations():

        @given(case=found.ok().as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def kept(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=CHECKED)
            if case.method == "GET" and case.path_parameters:  # the same of something that is there
                names = [name for name in case.path_parameters if name in _OURS]
                case.path_parameters |= {name: ours[_OURS[name]] for name in names}
                case.call_and_validate(headers=headers, checks=CHECKED)

        kept()
