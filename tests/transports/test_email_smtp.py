"""Mail to a real mail server on loopback, which refuses, delays and drops as it is told by the recipient's name."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from ipaddress import ip_address
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifier.transports.base import GiveUp, Outcome, Parcel, Sent, Transport, TryAgain
from notifier.transports.email import from_url
from notifier.transports.email.message import letterhead
from notifier.transports.email.smtp import MESSAGES_A_CONNECTION, Server, SmtpMail
from tests.transports.cast import letter, parcel

SENDER = "Commitment notifier <notifier@alerts.example.org>"
BOARD = "https://board.example.org"
# The server says so of itself; it is on loopback.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")


@dataclass
class Mailroom:
    """What the server's handler took in, and how it answers to whom."""

    messages: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    connections: list[object] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuse_sender: str = ""

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_sender:
            return self.refuse_sender
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


def test_many_messages_leave_on_one_connection_each_to_one_reader() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        outcomes = carried(to(port), parcels("ann", "bek", "cho"))
    assert [(type(one), one.status) for one in outcomes] == [(Sent, 250)] * 3
    assert room.recipients == [[f"{name}@readers.example.org"] for name in ("ann", "bek", "cho")]
    assert len(set(map(str, room.connections))) == 1
    message = message_from_bytes(room.messages[1])
    assert message["To"] == "bek@readers.example.org"
    assert message["Message-ID"] == "<dlv_1@alerts.example.org>"
    assert b"ann@" not in room.messages[1]


def test_a_refused_recipient_is_given_up_and_the_others_are_served() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        ann, gone, refused, bek = carried(to(port), parcels("ann", "gone", "refused", "bek"))
    assert isinstance(ann, Sent)
    assert isinstance(bek, Sent)
    assert isinstance(gone, GiveUp)
    assert isinstance(refused, GiveUp)
    assert gone.close
    assert not refused.close
    assert gone.status == 550
    assert "no such mailbox" in gone.response
    assert "readers.example.org" not in gone.response + gone.reason


def test_a_refused_message_is_given_up() -> None:
    with mail_server(Mailroom()) as port:
        spam, ann = carried(to(port), parcels("spam", "ann"))
    assert isinstance(spam, GiveUp)
    assert spam.status == 554
    assert isinstance(ann, Sent)


def test_a_full_mailbox_is_tried_again_and_the_others_are_served() -> None:
    with mail_server(Mailroom()) as port:
        full, ann = carried(to(port), parcels("full", "ann"))
    assert isinstance(full, TryAgain)
    assert full.status == 452
    assert isinstance(ann, Sent)


@pytest.mark.parametrize("trouble", ["drop", "closing"])
def test_after_a_dropped_connection_the_rest_is_tried_again(trouble: str) -> None:
    room = Mailroom()
    with mail_server(room) as port:
        ann, dropped, bek, cho = carried(to(port), parcels("ann", trouble, "bek", "cho"))
    assert isinstance(ann, Sent)
    assert all(isinstance(one, TryAgain) for one in (dropped, bek, cho))
    assert len(room.messages) == 1


def test_a_refused_sender_kills_no_delivery() -> None:
    with mail_server(Mailroom(refuse_sender="550 5.7.1 not yours")) as port:
        outcomes = carried(to(port), parcels("ann", "bek"))
    assert [type(one) for one in outcomes] == [TryAgain] * 2


def test_a_server_that_is_away_or_silent_is_tried_again() -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        transport = SmtpMail(Server("127.0.0.1", port, timeout=0.3), letterhead(SENDER, BOARD))
        assert [type(one) for one in carried(transport, parcels("ann", "bek"))] == [TryAgain] * 2
    assert [type(one) for one in carried(to(port), parcels("ann", "bek"))] == [TryAgain] * 2


def test_outcomes_come_one_by_one() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        outcomes = to(port).carry(parcels("ann", "bek"))
        assert isinstance(next(iter(outcomes))[1], Sent)
        assert len(room.messages) == 1
        outcomes.close()  # type: ignore[attr-defined]


def test_a_long_batch_changes_connections_before_a_server_would_end_it() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        outcomes = carried(to(port), parcels(*(f"r{n}" for n in range(MESSAGES_A_CONNECTION + 5))))
    assert all(isinstance(one, Sent) for one in outcomes)
    assert len(set(map(str, room.connections))) == 2


def test_letters_in_several_languages_share_the_connection() -> None:
    room = Mailroom()
    given = [
        parcel(f"r{n}@example.org", id=f"d{n}", letter=letter(language=code))
        for n, code in enumerate(["en", "ru", "en"])
    ]
    with mail_server(room) as port:
        assert all(isinstance(one, Sent) for one in carried(to(port), given))
    assert len(set(map(str, room.connections))) == 1


def _only_anna(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"anna@x", b"s3cret/!")
    return AuthResult(success=right, handled=False)


def test_a_login_is_used_and_a_refused_one_is_tried_again_without_telling_the_password() -> None:
    room = Mailroom()
    options = {"authenticator": _only_anna, "auth_required": True, "auth_require_tls": False}
    with mail_server(room, **options) as port:
        assert isinstance(carried(to(port, login="anna%40x:s3cret%2F!@"), parcels("ann"))[0], Sent)
        outcomes = carried(to(port, login="anna%40x:wr0ng@"), parcels("ann", "bek"))
        nobody = carried(to(port), parcels("ann"))
    assert [type(one) for one in [*outcomes, *nobody]] == [TryAgain] * 3
    assert isinstance(outcomes[0], TryAgain)
    assert "log-in" in outcomes[0].reason
    assert "wr0ng" not in repr(outcomes)
    assert "s3cret" not in repr(Server("h", 1, False, "u", "s3cret"))


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """What a server shows that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    since = datetime(2020, 1, 1, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, since, since + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_encryption_is_used_as_soon_as_it_is_offered(certificate: ssl.SSLContext) -> None:
    room = Mailroom()
    with mail_server(room, tls_context=certificate) as port:
        assert isinstance(carried(to(port), parcels("ann"))[0], Sent)
    assert room.encrypted == [True]


def test_a_password_is_never_given_to_a_server_that_nobody_vouches_for(certificate: ssl.SSLContext) -> None:
    heard: list[object] = []

    def listening(*heard_now: object) -> AuthResult:
        heard.append(heard_now)
        return AuthResult(success=True, handled=False)

    with mail_server(Mailroom(), tls_context=certificate, authenticator=listening) as port:
        assert isinstance(carried(to(port, login="anna:s3cret@"), parcels("ann"))[0], TryAgain)
    assert heard == []


def test_a_server_encrypted_from_the_first_byte_must_be_vouched_for(certificate: ssl.SSLContext) -> None:
    room = Mailroom()
    with mail_server(room, ssl_context=certificate) as port:
        assert isinstance(carried(to(port, "smtps"), parcels("ann"))[0], TryAgain)
    assert room.messages == []
