"""Signatures, after Standard Webhooks: receivers can tell that a message is ours, whole, and not an old one.

A secret is never shown again after it was given.
"""

import base64
import secrets
from datetime import UTC, datetime

from standardwebhooks import Webhook

from notifier.errors import AddressError

PREFIX = "whsec_"
_NEW = 32
_SHORTEST, _LONGEST = 24, 64


def new_secret() -> str:
    """A secret nobody knows yet: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_NEW)).decode()


def check_secret(text: str) -> None:
    """Raises AddressError unless `text` is a secret that every receiver reads alike: 24 to 64 bytes in base64."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise AddressError(f"the secret cannot be read (write {PREFIX} and base64, or ask for a new one)") from None
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise AddressError(
            f"the secret holds {len(key)} bytes (give {_SHORTEST} to {_LONGEST} random ones, or ask for a new one)"
        )


def signed(parcel_id: str, body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """The headers that sign `body` as sent at `at`: the instant of the try, which receivers refuse when it is old."""
    # In UTC, for the package takes the local hour of any zone to be that of UTC.
    in_utc = at.astimezone(UTC)
    return {
        "webhook-id": parcel_id,
        "webhook-timestamp": str(int(in_utc.timestamp())),
        "webhook-signature": Webhook(secret).sign(parcel_id, in_utc, body.decode()),
    }
