"""Log-in and encryption: a password goes only where it is safe, and what is refused is for a person to mend."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifier.transports.base import Sent, TryAgain
from notifier.transports.email.smtp import Server
from tests.transports.mailroom import Mailroom, carried, mail_server, parcels, to

# The server says so of itself; it is on loopback.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")


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
    assert all(isinstance(one, TryAgain) and one.pauses and not one.tried for one in [*outcomes, *nobody])
    assert isinstance(outcomes[0], TryAgain)
    assert "log-in" in outcomes[0].reason
    assert "wr0ng" not in repr(outcomes)
    assert "s3cret" not in repr(Server("h", 1, False, "u", "s3cret"))


def _busy(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    return AuthResult(success=False, handled=False, message="454 4.7.0 Temporary authentication failure")


def test_a_login_that_cannot_be_judged_just_now_is_tried_again_without_a_person() -> None:
    with mail_server(Mailroom(), authenticator=_busy, auth_require_tls=False) as port:
        (outcome,) = carried(to(port, login="anna:s3cret@"), parcels("ann"))
    assert isinstance(outcome, TryAgain)
    assert (outcome.status, outcome.pauses, outcome.tried) == (454, False, True)


def test_a_server_that_takes_no_login_is_for_a_person_to_mend() -> None:
    with mail_server(Mailroom()) as port:
        (outcome,) = carried(to(port, login="anna:s3cret@"), parcels("ann"))
    assert isinstance(outcome, TryAgain)
    assert outcome.pauses
    assert "takes no log-in" in outcome.reason


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
        (outcome,) = carried(to(port, "smtps"), parcels("ann"))
    assert isinstance(outcome, TryAgain)
    assert outcome.pauses
    assert "certificate" in outcome.reason
    assert room.messages == []
