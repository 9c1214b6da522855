"""A SendGrid that stands on loopback: it takes only what the real one's description allows, and answers as it is told.

`MAIL_SEND` holds the facts of the official OpenAPI description of `POST /v3/mail/send` that a request of ours touches,
and of the errors that SendGrid documents; names that the description does not know are refused here, too.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

import jsonschema

KEY = "SG.s3cret"
RESERVED = ("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to",
            "from", "subject", "reply-to", "cc", "bcc")  # fmt: skip


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_SWITCH = {"enable": {"type": "boolean"}}
_PERSON = _object({"email": {"type": "string", "format": "email"}, "name": {"type": "string"}}, "email")
_STRINGS = {"type": "object", "maxProperties": 10_000, "additionalProperties": {"type": "string"}}
_HEADERS = _STRINGS | {
    "propertyNames": {"pattern": "^[A-Za-z0-9-]+$", "not": {"pattern": f"^(?i:{'|'.join(RESERVED)})$"}},
    # Without a line break and in ASCII: a header must be encoded by whoever sends it.
    "additionalProperties": {"type": "string", "pattern": "^[ -~]+$"},
}
MAIL_SEND = _object(
    {
        "personalizations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "items": _object(
                {
                    "to": {"type": "array", "minItems": 1, "maxItems": 1000, "items": _PERSON},
                    "headers": _HEADERS,
                    "substitutions": _STRINGS,
                    "custom_args": _STRINGS,
                },
                "to",
            ),
        },
        "from": _PERSON,
        "subject": {"type": "string", "minLength": 1},
        "content": {
            "type": "array",
            "minItems": 1,
            "items": _object(
                {"type": {"type": "string", "minLength": 1}, "value": {"type": "string", "minLength": 1}},
                "type", "value",
            ),
        },
        "headers": _HEADERS,
        "tracking_settings": _object(
            {
                "click_tracking": _object(_SWITCH | {"enable_text": {"type": "boolean"}}),
                "open_tracking": _object(_SWITCH),
                "subscription_tracking": _object(_SWITCH),
            }
        ),
    },
    "personalizations", "from", "subject", "content",
)  # fmt: skip
CHECK = jsonschema.Draft202012Validator(MAIL_SEND, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def check(call: dict[str, Any], size: int) -> None:
    """Raises what is wrong with a call of that many bytes."""
    CHECK.validate(call)
    assert size <= 30 * 1000 * 1000
    assert [part["type"] for part in call["content"]] == ["text/plain", "text/html"]
    addresses = [one["email"].casefold() for person in call["personalizations"] for one in person["to"]]
    assert len(set(addresses)) == len(addresses), "an address stands in a call twice"
    for person in call["personalizations"]:
        assert len(person["to"]) == 1, "a reader sees another"
        assert len(json.dumps(person["custom_args"])) <= 10_000
        assert len(json.dumps(person.get("substitutions", {}))) <= 10_000


@dataclass(frozen=True, slots=True)
class Read:
    """What one reader has in the end, as SendGrid puts it together."""

    headers: dict[str, str]
    text: str
    html: str


@dataclass
class FakeSendGrid:
    """Takes calls, refuses those that SendGrid's documentation says it refuses, and answers the rest as told."""

    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    too_many: int | None = None
    slow: bool = False
    calls: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    # The errors that a refused call is answered with, given the places of those it is refused for.
    errors: Callable[[list[int]], list[dict[str, object]]] = lambda _: [
        {"message": "no <gone@example.org>", "field": None}
    ]
    let_go: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    port: int = 0

    def answer(self, path: str, key: str | None, call: dict[str, Any], size: int) -> int:
        assert path == "/v3/mail/send"
        assert key == f"Bearer {KEY}"
        check(call, size)
        if self.too_many is not None and len(call["personalizations"]) > self.too_many:
            return 413
        return 400 if self.places(call) else self.status

    def places(self, call: dict[str, Any]) -> list[int]:
        """Where in a call those stand that it is refused for."""
        people = call["personalizations"]
        return [place for place, one in enumerate(people) if one["to"][0]["email"] in self.refused]

    def delivered(self) -> list[str]:
        """The deliveries of all calls that were taken."""
        taken = [call for call, status in zip(self.calls, self.statuses, strict=True) if status == 202]
        return [one["custom_args"]["delivery"] for call in taken for one in call["personalizations"]]

    def read(self) -> dict[str, Read]:
        """What each reader got, by delivery."""
        found = {}
        for call in self.calls:
            for one in call["personalizations"]:
                text, html = (part["value"] for part in call["content"])
                for tag, value in one.get("substitutions", {}).items():
                    text, html = text.replace(tag, value), html.replace(tag, value)
                found[one["custom_args"]["delivery"]] = Read(call["headers"] | one["headers"], text, html)
        return found


@contextmanager
def sendgrid(**told: Any) -> Iterator[FakeSendGrid]:
    fake = FakeSendGrid(**told)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            call = json.loads(self.rfile.read(size))
            if fake.slow:
                fake.let_go.wait(10)
            try:
                status = fake.answer(self.path, self.headers["Authorization"], call, size)
            except (AssertionError, jsonschema.ValidationError) as wrong:
                status = 418
                fake.wrong.append(str(wrong))
            with fake.lock:
                fake.calls.append(call)
                fake.statuses.append(status)
            body = b"" if status == 202 else json.dumps({"errors": fake.errors(fake.places(call))}).encode()
            self.send_response(status)
            for name, value in ({"X-Message-Id": "msg-1"} | fake.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            # Where a followed redirect would end, in what looks like success.
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests say what they see."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A caller that has given up is no news."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        fake.port = server.server_address[1]
        running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        running.start()
        try:
            yield fake
        finally:
            fake.let_go.set()
            server.shutdown()
            running.join(10)
    assert fake.wrong == [], "SendGrid would not even look at this"
