"""SendGrid's HTTP client, kept straight: no redirects, no proxy of the environment, and a time limit.

Left to itself it would follow a redirect of a POST with a GET, key and all, and take the page found there for success.
"""

from typing import Any, cast

# SendGrid's client is built on it, and can only be kept straight with its own parts.
from urllib.request import (  # noqa: TID251
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from python_http_client import Client
from python_http_client.exceptions import HTTPError

__all__ = ["HTTPError", "straight_client"]


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """No request: what redirects is then an answer like any other."""


_OPENER = build_opener(ProxyHandler({}), _StayHere)


class _StraightClient(Client):  # type: ignore[misc]
    """The library makes its opener inside a call; this is where it hands it over to be used."""

    def _make_request(self, opener: OpenerDirector, request: Request, timeout: float | None = None) -> Any:
        return super()._make_request(_OPENER, request, timeout)

    def _build_client(self, name: str | None = None) -> "_StraightClient":
        path = [*self._url_path, name] if name else self._url_path
        return _StraightClient(self.host, self.request_headers, self._version, path, self.append_slash, self.timeout)


def straight_client(client: Client, timeout: float) -> Client:
    """`client` with the same host and headers, kept straight; no step of a call takes longer than `timeout` seconds."""
    return cast(Client, _StraightClient(client.host, client.request_headers, client._version, timeout=timeout))
