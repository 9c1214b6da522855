"""The addresses that a reader is given for themselves alone: who holds one may do the one thing it is for.

A token names what it is for by ids that tell nothing of anybody; the signature is bound to its purpose, and no key of
another purpose makes or takes it.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from itsdangerous import BadSignature, Signer

from notifier.agenda.answer import Says
from notifier.keyring import Keyring

_PURPOSES = ("leave", "confirm", "webhook", *(f"answer {says}" for says in Says))


@dataclass(frozen=True, slots=True)
class MayAnswer:
    """What a link to answer is for: one thing to say of what a notice is about, as an agency of its plan."""

    notice: str
    agency: str
    says: Says


class Links:
    """Makes and reads the links below `base_url`. The newest key signs; every key of the ring still verifies."""

    def __init__(self, keyring: Keyring, base_url: str):
        self._base_url = base_url.rstrip("/")
        # There the newest key stands first, here it is the last one that signs.
        keys = keyring.keys_for("links")[::-1]
        self._signers = {
            purpose: Signer(keys, salt=purpose, key_derivation="hmac", digest_method=sha256) for purpose in _PURPOSES
        }

    def leave(self, destination_id: str) -> str:
        """The web address at which a destination's reader changes or ends what they have subscribed to."""
        # It never expires: who finds a mail of years ago must still be able to leave. All that a stolen one can do is
        # change or end subscriptions, which their owner can make again.
        return self._made("subscriptions", "leave", destination_id)

    def leaver(self, token: str) -> str | None:
        """The id of the destination that a leave link was made for; None where this service made no such link."""
        return self._read("leave", token)

    def confirm(self, subscription_id: str, asked_on: date) -> str:
        """The web address at which the owner of an inbox says that a subscription is really wanted."""
        return self._made("subscriptions/confirm", "confirm", f"{subscription_id}.{asked_on.isoformat()}")

    def confirmer(self, token: str) -> tuple[str, date] | None:
        """The id of the subscription that is confirmed, and when it was asked for; whether that is too long ago is
        for the caller to say. None where this service made no such link."""
        found = self._read("confirm", token)
        if found is None:
            return None
        subscription, _, day = found.partition(".")
        return subscription, date.fromisoformat(day)

    def pledge(self, address: str, asked_on: date) -> str:
        """What is given to who wants a webhook at an address, to be shown again once it says the `code` of it."""
        of = f"{secrets.token_hex(8)}.{_hash_of(address)}.{asked_on.isoformat()}"
        return self._signers["webhook"].sign(of).decode()

    def pledged(self, token: str, address: str) -> date | None:
        """When a pledge for an address was given; None where this service gave no such one."""
        found = self._read("webhook", token)
        if found is None:
            return None
        _, of, day = found.split(".")
        return date.fromisoformat(day) if of == _hash_of(address) else None

    @staticmethod
    def code_of(pledge: str) -> str:
        """The code that a receiver is to say. Everybody may read it there, and nobody can make the pledge from it."""
        return _hash_of(f"code {pledge}")

    def answers(self, notice_id: str, agency_id: str) -> dict[Says, str]:
        """The web addresses at which an agency answers what it was told, one for each thing that it may say."""
        return {says: self._made("answer", f"answer {says}", f"{notice_id}.{agency_id}") for says in Says}

    def answerer(self, token: str) -> MayAnswer | None:
        """What a link to answer is for; whether it has expired is for the caller to say. None where it is none."""
        for says in Says:
            if found := self._read(f"answer {says}", token):
                notice, _, agency = found.partition(".")
                return MayAnswer(notice, agency, says)
        return None

    def _made(self, path: str, purpose: str, value: str) -> str:
        return f"{self._base_url}/{path}/{self._signers[purpose].sign(value).decode()}"

    def _read(self, purpose: str, token: str) -> str | None:
        try:
            return self._signers[purpose].unsign(token).decode()
        except (BadSignature, UnicodeError):
            return None


def _hash_of(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def purposes() -> Iterable[str]:
    """What links are for, each by the salt of its signature."""
    return _PURPOSES
