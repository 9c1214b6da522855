"""The far ends of every benchmark: one cheap process that listens on many loopback addresses and counts.

It answers at once or after a delay, or never on addresses that were told to hang. Instants are of the machine's
monotonic clock, which all its processes share.
"""

import asyncio
import json
import multiprocessing
import re
import resource
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self, cast

import uvloop

from benchmarks.failed import Failed

POLL = 0.02  # seconds
PATIENCE = 30.0  # seconds to start

_HOOK_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok"
_MAIL_ANSWER = b"HTTP/1.1 202 Accepted\r\nx-message-id: taken\r\ncontent-length: 0\r\n\r\n"


class Kind(StrEnum):
    HOOK = "hook"  # a webhook receiver
    MAIL = "mail"  # SendGrid's mail/send


@dataclass(frozen=True, slots=True)
class Tally:
    """What has arrived since the last `forget`: an id is a `webhook-id`, an alert's `delivery` or a mail's reader."""

    requests: int
    ids: int  # different ones
    repeated: int  # arrivals of an id that had arrived before
    nameless: int  # requests without an id
    unanswered: int  # requests to addresses that hang, which are counted nowhere else
    largest: int  # bytes of the largest body
    first_at: float
    last_at: float  # when an id last arrived for the first time


def loopback(count: int) -> list[str]:
    """So many loopback addresses: 127.0.1.1 and on."""
    return [f"127.0.{1 + number // 250}.{1 + number % 250}" for number in range(count)]


class Receivers:
    """The receivers, as long as they are entered; all listen on one port."""

    def __init__(self, hosts: Sequence[str], kind: Kind = Kind.HOOK, delay: float = 0.0):
        self.hosts = list(hosts)
        self.port = free_port(self.hosts[0])
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        arguments = (theirs, self.hosts, self.port, kind, delay)
        self._process = context.Process(target=_serve, args=arguments, name="receivers", daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        if not self._pipe.poll(PATIENCE) or self._pipe.recv() != "ready":
            raise Failed("the receivers do not start (is 127.0.0.0/8 the loopback network here?)")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.join()

    def urls(self, count: int) -> list[str]:
        """So many addresses to post to, on each host in turn."""
        hosts = self.hosts
        return [f"http://{hosts[number % len(hosts)]}:{self.port}/hook/{number}" for number in range(count)]

    def hang(self, hosts: Sequence[str]) -> None:
        """From now on accept connections and requests on these addresses, and never answer."""
        self._ask("hang", list(hosts))

    def answer_after(self, seconds: float) -> None:
        """From now on answer so long after a request has come."""
        self._ask("answer_after", seconds)

    def forget(self) -> None:
        """Count from nothing again."""
        self._ask("forget")

    def tally(self) -> Tally:
        return cast(Tally, self._ask("tally"))

    def arrivals(self) -> dict[str, float]:
        """When each id arrived first."""
        return cast("dict[str, float]", self._ask("arrivals_by_id"))

    def wait_for(self, ids: int, patience: float, whose: str) -> Tally:
        """Wait until so many different ids have arrived; Failed where they do not within `patience` seconds."""
        ends = time.monotonic() + patience
        while (found := self.tally()).ids < ids:
            if time.monotonic() > ends:
                raise Failed(f"{whose}: {found.ids} of {ids} arrived within {patience:.0f} s")
            time.sleep(POLL)
        return found

    def _ask(self, what: str, *arguments: object) -> Any:
        self._pipe.send((what, arguments))
        if not self._pipe.poll(PATIENCE):
            raise Failed("the receivers do not answer any more")
        return self._pipe.recv()


def whole(tally: Tally, ids: int, whose: str) -> Tally:
    """The tally, if all has arrived, and nothing twice or without a name; Failed otherwise."""
    if (tally.ids, tally.repeated, tally.nameless) != (ids, 0, 0):
        raise Failed(
            f"{whose}: {tally.ids} of {ids} arrived, {tally.repeated} of them twice, and {tally.nameless} without an id"
        )
    return tally


def rate(tally: Tally) -> float:
    """Arrivals a second after the first, up to the last."""
    return (tally.ids - 1) / (tally.last_at - tally.first_at)


def free_port(host: str) -> int:
    """A port that nobody listens on at `host`."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


# ------------------------------------------------------------------------------------------ the process


class _Counts:
    """What the process remembers; its methods are what may be asked through the pipe."""

    def __init__(self, kind: Kind, delay: float):
        self.ids: Callable[[bytes, bytes], list[bytes]] = _ids_of_hook if kind is Kind.HOOK else _ids_of_mail
        self.reply = _HOOK_ANSWER if kind is Kind.HOOK else _MAIL_ANSWER
        self.delay = delay
        self.hanging: set[str] = set()
        self.forget()

    def forget(self) -> None:
        self.arrivals: dict[bytes, float] = {}
        self.requests = self.repeated = self.nameless = self.unanswered = self.largest = 0
        self.last_at = 0.0

    def hang(self, hosts: list[str]) -> None:
        self.hanging = set(hosts)

    def answer_after(self, seconds: float) -> None:
        self.delay = seconds

    def arrived(self, head: bytes, body: bytes) -> None:
        now = time.monotonic()
        self.requests += 1
        self.largest = max(self.largest, len(body))
        ids = self.ids(head, body)
        if not ids:
            self.nameless += 1
        for one in ids:
            if one in self.arrivals:
                self.repeated += 1
            else:
                self.arrivals[one] = self.last_at = now

    def tally(self) -> Tally:
        first_at = next(iter(self.arrivals.values()), 0.0)
        return Tally(
            self.requests, len(self.arrivals), self.repeated, self.nameless, self.unanswered, self.largest, first_at,
            self.last_at,
        )  # fmt: skip

    def arrivals_by_id(self) -> dict[str, float]:
        return {one.decode(): at for one, at in self.arrivals.items()}


_DELIVERY = re.compile(rb'"delivery":"([^"]+)"')


def _ids_of_hook(head: bytes, body: bytes) -> list[bytes]:
    start = head.find(b"\r\nwebhook-id: ")
    if start >= 0:
        return [head[start + 14 : head.index(b"\r\n", start + 14)]]
    found = _DELIVERY.search(body)
    return [found[1]] if found else []


def _ids_of_mail(head: bytes, body: bytes) -> list[bytes]:
    if b"/mail/send" not in head[: head.index(b"\r\n")]:
        return []
    call = json.loads(body)
    return [reader["email"].encode() for one in call["personalizations"] for reader in one["to"]]


class _Conversation(asyncio.Protocol):
    """One connection, which is kept for as long as the sender keeps it."""

    def __init__(self, counts: _Counts):
        self._counts = counts
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        heard = self._heard + data
        while (end := heard.find(b"\r\n\r\n")) >= 0:
            head = heard[: end + 2].lower()
            start = head.find(b"\r\ncontent-length: ")
            stop = end + 4 + (int(head[start + 18 : head.index(b"\r\n", start + 18)]) if start >= 0 else 0)
            if len(heard) < stop:
                break
            body, heard = heard[end + 4 : stop], heard[stop:]
            self._answer(head, body)
        self._heard = heard

    def _answer(self, head: bytes, body: bytes) -> None:
        counts = self._counts
        if self._host in counts.hanging:
            counts.unanswered += 1
            return
        counts.arrived(head, body)
        if counts.delay:
            asyncio.get_running_loop().call_later(counts.delay, self._write, counts.reply)
        else:
            self._transport.write(counts.reply)

    def _write(self, reply: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(reply)


def _serve(pipe: Connection, hosts: list[str], port: int, kind: Kind, delay: float) -> None:
    """What the process does until it is killed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    counts = _Counts(kind, delay)

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        # Each address by itself: nobody outside this machine can reach them.
        await loop.create_server(lambda: _Conversation(counts), hosts, port, backlog=1024)
        gone = loop.create_future()

        def asked() -> None:
            try:
                what, arguments = pipe.recv()
            except EOFError:  # whoever started us has died
                gone.set_result(None)
                loop.remove_reader(pipe.fileno())
            else:
                pipe.send(getattr(counts, what)(*arguments))

        loop.add_reader(pipe.fileno(), asked)
        pipe.send("ready")
        await gone

    uvloop.run(serve())
