"""The whole service as people meet it: its pages over HTTP, its mail by SMTP, and a clock that the test moves."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifier import bootstrap
from notifier.audience.subscription import Destination, Interest, Lane, Subscription
from notifier.bootstrap import Notifier
from notifier.clock import ReplayClock, instant_of
from notifier.ledger import subscriptions
from notifier.settings import from_environment
from notifier.web.app import create_app
from tests.flow.processes import eventually
from tests.ledgers import KEY
from tests.servers import free_port
from tests.stage import RULES, ZONE


@dataclass
class Mailbox:
    """What a mail server has taken in."""

    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = BytesParser(policy=policy.default).parsebytes(envelope.original_content or b"")
        assert isinstance(message, EmailMessage)
        message["X-Recipient"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"

    def to(self, address: str) -> list["Mail"]:
        """What somebody has been sent, oldest first."""
        return [Mail(one) for one in self.messages if one["X-Recipient"] == address]


@dataclass(frozen=True)
class Mail:
    """A message as its reader's program shows it."""

    message: EmailMessage

    def part(self, kind: str) -> str:
        found = self.message.get_body((kind,))
        assert found is not None, f"there is no {kind} part"
        return str(found.get_content())

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def html(self) -> str:
        return self.part("html")

    def links(self, path: str) -> list[str]:
        """The addresses in the text that lead below a path of the service, in their order."""
        return re.findall(rf"https?://\S*/{path}/[^\s>)]+", self.text)


@dataclass
class Service:
    """One service with one folder of plans, from day to day."""

    notifier: Notifier
    clock: ReplayClock
    mailbox: Mailbox
    folder: Path
    base_url: str

    def write(self, text: str | bytes, name: str = "plan.yaml") -> None:
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def goes_to(self, day: str, at: str = "09:05") -> None:
        """Go to a local day and time, and do all that the processes do then."""
        self.clock.move_to(instant_of(date.fromisoformat(day), ZONE, time.fromisoformat(at)))
        self.works()

    def follows(self, address: str, language: str = "en") -> None:
        """Somebody has subscribed to everything, and has confirmed it."""
        wish = Subscription("", Destination(Lane.EMAIL, address), Interest(), language=language, confirmed=True)
        with self.notifier.ledger.writing() as book:
            subscriptions.subscribe(book, wish, self.clock())

    def works(self) -> None:
        """Read, announce and deliver what there is."""
        self.notifier.ingest()
        self.notifier.announce()
        for lane in Lane:
            self.notifier.courier.empty(lane)


@contextmanager
def service(folder: Path, start: str = "2025-01-01T09:05:00+06:00", **settings: Any) -> Iterator[Service]:
    """A service at work in an empty folder, for as long as the `with` block lasts."""
    mailbox, clock, port = Mailbox(), ReplayClock(datetime.fromisoformat(start)), free_port()
    mail = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    given = {
        "DATABASE_URL": f"sqlite:///{folder}/ledger.db", "SECRET_KEY": KEY, "PLANS": str(folder / "plans"),
        "RULES": str(RULES), "BASE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}", "EMAIL_FROM": "Commitment notifier <notifier@example.org>",
        "ALLOW_NETWORKS": "127.0.0.0/8", **settings,
    }  # fmt: skip
    notifier = bootstrap.build(from_environment({f"NOTIFIER_{name}": text for name, text in given.items()}), clock)
    notifier.ledger.migrate()
    (folder / "plans").mkdir()
    config = uvicorn.Config(create_app(notifier), host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert eventually(lambda: server.started, 20), "the server does not start"
        yield Service(notifier, clock, mailbox, folder / "plans", given["BASE_URL"])
    finally:
        server.should_exit = True
        thread.join(20)
        mail.stop()
        notifier.close()
