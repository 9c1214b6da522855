"""Asking a server on this machine over HTTP."""

import http.client
from contextlib import closing


def ask(port: int, method: str, path: str, body: bytes = b"") -> int | None:
    """The status that a server on 127.0.0.1 answers with; None where nobody listens there."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        try:
            connection.request(method, path, body, {"content-type": "application/json"} if body else {})
            response = connection.getresponse()
            response.read()
        except OSError:
            return None
        return response.status
