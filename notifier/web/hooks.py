"""Where a mail provider reports what became of deliveries: SendGrid's signed event webhook.

Nothing is believed before its signature is verified, and 2xx is answered only once everything is written down.
"""

from typing import Annotated

import structlog
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from fastapi import APIRouter, Depends, Request, Response

from notifier.bootstrap import Notifier
from notifier.ledger import reports
from notifier.ledger.board import in_public_words
from notifier.transports.email.events import SIGNATURE, TIMESTAMP, fresh, genuine, read_events
from notifier.web.pages import Pages

log = structlog.get_logger()

# SendGrid gathers events to well under 1 MB a request.
LARGEST = 4 * 1024 * 1024


async def _body(request: Request) -> bytes | None:
    """The body as it came, for that is what is signed; None for one that is too large, which is not read on."""
    # Only reading waits; what is done with the body is as synchronous as everything else.
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The route of SendGrid's events; without a key that verifies them nothing is taken."""
    router = APIRouter()
    ledger, clock, key = notifier.ledger, notifier.clock, notifier.settings.event_key()

    @router.post("/hooks/sendgrid")
    def take_events(request: Request, body: Annotated[bytes | None, Depends(_body)]) -> Response:
        if key is None:
            line = "This service takes no events: NOTIFIER_SENDGRID_EVENT_KEY is not set."
            return pages.sorry(404, "There is nothing here", line)
        if body is None:
            return _refused(413, "the body is too large")
        now = clock()
        signature, timestamp = request.headers.get(SIGNATURE, ""), request.headers.get(TIMESTAMP, "")
        if trouble := _trouble(key, signature, timestamp, body):
            return _refused(403, trouble)
        if not fresh(timestamp, now):
            return _refused(403, "the timestamp is not of now (are both clocks right?)")
        try:
            told = read_events(body, now)
        except ValueError:
            return _refused(400, "the body is not a list of events")
        with in_public_words(), ledger.writing() as book:
            new = reports.take(book, told, now)
        log.info("events taken", told=len(told), new=new)
        return Response(status_code=204)

    return router


def _trouble(key: EllipticCurvePublicKey, signature: str, timestamp: str, body: bytes) -> str:
    if not signature or not timestamp:
        return "the request is not signed (turn on Signed Event Webhook)"
    return (
        ""
        if genuine(key, signature, timestamp, body)
        else "the signature is not SendGrid's (is the key the right one?)"
    )


def _refused(status: int, why: str) -> Response:
    log.warning("events refused", status=status, why=why)
    return Response(f"{why}\n", status, media_type="text/plain")
