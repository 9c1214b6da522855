"""Whether a receiver wants our webhooks: the validation handshake of CloudEvents' HTTP Web Hooks 1.0.2.

Only a header that the specification made for it counts as consent: a status says nothing, for many a site answers
OPTIONS that never heard of us.
"""

import asyncio
from collections.abc import Mapping
from enum import StrEnum

from yarl import URL

from notifier import __version__
from notifier.errors import AddressError
from notifier.transports.http import USUAL, Answer, Client, NoAnswer, Timeouts
from notifier.transports.networks import Networks

_ANYBODY = "*"


class Consent(StrEnum):
    """What a receiver says of webhooks from us."""

    AGREED = "it takes them"
    REFUSED = "it takes only somebody else's"
    SILENT = "it does not say: it does not speak of such things, or cannot be reached just now"


def origin_of(base_url: str) -> str:
    """By what name receivers know us, as CloudEvents has it: the host of `base_url`, in ASCII."""
    return URL(base_url).raw_host or ""


def introduction(base_url: str) -> dict[str, str]:
    """The headers by which a receiver knows who asks, and later who sends: the specification wants them to match."""
    return {
        "user-agent": f"commitment-notifier/{__version__} (+{base_url})",
        "webhook-request-origin": origin_of(base_url),
    }


def ask(address: str, base_url: str, allowed: Networks, timeouts: Timeouts = USUAL, code: str | None = None) -> Consent:
    """Ask a receiver for its consent; that takes 15 seconds at most, and its redirects are not followed.

    With a `code`, which whoever controls it was given, a receiver that does not say it is as good as silent. Raises
    AddressError where we will not connect to `address`. Not for a thread in which an event loop runs.
    """
    loop = asyncio.new_event_loop()
    try:
        answer = loop.run_until_complete(_asked(address, introduction(base_url), allowed, timeouts))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        # Unlike asyncio.run, this does not wait for a name that takes longer to be found than we have.
        loop.close()
    if isinstance(answer, NoAnswer):
        if answer.refused:
            raise AddressError(answer.reason)
        return Consent.SILENT
    if code is not None and (answer.code or "").strip() != code:
        return Consent.SILENT
    return consent_of(answer, origin_of(base_url))


def consent_of(answer: Answer, origin: str) -> Consent:
    """What an answer says to the host that asked. Names of hosts are the same in capitals."""
    named = (answer.allowed_origin or "").strip().casefold()
    if not named:
        return Consent.SILENT
    return Consent.AGREED if named in (_ANYBODY, origin.casefold()) else Consent.REFUSED


async def _asked(address: str, headers: Mapping[str, str], allowed: Networks, timeouts: Timeouts) -> Answer | NoAnswer:
    async with Client(allowed, timeouts) as client:
        return await client.options(address, headers)
