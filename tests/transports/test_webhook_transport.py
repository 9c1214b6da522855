"""Webhooks against a far end that is really there: what each answer leads to, and that nobody waits for another."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from itertools import pairwise
from threading import enumerate as running_threads
from urllib.parse import quote

import pytest
from standardwebhooks import Webhook

from notifier.agenda.moment import Kind
from notifier.audience.subscription import Lane
from notifier.transports.base import GiveUp, Outcome, Parcel, Sent, TryAgain
from notifier.transports.http import Timeouts
from notifier.transports.webhook.receiver import Arrived, Receiver
from notifier.transports.webhook.sign import new_secret
from notifier.transports.webhook.traffic import IN_FLIGHT, IN_FLIGHT_A_HOST, PATIENCE
from notifier.transports.webhook.transport import WebhookTransport
from notifier.transports.webhook.verdict import wait_of
from tests.transports.cast import letter, notice, parcel
from tests.transports.far_end import FarEnd

LOOPBACK = (ip_network("127.0.0.0/8"),)
SECRET = new_secret()
BASE = "https://alerts.example.org"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as far_end:
        yield far_end


def transport(total: float = 5.0) -> WebhookTransport:
    return WebhookTransport(BASE, LOOPBACK, timeouts=Timeouts(connect=min(total, 1.0), total=total))


def hook(address: str, id: str = "dlv_0001", secret: str | None = SECRET, kind: Kind = Kind.OVERDUE) -> Parcel:
    return parcel(address, Lane.WEBHOOK, id, secret, letter=letter(notice(kind)))


def outcome(address: str, total: float = 5.0) -> Outcome:
    ((_, outcome),) = transport(total).carry([hook(address)])
    return outcome


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_sent(far_end: FarEnd, status: int) -> None:
    found = outcome(far_end.at(f"/status/{status}"))
    assert isinstance(found, Sent)
    assert found.status == status
    assert 0 < found.seconds < 5


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 409, 413, 415, 422, 451])
def test_what_another_try_cannot_mend_is_given_up(far_end: FarEnd, status: int) -> None:
    found = outcome(far_end.at(f"/status/{status}"))
    assert isinstance(found, GiveUp)
    assert not found.close
    assert found.status == status
    assert str(status) in found.reason
    assert ("final address" in found.reason) is (status < 400)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 599, 700])
def test_what_may_pass_is_tried_again(far_end: FarEnd, status: int) -> None:
    found = outcome(far_end.at(f"/status/{status}"))
    assert isinstance(found, TryAgain)
    assert found.status == status
    assert found.after is None


def test_an_endpoint_that_is_gone_is_closed(far_end: FarEnd) -> None:
    found = outcome(far_end.at("/status/410"))
    assert isinstance(found, GiveUp)
    assert found.close


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        *(("0", 0), ("120", 120), (" 120 ", 120), ("86400", 86400), ("86401", 86400), ("9" * 30, 86400)),
        *(("Sun, 01 Mar 2026 12:10:00 GMT", 600), ("Sun, 01 Mar 2026 18:10:00 +0600", 600)),
        *(("Sunday, 01-Mar-26 12:10:00 GMT", 600), ("Sun Mar  1 12:10:00 2026", 600)),
        *(("Sun, 01 Mar 2026 11:00:00 GMT", 0), ("Fri, 01 Jan 2100 00:00:00 GMT", 86400)),
        *((None, None), ("", None), ("soon", None), ("-5", None), ("1.5", None), ("²", None), ("9" * 5000, None)),
        *(("Sun, 99 Mar 2026 12:10:00 GMT", None), ("Sun, 01 Mar 99999 12:10:00 GMT", None)),
    ],
)
def test_retry_after_is_read_in_both_its_forms_and_kept_within_a_day(after: str | None, seconds: int | None) -> None:
    assert wait_of(after, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("status", [429, 503])
def test_a_far_end_that_asks_for_time_gets_it(far_end: FarEnd, status: int) -> None:
    found = outcome(far_end.at(f"/status/{status}?after=120"))
    assert isinstance(found, TryAgain)
    assert found.after == timedelta(minutes=2)


def test_retry_after_means_nothing_with_other_answers(far_end: FarEnd) -> None:
    found = outcome(far_end.at("/status/500?after=120"))
    assert isinstance(found, TryAgain)
    assert found.after is None


@pytest.mark.parametrize("way", ["/hang", "/reset", "/close", "/garbage"])
def test_a_far_end_that_breaks_is_tried_again(far_end: FarEnd, way: str) -> None:
    found = outcome(far_end.at(way), total=0.3)
    assert isinstance(found, TryAgain)
    assert found.status is None
    assert found.seconds < 2


def test_a_host_that_is_not_there_is_tried_again(far_end: FarEnd) -> None:
    with FarEnd() as gone:
        address = gone.at("/status/204")
    found = outcome(address)
    assert isinstance(found, TryAgain)
    assert found.reason == "its host could not be reached"


def test_a_name_that_is_not_there_is_tried_again_and_encryption_that_fails_too(far_end: FarEnd) -> None:
    found = outcome("http://nowhere.invalid/hook")
    assert isinstance(found, TryAgain)
    assert "name" in found.reason
    found = outcome(far_end.at("/status/204").replace("http:", "https:"))
    assert isinstance(found, TryAgain)
    assert "encryption" in found.reason


def test_an_address_that_the_guard_refuses_is_given_up(far_end: FarEnd) -> None:
    strict = WebhookTransport(BASE)
    for address in (far_end.at("/status/204"), far_end.at("/status/204", "localhost"), "http://[::1]/", "no address"):
        ((_, found),) = strict.carry([hook(address)])
        assert isinstance(found, GiveUp)
        assert not found.close
    assert far_end.requests == []


@pytest.mark.parametrize("secret", [None, "", "whsec_", "hunter2", "whsec_" + "ж" * 40])
def test_nothing_leaves_unsigned(far_end: FarEnd, secret: str | None) -> None:
    ((_, found),) = transport().carry([hook(far_end.at("/status/204"), secret=secret)])
    assert isinstance(found, GiveUp)
    assert far_end.requests == []


def test_of_an_answer_only_the_beginning_is_kept(far_end: FarEnd) -> None:
    small, big, huge = (outcome(far_end.at(f"/big?bytes={size}")) for size in (100, 4097, 50_000_000))
    assert [len(one.response) for one in (small, big, huge)] == [100, 4096, 4096]
    assert isinstance(huge, Sent)


def test_a_status_counts_even_if_the_body_never_ends(far_end: FarEnd) -> None:
    found = outcome(far_end.at("/drip"), total=0.3)
    assert isinstance(found, Sent)
    assert found.response == "thank you"


def test_what_a_far_end_repeats_of_the_address_is_not_kept(far_end: FarEnd) -> None:
    found = outcome(far_end.at(f"/echo/T0123-path-token/x?sig={quote('query token/+')}&a=1"))
    assert isinstance(found, GiveUp)
    assert "no such place" in found.response
    for token in ("path-token", "query", "token/+", "\0"):
        assert token not in found.response


def test_a_message_carries_its_id_the_real_time_and_a_signature(far_end: FarEnd) -> None:
    before = int(time.time())  # noqa: TID251 (what receivers go by)
    assert isinstance(outcome(far_end.at("/status/204")), Sent)
    (request,) = far_end.requests
    assert request.headers["webhook-id"] == "dlv_0001"
    assert before <= int(request.headers["webhook-timestamp"]) <= before + 5
    assert request.headers["content-type"] == "application/cloudevents+json"
    assert request.headers["user-agent"].startswith("commitment-notifier/")
    event = Webhook(SECRET).verify(request.body, request.headers)
    assert event == json.loads(request.body)
    assert event["type"] == "milestone.overdue"
    assert "cookie" not in request.headers


def test_a_hanging_host_holds_back_nobody(far_end: FarEnd) -> None:
    with FarEnd() as slow:
        hanging = [hook(slow.at("/hang"), f"slow_{number}") for number in range(40)]
        others = [hook(far_end.at("/status/204"), f"fast_{number}") for number in range(40)]
        began = time.perf_counter()
        came = [(one.id, time.perf_counter() - began) for one, _ in transport(total=0.8).carry(hanging + others)]
    assert [id for id, _ in came[:40]] == [id for id, _ in came if id.startswith("fast")]
    assert came[39][1] < 0.7, "before the first hanging one had timed out"
    assert came[-1][1] < 1.6, "a host that answers nobody is not waited for again and again"
    assert len(slow.requests) == 1


def knowing(far_end: FarEnd) -> WebhookTransport:
    """A transport to which the host has answered before, so that it gets more than one try at a time."""
    shared = transport()
    assert [type(found) for _, found in shared.carry([hook(far_end.at("/status/204"), "first")])] == [Sent]
    return shared


def test_outcomes_are_given_back_as_they_come(far_end: FarEnd) -> None:
    parcels = [hook(far_end.at(f"/pause/{seconds}"), str(seconds)) for seconds in (0.6, 0.3, 0.0)]
    shared = knowing(far_end)
    began = time.perf_counter()
    came = [(one.id, time.perf_counter() - began) for one, _ in shared.carry(parcels)]
    assert [id for id, _ in came] == ["0.0", "0.3", "0.6"]
    assert all(later - sooner > 0.15 for (_, sooner), (_, later) in pairwise(came))


def test_a_host_gets_eight_at_a_time_over_connections_that_are_kept(far_end: FarEnd) -> None:
    parcels = [hook(far_end.at("/pause/0.02"), f"dlv_{number}") for number in range(60)]
    assert all(isinstance(found, Sent) for _, found in transport().carry(parcels))
    assert len({request.connection for request in far_end.requests}) == far_end.busiest == IN_FLIGHT_A_HOST


def test_all_hosts_together_get_sixty_four_at_a_time() -> None:
    with ExitStack() as stack:
        hosts = [stack.enter_context(FarEnd()) for _ in range(IN_FLIGHT // IN_FLIGHT_A_HOST + 1)]
        parcels = [hook(host.at("/pause/0.3"), f"{host.port}_{n}") for host in hosts for n in range(IN_FLIGHT_A_HOST)]
        began = time.perf_counter()
        assert all(isinstance(found, Sent) for _, found in transport().carry(parcels))
        assert time.perf_counter() - began >= 0.6, "the last host had to wait for a place"


def test_a_host_that_fails_now_and_then_keeps_its_turn(far_end: FarEnd) -> None:
    ways = [far_end.at(f"/reset/{number}" if number % 2 else "/status/204") for number in range(60)]
    found = [found for _, found in transport().carry([hook(way, f"dlv_{n}") for n, way in enumerate(ways)])]
    assert len(far_end.requests) == 60
    assert sum(isinstance(one, Sent) for one in found) == 30


def test_a_destination_that_only_fails_is_left_alone_and_its_host_is_not(far_end: FarEnd) -> None:
    ways = [far_end.at("/status/500" if number % 2 else "/status/204") for number in range(120)]
    found = [found for _, found in transport().carry([hook(way, f"dlv_{n}") for n, way in enumerate(ways)])]
    assert sum(isinstance(one, Sent) for one in found) == 60
    again = [one for one in found if isinstance(one, TryAgain)]
    assert PATIENCE <= sum(one.tried for one in again) < PATIENCE + IN_FLIGHT_A_HOST
    assert all(one.after for one in again if not one.tried)


def test_who_asks_for_time_is_sent_nothing_more_meanwhile(far_end: FarEnd) -> None:
    parcels = [hook(far_end.at("/status/429?after=120"), f"dlv_{number}") for number in range(20)]
    found = [found for _, found in transport().carry(parcels)]
    assert len(far_end.requests) == 1
    assert [one.tried for one in found if isinstance(one, TryAgain)].count(False) == 19
    assert all(one.after and one.after.total_seconds() > 110 for one in found if isinstance(one, TryAgain))


def test_a_caller_who_takes_time_makes_nothing_late(far_end: FarEnd) -> None:
    parcels = [hook(far_end.at(f"/pause/{0.1 * number}"), f"dlv_{number}") for number in range(5)]
    found = []
    for _, one in transport(total=0.6).carry(parcels):
        found.append(one)
        time.sleep(0.3)
    assert all(isinstance(one, Sent) for one in found)


def test_a_caller_who_stops_listening_ends_the_round_at_once(far_end: FarEnd) -> None:
    parcels = [hook(far_end.at("/status/204")), *(hook(far_end.at("/hang"), f"dlv_{number}") for number in range(20))]
    began = time.perf_counter()
    threads_before = [thread.name for thread in running_threads() if thread.name == "webhooks"]
    shared = transport()
    carrying = shared.carry(parcels)
    next(carrying)
    carrying.close()  # type: ignore[attr-defined]
    shared.close()
    assert time.perf_counter() - began < 1
    assert [thread.name for thread in running_threads() if thread.name == "webhooks"] == threads_before


def test_one_transport_serves_many_threads(far_end: FarEnd) -> None:
    shared = transport()

    def carry(thread: int) -> int:
        parcels = [hook(far_end.at("/status/204"), f"{thread}_{number}") for number in range(20)]
        return sum(isinstance(found, Sent) for _, found in shared.carry(parcels))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(carry, range(4))) == [20] * 4
    assert len({request.headers["webhook-id"] for request in far_end.requests}) == 80


def test_a_parcel_that_cannot_be_made_does_not_keep_the_others(far_end: FarEnd) -> None:
    torn = parcel(far_end.at("/status/204"), Lane.WEBHOOK, "torn", SECRET, letter=letter(notice(), notice(Kind.DUE)))
    found = {one.id: outcome for one, outcome in transport().carry([torn, hook(far_end.at("/status/204"), "whole")])}
    assert isinstance(found["torn"], TryAgain)
    assert isinstance(found["whole"], Sent)


def test_the_receiver_believes_what_is_signed_and_counts_each_event_once() -> None:
    with Receiver(SECRET) as receiver:
        ours = [hook(receiver.url, "dlv_1"), hook(receiver.url, "dlv_2", kind=Kind.DUE), hook(receiver.url, "dlv_1")]
        forged = hook(receiver.url, "dlv_3", secret=new_secret())
        found = {one.id: outcome for one, outcome in transport().carry([*ours, forged])}
    assert isinstance(found["dlv_1"], Sent)
    assert isinstance(found["dlv_3"], GiveUp)
    assert (receiver.received, receiver.verified, receiver.refused) == (4, 3, 1)
    assert receiver.arrived == {
        Arrived("dlv_1", "milestone.overdue", "2020-08-24"),
        Arrived("dlv_2", "milestone.due", "2020-08-24"),
    }
