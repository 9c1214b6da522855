"""The only outbound HTTP client: asks and posts, at places that the public reaches or the operator has named.

The address that is really connected is judged, after the name was resolved; redirects are never followed, and what
comes back holds neither the address nor any part of it that may be a token.
"""

import asyncio
import errno
import re
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import unquote

import aiohttp
from yarl import URL

from notifier.errors import AddressError
from notifier.transports.base import LONGEST_RESPONSE
from notifier.transports.networks import Networks, may_connect

# Parts of an address shorter than this are words, not tokens.
_SHORTEST_TOKEN = 8
# Reading an address takes about as long as signing a message: those in use are kept read.
_AT_HAND = 4096


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long is waited, in seconds: to be connected, and for the whole of a try."""

    connect: float = 5.0
    total: float = 15.0


USUAL = Timeouts()
NOT_IN_TIME = "no answer in time"


# Where a receiver says a code that whoever controls it was given.
CODE_HEADER = "WebHook-Notifier-Code"


@dataclass(slots=True)
class Answer:
    """What was answered, and after how many seconds; of the body its beginning, as text that any ledger can hold.

    `allowed_origin` is whose webhooks the far end takes, if it says so, and `code` one that it was given to say.
    """

    status: int
    body: str
    retry_after: str | None = None
    seconds: float = 0.0
    allowed_origin: str | None = None
    code: str | None = None


@dataclass(slots=True)
class NoAnswer:
    """Why nothing was; with `refused` we would not ask, and never will as long as the address is what it is."""

    reason: str
    refused: bool = False
    seconds: float = 0.0


def check_web_address(url: str, allowed: Networks) -> None:
    """Raises AddressError unless `url` is a web address whose host leads, now, only to where we may connect."""
    address = web_address(url)
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressError("the host of the address is not known (check its spelling, or try again later)") from None
    if not all(may_connect(ip_address(sockaddr[0]), allowed) for *_, sockaddr in found):
        raise AddressError(
            "the host of the address is not on the public internet "
            "(give one that is, or have the operator name its network in NOTIFIER_ALLOW_NETWORKS)"
        )


@lru_cache(_AT_HAND)
def web_address(url: str) -> URL:
    """`url` as it will be connected to, before anything is resolved; AddressError unless it is one to post to."""
    try:
        address = URL(url)
        port, host = address.port, address.host or ""
        if re.fullmatch(r"[0-9.]+", host):
            ip_address(host)  # 127.1 and 2130706433 are addresses too, that no two programs read alike
    except ValueError:
        raise AddressError("the address cannot be read (write it as https://alerts.example.org/hook)") from None
    if address.scheme not in ("http", "https") or not host or not port:
        raise AddressError("a web address names its host (write it as https://alerts.example.org/hook)")
    if address.user is not None or address.password is not None:
        raise AddressError("leave user name and password out of the address (each message is signed instead)")
    return address


@lru_cache(_AT_HAND)
def host_of(url: str) -> str:
    """The host of an address with its scheme and port: what connections are kept to. Empty where there is none."""
    try:
        return str(web_address(url).origin())
    except AddressError:
        return ""


class _Refused(OSError):
    """The address that was about to be connected is not one that we connect to."""


class Client:
    """Posts as long as it is entered, over connections that are kept.

    How many at a time is up to the caller, and so is how long the whole of a try may take: it ends one by cancelling
    it. A timer for each would cost more than looking at all of them now and then.
    """

    def __init__(self, allowed: Networks, timeouts: Timeouts = USUAL):
        self._allowed = allowed
        self._timeouts = timeouts

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            # The places are counted by the caller, not there: who waits for one is not yet being timed.
            connector=aiohttp.TCPConnector(
                limit=0, socket_factory=self._open, resolver=aiohttp.resolver.ThreadedResolver()
            ),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._timeouts.connect),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            # Nothing is unpacked, so that a small answer cannot become a huge one.
            auto_decompress=False,
            read_bufsize=LONGEST_RESPONSE,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer | NoAnswer:
        """Post once; nothing is raised for what the far end does."""
        try:
            address = web_address(url)
        except AddressError as error:
            return NoAnswer(str(error), refused=True)
        return await self._try("POST", address, _payload(body), headers)

    async def options(self, url: str, headers: Mapping[str, str]) -> Answer | NoAnswer:
        """Ask what may be sent to `url`, within the time for a try; nothing is raised for what the far end does."""
        try:
            address = web_address(url)
        except AddressError as error:
            return NoAnswer(str(error), refused=True)
        try:
            async with asyncio.timeout(self._timeouts.total):
                return await self._try("OPTIONS", address, None, headers)
        except TimeoutError:
            return NoAnswer(NOT_IN_TIME, seconds=self._timeouts.total)

    async def _try(
        self, method: str, address: URL, body: aiohttp.BytesPayload | None, headers: Mapping[str, str]
    ) -> Answer | NoAnswer:
        began = time.perf_counter()
        found: Answer | NoAnswer
        try:
            response = await self._session.request(method, address, data=body, headers=headers, allow_redirects=False)
            try:
                found = await _answer(response, address)
            finally:
                # A connection with more to come than is wanted cannot be used again.
                response.release() if response.content.is_eof() else response.close()
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, _Refused):
                found = NoAnswer("the address leads to a network that is not on the public internet", refused=True)
            else:
                found = NoAnswer(_trouble(error))
        except Exception as error:  # whatever a far end can think of
            found = NoAnswer(_trouble(error))
        found.seconds = time.perf_counter() - began
        return found

    def _open(self, found: tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]) -> socket.socket:
        """The socket for an address that a name was resolved to: the last moment at which to refuse it."""
        family, kind, protocol, _, sockaddr = found
        if not may_connect(ip_address(sockaddr[0]), self._allowed):
            raise _Refused(errno.EACCES, "not on the public internet")
        return socket.socket(family, kind, protocol)


@lru_cache(1000)
def _payload(body: bytes) -> aiohttp.BytesPayload:
    """A body as it is posted. The same one goes to many: it is made ready for that once."""
    return aiohttp.BytesPayload(body)


# What went wrong, in words without the address: the first that fits.
_TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ConnectionTimeoutError, "its host could not be reached in time"),
    (TimeoutError, NOT_IN_TIME),
    (aiohttp.ClientConnectorDNSError, "the name of its host was not found"),
    (aiohttp.ClientSSLError, "its host offers no encryption that can be trusted: certificate or protocol"),
    (aiohttp.ClientConnectorError, "its host could not be reached"),
    (aiohttp.ServerDisconnectedError, "the connection was closed before an answer came"),
    (aiohttp.ClientOSError, "the connection broke before an answer came"),
    (aiohttp.ClientResponseError, "what came back was not an HTTP answer"),
)


def _trouble(error: Exception) -> str:
    known = (sentence for kind, sentence in _TROUBLES if isinstance(error, kind))
    return next(known, f"the try failed: {error.__class__.__name__}")


async def _answer(response: aiohttp.ClientResponse, address: URL) -> Answer:
    content, said = response.content, response.headers
    # A short answer is mostly there by now: to wait for it would cost more than to take it.
    beginning = content.read_nowait(LONGEST_RESPONSE) if content.is_eof() else await _beginning(content)
    text = _without_address(_readable(beginning), address)
    return Answer(
        response.status, text, said.get("Retry-After"), allowed_origin=said.get("WebHook-Allowed-Origin"),
        code=said.get(CODE_HEADER),
    )  # fmt: skip


async def _beginning(content: aiohttp.StreamReader) -> bytes:
    """The first bytes of a body. That it breaks off, or takes too long, changes nothing: the status has been said."""
    body = b""
    with suppress(aiohttp.ClientError, asyncio.CancelledError):
        while len(body) < LONGEST_RESPONSE and (part := await content.read(LONGEST_RESPONSE - len(body))):
            body += part
    return body


def _readable(body: bytes) -> str:
    """Bytes of any kind as text without control characters, which PostgreSQL or a terminal may not take."""
    text = body.decode("utf-8", "replace")
    return text if text.isprintable() else re.sub(r"[^\S\n\t ]|[\x00-\x08\x0e-\x1f\x7f-\x9f]", " ", text)


def _without_address(text: str, address: URL) -> str:
    """`text` without what it repeats of the address, for path and query may hold tokens."""
    if len(text) < _SHORTEST_TOKEN:
        return text
    parts = {str(address), address.raw_path_qs, *re.split(r"[/?&=;]", address.raw_path_qs)}
    parts |= {unquote(part) for part in parts}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _SHORTEST_TOKEN:
            text = text.replace(part, "…")
    return text
