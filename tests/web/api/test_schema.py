"""Whatever the description of the API allows, and much that it does not, is answered as it says: never with a 5xx."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from notifier.ledger import keys
from notifier.web.app import create_app
from notifier.web.rates import RATES
from tests.stage import Stage, milestone
from tests.web.conftest import browser_of, stage_in
from tests.web.site import notifier_over

load_all_checks()
FREELY = dict.fromkeys(RATES, "100000000/second")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, str]]:
    """A service that has said a few things, with a key."""
    stage = stage_in(tmp_path_factory.mktemp("api"))
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-07-31"), milestone("3", due="Ongoing"))
    for day in ("2025-01-02", "2025-06-30", "2025-07-02"):
        stage.goes_to(day)
    with stage.ledger.writing() as book:
        _, secret = keys.make(book, "a program", stage.clock())
    yield stage, secret
    stage.ledger.close()


@pytest.fixture(scope="session")
def described(served: tuple[Stage, str]) -> schemathesis.BaseSchema:
    stage, _ = served
    app = create_app(notifier_over(stage.ledger, clock=stage.clock), rates=FREELY)
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


OPERATIONS = (
    "GET /v1/plans", "GET /v1/plans/{plan}", "GET /v1/commitments", "GET /v1/milestones",
    "GET /v1/milestones/{plan}/{commitment}/{milestone}", "GET /v1/notices", "GET /v1/notices/{notice}",
    "GET /v1/subscriptions", "POST /v1/subscriptions", "GET /v1/subscriptions/{subscription}",
    "PATCH /v1/subscriptions/{subscription}", "DELETE /v1/subscriptions/{subscription}", "POST /v1/simulate",
)  # fmt: skip


def test_every_operation_is_asked_below(described: schemathesis.BaseSchema) -> None:
    assert {operation.label for operation in operations(described)} == set(OPERATIONS)


def operations(described: schemathesis.BaseSchema) -> list[Any]:
    """The operations that a description names."""
    found: list[Any] = list(described.get_all_operations())
    return [one.ok() for one in found]


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_operation_answers_as_it_is_described(
    described: schemathesis.BaseSchema, served: tuple[Stage, str], examples: int, label: str,
    mode: schemathesis.GenerationMode,
) -> None:  # fmt: skip
    operation = next(one for one in operations(described) if one.label == label)
    keyed = "subscriptions" in label
    headers = {"Authorization": f"Bearer {served[1]}"} if keyed else None
    # The key is sent whatever is made up, so that a request without one is never seen here.
    # What nobody can tell from a description: that an address is no address, or a text no plan.
    beyond = {"positive_data_acceptance"} if operation.method in ("post", "patch") else set()
    excluded: list[Any] = [
        CHECKS.get_one(name)
        for name in sorted(beyond | ({"ignored_auth", "negative_data_rejection"} if keyed else set()))
    ]

    @given(case=operation.as_strategy(generation_mode=mode))
    # The same few in every ordinary run; who asks for many gets others each time.
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=examples < 100,
    )
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    ask()


def test_the_description_is_openapi_3_1_with_the_webhooks(served: tuple[Stage, str]) -> None:
    stage, _ = served
    page = browser_of(stage).get("/api/v1/openapi.json", accept="application/json")
    found = json.loads(page.source)
    assert found["openapi"].startswith("3.1")
    assert "notice" in found["webhooks"]
    assert set(found["paths"]) >= {
        "/v1/plans", "/v1/commitments", "/v1/milestones", "/v1/notices", "/v1/subscriptions", "/v1/simulate",
    }  # fmt: skip
