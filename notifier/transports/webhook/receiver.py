"""A small receiver of webhooks on this machine: what a subscriber's program does, for the demo and for tests.

It believes nothing that is not signed with its secret; what it received can be counted afterwards.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import MappingProxyType
from typing import Self, cast

from standardwebhooks import Webhook

from notifier.transports.webhook.sign import new_secret

LARGEST = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event that was received and verified. The same one twice, as may happen, is one `Arrived`."""

    id: str  # the webhook-id, which is the delivery's
    type: str
    on: str


class Receiver:
    """Listens on a free port of 127.0.0.1 from `start` to `stop`, or for a `with` block; subscribe `url`, `secret`.

    `received` requests are `verified` or `refused`; `arrived` holds each event once.
    """

    def __init__(self, secret: str | None = None):
        self.secret = secret or new_secret()
        self.received = self.verified = self.refused = 0
        self.arrived: set[Arrived] = set()
        self._lock = Lock()
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """Where it listens; a RuntimeError while it does not."""
        if self._server is None:
            raise RuntimeError("the receiver is not listening (start it first)")
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    def start(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Request)
        self._server.receiver = self
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="receiver", daemon=True).start()
        return self

    def stop(self) -> None:
        """Listen no longer; the counts stay."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def receive(self, headers: dict[str, str], body: bytes) -> bool:
        """Take one request; whether it is signed with the secret and holds an event."""
        arrived = _verified(self.secret, headers, body)
        with self._lock:
            self.received += 1
            if arrived is None:
                self.refused += 1
            else:
                self.verified += 1
                self.arrived.add(arrived)
        return arrived is not None


def _verified(secret: str, headers: dict[str, str], body: bytes) -> Arrived | None:
    try:
        Webhook(secret).verify(body, headers, json_parse=False)
        event = json.loads(body)
        return Arrived(headers["webhook-id"], event["type"], event["data"]["on"])
    except Exception:  # the package raises whatever a crooked signature makes of it
        return None


class _Server(ThreadingHTTPServer):
    receiver: Receiver
    daemon_threads = True
    # Stopping does not wait for connections that are kept but idle.
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """That a client hangs up is nothing to tell anybody."""


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self.close_connection = True
            self._answer(413)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver = cast(_Server, self.server).receiver
        self._answer(204 if receiver.receive(headers, self.rfile.read(int(length))) else 401)

    def do_OPTIONS(self) -> None:
        """Whoever asks may send, as often as they like; what they send must still be signed."""
        origin = self.headers.get("webhook-request-origin")
        consent = {"webhook-allowed-origin": origin, "webhook-allowed-rate": "*"} if origin else {}
        self._answer(204, {"allow": "OPTIONS, POST", **consent})

    def _answer(self, status: int, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are counted, not written out."""
