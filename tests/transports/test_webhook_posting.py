"""The loop behind webhooks: it gives back what it was given, however its callers come and go, and ends when told to."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from ipaddress import ip_network
from threading import Event, Thread
from typing import Any

import pytest

from notifier.audience.subscription import Lane
from notifier.transports.base import Outcome, Parcel, Sent, TryAgain
from notifier.transports.http import Client, Timeouts
from notifier.transports.webhook.posting import Posting, Round
from notifier.transports.webhook.sign import new_secret
from notifier.transports.webhook.traffic import IN_FLIGHT_A_HOST
from notifier.transports.webhook.transport import WebhookTransport
from tests.transports.cast import letter, notice, parcel
from tests.transports.far_end import FarEnd

LOOPBACK = (ip_network("127.0.0.0/8"),)
SECRET = new_secret()


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as far_end:
        yield far_end


@pytest.fixture
def transport() -> Iterator[WebhookTransport]:
    made = WebhookTransport("https://alerts.example.org", LOOPBACK, timeouts=Timeouts(connect=1.0, total=20.0))
    yield made
    made.close()


def hook(address: str, id: str = "dlv_1") -> Parcel:
    return parcel(address, Lane.WEBHOOK, id, SECRET, letter=letter(notice()))


def met(far_end: FarEnd, count: int = 1) -> None:
    """Wait until so many requests have come in."""
    ends = time.monotonic() + 5
    while len(far_end.requests) < count and time.monotonic() < ends:
        time.sleep(0.01)
    assert len(far_end.requests) >= count


def test_to_close_ends_what_is_under_way_and_lets_nothing_go_instead(
    far_end: FarEnd, transport: WebhookTransport
) -> None:
    parcels = [hook(far_end.at("/hang"), f"dlv_{number}") for number in range(10)]
    with ThreadPoolExecutor(1) as caller:
        carried = caller.submit(lambda: list(transport.carry(parcels)))
        met(far_end)
        began = time.monotonic()
        transport.close()
        found = {one.id: outcome for one, outcome in carried.result(timeout=5)}
    assert time.monotonic() - began < 1
    assert set(found) == {one.id for one in parcels}
    assert all(isinstance(one, TryAgain) for one in found.values())
    tried = [one for one in found.values() if isinstance(one, TryAgain) and one.tried]
    assert [one.reason for one in tried] == ["its worker stopped before an answer came"]
    assert len(far_end.requests) == 1


def test_what_had_arrived_before_the_close_is_told(far_end: FarEnd, transport: WebhookTransport) -> None:
    parcels = [hook(far_end.at("/status/204"), f"dlv_{number}") for number in range(30)]
    carrying = transport.carry([*parcels, hook(far_end.at("/hang"), "hangs")])
    came = [next(carrying)]
    met(far_end, 31)
    time.sleep(0.1)  # by now each answer has been read, and is told in a handful of its own
    transport.close()
    came += carrying
    assert sum(isinstance(found, Sent) for _, found in came) == 30
    assert len({one.id for one, _ in came}) == len(came) == 31


def test_a_transport_that_was_closed_opens_again(far_end: FarEnd, transport: WebhookTransport) -> None:
    for _ in range(3):
        assert [type(one) for _, one in transport.carry([hook(far_end.at("/status/204"))])] == [Sent]
        transport.close()
    transport.close()


def test_a_caller_who_comes_while_it_is_closed_is_told_so(far_end: FarEnd, transport: WebhookTransport) -> None:
    def feed() -> Iterator[Parcel | None]:
        transport.close()
        yield hook(far_end.at("/status/204"))

    ((_, found),) = transport.carry(feed())
    assert isinstance(found, TryAgain)
    assert not found.tried
    assert far_end.requests == []


def test_two_callers_share_the_places_of_a_host(far_end: FarEnd, transport: WebhookTransport) -> None:
    def carry(who: int) -> list[Outcome]:
        parcels = [hook(far_end.at("/pause/0.02"), f"{who}_{number}") for number in range(40)]
        return [one for _, one in transport.carry(parcels)]

    with ThreadPoolExecutor(2) as callers:
        found = [one for outcomes in callers.map(carry, range(2)) for one in outcomes]
    assert [type(one) for one in found] == [Sent] * 80
    assert far_end.busiest == IN_FLIGHT_A_HOST


def test_what_becomes_due_while_another_hangs_is_carried_meanwhile(
    far_end: FarEnd, transport: WebhookTransport
) -> None:
    asked = 0

    def feed() -> Iterator[Parcel | None]:
        nonlocal asked
        yield hook(far_end.at("/pause/1.5"), "slow")
        while asked < 3:
            asked += 1
            yield None
        with FarEnd() as other:
            yield hook(other.at("/status/204"), "new")
            yield None
            met(other)

    began = time.monotonic()
    came = [(one.id, time.monotonic() - began) for one, _ in transport.carry(feed())]
    assert [id for id, _ in came] == ["new", "slow"]
    assert came[0][1] < 1.3


def test_a_feed_that_has_nothing_just_now_is_asked_again_without_haste(transport: WebhookTransport) -> None:
    asked: list[float] = []

    def feed() -> Iterator[Parcel | None]:
        while len(asked) < 3:
            asked.append(time.monotonic())
            yield None

    assert list(transport.carry(feed())) == []
    assert asked[-1] - asked[0] > 0.3


@contextmanager
def posting(carry: Callable[[Client, Parcel], Coroutine[Any, Any, Outcome]]) -> Iterator[Posting]:
    opened = Posting(carry, Client(LOOPBACK), 15.0)
    yield opened
    opened.close()


def test_who_leaves_before_a_try_has_begun_leaves_its_place_to_others() -> None:
    entered, go_on = Event(), Event()

    async def carry(_client: Client, one: Parcel) -> Outcome:
        if one.id == "first":
            entered.set()
            go_on.wait(5)  # the loop itself stands still: what comes meanwhile is done in one go
        await asyncio.sleep(0)
        return Sent(status=204)

    with posting(carry) as open_posting:
        mine, gone, next_one = Round(), Round(), Round()
        open_posting.take([hook("http://a.example/", "first")], mine)
        assert entered.wait(5)
        open_posting.take([hook("http://b.example/", "second")], gone)
        open_posting.abandon(gone)
        go_on.set()
        assert [one.id for one, _ in mine.told(5)] == ["first"]
        # A stranger gets one try at a time: were the place still taken, it would be turned away.
        open_posting.take([hook("http://b.example/", "third")], next_one)
        assert [(one.id, type(found)) for one, found in next_one.told(5)] == [("third", Sent)]
        assert gone.told(0) == []


def test_an_abandoned_round_ends_its_tries_and_no_other(far_end: FarEnd, transport: WebhookTransport) -> None:
    others: list[Outcome] = []

    def listen() -> None:
        others.extend(one for _, one in transport.carry([hook(far_end.at("/pause/0.5", "localhost"))]))

    # Two hosts by name, so that neither waits for the other.
    listener = Thread(target=listen)
    listener.start()
    carrying = transport.carry([hook(far_end.at("/status/204"), "quick"), hook(far_end.at("/hang"), "hangs")])
    next(carrying)
    met(far_end, 3)
    carrying.close()  # type: ignore[attr-defined]
    listener.join(5)
    assert [type(one) for one in others] == [Sent]
