"""No request to the API is larger than the largest plan that it simulates: what is larger is not read on."""

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from notifier.web.api.problems import problem
from notifier.web.guards import again, whole

LARGEST = 16 * 2**20  # bytes: a plan of a million signs, each spelt in as many bytes as JSON may spell one


class Bounded:
    """Reads a body before anything is made of it."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self._app(scope, receive, send)
        try:
            body = await whole(receive, LARGEST)
        except ClientDisconnect:
            return None
        if body is None:
            refused = problem(413, f"A request has {LARGEST:,} bytes at most.")
            return await refused(scope, receive, send)
        await self._app(scope, again(body), send)
