"""Leaving: one button for a person, one POST for a mail program, and nothing for a program that only looks."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier import clock
from notifier.audience.links import Links
from notifier.audience.subscription import Destination, Lane
from notifier.ledger import destinations, subscriptions
from notifier.ledger.connect import open_ledger
from tests.ledgers import KEYRING
from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of
from tests.web.site import app_over
from tests.web.test_pages import AWAY

READER, CLERK = "desk@newspaper.example.org", "clerk@moh.example.org"
ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    "multipart/form-data; boundary=x",
)


@pytest.fixture
def serving(stage: Stage) -> Stage:
    """A plan on whose first day a reader and the agency's clerk are subscribed to everything."""
    stage.plan(milestone("1", due="2025-06-30"))
    stage.subscribe(READER)
    stage.subscribe(READER, plan="kg", kind="milestone.overdue")
    stage.subscribe(CLERK)
    stage.goes_to("2025-05-31")
    return stage


def path_for(stage: Stage, address: str = READER) -> str:
    with stage.ledger.writing() as book:
        [destination] = destinations.destination_ids(book, [Destination(Lane.EMAIL, address)]).values()
    return Links(KEYRING, "").leave(destination)


def subscribed(stage: Stage) -> int:
    """How many subscriptions are in force."""
    with stage.ledger.reading() as book:
        filed = subscriptions.interested_in(book, ["everything", "plan:kg", "kind:milestone.overdue"])
    return sum(map(len, filed.values()))


def test_the_page_shows_what_is_subscribed_to_and_a_button_that_ends_it_all(serving: Stage) -> None:
    page = browser_of(serving).get(path_for(serving))
    assert page.status == 200
    assert "all notices" in page.text
    assert "plan “A plan”, missed deadlines" in page.text
    assert {one.attributes.get("method") for one in page.elements if one.tag == "form"} == {"post"}
    assert "End my subscription" in page.text
    assert "contact of an agency" not in page.text
    assert READER not in page.source


def test_looking_changes_nothing_however_often_and_by_whatever_program(serving: Stage) -> None:
    browser, path = browser_of(serving), path_for(serving)
    before = serving.states()
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
        for query in ("", "?List-Unsubscribe=One-Click"):
            browser.get(path + query, method=method)
    assert subscribed(serving) == 3
    assert serving.states() == before


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (ONE_CLICK, "application/x-www-form-urlencoded"),
        MULTIPART,
        (b"\xff\x00{", "text/odd"),
    ],
    ids=["the button", "one-click", "one-click multipart", "anything"],
)
def test_one_post_ends_it_with_no_cookie_and_no_question(serving: Stage, body: bytes, kind: str) -> None:
    browser, path = browser_of(serving), path_for(serving)
    for _ in range(2):
        page = browser.post(path, body, content_type=kind)
        assert page.status == 200, "a mail program asks for a plain yes, without a redirect"
        assert "Your subscription has ended" in page.text
        assert "set-cookie" not in page.headers
    assert subscribed(serving) == 1
    assert "There is nothing to end" in browser.get(path).text


def test_nothing_more_arrives_and_what_waited_is_withdrawn(serving: Stage) -> None:
    browser_of(serving).post(path_for(serving), ONE_CLICK)
    serving.delivers()
    serving.goes_to("2025-06-30")
    serving.delivers()
    assert serving.carried(READER) == []
    assert serving.carried(CLERK)


def test_a_contact_of_an_agency_is_told_that_the_agency_still_is(serving: Stage) -> None:
    browser, path = browser_of(serving), path_for(serving, CLERK)
    for page in (browser.get(path), browser.post(path, ONE_CLICK)):
        assert "You are also a contact of an agency" in page.text
    serving.delivers()
    [[_, *_]] = serving.carried(CLERK)


def test_who_subscribes_again_is_back(serving: Stage) -> None:
    browser_of(serving).post(path_for(serving), ONE_CLICK)
    serving.subscribe(READER)
    assert subscribed(serving) == 2


def test_a_link_that_leads_nowhere_is_a_kind_page_and_ends_nothing(serving: Stage) -> None:
    browser, path = browser_of(serving), path_for(serving)
    unknown = Links(KEYRING, "").leave("dst_of_another_service")
    for wrong in (path[:-1], path + "x", "/subscriptions/nonsense", unknown):
        for page in (browser.get(wrong), browser.post(wrong, ONE_CLICK)):
            assert page.status == 404
            assert "write to the sender" in page.text
    assert subscribed(serving) == 3


def test_the_address_of_the_page_is_told_to_nobody(serving: Stage) -> None:
    browser, path = browser_of(serving), path_for(serving)
    for page in (browser.get(path), browser.post(path), browser.get("/subscriptions/nonsense")):
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-robots-tag"] == "noindex"
        # Its own forms lead below it; nothing else on the page names it.
        elsewhere = re.sub(r'action="[^"]*"', "", page.source)
        assert path.rpartition("/")[2] not in elsewhere
        assert re.findall(r"dst_|sub_", elsewhere) == []
        assert "form-action 'self'" in page.headers["content-security-policy"]


def test_below_a_path_of_its_host_the_forms_still_lead_below_the_page_that_they_stand_on(serving: Stage) -> None:
    path = path_for(serving)
    page = browser_of(serving, "http://board.test/board").get(path)
    actions = [one.attributes["action"] for one in page.elements if one.tag == "form"]
    assert all(unquote(one).startswith(f"/board{path}") for one in actions)
    assert f"/board{path}" in map(unquote, actions)


def test_while_the_ledger_is_away_a_mail_program_is_told_to_come_again() -> None:
    ledger = open_ledger(AWAY, KEYRING)
    browser = Browser(app_over(ledger, clock=clock.system, base_url=""))
    path = Links(KEYRING, "").leave("dst_0")
    assert [browser.get(path).status, browser.post(path, ONE_CLICK).status] == [503, 503]
    ledger.close()


@pytest.fixture(scope="module")
def asleep() -> Iterator[Browser]:
    """A board whose ledger must not even be asked: nobody listens there."""
    ledger = open_ledger(AWAY, KEYRING)
    yield Browser(app_over(ledger, clock=clock.system, base_url=""))
    ledger.close()


@given(st.text(min_size=1, max_size=80))
@settings(deadline=None)
def test_no_token_is_an_error(asleep: Browser, token: str) -> None:
    if token not in (".", ".."):
        assert asleep.get("/subscriptions/" + quote(token.encode("utf-8", "replace"), safe="")).status == 404
