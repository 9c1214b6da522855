"""A mail on its way to one reader, and the letterhead that all mails have in common.

The Message-ID is the delivery's on every attempt; no header holds a line break or anything else that a plan typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from traceback import extract_tb

import structlog
from email_validator import EmailNotValidError, validate_email

from notifier.clock import Clock, system
from notifier.errors import AddressError, SettingsError
from notifier.transports.base import GiveUp, Outcome, Parcel, TryAgain
from notifier.transports.email.compose import Mail, alike, compose
from notifier.transports.email.harmless import one_line

# A server need not take 8-bit mail, and smtplib does not ask it.
_POLICY = SMTP.clone(cte_type="7bit")
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._+-]")
_log = structlog.get_logger(__name__)


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
                mail = compose(letter, self.base_url)
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

    def standing_headers(self, mail: Mail) -> dict[str, str]:
        """The headers that tell programs what this is: a machine's mail, of one list, and how to leave it."""
        headers = {"Auto-Submitted": "auto-generated", "List-Id": f"<commitment-notifier.{self.domain}>"}
        if mail.subscribed:
            headers["List-Unsubscribe"] = f"<mailto:{self.address}?subject=unsubscribe>"
        return headers


class Sheet:
    """A mail on its letterhead, addressed to one reader after another: most of it is the same for all of them."""

    def __init__(self, letterhead: Letterhead, mail: Mail):
        self._letterhead = letterhead
        self._message = EmailMessage(_POLICY)
        self._message["From"] = Address(letterhead.name, addr_spec=letterhead.address)
        self._message["Subject"] = mail.subject
        for name, value in letterhead.standing_headers(mail).items():
            self._message[name] = value
        self._message.set_content(mail.text)
        self._message.add_alternative(mail.html, subtype="html")

    def addressed(self, parcel: Parcel) -> bytes:
        """The whole message to one reader, with line ends as mail has them."""
        local, _, domain = mailbox(parcel.destination.address).rpartition("@")
        self._set("To", Address(username=local, domain=domain))
        self._set("Date", self._letterhead.now())
        self._set("Message-ID", self._letterhead.message_id(parcel.id))
        return self._message.as_bytes()

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
