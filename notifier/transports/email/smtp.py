"""Mail to a mail server: one connection for many messages, one recipient a message.

Only what a server says of a recipient or of a message ends a delivery. A lost connection is replaced for as long as
something gets across; a server that cannot be reached ends the batch, and all that are still to go are tried again; a
refused log-in or sender pauses the lane besides, for a person must mend it.
"""

import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from time import perf_counter

from notifier.audience.subscription import Lane
from notifier.transports.base import TOGETHER, GiveUp, Outcome, Parcel, Sent, TryAgain, handfuls
from notifier.transports.email.message import Letterhead, Sheet, mailbox
from notifier.transports.email.response import kept

# Many servers end a connection after some hundred messages; to go first costs less than to be dropped.
MESSAGES_A_CONNECTION = 100
# After so many connections in a row that were lost before anything was carried, there is no point in another.
FRUITLESS = 2
_TAKEN = (250, 251)
# "5.1.1": the server knows that there is no such mailbox, which is more than refusing one message.
_NO_MAILBOX = re.compile(rb"\s*5\.1\.1\b")


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mail server is and how to log in; `encrypted` from the first byte, else as soon as it offers that."""

    host: str
    port: int
    encrypted: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 15.0


class SmtpMail:
    """Carries e-mail to a mail server."""

    lane = Lane.EMAIL

    def __init__(self, server: Server, letterhead: Letterhead):
        self._server = server
        self._letterhead = letterhead

    def check(self, address: str) -> None:
        mailbox(address)

    def carry(self, parcels: Iterable[Parcel | None]) -> Iterator[tuple[Parcel, Outcome]]:
        for together in handfuls(parcels, TOGETHER):
            yield from self._carry(together)

    def _carry(self, parcels: Sequence[Parcel]) -> Iterator[tuple[Parcel, Outcome]]:
        returned: list[tuple[Parcel, Outcome]] = []
        with closing(_Session(self._server, self._letterhead.address)) as session:
            for mail, readers in self._letterhead.mails(parcels, returned):
                sheet = Sheet(self._letterhead, mail)
                for parcel in readers:
                    yield parcel, session.deliver(mailbox(parcel.destination.address), sheet.addressed(parcel))
        yield from returned

    def close(self) -> None:
        """Nothing is held open between two batches: a server would drop an idle connection anyway."""


class _Over(Exception):
    """The server will take no more from us for now; `why` is what every parcel still to go gets."""

    def __init__(self, reason: str, status: int | None = None, response: bytes | str = "", *, mended: bool = False):
        # `mended` by a person, who alone can: the lane waits for that, and no delivery loses a try by it.
        self.why = TryAgain(reason=reason, status=status, response=kept(response), tried=not mended, pauses=mended)


class _Lost(Exception):
    """The connection is gone, or about to be; `why` is what the parcel at hand gets if it cannot go on another."""

    def __init__(self, reason: str, status: int | None = None, response: bytes | str = ""):
        self.why = TryAgain(reason=reason, status=status, response=kept(response))


class _Session:
    """One batch's talk with the server, on one connection after another. Once over, it stays over."""

    def __init__(self, server: Server, sender: str):
        self._server = server
        self._sender = sender
        self._smtp: smtplib.SMTP | None = None
        self._carried = 0  # on this connection
        self._fruitless = 0  # connections in a row on which nothing was carried
        self._over: TryAgain | None = None

    def deliver(self, to: str, message: bytes) -> Outcome:
        if self._over:
            return self._over
        try:
            return self._delivered(to, message)
        except _Over as over:
            self._over = over.why
            return self._over

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _delivered(self, to: str, message: bytes) -> Outcome:
        """Offer a message to the server; where the connection is lost before that, offer it once on a fresh one.

        Many servers end a connection after so many messages, at the next offer. What was lost with the message already
        on its way is not repeated here: it may have arrived.
        """
        started = perf_counter()
        smtp = self._connected()
        try:
            taken = self._offered(smtp, to)
        except _Lost as lost:
            self._let_go(lost)
            smtp = self._connected()
            try:
                taken = self._offered(smtp, to)
            except _Lost as again:
                self._let_go(again)
                return again.why
        try:
            return self._handed_over(smtp, taken, message, started)
        except _Lost as lost:
            self._let_go(lost)
            return lost.why

    def _let_go(self, lost: _Lost) -> None:
        """Give the connection up; _Over where this is no way to get anything across."""
        self._fruitless = 0 if self._carried else self._fruitless + 1
        self._hang_up()
        if self._fruitless >= FRUITLESS:
            raise _Over(lost.why.reason, lost.why.status, lost.why.response)

    def _offered(self, smtp: smtplib.SMTP, to: str) -> tuple[int, bytes]:
        """What the server says to a message of ours to `to`. A refused sender is _Over: no parcel would fare better."""
        with _noticing_a_loss():
            code, said = smtp.mail(self._sender)
            if code == 250:
                code, said = smtp.rcpt(to)
                if code != 421:
                    return code, said
        if code == 421:
            raise _Lost("the mail server is closing", code, said)
        raise _Over("the mail server refuses the sender", code, said, mended=_for_good(code))

    def _handed_over(self, smtp: smtplib.SMTP, offered: tuple[int, bytes], message: bytes, started: float) -> Outcome:
        """The outcome of a message that was offered: hand it over, if the recipient was taken."""
        (code, said), whom = offered, "the mail server refuses the recipient"
        if code in _TAKEN:
            whom = "the mail server refuses the message"
            with _noticing_a_loss():
                code, said = self._data(smtp, message)
        seconds = perf_counter() - started
        if code == 421:
            raise _Lost("the mail server is closing", code, said)
        self._carried += 1
        if code in _TAKEN:
            return Sent(status=code, response=kept(said), seconds=seconds)
        self._forget(smtp)
        if _for_good(code):
            close = _NO_MAILBOX.match(said) is not None
            return GiveUp(reason=whom, close=close, status=code, response=kept(said), seconds=seconds)
        return TryAgain(reason=f"{whom} for now", status=code, response=kept(said), seconds=seconds)

    def _forget(self, smtp: smtplib.SMTP) -> None:
        """Have the server forget a refused message. What became of it is known, even if the connection is lost now."""
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        """Close without a farewell, which a silent server would keep waiting for an answer."""
        smtp, self._smtp = self._smtp, None
        if smtp:
            smtp.close()

    def _data(self, smtp: smtplib.SMTP, message: bytes) -> tuple[int, bytes]:
        try:
            return smtp.data(message)
        except smtplib.SMTPDataError as refusal:
            return refusal.smtp_code, _bytes(refusal.smtp_error)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp and self._carried >= MESSAGES_A_CONNECTION:
            self.close()
        if self._smtp is None:
            self._carried = 0
            try:
                self._smtp = self._opened()
            except ssl.SSLCertVerificationError:
                raise _Over(
                    "the mail server's certificate cannot be trusted, so nothing was sent", mended=True
                ) from None
            except (OSError, smtplib.SMTPException) as trouble:
                raise _Over(f"the mail server cannot be reached: {trouble.__class__.__name__}") from None
        return self._smtp

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        trusted = ssl.create_default_context()
        if server.encrypted:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=trusted)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            self._introduce(smtp, trusted)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _introduce(self, smtp: smtplib.SMTP, trusted: ssl.SSLContext) -> None:
        server = self._server
        smtp.ehlo_or_helo_if_needed()
        encrypted = server.encrypted
        if not encrypted and smtp.has_extn("starttls"):
            # Without a password to protect, even an unproven certificate beats writing in the clear (RFC 7435).
            smtp.starttls(context=trusted if server.user else _unproven())
            smtp.ehlo()
            encrypted = True
        if server.user is None:
            return
        if not encrypted and _far(smtp):
            raise _Over("the mail server offers no encryption, so no password was sent (use smtps://)", mended=True)
        try:
            smtp.login(server.user, server.password or "")
        except smtplib.SMTPAuthenticationError as refusal:
            code, said = refusal.smtp_code, refusal.smtp_error
            raise _Over("the mail server refuses the log-in", code, said, mended=_for_good(code)) from None
        except smtplib.SMTPNotSupportedError:
            raise _Over("the mail server takes no log-in (is NOTIFIER_EMAIL_URL right?)", mended=True) from None


@contextmanager
def _noticing_a_loss() -> Iterator[None]:
    try:
        yield
    except (OSError, smtplib.SMTPException) as trouble:
        raise _Lost(f"the connection to the mail server was lost: {trouble.__class__.__name__}") from None


def _for_good(code: int) -> bool:
    return 500 <= code < 600


def _unproven() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _far(smtp: smtplib.SMTP) -> bool:
    """Whether the server is out on the Internet, not on this machine or a private network."""
    assert smtp.sock is not None
    return not ip_address(smtp.sock.getpeername()[0].partition("%")[0]).is_private


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said
