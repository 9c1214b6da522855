"""The API as a program uses it: pages of lists, marks, other sites, keys, problems, and what webhooks are sent."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

from notifier.agenda.answer import Says
from notifier.answering import answer
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription
from notifier.ledger import keys, wishes
from notifier.ledger.connect import Ledger
from notifier.ledger.notices import list_said
from notifier.ledger.schema import subscriptions
from notifier.transports.webhook.event import body_of
from notifier.web.api.bounds import LARGEST
from notifier.web.app import create_app
from notifier.web.rates import RATES
from tests.ledgers import utc
from tests.stage import Stage, milestone
from tests.transports.far_end import FarEnd
from tests.web.api.program import Program
from tests.web.site import notifier_over

PLAN = """
plan: {id: x, title: X, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek}
agencies: [{id: moh, name: Ministry of Health, emails: [clerk@moh.example.org]}]
commitments: [{id: C1, title: A promise, lead: moh, due: 2025-06-30}]
"""


@pytest.fixture
def told(stage: Stage) -> Stage:
    stage.plan(*(milestone(str(n), due=f"2025-06-{n:02}", title=f"Кадам {n}") for n in range(10, 17)))
    for day in ("2025-01-02", "2025-06-12", "2025-06-13", "2025-06-20"):
        stage.goes_to(day)
    return stage


def client_of(stage: Stage, **rates: str) -> Program:
    notifier = notifier_over(stage.ledger, clock=stage.clock, NOTIFIER_ALLOW_NETWORKS="127.0.0.0/8")
    return Program(
        create_app(notifier, rates={**RATES, **{name.replace("_", " "): one for name, one in rates.items()}})
    )


@pytest.fixture
def client(told: Stage) -> Program:
    return client_of(told)


def walked(client: Program, path: str) -> list[dict[str, Any]]:
    """A whole list, a page of two after another, by `next` and by the header alike."""
    found, address = [], f"/api/v1/{path}{'&' if '?' in path else '?'}limit=2"
    while address:
        answered = client.get(address)
        assert answered.status_code == 200, answered.text
        found += answered.json()["items"]
        following = answered.links.get("next", {}).get("url")
        assert (answered.json()["next"] is None) is (following is None)
        address = following or ""
    return found


@pytest.mark.parametrize("path", ["plans", "commitments", "milestones", "notices", "milestones?state=overdue&q=кадам"])
def test_a_list_is_walked_page_by_page_and_holds_everything_once(client: Program, path: str) -> None:
    found = walked(client, path)
    whole = client.get(f"/api/v1/{path}{'&' if '?' in path else '?'}limit=200").json()["items"]
    assert found == whole
    assert len({json.dumps(one, sort_keys=True) for one in found}) == len(found) > 0


def test_what_is_said_meanwhile_moves_nothing_from_page_to_page(told: Stage, client: Program) -> None:
    first = client.get("/api/v1/notices?limit=3").json()
    before = client.get("/api/v1/notices?limit=200").json()["items"]
    told.goes_to("2025-07-01")
    rest = client.get(f"/api/v1/notices?limit=200&cursor={first['next']}").json()["items"]
    assert first["items"] + rest == before


def test_a_milestone_is_told_with_its_past_and_its_agencys_word(told: Stage, client: Program) -> None:
    answer(told.ledger, told.rulebook, "kg", "C1/16", Says.DISPUTED, told.clock(), reason="Ask clerk@moh.example.org.")
    found = client.get("/api/v1/milestones/kg/C1/16").json()
    assert (found["state"], found["deadline"]["on"], found["agency"]["name"]) == (
        "overdue", "2025-06-16", "Ministry of Health",
    )  # fmt: skip
    assert [one["says"] for one in found["answers"]] == ["disputed"]
    assert len(found["sightings"]) == 1
    assert "clerk@" not in json.dumps(found)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("milestones?due_before=2025-06-12", 2),
        ("milestones?due_after=2025-06-12&due_before=2025-06-15", 2),
        ("milestones?agency=nobody", 0),
        ("milestones?theme=Health&commitment=C1", 7),
        ("commitments?state=overdue", 1),
        ("notices?kind=plan.published", 1),
        ("notices?plan=other", 0),
    ],
)
def test_lists_are_narrowed(client: Program, asked: str, count: int) -> None:
    assert len(client.get(f"/api/v1/{asked}").json()["items"]) == count


def test_what_has_not_changed_is_a_304_and_other_sites_may_read(client: Program) -> None:
    first = client.get("/api/v1/milestones", headers={"Origin": "https://other.example.org"})
    assert first.headers["access-control-allow-origin"] == "*"
    again = client.get("/api/v1/milestones", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    ask = {"Origin": "https://other.example.org", "Access-Control-Request-Method": "POST"}
    assert client.options("/api/v1/subscriptions", headers=ask).status_code == 400
    assert client.options("/api/v1/plans", headers={**ask, "Access-Control-Request-Method": "GET"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("GET", "plans/other", 404),
        ("GET", "milestones/kg/C1/99", 404),
        ("GET", "notices/ntc_none", 404),
        ("DELETE", "plans", 405),
        ("GET", "milestones?limit=0", 422),
        ("GET", "milestones?nothing=1", 422),
        ("GET", "milestones?due_before=0", 422),
        ("GET", "subscriptions", 401),
        ("GET", "plans/%00", 422),
        ("GET", "notices/a%0Ab", 404),
    ],
)
def test_every_failure_is_a_problem_in_json(client: Program, method: str, path: str, status: int) -> None:
    answered = client.request(method, f"/api/v1/{path}")
    assert answered.status_code == status
    assert answered.headers["content-type"] == "application/problem+json"
    problem = answered.json()
    assert problem["status"] == status
    assert problem["detail"]


def test_who_asks_too_often_is_told_when_to_come_again(told: Stage) -> None:
    client = client_of(told, api_reading="2/minute")
    assert [client.get("/api/v1/plans").status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/api/v1/plans")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.headers["content-type"] == "application/problem+json"


# ---------------------------------------------------------------- keys and subscriptions


def headers_of(stage: Stage, name: str = "a program") -> dict[str, str]:
    with stage.ledger.writing() as book:
        _, secret = keys.make(book, name, stage.clock())
    return {"Authorization": f"Bearer {secret}"}


def test_a_key_is_kept_as_a_hash_and_opens_until_it_is_ended(ledger: Ledger) -> None:
    with ledger.writing() as book:
        key, secret = keys.make(book, "a program", utc("2025-06-01 12:00"))
        assert keys.holder(book, secret) == key
        assert keys.holder(book, secret + "x") is None
        assert secret not in str(book.exec_driver_sql("SELECT * FROM keys").all())
        assert keys.end(book, key.id, utc("2025-06-02 12:00"))
        assert not keys.end(book, key.id, utc("2025-06-02 12:00"))
        assert keys.holder(book, secret) is None
        assert [one.name for one in keys.list_all(book)] == ["a program"]


def test_an_inbox_is_asked_by_a_mail_whoever_holds_a_key(told: Stage, client: Program) -> None:
    headers = headers_of(told)
    made = client.post(
        "/api/v1/subscriptions", headers=headers, json={"email": "reader@civil.example.org", "plan": "kg"}
    )
    assert made.status_code == 202
    assert made.json()["subscription"] is None
    assert client.get("/api/v1/subscriptions", headers=headers).json()["items"] == []


def test_a_key_does_not_learn_who_is_subscribed_and_takes_over_nothing(told: Stage, client: Program) -> None:
    """Of an inbox that has subscribed itself, or is about to, a key sees what it sees of any other."""
    headers = headers_of(told)
    known, asking = "known@civil.example.org", "asking@civil.example.org"
    told.subscribe(known, plan="kg")
    wish = Subscription("", Destination(Lane.EMAIL, asking), Interest(plan="kg"), Cadence.IMMEDIATE, "en", False)
    with told.ledger.writing() as book:
        asked = wishes.write_down(book, wish, told.clock())
    for address in (known, asking, "nobody@civil.example.org"):
        made = client.post("/api/v1/subscriptions", headers=headers, json={"email": address, "plan": "kg"})
        assert made.status_code == 202
    assert client.get("/api/v1/subscriptions", headers=headers).json()["items"] == []
    with told.ledger.writing() as book:
        wishes.confirm(book, asked.wish.id, told.clock())
    assert client.get("/api/v1/subscriptions", headers=headers).json()["items"] == []
    assert client.delete(f"/api/v1/subscriptions/{asked.wish.id}", headers=headers).status_code == 404


def test_what_a_change_does_not_name_stays_as_it_is(told: Stage, client: Program) -> None:
    headers = headers_of(told)
    wish = {"email": "reader@civil.example.org", "cadence": "weekly", "language": "ky"}
    client.post("/api/v1/subscriptions", headers=headers, json=wish)
    with told.ledger.writing() as book:
        name = str(book.scalar(select(subscriptions.c.id)))
        wishes.confirm(book, name, told.clock())
    address, hour = f"/api/v1/subscriptions/{name}", {"at": "08:30", "timezone": "Asia/Bishkek"}
    changed = client.patch(address, headers=headers, json=hour).json()
    assert {one: changed[one] for one in ("cadence", "at", "timezone", "language")} == {
        "cadence": "weekly", "language": "ky", **hour,
    }  # fmt: skip
    assert client.patch(address, headers=headers, json={"cadence": "immediate"}).json()["at"] is None


def test_a_webhook_is_subscribed_changed_and_ended_by_its_key_alone(told: Stage, client: Program) -> None:
    headers, strange = headers_of(told), headers_of(told, "another")
    with FarEnd() as far_end:
        hook = {"webhook": far_end.at("/hook"), "kind": "milestone.due"}
        made = client.post("/api/v1/subscriptions", headers=headers, json=hook)
        assert made.status_code == 201, made.text
        assert made.json()["secret"].startswith("whsec_")
        again = client.post("/api/v1/subscriptions", headers=headers, json=hook)
        assert again.json()["secret"] is None
    name = made.json()["subscription"]["id"]
    assert again.json()["subscription"]["id"] == name
    address = f"/api/v1/subscriptions/{name}"
    assert client.get(address, headers=strange).status_code == 404
    assert client.patch(address, headers=strange, json={}).status_code == 404
    assert client.delete(address, headers=strange).status_code == 404
    changed = client.patch(address, headers=headers, json={"cadence": "daily", "language": "ky"})
    assert (changed.json()["language"], changed.json()["cadence"]) == ("ky", "immediate")
    assert client.delete(address, headers=headers).status_code == 204
    assert client.get("/api/v1/subscriptions", headers=headers).json()["items"] == []


@pytest.mark.parametrize(
    "wish",
    [
        {"email": "no address"}, {}, {"email": "a@b.example", "webhook": "https://hook.example.org/"},
        {"email": "reader@civil.example.org", "plan": "other"},
        {"email": "reader@civil.example.org", "cadence": "daily", "at": "08:30"},
        {"webhook": "http://10.0.0.1/"},
    ],
)  # fmt: skip
def test_what_is_amiss_with_a_wish_is_said_field_by_field(told: Stage, client: Program, wish: dict[str, str]) -> None:
    answered = client.post("/api/v1/subscriptions", headers=headers_of(told), json=wish)
    assert answered.status_code == 422
    assert answered.json()["errors"]
    assert client.get("/api/v1/subscriptions", headers=headers_of(told)).json()["items"] == []


# ---------------------------------------------------------------- simulation, and what webhooks get


def test_a_plan_is_simulated_and_nothing_is_kept(told: Stage, client: Program) -> None:
    asked = {"plan": PLAN, "since": "2025-01-02", "until": "2025-08-01"}
    found = client.post("/api/v1/simulate", json=asked).json()
    assert {"milestone.due_soon", "milestone.due", "milestone.overdue"} <= {one["kind"] for one in found["notices"]}
    assert [one["on"] for one in found["notices"]] == sorted(one["on"] for one in found["notices"])
    assert "clerk@" not in json.dumps(found)
    assert [one["id"] for one in client.get("/api/v1/plans").json()["items"]] == ["kg"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"plan": "plan: {id: x}"}, 422),
        ({"until": "2024-01-01"}, 422),
        ({"until": "2045-01-01"}, 422),
        ({"plan": "x" * 1_000_001}, 422),
    ],
)
def test_what_cannot_be_simulated_is_explained(client: Program, change: dict[str, str], status: int) -> None:
    answered = client.post(
        "/api/v1/simulate", json={"plan": PLAN, "since": "2025-01-02", "until": "2025-08-01", **change}
    )
    assert answered.status_code == status
    if change.get("plan") == "plan: {id: x}":
        assert any("title" in one["what"] for one in answered.json()["errors"])


def test_what_webhooks_are_sent_is_what_the_description_says(told: Stage, client: Program) -> None:
    described = client.get("/api/v1/openapi.json").json()
    body = described["webhooks"]["notice"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**body, "components": described["components"]})
    with told.ledger.reading() as book:
        said = [notice for notice, _ in list_said(book, 100)]
    assert len(said) > 5
    for notice in said:
        assert list(validator.iter_errors(json.loads(body_of(notice, "http://board.test")))) == []


@pytest.mark.parametrize("path", ["commitments", "milestones"])
def test_no_plan_is_skipped_whatever_its_id_is(told: Stage, client: Program, path: str) -> None:
    for name in ("kg-2", "kg.3"):
        told.plan(milestone("1"), milestone("2"), name=f"{name}.yaml", id=name)
    told.ingest()
    whole = client.get(f"/api/v1/{path}?limit=200").json()["items"]
    assert {one["plan"] for one in whole} == {"kg", "kg-2", "kg.3"}
    assert walked(client, path) == whole


def test_a_request_that_is_larger_than_any_plan_is_not_read_on(told: Stage, client: Program) -> None:
    large = client.post("/api/v1/simulate", content=b"x" * (LARGEST + 1))
    assert large.status_code == 413
    assert large.headers["content-type"] == "application/problem+json"
