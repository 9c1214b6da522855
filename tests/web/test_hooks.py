"""SendGrid's events: believed where they are signed and of now, written down before they are answered."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from notifier.clock import standing_at
from notifier.errors import SettingsError
from notifier.ledger.connect import open_ledger
from notifier.ledger.schema import deliveries, destinations, reports
from notifier.ledger.states import State
from notifier.settings import from_environment
from notifier.transports.base import TryAgain
from notifier.web.hooks import LARGEST
from tests.ledgers import KEYRING
from tests.stage import Stage, milestone
from tests.web.browser import Browser, Page
from tests.web.conftest import browser_of, stage_in
from tests.web.site import app_over
from tests.web.test_pages import AWAY

Key = ec.EllipticCurvePrivateKey
OURS, THEIRS = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
PATH = "/hooks/sendgrid"
READER = "desk@newspaper.example.org"


def as_shown(key: Key) -> str:
    """The public half of a key, as SendGrid's settings show it."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def post(browser: Browser, body: bytes, at: datetime, changed: dict[str, str] | None = None, key: Key = OURS) -> Page:
    """Post a body as SendGrid does; `changed` replaces headers."""
    timestamp = str(int(at.timestamp()))
    signature = base64.b64encode(key.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))).decode()
    headers = {
        "X_Twilio_Email_Event_Webhook_Signature": signature,
        "X_Twilio_Email_Event_Webhook_Timestamp": timestamp,
        "content_type": "application/json",
    }
    return browser.post(PATH, body, **(headers | (changed or {})))


@pytest.fixture
def serving(stage: Stage) -> Stage:
    """A service that has sent a reader something, of which nobody knows whether it left."""
    stage.plan(milestone("1", due="2025-06-30"))
    stage.subscribe(READER)
    stage.answer = lambda _: TryAgain(reason="a timeout")
    stage.goes_to("2025-05-31")
    stage.delivers()
    return stage


def hook(stage: Stage) -> Browser:
    return browser_of(stage, event_key=OURS.public_key())


def delivery_of(stage: Stage, address: str = READER) -> str:
    with stage.ledger.reading() as book:
        query = select(deliveries.c.id).join(destinations).where(destinations.c.address == address)
        return str(book.scalars(query).one())


def event(stage: Stage, name: str, id: object = "e1", **more: object) -> dict[str, Any]:
    happened = int((stage.clock() - timedelta(seconds=30)).timestamp())
    told = {"email": READER, "event": name, "sg_event_id": id, "timestamp": happened, "delivery": delivery_of(stage)}
    return told | more


def tell(stage: Stage, *events: object) -> Page:
    return post(hook(stage), json.dumps(events).encode(), stage.clock())


def told(stage: Stage) -> list[tuple[str, str]]:
    with stage.ledger.reading() as book:
        return [(row.event, row.says) for row in book.execute(select(reports).order_by(reports.c.id))]


def state_of(stage: Stage) -> tuple[State, str | None, str | None]:
    """The state and reason of the reader's delivery, and the mute of its destination."""
    with stage.ledger.reading() as book:
        query = select(deliveries.c.state, deliveries.c.reason, destinations.c.mute).join(destinations)
        row = book.execute(query.where(destinations.c.address == READER)).one()
    return State(row.state), row.reason, row.mute


def test_a_delivery_that_had_arrived_after_all_is_not_sent_again(serving: Stage) -> None:
    assert state_of(serving)[0] is State.PENDING
    answer = tell(serving, event(serving, "delivered", response="250 OK"))
    assert (answer.status, answer.source) == (204, "")
    assert state_of(serving) == (State.SENT, "reported as delivered", None)
    with serving.ledger.reading() as book:
        [at] = book.scalars(select(reports.c.at))
    assert at == serving.clock() - timedelta(seconds=30), "SendGrid's clock says when it was"


@pytest.mark.parametrize(
    ("more", "event_kept", "state", "mute"),
    [
        ({"event": "processed"}, "processed", State.SENT, None),
        ({"event": "deferred", "response": "451 later"}, "deferred", State.PENDING, None),
        ({"event": "bounce", "type": "bounce"}, "bounce", State.WITHDRAWN, "bounced"),
        ({"event": "bounce", "type": "blocked"}, "blocked", State.PENDING, None),
        ({"event": "dropped", "reason": "Bounced Address"}, "dropped", State.WITHDRAWN, "bounced"),
        ({"event": "dropped", "reason": "Invalid"}, "dropped", State.WITHDRAWN, "bounced"),
        ({"event": "dropped", "reason": "Spam Reporting Address"}, "dropped", State.WITHDRAWN, "complained"),
        ({"event": "dropped", "reason": "Unsubscribed Address"}, "dropped", State.WITHDRAWN, None),
        ({"event": "dropped", "reason": "Spam Content"}, "dropped", State.PENDING, None),
        ({"event": "spamreport"}, "spamreport", State.WITHDRAWN, "complained"),
        ({"event": "unsubscribe"}, "unsubscribe", State.WITHDRAWN, None),
        ({"event": "group_unsubscribe", "asm_group_id": 1}, "group_unsubscribe", State.WITHDRAWN, None),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_what_each_event_means(
    serving: Stage, more: dict[str, object], event_kept: str, state: State, mute: str | None
) -> None:
    assert tell(serving, event(serving, "", **more)).status == 204
    assert [name for name, _ in told(serving)] == [event_kept]
    assert (state_of(serving)[0], state_of(serving)[2]) == (state, mute)


def test_what_is_nothing_to_us_is_passed_over_and_the_rest_counts(serving: Stage) -> None:
    others: list[object] = [
        event(serving, "open", "e2"), event(serving, "click", "e3"), event(serving, "account_status_change", "e4"),
        event(serving, "delivered", "e5", delivery="dlv_of_another_service"), {"event": "delivered"}, 7, None, [], "x",
        event(serving, "delivered", "e6", delivery=None), event(serving, "delivered", ""),
        event(serving, "delivered", "e7") | {"sg_event_id": "\x00"}, event(serving, "delivered", "e\ud800"),
    ]  # fmt: skip
    assert tell(serving, *others, event(serving, "deferred")).status == 204
    assert told(serving) == [("deferred", "")]


def test_a_repeated_request_counts_once(serving: Stage) -> None:
    for _ in range(3):
        assert tell(serving, event(serving, "deferred"), event(serving, "deferred")).status == 204
    assert len(told(serving)) == 1


def test_what_a_far_end_says_is_kept_without_addresses_and_not_at_any_length(serving: Stage) -> None:
    says = f"550 5.1.1 <{READER}>: \r\nno\x00 such \u202euser \ud800" + "x" * 100_000
    tell(serving, event(serving, "bounce", reason=says, type="bounce"))
    [(_, kept)] = told(serving)
    assert kept.startswith("550 5.1.1 <[address]>: no such user x")
    assert len(kept) <= 500
    assert READER not in str(state_of(serving))


@pytest.mark.parametrize("timestamp", [None, "now", -1, 0, True, 1.5, 10**30, 10**12, [], float("nan")])
def test_a_time_that_cannot_be_is_now(serving: Stage, timestamp: object) -> None:
    assert tell(serving, event(serving, "deferred", timestamp=timestamp)).status == 204
    with serving.ledger.reading() as book:
        assert list(book.scalars(select(reports.c.at))) == [serving.clock()]


def test_what_is_not_signed_by_sendgrid_changes_nothing(serving: Stage) -> None:
    browser, now = hook(serving), serving.clock()
    body = json.dumps([event(serving, "bounce", type="bounce")]).encode()
    signature, timestamp = "X_Twilio_Email_Event_Webhook_Signature", "X_Twilio_Email_Event_Webhook_Timestamp"
    answers = [
        browser.post(PATH, body),
        post(browser, body, now, key=THEIRS),
        post(browser, body, now, {signature: ""}),
        post(browser, body, now, {signature: "?"}),
        post(browser, body, now, {signature: base64.b64encode(b"nonsense").decode()}),
        post(browser, body, now, {timestamp: str(int(now.timestamp()) + 1)}),
        post(browser, body, now, {timestamp: ""}),
    ]
    assert [answer.status for answer in answers] == [403] * len(answers)
    assert (told(serving), state_of(serving)[0]) == ([], State.PENDING)


@pytest.mark.parametrize(
    ("late", "status"),
    [(timedelta(minutes=10), 204), (timedelta(minutes=10, seconds=1), 403), (timedelta(days=1), 403),
     (timedelta(minutes=-5), 204), (timedelta(minutes=-5, seconds=-1), 403)],
)  # fmt: skip
def test_what_is_stale_or_of_the_future_is_refused(serving: Stage, late: timedelta, status: int) -> None:
    body = json.dumps([event(serving, "deferred")]).encode()
    assert post(hook(serving), body, serving.clock() - late).status == status
    assert len(told(serving)) == (status == 204)


@pytest.mark.parametrize("timestamp", ["soon", "-1", "1e9", "99999999999"])
def test_a_timestamp_that_is_signed_and_is_none_is_refused(serving: Stage, timestamp: str) -> None:
    signature = base64.b64encode(OURS.sign(timestamp.encode() + b"[]", ec.ECDSA(SHA256()))).decode()
    changed = {"X_Twilio_Email_Event_Webhook_Signature": signature, "X_Twilio_Email_Event_Webhook_Timestamp": timestamp}
    answer = post(hook(serving), b"[]", serving.clock(), changed)
    assert answer.status == 403


def test_a_body_beyond_any_sense_is_not_read_to_its_end(serving: Stage) -> None:
    assert post(hook(serving), b"[" + b" " * LARGEST + b"]", serving.clock()).status == 413


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b"7", b"\xff", b"[" * 100_000, b"[" + b"1" * 10_000 + b"]"])
def test_what_is_signed_and_no_list_of_events_is_refused(serving: Stage, body: bytes) -> None:
    assert post(hook(serving), body, serving.clock()).status == 400


def test_without_a_key_there_is_nothing_here_and_a_get_never_is(serving: Stage) -> None:
    answer = post(browser_of(serving), b"[]", serving.clock())
    assert answer.status == 404
    assert "NOTIFIER_SENDGRID_EVENT_KEY is not set" in answer.text
    assert hook(serving).get(PATH).status == 405


def test_events_are_not_taken_while_they_cannot_be_written_down() -> None:
    now = datetime(2025, 5, 31, tzinfo=UTC)
    ledger = open_ledger(AWAY, KEYRING)
    app = app_over(ledger, clock=standing_at(now), base_url="http://board.test", event_key=OURS.public_key())
    assert post(Browser(app), b"[]", now).status == 503
    ledger.close()


def test_a_key_is_checked_when_the_settings_are_read() -> None:
    right = as_shown(OURS)
    assert from_environment({"NOTIFIER_SENDGRID_EVENT_KEY": right}).event_key() == OURS.public_key()
    assert from_environment({}).event_key() is None
    other = as_shown(ec.generate_private_key(ec.SECP384R1()))
    for wrong in ("nonsense", right[:-8], other, "AAAA"):
        with pytest.raises(SettingsError, match="NOTIFIER_SENDGRID_EVENT_KEY"):
            from_environment({"NOTIFIER_SENDGRID_EVENT_KEY": wrong})


NAMES = ("event", "sg_event_id", "timestamp", "delivery", "reason", "response", "type")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=7),
    max_leaves=12,
)
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "event": st.sampled_from(["bounce", "dropped", "delivered", "spamreport", "unsubscribe"]) | JSON,
        "sg_event_id": st.text(st.characters(), max_size=130) | JSON, "timestamp": st.integers() | JSON,
        "delivery": st.just("KNOWN") | JSON, "reason": st.text(st.characters()) | JSON, "type": JSON,
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Browser, str]]:
    """A service that is told many odd things, the way to it, and a delivery that it knows."""
    folder: Path = tmp_path_factory.mktemp("odd")
    stage = stage_in(folder)
    stage.plan(milestone("1", due="2025-06-30"))
    stage.subscribe(READER)
    stage.goes_to("2025-05-31")
    yield stage, hook(stage), delivery_of(stage)
    stage.ledger.close()


@given(st.lists(EVENTS | JSON, max_size=4) | JSON | st.binary(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_body_is_an_error(patient: tuple[Stage, Browser, str], content: object) -> None:
    stage, browser, known = patient
    text = content if isinstance(content, bytes) else json.dumps(content).replace("KNOWN", known).encode()
    assert post(browser, text, stage.clock()).status in (204, 400)
