"""What SendGrid's `mail/send` takes and how it refuses: parcels into calls, and whom a refusal is about.

A call holds one mail for up to 1,000 readers, none of whom sees another. What differs between them (the id, the link to
leave) stands with each reader; what they read is sent once.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from notifier.audience.harmless import web_address
from notifier.transports.base import Outcome, Parcel
from notifier.transports.email.compose import Mail
from notifier.transports.email.message import Letterhead, mailbox
from notifier.transports.email.response import kept

# SendGrid's own limits.
READERS_A_CALL = 1000
BYTES_A_CALL = 30_000_000

_READER = re.compile(r"personalizations[.\[](\d{1,4})")
_SENDER = ("from", "reply_to")


@dataclass(frozen=True, slots=True)
class Share:
    """A mail with the readers of one call, and what the call says of each. `suspect`: in what words a larger share was
    refused for the message's sake; refused in the same words, nobody will get it."""

    mail: Mail
    readers: Sequence[Parcel]
    people: Sequence[dict[str, Any]]
    suspect: str = ""

    def part(self, keep: Iterable[int], suspect: str = "") -> "Share":
        """The share of some of the readers, by their place."""
        places = list(keep)
        return Share(self.mail, [self.readers[n] for n in places], [self.people[n] for n in places], suspect)

    def halves(self, suspect: str = "") -> list["Share"]:
        middle = len(self.readers) // 2
        return [self.part(range(middle), suspect), self.part(range(middle, len(self.readers)), suspect)]


@dataclass(frozen=True, slots=True)
class Form:
    """Fills in calls. `tag` stands for a reader's link to leave in what is sent once; nobody else can guess it."""

    letterhead: Letterhead
    bytes_a_call: int = BYTES_A_CALL
    tag: str = field(default_factory=lambda: f"-leave-{secrets.token_hex(8)}-")

    def shares(self, parcels: Sequence[Parcel], returned: list[tuple[Parcel, Outcome]]) -> Iterator[Share]:
        """The parcels as calls; `returned` gets those that cannot go, and why."""
        for mail, readers in self.letterhead.mails(parcels, returned):
            left = list(readers)
            while left:
                share, left = self._one_share(mail, left)
                yield share

    def _one_share(self, mail: Mail, readers: Sequence[Parcel]) -> tuple[Share, list[Parcel]]:
        """As many readers as a call takes, each address once, and the rest."""
        taken: list[Parcel] = []
        people: list[dict[str, Any]] = []
        later: list[Parcel] = []
        addresses: set[str] = set()
        size = len(json.dumps(self.request(Share(mail, [], []))))
        for number, parcel in enumerate(readers):
            address = mailbox(parcel.destination.address).casefold()
            if address in addresses:
                later.append(parcel)
                continue
            person = self._person(mail, parcel)
            size += len(json.dumps(person)) + 2
            if taken and (len(taken) == READERS_A_CALL or size > self.bytes_a_call):
                later += readers[number:]
                break
            addresses.add(address)
            taken.append(parcel)
            people.append(person)
        return Share(mail, taken, people), later

    def _person(self, mail: Mail, parcel: Parcel) -> dict[str, Any]:
        letterhead = self.letterhead
        person: dict[str, Any] = {
            "to": [{"email": mailbox(parcel.destination.address)}],
            "custom_args": {"delivery": parcel.id},
            # All of them: SendGrid does not say whether a reader's headers stand beside the message's or instead.
            "headers": letterhead.standing_headers | letterhead.headers_for(mail, parcel),
        }
        if mail.leads_out and (leave := web_address(parcel.leave)):
            person["substitutions"] = {self.tag: leave}
        return person

    def request(self, share: Share) -> dict[str, Any]:
        """The body of a call."""
        head, mail = self.letterhead, share.mail.with_link(self.tag)
        return {
            "personalizations": list(share.people),
            "from": {"email": head.address} | ({"name": head.name} if head.name else {}),
            "subject": mail.subject,
            "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.html}],
            "headers": head.standing_headers,
            # Readers are not followed, a link leads where it says, and the way out is ours alone.
            "tracking_settings": {
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": {"enable": False},
                "subscription_tracking": {"enable": False},
            },
        }


class About(StrEnum):
    """Whom or what a refusal is about."""

    READERS = "readers"  # those whose places it names
    MESSAGE = "message"  # what all of them would read
    SENDER = "sender"
    SOMETHING = "something"  # it does not say


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call was refused: about what, the places of the readers it names, and its words without addresses."""

    about: About
    places: frozenset[int] = frozenset()
    words: str = ""


def read_refusal(body: str, readers: int) -> Refusal:
    """What a 400 is about, by the `field` of its errors, such as `personalizations.3.to`."""
    try:
        told = json.loads(body)["errors"]
        errors = [(str(error.get("field") or ""), str(error.get("message") or "")) for error in told]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        errors = []
    words = kept("; ".join(sorted({f"{name}: {message}" for name, message in errors})))
    named = [int(found[1]) for name, _ in errors if (found := _READER.match(name))]
    if places := frozenset(place for place in named if place < readers):
        return Refusal(About.READERS, places, words)
    fields = [name for name, _ in errors]
    if not fields or any(not name or name.startswith("personalizations") for name in fields):
        return Refusal(About.SOMETHING, words=words)
    sender = any(name.split(".")[0] in _SENDER for name in fields)
    return Refusal(About.SENDER if sender else About.MESSAGE, words=words)
