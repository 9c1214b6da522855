"""Receivers for trials of faults: one loop on many loopback addresses, each of which may misbehave in a way of its own.

Every request whose signature could be right is an `Arrival`, whatever it is answered, in the order of coming.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, Thread
from typing import Self, cast

import uvloop

from tests.servers import free_port


class Manner(StrEnum):
    WELL = "answers 200"
    HANGS = "takes the request and never answers"
    RESETS = "resets the connection"
    GARBAGE = "answers what is not HTTP"
    LATE = "answers 200 after the sender has stopped waiting"
    FAILS = "answers 500"


_OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
_ANSWERS = {
    Manner.WELL: _OK,
    Manner.LATE: _OK,
    Manner.GARBAGE: b"\x00\xff\x16\x03 nobody would call this HTTP\r\n\r\n",
    Manner.FAILS: b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that has come whole: when, by the machine's monotonic clock, where, and its webhook-id."""

    at: float
    host: str
    id: str
    answered: bool  # at once or after the delay, and with 200: the sender can know that it arrived


class FarEnds:
    """The receivers, as long as they are entered. `delay` is how many seconds a good answer takes."""

    def __init__(self, hosts: int = 4, delay: float = 0.0, late: float = 1.0):
        self.hosts = [f"127.0.7.{number + 1}" for number in range(hosts)]
        self.delay, self.late = delay, late
        self.arrivals: list[Arrival] = []
        self.manners: defaultdict[str, Manner] = defaultdict(lambda: Manner.WELL)
        self._ready = Event()
        self._loop = uvloop.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = Thread(target=self._run, name="far ends", daemon=True)
        self.port = free_port(self.hosts[0])

    def urls(self, hosts: Sequence[str] | None = None) -> list[str]:
        return [f"http://{host}:{self.port}/hook" for host in hosts or self.hosts]

    def by_id(self) -> dict[str, list[Arrival]]:
        """The arrivals of each id, the first one first."""
        found: defaultdict[str, list[Arrival]] = defaultdict(list)
        for one in list(self.arrivals):
            found[one.id].append(one)
        return dict(found)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the far ends do not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        async def serve() -> None:
            server = await self._loop.create_server(lambda: _Talk(self), self.hosts, self.port, backlog=1024)
            self._ready.set()
            await self._stop.wait()
            server.close()

        self._loop.run_until_complete(serve())
        self._loop.close()


class _Talk(asyncio.Protocol):
    """One connection, which is kept for as long as the sender keeps it."""

    def __init__(self, far_ends: FarEnds):
        self._far_ends = far_ends
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._host: str = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            lines = self._heard[:end].decode("latin-1").split("\r\n")[1:]
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            whole = end + 4 + int(headers.get("content-length", 0))
            if len(self._heard) < whole:
                return
            self._heard = self._heard[whole:]
            self._answer(headers["webhook-id"])

    def _answer(self, id: str) -> None:
        far_ends = self._far_ends
        manner = far_ends.manners[self._host]
        far_ends.arrivals.append(Arrival(time.monotonic(), self._host, id, manner is Manner.WELL))
        if manner is Manner.HANGS:
            return
        if manner is Manner.RESETS:
            self._transport.abort()
            return
        wait = far_ends.late if manner is Manner.LATE else far_ends.delay
        asyncio.get_running_loop().call_later(wait, self._write, _ANSWERS[manner])

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)
