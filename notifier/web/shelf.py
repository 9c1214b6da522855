"""Pages that have been made, kept as long as nothing has changed of which they were made.

Who looks at a page again, or has it already, costs one small read of the ledger. Nothing is kept of a page that holds
a token, and what is kept is bounded: the page that nobody has asked for longest makes room.
"""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from notifier.clock import Clock, local_day
from notifier.ledger.board import reading
from notifier.ledger.connect import Ledger
from notifier.ledger.freshness import Freshness, days_begin, freshness
from notifier.web.tongue import tongue_of

MOST = 64 * 2**20  # bytes of all pages together
# A browser asks each time, and is told in a few bytes that nothing has changed.
ASK_AGAIN = "public, no-cache"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
State = tuple[Freshness, tuple[date, ...]]


@dataclass(frozen=True)
class Made:
    """A page as it was made, and as it travels."""

    body: bytes
    headers: dict[str, str]

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    @property
    def size(self) -> int:
        return len(self.body) + len(self.body) // 4


class Shelf:
    """The pages of one process, by address and language."""

    def __init__(self, ledger: Ledger, clock: Clock, most: int = MOST):
        self._ledger = ledger
        self._clock = clock
        self._most = most
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._size = 0
        self._days: tuple[Freshness, list[tuple[str, Any]]] | None = None
        self._lock = Lock()
        self._next: asyncio.Future[State] | None = None
        self._reading: asyncio.Future[State] | None = None
        self._makers: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def state(self) -> State:
        """What pages are made of just now: what the ledger holds, and which day it is for its plans."""
        with reading(self._ledger) as book:
            fresh = freshness(book)
            days = self._days
            if days is None or days[0] != fresh:
                days = self._days = fresh, days_begin(book)
        return fresh, tuple(_today(self._clock(), zone, at) for zone, at in days[1])

    async def now(self) -> State:
        """The state, read after this was asked; all who ask while another reading goes on share the one after it."""
        if self._next is None or self._next.done():
            self._next = asyncio.ensure_future(self._read_after(self._reading))
        return await asyncio.shield(self._next)

    async def _read_after(self, other: "asyncio.Future[State] | None") -> State:
        if other is not None and not other.done():
            await asyncio.wait([other])
        # Whoever asks from here on may know of something that this reading misses.
        self._reading, self._next = self._next, None
        return await run_in_threadpool(self.state)

    def find(self, key: str) -> Made | None:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def put(self, key: str, made: Made) -> None:
        with self._lock:
            if made.size > self._most or key in self._made:
                return
            self._made[key] = made
            self._size += made.size
            while self._size > self._most:
                self._size -= self._made.popitem(last=False)[1].size

    def maker(self, key: str) -> asyncio.Lock:
        """Held by who makes a page, so that of twenty who ask at once nineteen wait instead of making it, too."""
        return self._makers.setdefault(key, asyncio.Lock())


def kept_on(shelf: Shelf) -> type[APIRoute]:
    """The kind of route whose pages are kept: it answers 304 to who has the page, and makes each page once."""

    class Kept(APIRoute):
        def get_route_handler(self) -> Handler:
            make = super().get_route_handler()

            async def answer(request: Request) -> Response:
                key = _key(request, await shelf.now())
                if _has(request, key):
                    return Response(status_code=304, headers=_headers(key))
                if found := shelf.find(key):
                    return _sent(request, found)
                async with shelf.maker(key):
                    if found := shelf.find(key):
                        return _sent(request, found)
                    response = await make(request)
                    if response.status_code != 200:
                        return response
                    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
                    made = Made(bytes(response.body), {**headers, **_headers(key)})
                    shelf.put(key, made)
                    return _sent(request, made)

            return answer

    return Kept


def _today(now: datetime, zone: str, at: Any) -> date:
    return local_day(now, zone, at)


def _key(request: Request, state: State) -> str:
    """What a page is made of, in short: its address, its language, and the state of things."""
    tongue = tongue_of(request)
    made_of = request.url.path, request.url.query, tongue.code, tongue.chosen, state
    return sha256(repr(made_of).encode()).hexdigest()[:32]


def _headers(key: str) -> dict[str, str]:
    # Weak: a page that is made anew says another minute in its footer, and nothing else.
    return {"etag": f'W/"{key}"', "cache-control": ASK_AGAIN, "vary": "Accept-Language, Accept-Encoding"}


def _has(request: Request, key: str) -> bool:
    wished = request.headers.get("if-none-match", "")
    return key in {one.strip().removeprefix("W/").strip('"') for one in wished.split(",")}


def _sent(request: Request, made: Made) -> Response:
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(made.packed, headers={**made.headers, "content-encoding": "gzip"})
    return Response(made.body, headers=made.headers)
