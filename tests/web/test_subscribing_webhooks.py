"""A webhook from the page: only who runs the receiver gets it, and nobody else learns whether it is known."""

import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook

from notifier.audience.subscription import Lane
from notifier.ledger import subscriptions
from notifier.ledger.schema import destinations
from notifier.transports.http import CODE_HEADER
from tests.transports.far_end import FarEnd
from tests.web.browser import Page
from tests.web.town import Town, everything, town

__all__ = ["town"]


@pytest.fixture
def receiver() -> Iterator[FarEnd]:
    with FarEnd() as made:
        yield made


def hidden(page: Page, name: str) -> str:
    return next(one.attributes["value"] for one in page.elements if one.attributes.get("name") == name)


def code_on(page: Page) -> str:
    found = re.search(CODE_HEADER + r": (\w+)", page.text)
    assert found
    return found[1]


def asks(town: Town, address: str, pledge: str = "") -> Page:
    return town.post("/subscribe", step="ask", webhook=address, pledge=pledge)


def agrees(receiver: FarEnd, code: str, origin: str = "board.test") -> None:
    receiver.says = {"WebHook-Allowed-Origin": origin, CODE_HEADER: code}


def secret_on(page: Page) -> str:
    found = re.search(r"whsec_\S+", page.text)
    assert found
    return found[0]


def taken(town: Town, receiver: FarEnd, address: str) -> Page:
    preview = town.post("/subscribe", webhook=address)
    agrees(receiver, code_on(preview))
    return asks(town, address, hidden(preview, "pledge"))


def test_who_runs_the_receiver_is_shown_a_secret_once_and_a_test_verifies_with_it(town: Town, receiver: FarEnd) -> None:
    address = receiver.at("/hooks/kg")
    page = taken(town, receiver, address)
    assert page.status == 200
    secret = secret_on(page)
    town.notifier.courier.empty(Lane.WEBHOOK)
    [request] = [one for one in receiver.requests if one.method == "POST"]
    event = Webhook(secret).verify(request.body, request.headers)
    assert (event["type"], event["data"]["kind"], event["specversion"]) == ("test", "test", "1.0")
    assert event["id"] == request.headers["webhook-id"]
    assert json.loads(request.body) == event
    town.stage.goes_to("2025-05-30")
    town.notifier.courier.empty(Lane.WEBHOOK)
    kinds = {Webhook(secret).verify(one.body, one.headers)["type"] for one in receiver.requests if one.body}
    assert "milestone.due_soon" in kinds


def test_one_that_is_known_keeps_its_secret_which_is_not_shown(town: Town, receiver: FarEnd) -> None:
    address = receiver.at("/hooks/kg")
    secret_on(taken(town, receiver, address))
    with town.stage.ledger.reading() as book:
        before = book.scalar(select(destinations.c.secret).where(destinations.c.address == address))
    again = taken(town, receiver, address)
    assert "whsec_" not in again.source
    assert "It has a secret already" in again.text
    with town.stage.ledger.reading() as book:
        assert book.scalar(select(destinations.c.secret).where(destinations.c.address == address)) == before
        assert len([one for one in subscriptions.list_all(book) if one.destination.address == address]) == 1


@pytest.mark.parametrize("says", ["nothing", "any", "another code", "another host", "the code of another request"])
def test_a_stranger_gets_nothing_and_learns_nothing(town: Town, receiver: FarEnd, says: str) -> None:
    known, other = receiver.at("/hooks/known"), receiver.at("/hooks/other")
    taken(town, receiver, known)
    owners = receiver.says[CODE_HEADER]
    pages = []
    before = everything(town.stage.ledger)
    for address in (known, other):
        preview = town.post("/subscribe", webhook=address)
        code = code_on(preview)
        receiver.says = {
            "nothing": {},
            "any": {"WebHook-Allowed-Origin": "*"},
            "another code": {"WebHook-Allowed-Origin": "board.test", CODE_HEADER: "x" * 32},
            "another host": {"WebHook-Allowed-Origin": "other.test", CODE_HEADER: code},
            "the code of another request": {"WebHook-Allowed-Origin": "*", CODE_HEADER: owners},
        }[says]
        page = asks(town, address, hidden(preview, "pledge"))
        assert page.status == 422
        assert "did not answer as it is asked to" in page.text
        pages.append(re.sub(r"[0-9a-f]{16,}|/hooks/\w+|value=\"[^\"]*\"", "", page.source))
    assert pages[0] == pages[1]
    assert everything(town.stage.ledger) == before


def test_a_pledge_is_for_one_address_and_a_week(town: Town, receiver: FarEnd) -> None:
    address = receiver.at("/hooks/kg")
    preview = town.post("/subscribe", webhook=address)
    pledge = hidden(preview, "pledge")
    agrees(receiver, code_on(preview))
    assert asks(town, receiver.at("/hooks/other"), pledge).status == 422
    assert asks(town, address, pledge + "x").status == 422
    assert asks(town, address).status == 422
    town.stage.sleeps_until("2025-05-09")
    assert asks(town, address, pledge).status == 422
    assert asks(town, address, hidden(asks(town, address), "pledge")).status == 422, "its code is another"


def test_a_webhook_is_managed_and_paused_by_the_link_on_the_page(town: Town, receiver: FarEnd) -> None:
    page = taken(town, receiver, receiver.at("/hooks/kg"))
    [manage] = [one.removeprefix("http://board.test") for one in page.links if "/subscriptions/" in one]
    town.notifier.courier.empty(Lane.WEBHOOK)
    receiver.requests.clear()
    assert "all notices" in town.browser.get(manage).text
    assert town.post(manage + "/pause", until="2025-06-10", timezone="UTC").status == 303
    town.stage.goes_to("2025-05-30")
    town.notifier.courier.empty(Lane.WEBHOOK)
    assert receiver.requests == []
    town.post(manage + "/resume")
    town.notifier.courier.empty(Lane.WEBHOOK)
    assert len(receiver.requests) == 2
    town.post(manage)
    town.stage.goes_to("2025-06-23")
    town.notifier.courier.empty(Lane.WEBHOOK)
    assert len(receiver.requests) == 2
