"""A mail on its way to one reader, and the letterhead that all mails have in common.

The Message-ID is the delivery's on every attempt; no header holds a line break or anything else that a plan typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from functools import lru_cache
from traceback import extract_tb
from typing import Any
from urllib.parse import quote

import structlog
from email_validator import EmailNotValidError, validate_email

from notifier.audience.harmless import one_line, web_address
from notifier.clock import Clock, system
from notifier.errors import AddressError, SettingsError
from notifier.transports.base import GiveUp, Outcome, Parcel, TryAgain
from notifier.transports.email.compose import Mail, alike, compose


class _AsTyped(UnstructuredHeader, BaseHeader):
    """A header that is what it was set to. Python would decode what looks encoded, a line break in a title included."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        super().parse(value, kwds)
        kwds["decoded"] = value


class _Addresses(_AsTyped):
    """A header that holds addresses between angle brackets and is broken between them alone.

    Left to itself Python encodes what does not fit a line as if it were words, and no mail program decodes addresses.
    """

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {str(self).replace('>, <', f'>,{policy.linesep} <')}{policy.linesep}"


class _Words(_AsTyped):
    """A header that holds words; every space of them reaches the reader.

    Left to itself Python loses the space at which a long text that is not English is broken.
    """

    def fold(self, *, policy: Policy) -> str:
        # What looks encoded must be encoded once more, or the reader's program would decode it.
        plain = self.isascii() and "=?" not in self
        words = Header(str(self), "us-ascii" if plain else "utf-8", maxlinelen=76, header_name=self.name)
        return f"{self.name}: {words.encode(linesep=policy.linesep)}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _Words)
_HEADERS.map_to_type("list-unsubscribe", _Addresses)
_HEADERS.map_to_type("list-id", _Addresses)
# A server need not take 8-bit mail, and smtplib does not ask it.
_POLICY = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._+-]")
_log = structlog.get_logger(__name__)


@lru_cache(4096)  # asked several times of each address of a batch, and it takes longer than all else about a reader
def mailbox(address: str) -> str:
    """The address as mail servers take it. Raises AddressError for one that no mail can be sent to.

    Names of domains may be in any script; what stands before the @ may not, for few servers carry that.
    """
    try:
        checked = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as refusal:
        raise AddressError(f"not an e-mail address: {refusal} (write it as name@example.org)") from None
    if checked.ascii_email is None:
        raise AddressError("not an e-mail address: it cannot be written in ASCII (write it as name@example.org)")
    return checked.ascii_email


def id_in_mail(delivery: str) -> str:
    """A delivery's id as it may stand in a Message-ID and in the name of a file."""
    return _NOT_IN_AN_ID.sub("_", delivery).lstrip(".") or "_"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, where links lead, and the clock that dates what is written."""

    name: str
    address: str
    base_url: str
    now: Clock = system

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def mails(
        self, parcels: Sequence[Parcel], returned: list[tuple[Parcel, Outcome]]
    ) -> Iterator[tuple[Mail, list[Parcel]]]:
        """Each mail with the parcels it goes to, composed at their turn; `returned` gets those that cannot go."""
        for letter, alike_parcels in alike([parcel for parcel in parcels if _addressed(parcel, returned)]):
            try:
                mail = compose(letter, self.base_url, web_address(alike_parcels[0].leave) is not None)
            except Exception as trouble:
                # One letter that we cannot write must not hold up the others, now or at every later attempt.
                # Its words may hold plan text, which no log does; where it happened says enough.
                frame = extract_tb(trouble.__traceback__)[-1]
                _log.error(
                    "letter not composed",
                    trouble=trouble.__class__.__name__,
                    at=f"{frame.filename}:{frame.lineno}",
                    notices=[item.notice.id for item in letter.items],
                )
                failed = TryAgain(reason=f"the message could not be composed: {trouble.__class__.__name__}")
                returned.extend((parcel, failed) for parcel in alike_parcels)
            else:
                yield mail, alike_parcels

    def message_id(self, delivery: str) -> str:
        return f"<{id_in_mail(delivery)}@{self.domain}>"

    @property
    def standing_headers(self) -> dict[str, str]:
        """The headers that tell programs what all of our mails are: a machine's, and of one list."""
        return {"Auto-Submitted": "auto-generated", "List-Id": f"<commitment-notifier.{self.domain}>"}

    def headers_for(self, mail: Mail, parcel: Parcel) -> dict[str, str]:
        """The headers of one reader's message: its id, which stays over all attempts, and how to leave (RFC 8058)."""
        headers = {"Message-ID": self.message_id(parcel.id)}
        if mail.subscribed:
            leave = web_address(parcel.leave)
            by_mail = f"<mailto:{quote(self.address, safe='@+')}?subject=unsubscribe>"
            headers["List-Unsubscribe"] = f"<{leave}>, {by_mail}" if leave else by_mail
            if leave:
                headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers


class Sheet:
    """A mail on its letterhead, addressed to one reader after another: most of it is the same for all of them."""

    def __init__(self, letterhead: Letterhead, mail: Mail):
        self._letterhead = letterhead
        self._mail = mail
        self._message = EmailMessage(_POLICY)
        self._message["From"] = Address(letterhead.name, addr_spec=letterhead.address)
        self._message["Subject"] = mail.subject
        for name, value in letterhead.standing_headers.items():
            self._message[name] = value
        self._write(mail)

    def addressed(self, parcel: Parcel) -> bytes:
        """The whole message to one reader, with line ends as mail has them."""
        local, _, domain = mailbox(parcel.destination.address).rpartition("@")
        self._set("To", Address(username=local, domain=domain))
        self._set("Date", self._letterhead.now())
        for name, value in self._letterhead.headers_for(self._mail, parcel).items():
            self._set(name, value)
        if self._mail.leads_out and (leave := web_address(parcel.leave)):
            self._write(self._mail.with_link(leave))
        return self._message.as_bytes()

    def _write(self, mail: Mail) -> None:
        self._message.clear_content()
        self._message.set_content(mail.text)
        self._message.add_alternative(mail.html, subtype="html")

    def _set(self, name: str, value: object) -> None:
        del self._message[name]
        self._message[name] = value


def letterhead(sender: str, base_url: str, now: Clock = system) -> Letterhead:
    """The letterhead of a sender written as `Name <name@example.org>`. Raises SettingsError for anything else."""
    # Read by hand, for people write commas and dots in a name without the quotation marks that mail asks for.
    before, bracket, within = one_line(sender).removesuffix(">").rpartition("<")
    name, address = (before.strip(' "'), within.strip()) if bracket else ("", within.strip())
    local, _, domain = address.rpartition("@")
    if not local or not domain or not address.isascii() or re.search(r"[\s<>,;]", address):
        raise SettingsError(["NOTIFIER_EMAIL_FROM: not a sender (write: Commitment notifier <notifier@example.org>)"])
    return Letterhead(name, address, base_url.rstrip("/"), now)


def _addressed(parcel: Parcel, returned: list[tuple[Parcel, Outcome]]) -> bool:
    try:
        mailbox(parcel.destination.address)
    except AddressError:
        returned.append((parcel, GiveUp(reason="the address is not one that mail can be sent to")))
        return False
    return True
