"""Answers for programs that come again: each carries a strong ETag, and whoever has the same bytes is told so.

What has been made is kept until something changes of which it was made. It is for everybody, on every site.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from notifier.clock import Clock, instant_of, local_day
from notifier.ledger.board import reading
from notifier.ledger.connect import Ledger
from notifier.ledger.freshness import changed_at, days_begin
from notifier.web.feeds.asked import NAMES
from notifier.web.shelf import Handler, Made, Shelf, State
from notifier.web.tongue import tongue_of

MOST = 32 * 2**20  # bytes of all feeds together
# A calendar of very many plans takes seconds and tens of megabytes to make: they are not all made at the same time.
AT_ONCE = 2
_PACKED = "-gzip"
_FOR_EVERYBODY = {
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "vary": "Accept-Language, Accept-Encoding",
}


def fed_from(ledger: Ledger, clock: Clock) -> type[APIRoute]:
    """The kind of route whose answers are kept and told apart by their bytes."""
    shelf = Shelf(ledger, clock, MOST)
    making = asyncio.Semaphore(AT_ONCE)

    class Fed(APIRoute):
        def get_route_handler(self) -> Handler:
            make = super().get_route_handler()

            async def answer(request: Request) -> Response:
                key = _key(request, await run_in_threadpool(shelf.state))
                async with shelf.maker(key):
                    made = shelf.find(key)
                    if made is None:
                        async with making:
                            response = await make(request)
                        if response.status_code != 200:
                            return response
                        made = Made(bytes(response.body), await run_in_threadpool(_headers, response, ledger, clock))
                        shelf.put(key, made)
                return _sent(request, made)

            return answer

    return Fed


def _key(request: Request, state: State) -> str:
    """What an answer is made of, in short. What no feed knows is left out: it must not make anybody work again."""
    tongue, asked = tongue_of(request), request.query_params
    made_of = request.url.path, [asked.get(name) for name in NAMES], tongue.code, tongue.chosen, state
    return sha256(repr(made_of).encode()).hexdigest()[:32]


def _headers(response: Response, ledger: Ledger, clock: Clock) -> dict[str, str]:
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    if at := _last_modified(ledger, clock):
        headers["last-modified"] = format_datetime(at, usegmt=True)
    return {**headers, **_FOR_EVERYBODY, "etag": sha256(bytes(response.body)).hexdigest()[:32]}


def _last_modified(ledger: Ledger, clock: Clock) -> datetime | None:
    """Since when nothing has changed: what the ledger holds, and which day it is for each plan."""
    now = clock()
    with reading(ledger) as book:
        days = [instant_of(local_day(now, zone, at), zone, at) for zone, at in days_begin(book)]
        return max((at for at in (changed_at(book), *days) if at), default=None)


def _sent(request: Request, made: Made) -> Response:
    """An answer, packed where that is understood; 304 to who has the same bytes."""
    packed = "gzip" in request.headers.get("accept-encoding", "")
    # Packed they are other bytes, so that they have another tag.
    headers = {**made.headers, "etag": f'"{made.headers["etag"]}{_PACKED if packed else ""}"'}
    if _has(request, made.headers):
        kept = ("etag", "last-modified", "content-language", *_FOR_EVERYBODY)
        return Response(status_code=304, headers={name: headers[name] for name in kept if name in headers})
    if packed:
        return Response(made.packed, headers={**headers, "content-encoding": "gzip"})
    return Response(made.body, headers=headers)


def _has(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether who asks has this already; an ETag says it better than a time, and then the time is not looked at."""
    if (tags := request.headers.get("if-none-match")) is not None:
        had = {one.strip().removeprefix("W/").strip('"').removesuffix(_PACKED) for one in tags.split(",")}
        return headers["etag"] in had or "*" in had
    since, modified = request.headers.get("if-modified-since"), headers.get("last-modified")
    if not since or not modified:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # no time at all, or one without a zone
        return False
