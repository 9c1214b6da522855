"""Settings → Notifier: the one place that knows everybody."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from notifier import clock as clocks
from notifier import pipeline
from notifier.agenda import rulebook as rulebooks
from notifier.agenda.rulebook import Rulebook
from notifier.audience.links import Links
from notifier.audience.subscription import Destination, Lane, Subscription
from notifier.clock import Clock
from notifier.ledger import destinations, subscriptions
from notifier.ledger.connect import Ledger, open_ledger
from notifier.pipeline import Announced, Ingested
from notifier.plan_files import LookAgain
from notifier.relay.courier import Courier
from notifier.relay.queues import Broker, make_broker, poke
from notifier.relay.sweep import sweep, take_back
from notifier.settings import Settings
from notifier.transports import email
from notifier.transports.base import Transport
from notifier.transports.webhook.handshake import Consent, ask
from notifier.transports.webhook.transport import WebhookTransport


@dataclass(frozen=True)
class Notifier:
    """The whole service, put together; each process starts the part of it that it is."""

    settings: Settings
    clock: Clock
    ledger: Ledger
    rulebook: Rulebook

    @cached_property
    def transports(self) -> dict[Lane, Transport]:
        """One transport a lane. Adding one is a folder and a line here."""
        settings = self.settings
        key = settings.sendgrid_api_key.get_secret_value() if settings.sendgrid_api_key else None
        return {
            Lane.EMAIL: email.from_url(
                settings.email_url,
                sender=settings.email_from,
                base_url=settings.base_url,
                sendgrid_key=key,
                now=self.clock,
            ),
            Lane.WEBHOOK: WebhookTransport(settings.base_url, settings.allow_networks),
        }

    @cached_property
    def links(self) -> Links:
        return Links(self.settings.keyring(), self.settings.base_url)

    @cached_property
    def courier(self) -> Courier:
        return Courier(self.ledger, self.transports, self.clock, self.links)

    @cached_property
    def broker(self) -> Broker:
        return make_broker(self.settings.broker_url)

    def ingest(self, look_again: LookAgain | None = None) -> Ingested:
        settings = self.settings
        return pipeline.ingest(
            self.ledger, self.rulebook, settings.plans, self.clock(), look_again, largest=settings.largest_plan_bytes()
        )

    def announce(self) -> Announced:
        return pipeline.announce(self.ledger, self.rulebook, self.clock())

    def sweep(self) -> list[Lane]:
        return sweep(self.ledger, self.poke, self.clock())

    def take_back(self) -> int:
        """Take back what silent workers had leased; how much there was."""
        return take_back(self.ledger, self.clock())

    def poke(self, lane: Lane) -> bool:
        return poke(self.broker, lane)

    def write_subscription(self, wish: Subscription) -> Subscription:
        """Write down a subscription; it comes back with its id, and confirmed if it ever was."""
        with self.ledger.writing() as book:
            return subscriptions.subscribe(book, wish, self.clock())

    def secret_of(self, destination: Destination) -> str | None:
        """The secret that a destination is already signed to with."""
        with self.ledger.reading() as book:
            return destinations.secret_of(book, destination)

    def consent_of(self, address: str, code: str | None = None) -> Consent:
        """Whether a receiver of webhooks wants ours, and says the code that whoever controls it was given, if any; asks
        it, which takes 15 seconds at most. Raises AddressError."""
        return ask(address, self.settings.base_url, self.settings.allow_networks, code=code)

    def close(self) -> None:
        for transport in self.transports.values():
            transport.close()
        self.ledger.close()


def build(settings: Settings, clock: Clock = clocks.system) -> Notifier:
    """The service that the settings describe. Nothing is connected and no folder of plans is read yet."""
    return Notifier(
        settings, clock, open_ledger(settings.database_url, settings.keyring()), rulebooks.in_force(settings)
    )


def at(instant: datetime | None) -> Clock:
    """The clock of a command: standing still at `instant`, or the real one."""
    return clocks.standing_at(instant) if instant else clocks.system
