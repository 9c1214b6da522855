"""The real application over a ledger that a test has, as `notifier web` would make it of settings."""

import base64

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI

from notifier.agenda import rulebook
from notifier.bootstrap import Notifier
from notifier.clock import Clock
from notifier.ledger.connect import Ledger
from notifier.settings import from_environment
from notifier.web.app import create_app
from tests.ledgers import KEY
from tests.stage import RULES

BOOK = rulebook.load(RULES)


def notifier_over(
    ledger: Ledger, *, clock: Clock, base_url: str = "", event_key: EllipticCurvePublicKey | None = None, **more: str
) -> Notifier:
    """The whole service over a ledger; `more` are settings, as `NOTIFIER_PLANS`."""
    given = {"NOTIFIER_SECRET_KEY": KEY, "NOTIFIER_BASE_URL": base_url or "http://127.0.0.1:8000", **more}
    if event_key is not None:
        der = event_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        given["NOTIFIER_SENDGRID_EVENT_KEY"] = base64.b64encode(der).decode()
    return Notifier(from_environment(given), clock, ledger, BOOK)


def app_over(
    ledger: Ledger, *, clock: Clock, base_url: str = "", event_key: EllipticCurvePublicKey | None = None, **more: str
) -> FastAPI:
    """The application over a ledger."""
    return create_app(notifier_over(ledger, clock=clock, base_url=base_url, event_key=event_key, **more))
