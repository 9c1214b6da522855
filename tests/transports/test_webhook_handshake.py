"""A receiver is asked before anything is sent to it, and only its own word counts as consent."""

import socket
import time
from collections.abc import Iterator
from ipaddress import ip_network
from urllib.parse import quote

import pytest

from notifier.errors import AddressError
from notifier.transports.http import Answer, Timeouts
from notifier.transports.webhook.handshake import Consent, ask, consent_of, origin_of
from notifier.transports.webhook.receiver import Receiver
from notifier.transports.webhook.transport import WebhookTransport
from tests.transports.far_end import FarEnd
from tests.transports.test_webhook_transport import hook

LOOPBACK = (ip_network("127.0.0.0/8"),)
BASE = "https://alerts.example.org:8443/promises"
OURS = "alerts.example.org"


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as far_end:
        yield far_end


def asked(address: str, total: float = 5.0) -> Consent:
    return ask(address, BASE, LOOPBACK, Timeouts(connect=min(total, 1.0), total=total))


def test_the_question_is_an_options_request_that_names_our_host(far_end: FarEnd) -> None:
    asked(far_end.at("/hook?token=abc"))
    (request,) = far_end.requests
    assert (request.method, request.path, request.body) == ("OPTIONS", "/hook?token=abc", b"")
    assert request.headers["webhook-request-origin"] == OURS
    assert request.headers["user-agent"].startswith("commitment-notifier/")


@pytest.mark.parametrize("allows", ["*", OURS, OURS.upper(), f" {OURS} "])
@pytest.mark.parametrize("status", [200, 204, 405])
def test_a_receiver_that_names_us_or_anybody_agrees_whatever_its_status(
    far_end: FarEnd, status: int, allows: str
) -> None:
    assert asked(far_end.at(f"/status/{status}?allows={quote(allows)}")) is Consent.AGREED


@pytest.mark.parametrize(
    "allows", ["elsewhere.example.org", "null", f"not-{OURS}", f"{OURS}, b.example", f"https://{OURS}"]
)
def test_a_receiver_that_names_somebody_else_refuses(far_end: FarEnd, allows: str) -> None:
    assert asked(far_end.at(f"/status/200?allows={quote(allows)}")) is Consent.REFUSED


@pytest.mark.parametrize("way", ["/hook", "/status/404", "/status/500", "/reset", "/close", "/garbage", "/hang"])
def test_a_receiver_that_does_not_speak_of_it_or_breaks_is_silent(far_end: FarEnd, way: str) -> None:
    assert asked(far_end.at(way), total=0.3) is Consent.SILENT
    assert {request.method for request in far_end.requests} == {"OPTIONS"}


def test_an_empty_word_is_no_word() -> None:
    assert [consent_of(Answer(200, "", allowed_origin=said), OURS) for said in ("", "  ", None)] == [Consent.SILENT] * 3


def test_a_host_that_is_not_there_is_silent() -> None:
    with FarEnd() as gone:
        address = gone.at("/hook")
    assert asked(address) is Consent.SILENT
    assert asked("http://nowhere.invalid/hook") is Consent.SILENT


def test_a_redirect_is_not_followed(far_end: FarEnd) -> None:
    assert asked(far_end.at("/status/307")) is Consent.SILENT
    assert [request.path for request in far_end.requests] == ["/status/307"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_what_only_our_own_network_reaches_is_not_even_asked(far_end: FarEnd, host: str) -> None:
    with pytest.raises(AddressError, match="public internet"):
        ask(far_end.at("/hook", host), BASE, ())
    assert far_end.requests == []


@pytest.mark.parametrize("address", ["no address", "ftp://hooks.example.org/", "https://me:sesame@hooks.example.org/"])
def test_what_is_no_web_address_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(AddressError) as refusal:
        ask(address, BASE, LOOPBACK)
    assert address not in str(refusal.value)
    assert "sesame" not in str(refusal.value)


def test_a_name_that_takes_long_to_be_found_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo

    # The resolver has to be played: a real one cannot be had slow.
    def slow(host: str, *rest: int, **named: int) -> object:
        if host == "slow.example":
            time.sleep(1.5)
        return resolve("127.0.0.1" if host == "slow.example" else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    began = time.perf_counter()
    assert asked("http://slow.example/hook", total=0.2) is Consent.SILENT
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("base_url", "origin"),
    [
        (BASE, OURS),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://[::1]:8000", "::1"),
        ("https://оповещения.example.org", "xn--b1agamycah7gxc.example.org"),
    ],
)
def test_we_are_known_by_the_host_of_our_base_url(base_url: str, origin: str) -> None:
    assert origin_of(base_url) == origin


def test_what_is_posted_afterwards_names_the_same_host(far_end: FarEnd) -> None:
    asked(far_end.at("/status/204"))
    list(WebhookTransport(BASE, LOOPBACK).carry([hook(far_end.at("/status/204"))]))
    question, post = far_end.requests
    assert question.headers["webhook-request-origin"] == post.headers["webhook-request-origin"] == OURS


def test_the_demo_s_receiver_agrees_and_still_believes_only_what_is_signed() -> None:
    with Receiver() as receiver:
        assert asked(receiver.url) is Consent.AGREED
        assert (receiver.received, receiver.arrived) == (0, set())
