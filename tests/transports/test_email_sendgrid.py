"""Mail by a SendGrid that stands on loopback, checks what it is sent and answers as it is told."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

import pytest

from notifier.agenda.notice import Named
from notifier.clock import standing_at
from notifier.transports.base import GiveUp, Outcome, Parcel, Sent, Transport, TryAgain
from notifier.transports.email import from_url
from notifier.transports.email.message import letterhead
from notifier.transports.email.sendgrid import SendGridMail, asked_pause
from tests.transports.cast import FROM_THE_MINISTRY, letter, notice, parcel

SENDER = "Commitment notifier <notifier@alerts.example.org>"
BOARD = "https://board.example.org"
NOW = datetime(2020, 8, 24, 3, 0, tzinfo=UTC)
KEY = "SG.s3cret"


@dataclass
class FakeSendGrid:
    """Takes calls, refuses those that SendGrid's documentation says it refuses, and answers the rest as told."""

    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    too_many: int | None = None
    slow: bool = False
    calls: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    let_go: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    port: int = 0

    def answer(self, path: str, key: str | None, call: dict[str, Any]) -> int:
        assert path == "/v3/mail/send"
        assert key == f"Bearer {KEY}"
        people = call["personalizations"]
        assert 1 <= len(people) <= 1000
        for one in people:
            assert len(one["to"]) == 1, "a reader sees another"
            assert len(json.dumps(one["custom_args"])) < 10_000
        assert [part["type"] for part in call["content"]] == ["text/plain", "text/html"]
        assert call["subject"].strip()
        addresses = {one["to"][0]["email"] for one in people}
        if self.too_many is not None and len(people) > self.too_many:
            return 413
        return 400 if addresses & self.refused else self.status

    def delivered(self) -> list[str]:
        """The deliveries of all calls that were taken."""
        taken = [call for call, status in zip(self.calls, self.statuses, strict=True) if status == 202]
        return [one["custom_args"]["delivery"] for call in taken for one in call["personalizations"]]


@contextmanager
def sendgrid(**told: Any) -> Iterator[FakeSendGrid]:
    fake = FakeSendGrid(**told)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if fake.slow:
                fake.let_go.wait(10)
            try:
                status = fake.answer(self.path, self.headers["Authorization"], call)
            except AssertionError as wrong:
                status = 418
                self.log_error("%s", wrong)
            with fake.lock:
                fake.calls.append(call)
                fake.statuses.append(status)
            body = b"" if status == 202 else b'{"errors":[{"message":"no <gone@example.org>","field":null}]}'
            self.send_response(status)
            for name, value in ({"X-Message-Id": "msg-1"} | fake.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            # Where a followed redirect would end, in what looks like success.
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests say what they see."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A caller that has given up is no news."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        fake.port = server.server_address[1]
        running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        running.start()
        try:
            yield fake
        finally:
            fake.let_go.set()
            server.shutdown()
            running.join(10)


def to(fake: FakeSendGrid) -> Transport:
    url = f"sendgrid+http://127.0.0.1:{fake.port}"
    return from_url(url, sender=SENDER, base_url=BOARD, sendgrid_key=KEY, now=standing_at(NOW))


def parcels(count: int, start: int = 0) -> list[Parcel]:
    return [parcel(f"reader{n}@readers.example.org", id=f"dlv_{n}") for n in range(start, start + count)]


def carried(transport: Transport, given: list[Parcel]) -> list[Outcome]:
    """The outcomes in the order of the parcels, each of which comes back once."""
    came = list(transport.carry(given))
    outcomes = {one.id: outcome for one, outcome in came}
    assert len(outcomes) == len(came) == len(given)
    return [outcomes[one.id] for one in given]


def test_equal_letters_share_calls_of_a_thousand_readers_who_do_not_see_each_other() -> None:
    with sendgrid() as fake:
        outcomes = carried(to(fake), parcels(1500))
    assert {(type(one), one.status, one.response) for one in outcomes} == {(Sent, 202, "msg-1")}
    assert sorted(len(call["personalizations"]) for call in fake.calls) == [500, 1000]
    assert sorted(fake.delivered()) == sorted(f"dlv_{n}" for n in range(1500))


def test_a_call_says_who_writes_what_and_which_delivery_each_reader_has() -> None:
    with sendgrid() as fake:
        carried(to(fake), parcels(1))
    (call,) = fake.calls
    assert call["from"] == {"email": "notifier@alerts.example.org", "name": "Commitment notifier"}
    assert call["subject"] == "Due in 7 days: Publish the register of hospitals (KG0003/1)"
    assert call["personalizations"] == [
        {
            "to": [{"email": "reader0@readers.example.org"}],
            "custom_args": {"delivery": "dlv_0"},
            "headers": {"Message-ID": "<dlv_0@alerts.example.org>"},
        }
    ]
    assert call["headers"]["Auto-Submitted"] == "auto-generated"
    assert call["headers"]["List-Id"] == "<commitment-notifier.alerts.example.org>"
    assert call["tracking_settings"]["click_tracking"]["enable"] is False


def test_letters_that_differ_are_calls_that_differ() -> None:
    letters = [letter(), letter(language="ky"), letter(whys=(FROM_THE_MINISTRY,))]
    with sendgrid() as fake:
        given = [parcel(id=f"d{n}", letter=one) for n, one in enumerate(letters)]
        assert all(isinstance(one, Sent) for one in carried(to(fake), given))
    assert len(fake.calls) == 3
    assert len({call["content"][0]["value"] for call in fake.calls}) == 3


def test_a_bad_address_is_found_by_halving_and_given_up_alone() -> None:
    bad = frozenset({"reader3@readers.example.org", "reader77@readers.example.org"})
    with sendgrid(refused=bad) as fake:
        outcomes = carried(to(fake), parcels(100))
    given_up = [n for n, one in enumerate(outcomes) if isinstance(one, GiveUp)]
    assert given_up == [3, 77]
    assert sorted(fake.delivered()) == sorted(f"dlv_{n}" for n in range(100) if n not in given_up)
    assert len(fake.calls) < 32
    assert "example.org" not in outcomes[3].response


def test_a_call_that_is_too_large_is_halved() -> None:
    with sendgrid(too_many=30) as fake:
        assert all(isinstance(one, Sent) for one in carried(to(fake), parcels(100)))
    assert len(fake.delivered()) == len(set(fake.delivered())) == 100


def test_a_message_too_large_even_for_one_is_given_up() -> None:
    with sendgrid(too_many=0) as fake:
        assert [type(one) for one in carried(to(fake), parcels(2))] == [GiveUp] * 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_kills_no_delivery_and_is_not_tried_for_every_letter(status: int) -> None:
    steps = [notice(milestone=Named(str(n), f"Step {n}")) for n in range(30)]
    given = [parcel(id=f"d{n}", letter=letter(step)) for n, step in enumerate(steps)]
    with sendgrid(status=status) as fake:
        outcomes = carried(to(fake), given)
    for outcome in outcomes:
        assert isinstance(outcome, TryAgain)
        assert outcome.reason == "the key is refused"
        assert outcome.status == status
        assert KEY not in repr(outcome)
    # Those that were under way when the first refusal came, and no more.
    assert len(fake.calls) <= 8


def test_a_used_up_rate_is_waited_for_as_long_as_it_asks() -> None:
    reset = str(int((NOW + timedelta(seconds=90)).timestamp()))
    for headers, pause in (({"Retry-After": "7"}, 7), ({"X-RateLimit-Reset": reset}, 90), ({}, None)):
        with sendgrid(status=429, headers=headers) as fake:
            (outcome,) = carried(to(fake), parcels(1))
        assert isinstance(outcome, TryAgain)
        assert outcome.after == (pause and timedelta(seconds=pause))


def test_a_pause_is_never_negative_endless_or_an_error() -> None:
    assert asked_pause({"retry-after": "Mon, 24 Aug 2020 03:02:00 GMT"}, NOW) == timedelta(minutes=2)
    assert asked_pause({"Retry-After": "Mon, 24 Aug 2020 02:00:00 GMT"}, NOW) == timedelta()
    assert asked_pause({"Retry-After": "9" * 8}, NOW) == timedelta(days=1)
    for nonsense in ("9" * 40, "soon", "²"):
        assert asked_pause({"Retry-After": nonsense}, NOW) is None
        assert asked_pause({"X-RateLimit-Reset": nonsense}, NOW) is None


@pytest.mark.parametrize("status", [500, 503, 404, 302, 307])
def test_any_other_answer_is_tried_again(status: int) -> None:
    with sendgrid(status=status, headers={"Location": "/elsewhere"}) as fake:
        (outcome,) = carried(to(fake), parcels(1))
    assert isinstance(outcome, TryAgain)
    assert outcome.status == status


def test_a_server_error_for_one_letter_does_not_hold_up_the_others() -> None:
    with sendgrid(status=500) as fake:
        given = [parcel(id=f"d{n}", letter=letter(language=code)) for n, code in enumerate(["en", "fr", "ru", "ky"])]
        assert all(isinstance(one, TryAgain) for one in carried(to(fake), given))
    assert len(fake.calls) == 4


def test_a_slow_answer_is_not_waited_for_and_a_dead_line_ends_the_batch() -> None:
    with sendgrid(slow=True) as fake:
        head = letterhead(SENDER, BOARD, standing_at(NOW))
        transport = SendGridMail(KEY, head, host=f"http://127.0.0.1:{fake.port}", timeout=0.3)
        outcomes = carried(transport, parcels(4500))
        assert all(isinstance(one, TryAgain) and one.seconds < 5 for one in outcomes)
    gone = carried(to(fake), parcels(2))
    assert all(isinstance(one, TryAgain) and "ConnectionRefused" in one.reason for one in gone)


def test_a_bad_address_never_reaches_sendgrid() -> None:
    with sendgrid() as fake:
        bad, good = carried(to(fake), [parcel("nobody", id="bad"), parcel(id="good")])
    assert isinstance(bad, GiveUp)
    assert isinstance(good, Sent)
    assert fake.delivered() == ["good"]


def test_the_key_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with sendgrid() as fake:
        carried(to(fake), parcels(1))
    assert KEY not in caplog.text


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with sendgrid() as fake:
        assert isinstance(carried(to(fake), parcels(1))[0], Sent)


def test_a_reader_who_stops_listening_leaves_nothing_running() -> None:
    with sendgrid() as fake:
        outcomes = to(fake).carry(parcels(2500))
        next(iter(outcomes))
        outcomes.close()  # type: ignore[attr-defined]
    assert len(fake.calls) <= 3
