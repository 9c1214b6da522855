"""What stands before every page: security headers on the way out, and on the way in a look at who is asking.

There are no cookies, so that no other site can borrow anybody's standing; a form that another site sends is refused all
the same, for nobody means it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from notifier.web.pages import SECURITY, Pages
from notifier.web.tongue import tongue_of

LARGEST_FORM = 64 * 1024  # bytes; no form of ours needs a tenth of it
# Programs write there: they prove who they are by a signature or a key, and have bounds of their own.
FOR_PROGRAMS = ("/hooks/", "/api/")
_HSTS = "max-age=31536000"


class Guarded:
    """Puts the security headers on every answer, the style sheet and the JSON included."""

    def __init__(self, app: ASGIApp, secure: bool):
        self._app = app
        self._headers = {**SECURITY, **({"Strict-Transport-Security": _HSTS} if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(_without_nul(scope), receive, guarded)


def _without_nul(scope: Scope) -> Scope:
    """A request in whose address stands what no database takes: it reads as the sign for what is no sign."""
    if scope["type"] != "http" or scope["path"].startswith("/api/"):  # the API says what is wrong with it
        return scope
    query = scope["query_string"].replace(b"%00", quote("\ufffd").encode())
    return {**scope, "path": scope["path"].replace("\0", "\ufffd"), "query_string": query}


class OwnForms:
    """Lets only forms of our own pages in, and none that is larger than any of them can be."""

    def __init__(self, app: ASGIApp, pages: Pages, base_url: str):
        self._app = app
        self._pages = pages
        self._origin = origin_of(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        posted = scope["type"] == "http" and scope["method"] == "POST"
        if not posted or scope["path"].startswith(FOR_PROGRAMS):
            return await self._app(scope, receive, send)
        say = tongue_of(Request(scope)).say
        if self._foreign(Headers(scope=scope)):
            title = say.gettext("This form was sent from another site")
            line = say.gettext("Open the page here, and send it again from there.")
            return await self._pages.sorry(403, title, line, tongue=tongue_of(Request(scope)))(scope, receive, send)
        try:
            body = await whole(receive, LARGEST_FORM)
        except ClientDisconnect:
            return None  # half a form is not what anybody means, and nobody is there to be told
        if body is None:
            title = say.gettext("That is more than this form takes")
            line = say.gettext("Please write less, and send it again.")
            return await self._pages.sorry(413, title, line, tongue=tongue_of(Request(scope)))(scope, receive, send)
        await self._app(_in_utf8(scope), again(body), send)

    def _foreign(self, headers: Mapping[str, str]) -> bool:
        """Whether a browser says that another site sends this; mail programs and old browsers say nothing."""
        if site := headers.get("sec-fetch-site"):
            return site not in ("same-origin", "none")
        origin = headers.get("origin")
        # Behind a proxy the name that readers type may be another than the one that is set: both are ours.
        own = self._origin, f"http://{headers.get('host')}", f"https://{headers.get('host')}"
        # `null` is what a page says that tells nobody its own address, as those with a token do.
        return origin not in (None, "null", *own)


def origin_of(address: str) -> str:
    """Scheme, host and port of a web address, as browsers write it in `Origin`."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


async def whole(receive: Receive, most: int) -> bytes | None:
    """A whole body; None for one of more than `most` bytes, which is not read on. Raises where it breaks off."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _in_utf8(scope: Scope) -> Scope:
    """A form in parts is read as UTF-8, whatever it names: other codings write signs that no page can hold."""
    kind, options = parse_options_header(Headers(scope=scope).get("content-type", ""))
    if kind != b"multipart/form-data" or b"charset" not in options:
        return scope
    headers = MutableHeaders(raw=list(scope["headers"]))
    boundary = options.get(b"boundary", b"").decode("latin-1").replace("\\", r"\\").replace('"', r"\"")
    headers["content-type"] = f'multipart/form-data; boundary="{boundary}"'
    return {**scope, "headers": headers.raw}


def again(body: bytes) -> Receive:
    """What gives a body once more, and after it nothing."""
    parts: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return parts.pop() if parts else {"type": "http.disconnect"}

    return receive
