"""Signatures, after Standard Webhooks 1.0: receivers can tell that a message is ours, whole, and not an old one.

A secret is never shown again after it was given. While one is being replaced, both sign.
"""

import hmac
import re
import secrets as randomness
from base64 import b64decode, b64encode
from binascii import b2a_base64
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from notifier.errors import AddressError

PREFIX = "whsec_"
_NEW = 32
# What the specification asks of a secret, in bytes.
_SHORTEST, _LONGEST = 24, 64
# How many secrets are kept read at hand: reading one takes longer than signing with it.
_AT_HAND = 4096
# Why a secret cannot be read, the first that is found in it.
_MISTAKES: tuple[tuple[str, str], ...] = (
    (r"\s", "has a space or a line end in it"),
    (r"[-_]", "is in the URL's alphabet, with - or _, which not every receiver reads"),
    (r"[^A-Za-z0-9+/=]", "is not base64"),
    (r"=.*[^=]|={3}", "has a = before its end"),
)


def new_secret() -> str:
    """A secret nobody knows yet: `whsec_` and 32 random bytes in base64."""
    return PREFIX + b64encode(randomness.token_bytes(_NEW)).decode()


def check_secret(text: str) -> None:
    """Raises AddressError unless `text` is a secret that every receiver reads alike: 24 to 64 bytes in base64."""
    _key(text)


def signed(parcel_id: str, body: bytes, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """The headers that sign `body` as sent at `at`: the instant of the try, which receivers refuse when it is old.

    Each of `secrets` signs, the newest first. Raises AddressError where one is none.
    """
    stamp = str(int(at.timestamp()))
    head = f"{parcel_id}.{stamp}.".encode()
    return {
        "webhook-id": parcel_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join([_signature(secret, head, body) for secret in secrets]),
    }


def _signature(secret: str, head: bytes, body: bytes) -> str:
    mac = _begun(secret).copy()
    mac.update(head)
    mac.update(body)
    return "v1," + b2a_base64(mac.digest(), newline=False).decode("ascii")


@lru_cache(_AT_HAND)
def _begun(secret: str) -> hmac.HMAC:
    """A signature that has taken in nothing but its key: to begin anew for each message would take twice as long."""
    return hmac.new(_key(secret), digestmod="sha256")


def _key(text: str) -> bytes:
    """The bytes that a secret stands for."""
    written = text.removeprefix(PREFIX)
    try:
        key = b64decode(written, validate=True)
    except ValueError:
        raise _unreadable(written) from None
    # One way to write it, for some receivers are stricter than others about the last sign.
    if b64encode(key).decode() != written:
        raise _unreadable(written)
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise AddressError(
            f"the secret holds {len(key)} bytes (give {_SHORTEST} to {_LONGEST} random ones, or ask for a new one)"
        )
    return key


def _unreadable(written: str) -> AddressError:
    found = (what for pattern, what in _MISTAKES if re.search(pattern, written, re.DOTALL))
    what = next(found, "is not whole: cut short, mistyped, or without the = at its end")
    return AddressError(f"the secret cannot be read: it {what} (write {PREFIX} and base64, or ask for a new one)")
