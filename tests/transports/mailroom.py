"""A real mail server on loopback, which refuses, delays and drops as it is told, most often by the recipient's name."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import create_server
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifier.transports.base import Outcome, Parcel, Transport
from notifier.transports.email import from_url
from tests.transports.cast import parcel

SENDER = "Commitment notifier <notifier@alerts.example.org>"
BOARD = "https://board.example.org"


@dataclass
class Mailroom:
    """What the server's handler took in, and how it answers to whom."""

    messages: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    connections: list[object] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuse_sender: str = ""
    # Ends a connection at the next message after so many, in words or without any.
    most: int = 1000
    farewell: str = "421 4.7.0 that is enough"
    counts: Counter[str] = field(default_factory=Counter)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_sender:
            return self.refuse_sender
        self.counts[str(session.peer)] += 1
        if self.counts[str(session.peer)] > self.most:
            if not self.farewell:
                assert server.transport is not None
                server.transport.close()
            return self.farewell or "250 never heard"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = {
            "gone": f"550 5.1.1 <{address}>: no such mailbox",
            "refused": f"550 5.7.1 <{address}>: not from you",
            "full": "452 4.2.2 mailbox full",
            "closing": "421 4.3.2 going down",
        }
        name = address.partition("@")[0]
        if name == "leaving":
            assert server.transport is not None
            asyncio.get_running_loop().call_soon(server.transport.close)
            return "550 5.7.1 and do not come again"
        if name in answers:
            return answers[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name == "spam":
            return "554 5.7.0 this looks like spam"
        if name == "drop":
            assert server.transport is not None
            server.transport.close()
            return "250 never heard"
        assert isinstance(envelope.content, bytes)
        self.messages.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        self.connections.append(session.peer)
        self.encrypted.append(session.ssl is not None)
        return "250 OK queued"


@contextmanager
def mail_server(room: Mailroom, **options: Any) -> Iterator[int]:
    """The port of a running server."""
    with create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(room, hostname="127.0.0.1", port=port, ready_timeout=10, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def to(port: int, scheme: str = "smtp", login: str = "") -> Transport:
    return from_url(f"{scheme}://{login}127.0.0.1:{port}", sender=SENDER, base_url=BOARD)


def parcels(*names: str) -> list[Parcel]:
    return [parcel(f"{name}@readers.example.org", id=f"dlv_{number}") for number, name in enumerate(names)]


def carried(transport: Transport, given: list[Parcel]) -> list[Outcome]:
    """The outcomes in the order of the parcels, each of which comes back once."""
    outcomes = dict(reversed([(one.id, outcome) for one, outcome in transport.carry(given)]))
    assert len(outcomes) == len(given)
    return [outcomes[one.id] for one in given]
