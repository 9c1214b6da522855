"""SendGrid's event webhook: who it is from, and what its events say of our deliveries.

Everything in an event is somebody else's: what cannot be understood is passed over, and nothing unclean is kept.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from notifier.audience.harmless import one_line
from notifier.audience.report import Meaning, Report
from notifier.transports.email.response import kept

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
# Whether SendGrid signs anew when it repeats a request is not documented, and what is refused here is only repeated
# for a day. Little hangs on it: a bounce that is missed comes again as a `dropped` of the next message, a confirmation
# that is missed costs at worst the second try. A request that is caught and played back later is refused, and within
# the ten minutes it changes nothing, for each event counts once.
OLDEST = timedelta(minutes=10)
NEWEST = timedelta(minutes=5)  # by how much its clock may be ahead of ours
LONGEST_SAID = 500

_ID = re.compile(r"[\x21-\x7e]{1,120}")
_DELIVERY = re.compile(r"[A-Za-z0-9_-]{1,32}")
_MEANS = {
    "processed": Meaning.ARRIVED,
    "delivered": Meaning.ARRIVED,
    "deferred": Meaning.DELAYED,
    "bounce": Meaning.BOUNCED,
    "dropped": Meaning.REFUSED,
    "spamreport": Meaning.COMPLAINED,
    "unsubscribe": Meaning.LEFT,
    "group_unsubscribe": Meaning.LEFT,
}
# Why SendGrid drops a message unsent: it remembers what became of former ones to the same address.
_DROPPED = {"bounce": Meaning.BOUNCED, "invalid": Meaning.BOUNCED, "spam report": Meaning.COMPLAINED,
            "unsubscribe": Meaning.LEFT}  # fmt: skip


def genuine(key: EllipticCurvePublicKey, signature: str, timestamp: str, body: bytes) -> bool:
    """Whether SendGrid signed this body at that time."""
    try:
        key.verify(base64.b64decode(signature, validate=True), timestamp.encode() + body, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def fresh(timestamp: str, now: datetime) -> bool:
    """Whether a timestamp, in seconds since 1970, is of just now."""
    if not re.fullmatch(r"[0-9]{1,11}", timestamp):
        return False
    return -NEWEST <= now - datetime.fromtimestamp(int(timestamp), UTC) <= OLDEST


def read_events(body: bytes, now: datetime) -> list[Report]:
    """What the events of a request say of our deliveries; ValueError where it is no list of events at all."""
    try:
        events = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(events, list):
        raise ValueError("not a list")
    return list(_reports(events, now))


def _reports(events: list[Any], now: datetime) -> Iterator[Report]:
    for event in events:
        if isinstance(event, dict) and (meaning := _meaning(event)):
            id, delivery = _text(event, "sg_event_id"), _text(event, "delivery")
            if _ID.fullmatch(id) and _DELIVERY.fullmatch(delivery):
                yield Report(id, delivery, _name(event), meaning, _at(event, now), _said(event))


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    return value if isinstance(value, str) else ""


def _meaning(event: Mapping[str, Any]) -> Meaning | None:
    """What an event means; None for one that is nothing to us, such as `open`, or not known."""
    name, reason = _text(event, "event"), _text(event, "reason")
    if _blocked(event):
        return Meaning.REFUSED
    if name == "dropped":
        return next((means for word, means in _DROPPED.items() if reason.casefold().startswith(word)), Meaning.REFUSED)
    return _MEANS.get(name)


def _blocked(event: Mapping[str, Any]) -> bool:
    """A bounce that is about this message or its sender, not about the mailbox."""
    return _text(event, "event") == "bounce" and _text(event, "type") == "blocked"


def _name(event: Mapping[str, Any]) -> str:
    return "blocked" if _blocked(event) else _text(event, "event")


def _at(event: Mapping[str, Any], now: datetime) -> datetime:
    """When it happened by SendGrid's clock; now, where that cannot be read or is no time that could be."""
    seconds = event.get("timestamp")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 10**11:
        return now
    return min(datetime.fromtimestamp(seconds, UTC), now)


def _said(event: Mapping[str, Any]) -> str:
    return one_line(kept(_text(event, "reason") or _text(event, "response")), LONGEST_SAID)
