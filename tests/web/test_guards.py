"""Forms of other sites are refused, and what is larger than any form; every answer carries the headers."""

from pathlib import Path

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from notifier.ledger.connect import Ledger
from notifier.web.guards import LARGEST_FORM, OwnForms
from notifier.web.pages import SECURITY, Pages
from tests.stage import Stage, milestone
from tests.web.conftest import browser_of

OWN = "https://board.example.org/board"
ONE_CLICK = b"List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("headers", "lets_in"),
    [
        ({}, True),  # a mail program, or an old browser
        ({"origin": "https://board.example.org"}, True),
        ({"origin": "http://board.test"}, True),  # the name that the reader typed
        ({"origin": "null"}, True),  # our own pages with a token tell nobody where they are
        ({"origin": "https://evil.example.org"}, False),
        ({"origin": "https://board.example.org.evil.example.org"}, False),
        ({"origin": "null", "sec_fetch_site": "cross-site"}, False),
        ({"origin": "https://board.example.org", "sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
    ],
)
def test_a_form_comes_from_our_own_pages(stage: Stage, headers: dict[str, str], lets_in: bool) -> None:
    answer = browser_of(stage, OWN).post("/subscriptions/nonsense", ONE_CLICK, **headers)
    assert answer.status == (404 if lets_in else 403)
    assert ("was sent from another site" in answer.text) is not lets_in


def test_what_programs_post_is_not_asked_where_it_comes_from(stage: Stage) -> None:
    answer = browser_of(stage, OWN).post("/hooks/sendgrid", b"[]", origin="https://evil.example.org")
    assert "another site" not in answer.text


def test_no_form_is_larger_than_ours_can_be(stage: Stage) -> None:
    browser = browser_of(stage)
    assert browser.post("/subscriptions/nonsense", b"x" * LARGEST_FORM).status == 404
    answer = browser.post("/subscriptions/nonsense", b"x" * (LARGEST_FORM + 1))
    assert answer.status == 413
    assert "more than this form takes" in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/plans/%00", 404), ("/plans/kg/%00", 404), ("/notices/%00", 404), ("/?q=%00&agency=%00", 200),
        ("/notices?q=a%00&plan=%00&before=%00", 200), ("/agencies/%00/%00", 404), ("/answer/%00", 404),
        ("/subscriptions/%00", 404), ("/badges/%00.svg", 404), ("/feeds/%00.ics", 404),
    ],
)  # fmt: skip
def test_what_no_database_takes_is_nowhere_to_be_found(
    ledger: Ledger, tmp_path: Path, address: str, status: int
) -> None:
    stage = Stage(tmp_path, ledger)
    stage.plan(milestone("1"))
    stage.ingest()
    assert browser_of(stage).get(address).status == status


@pytest.mark.parametrize(
    "address",
    [
        "/plans/kg//evil.example.org",
        "/plans/kg/%2F%2Fevil.example.org",
        "/plans/kg/C1/%5Cevil.example.org",
        "//evil.example.org",
    ],
)
def test_nobody_is_led_to_another_site(stage: Stage, address: str) -> None:
    stage.plan(milestone("1"))
    stage.ingest()
    page = browser_of(stage).get(f"http://board.test{address}")
    assert page.status in (302, 404)
    assert page.headers.get("location", "/plans/").startswith("/plans/")


@pytest.mark.parametrize("address", ["/", "/static/board.css", "/health", "/nowhere"])
def test_every_answer_carries_the_headers(stage: Stage, address: str) -> None:
    for base_url, secure in ((OWN, True), ("http://127.0.0.1:8000", False)):
        headers = browser_of(stage, base_url).get(address).headers
        assert {name: headers[name] for name in SECURITY} == dict(SECURITY)
        assert ("strict-transport-security" in headers) is secure


@pytest.mark.parametrize("names", ["charset=raw_unicode_escape", "charset*=us-ascii''raw_unicode_escape"])
def test_a_form_in_parts_is_read_as_utf_8_whatever_it_names(stage: Stage, names: str) -> None:
    part = 'Content-Disposition: form-data; name="email"\r\n\r\nЖ\\ud800@example.org'
    kind = f"multipart/form-data; boundary=b; {names}"
    page = browser_of(stage).post("/subscribe", f"--b\r\n{part}\r\n--b--\r\n".encode(), content_type=kind)
    assert page.status == 422


def test_half_a_form_is_no_form(stage: Stage) -> None:
    """A browser that is gone before its form was sent whole has asked for nothing."""
    handed: list[bool] = []
    parts: list[Message] = [{"type": "http.request", "body": b"step=ask", "more_body": True}]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        handed.append(True)

    async def receive() -> Message:
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError("nobody is there")

    guarded = OwnForms(app, Pages("http://board.test", stage.clock), "http://board.test")
    scope = {"type": "http", "method": "POST", "path": "/subscribe", "query_string": b"", "headers": []}
    anyio.run(guarded, scope, receive, send)
    assert not handed
