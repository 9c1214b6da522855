"""A far end on 127.0.0.1 that does what the path of a request asks for: answers well, badly or not at all."""

import socket
import struct
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Self, cast
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in; header names in lower case."""

    connection: tuple[str, int]
    path: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"


@dataclass
class FarEnd:
    """Use it in a `with` block; `at` names the address where it answers in a certain way.

    `/status/410?after=…&says=…&allows=…` (whose webhooks it takes), `/hang` (till the block ends), `/reset`, `/close`,
    `/garbage`, `/big?bytes=…`, `/drip` (a status, and a body that never ends), `/echo` (the request itself). Anything
    else is accepted.
    """

    requests: list[Request] = field(default_factory=list)
    ended: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    busy: int = 0
    busiest: int = 0
    says: dict[str, str] = field(default_factory=dict)  # headers of every answer, as whoever runs it has set them

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.far_end = self
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


class _Server(ThreadingHTTPServer):
    far_end: FarEnd
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """That a client hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        far_end = cast(_Server, self.server).far_end
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with far_end.lock:
            far_end.requests.append(Request(self.client_address, self.path, headers, body, self.command))
            far_end.busy += 1
            far_end.busiest = max(far_end.busiest, far_end.busy)
        try:
            parts = urlsplit(self.path)
            verb, _, rest = parts.path.strip("/").partition("/")
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            getattr(self, f"_{verb}", self._accept)(rest, asked)
        finally:
            with far_end.lock:
                far_end.busy -= 1

    do_OPTIONS = do_POST

    def _accept(self, rest: str, asked: dict[str, str]) -> None:
        self._status("202", {})

    def _status(self, code: str, asked: dict[str, str]) -> None:
        self.send_response(int(code))
        if code.startswith("3"):
            self.send_header("location", "/elsewhere")
        if "after" in asked:
            self.send_header("retry-after", asked["after"])
        for name, value in cast(_Server, self.server).far_end.says.items():
            self.send_header(name, value)
        if "allows" in asked:
            self.send_header("WebHook-Allowed-Origin", asked["allows"])
        self._say(asked.get("says", "").encode())

    def _pause(self, seconds: str, asked: dict[str, str]) -> None:
        cast(_Server, self.server).far_end.ended.wait(float(seconds))
        self.send_response(204)
        self.end_headers()

    def _hang(self, rest: str, asked: dict[str, str]) -> None:
        cast(_Server, self.server).far_end.ended.wait(30)
        self.close_connection = True

    def _reset(self, rest: str, asked: dict[str, str]) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _close(self, rest: str, asked: dict[str, str]) -> None:
        self.close_connection = True

    def _garbage(self, rest: str, asked: dict[str, str]) -> None:
        self.wfile.write(b"\x00\xff\x16\x03 nobody would call this HTTP\r\n\r\n")
        self.close_connection = True

    def _big(self, rest: str, asked: dict[str, str]) -> None:
        self.send_response(200)
        self._say(b"x" * int(asked["bytes"]))

    def _drip(self, rest: str, asked: dict[str, str]) -> None:
        self.send_response(200)
        self.send_header("content-length", "1000000")
        self.end_headers()
        self.wfile.write(b"thank you")
        self._hang(rest, asked)

    def _echo(self, rest: str, asked: dict[str, str]) -> None:
        self.send_response(404)
        self._say(f"no such place: {self.requestline}\n{self.headers}\0".encode())

    def _say(self, body: bytes) -> None:
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the tests look at `requests`."""
