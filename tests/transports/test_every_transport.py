"""Every transport that is shipped, held to the demands of the kit."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from notifier.agenda.moment import Kind
from notifier.audience.subscription import Lane
from notifier.transports import email
from notifier.transports.base import GiveUp, Parcel, Transport, TryAgain
from notifier.transports.http import Timeouts
from notifier.transports.recording import RecordingTransport
from notifier.transports.webhook.sign import new_secret
from notifier.transports.webhook.transport import WebhookTransport
from tests.transports.cast import letter, notice, parcel
from tests.transports.far_end import FarEnd
from tests.transports.kit import DEMANDS, Demand, Trial

BASE = "https://alerts.example.org"
SENDER = "Commitment notifier <notifier@alerts.example.org>"
TOKEN = "hunter2-in-the-address"
LETTERS = [letter(notice()), letter(notice(Kind.OVERDUE), language="ru"), letter(notice(Kind.PUBLISHED), language="ky")]


def _parcels(lane: Lane, *addresses: str) -> list[Parcel]:
    secret = new_secret() if lane is Lane.WEBHOOK else None
    return [
        parcel(address, lane, f"dlv_{number:04}", secret, letter=LETTERS[number % len(LETTERS)])
        for number, address in enumerate(addresses)
    ]


@contextmanager
def webhook(folder: Path) -> Iterator[Trial]:
    quick = Timeouts(connect=0.3, total=0.3)
    with FarEnd() as far_end:
        transport = WebhookTransport(BASE, (ip_network("127.0.0.0/8"),), timeouts=quick)
        ways = ("hang", "reset", "close", "garbage", "echo", "status/302", "status/410", "status/429", "status/500")
        broken = [far_end.at(f"/{way}?key={TOKEN}") for way in ways]
        outside = [f"http://10.0.0.1/{TOKEN}", f"http://[::1]/{TOKEN}", f"https://bot:{TOKEN}@127.0.0.1/", TOKEN]
        elsewhere = [f"http://nowhere.invalid/{TOKEN}", f"http://127.0.0.1:{_closed_port()}/{TOKEN}"]
        yield Trial(
            transport,
            _parcels(Lane.WEBHOOK, *(far_end.at(f"/{number}?key={TOKEN}") for number in range(12))),
            transport,
            _parcels(Lane.WEBHOOK, *broken, *outside, *elsewhere),
            impossible=("", *outside, f"ftp://127.0.0.1/{TOKEN}", f"https://{TOKEN}.invalid/"),
            secrets=(TOKEN,),
        )


@contextmanager
def recording(folder: Path) -> Iterator[Trial]:
    parcels = _parcels(Lane.WEBHOOK, *(f"https://{number}.example.org/{TOKEN}" for number in range(12)))
    failures = {"dlv_0000": GiveUp(reason="no such place", close=True)}
    breaks = RecordingTransport(Lane.WEBHOOK, lambda one: failures.get(one.id, TryAgain(reason="not today")))
    yield Trial(RecordingTransport(Lane.WEBHOOK), parcels, breaks, parcels, impossible=("", "  "))


PEOPLE = [f"reader-{number}@civil-society.example.org" for number in range(12)]
NOBODY = ("", "nobody", "two@example.org,three@example.org", "x@example.org\r\nBcc: y@example.org")


def _mail_trial(works: str, breaks: str, key: str | None = None) -> Trial:
    def transport(url: str) -> Transport:
        return email.from_url(url, sender=SENDER, base_url=BASE, sendgrid_key=key)

    stranded = _parcels(Lane.EMAIL, *PEOPLE, *NOBODY)
    arriving = _parcels(Lane.EMAIL, *PEOPLE)
    secrets = (TOKEN, "SG.hunter2")
    return Trial(transport(works), arriving, transport(breaks), stranded, impossible=NOBODY, secrets=secrets)


@contextmanager
def email_file(folder: Path) -> Iterator[Trial]:
    in_the_way = folder / "in-the-way"
    in_the_way.write_text("a file, where a folder is needed")
    yield _mail_trial(f"file:{folder}/mail", f"file:{in_the_way}")


class _Takes:
    """What a mail server does with a message that it takes."""

    async def handle_DATA(self, *_: Any) -> str:
        return "250 OK"


@contextmanager
def email_smtp(folder: Path) -> Iterator[Trial]:
    server = Controller(_Takes(), hostname="127.0.0.1", port=_closed_port())
    server.start()
    try:
        yield _mail_trial(f"smtp://127.0.0.1:{server.port}", f"smtp://bot:{TOKEN}@127.0.0.1:{_closed_port()}")
    finally:
        server.stop()


@contextmanager
def email_sendgrid(folder: Path) -> Iterator[Trial]:
    with FarEnd() as far_end:
        works = f"sendgrid+http://127.0.0.1:{far_end.port}"
        yield _mail_trial(works, f"sendgrid+http://127.0.0.1:{_closed_port()}", key="SG.hunter2")


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: demand.__name__)
@pytest.mark.parametrize(
    "transport",
    [webhook, recording, email_file, email_smtp, email_sendgrid],
    ids=lambda transport: transport.__name__,
)
def test_every_transport(
    transport: Callable[[Path], AbstractContextManager[Trial]], demand: Demand, tmp_path: Path
) -> None:
    with transport(tmp_path) as trial:
        demand(trial)
