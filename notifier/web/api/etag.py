"""Each answer carries a mark of what it says; who has it already is told so in a few bytes."""

from hashlib import sha256
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Tagged:
    """Puts a strong `ETag` on what is read, and answers 304 to who has that already."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return await self._app(scope, receive, send)
        start: Message = {}
        body = bytearray()

        async def held(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await _send(start, bytes(body), Headers(scope=scope).get("if-none-match", ""), send)

        await self._app(scope, receive, held)


async def _send(start: Message, body: bytes, known: str, send: Send) -> None:
    if start["status"] == 200:
        mark = f'"{sha256(body).hexdigest()[:32]}"'
        headers = MutableHeaders(raw=start["headers"])
        headers["ETag"] = mark
        headers.setdefault("Cache-Control", "no-cache")
        if mark in {one.strip().removeprefix("W/") for one in known.split(",")}:
            for name in ("content-length", "content-type"):
                if name in headers:
                    del headers[name]
            start, body = {**start, "status": 304}, b""
        start["headers"] = headers.raw
    await send(start)
    end: dict[str, Any] = {"type": "http.response.body", "body": body}
    await send(end)
