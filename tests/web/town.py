"""A town in which somebody subscribes: a stage whose mails are real and lie in a folder, and a reader at its board."""

import email
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from notifier.audience.links import Links
from notifier.audience.subscription import Lane
from notifier.bootstrap import Notifier
from notifier.ledger.columns import metadata
from notifier.ledger.connect import Ledger
from notifier.ledger.schema import destinations
from notifier.web.app import create_app
from tests.ledgers import KEYRING
from tests.stage import Stage, milestone
from tests.web.browser import Browser, Page
from tests.web.site import notifier_over

READER = "desk@newspaper.example.org"
MILESTONES = milestone("1", due="2025-06-30"), milestone("2", due="2025-06-30"), milestone("3", due="2026-06-30")
FORM = {"content_type": "application/x-www-form-urlencoded"}


@dataclass
class Town:
    """A stage whose mails are real and lie in a folder, and a reader at its board."""

    stage: Stage
    notifier: Notifier
    browser: Browser
    outbox: Path

    def post(self, path: str, **fields: str) -> Page:
        return self.browser.post(path, urlencode(fields).encode(), **FORM)

    def ask(self, address: str = READER, **fields: str) -> Page:
        return self.post("/subscribe", step="ask", email=address, **fields)

    def delivers(self) -> list[EmailMessage]:
        """Deliver what may leave now; the mails that arrived just now."""
        before = set(self.outbox.glob("*.eml"))
        self.notifier.courier.empty(Lane.EMAIL)
        new = sorted(set(self.outbox.glob("*.eml")) - before)
        return [email.message_from_bytes(path.read_bytes(), policy=default) for path in new]

    def arrived(self, address: str = READER) -> list[EmailMessage]:
        return [one for one in self.delivers() if one["To"] == address]

    def confirmed(self, **fields: str) -> None:
        """Have the reader subscribe and confirm."""
        self.ask(**fields)
        [mail] = self.arrived()
        assert self.post(link_in(mail, "confirm")).status == 200

    def manage(self) -> str:
        with self.stage.ledger.reading() as book:
            here = (destinations.c.address == READER, destinations.c.lane == "email")
            return Links(KEYRING, "").leave(str(book.scalar(select(destinations.c.id).where(*here))))


@pytest.fixture
def town(tmp_path: Path, ledger: Ledger) -> Town:
    stage = Stage(tmp_path, ledger)
    # The third keeps the commitment from being late as a whole, and from speaking for the others.
    stage.plan(*MILESTONES)
    stage.goes_to("2025-05-01")
    outbox = tmp_path / "outbox"
    notifier = notifier_over(
        ledger, clock=stage.clock, base_url="http://board.test", NOTIFIER_EMAIL_URL=f"file:{outbox}",
        NOTIFIER_ALLOW_NETWORKS="127.0.0.0/8",
    )  # fmt: skip
    made = Town(stage, notifier, Browser(create_app(notifier)), outbox)
    made.delivers()
    return made


def words_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: EmailMessage, holds: str) -> str:
    links = [one for one in re.findall(r"http://board\.test(/subscriptions/\S+)", words_of(mail)) if holds in one]
    assert len(set(links)) == 1
    return str(links[0])


def everything(ledger: Ledger) -> Mapping[str, object]:
    """All rows of all tables."""
    with ledger.reading() as book:
        return {one.name: sorted(map(repr, book.execute(select(one)))) for one in metadata.sorted_tables}
