"""A stage for scenarios: the real pipeline over a real ledger, with transports that record, and a clock moved by hand.

stage.plan(milestone("1", due="2025-06-30"))
stage.goes_to("2025-05-30")
assert stage.said() == ["2025-05-30 milestone.due_soon C1/1"]
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import yaml

from notifier import pipeline
from notifier.agenda import rulebook
from notifier.agenda.rulebook import Rulebook
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription
from notifier.clock import ReplayClock, instant_of
from notifier.ledger import deliveries, leases, notices, subscriptions
from notifier.ledger.connect import Ledger
from notifier.ledger.states import ENDED, State
from notifier.pipeline import Announced, Ingested
from notifier.relay.backoff import wait_after_loss
from notifier.relay.courier import Courier
from notifier.transports.base import Outcome, Parcel, Sent
from notifier.transports.recording import RecordingTransport

ZONE = "Asia/Bishkek"
# For the head of a plan that falls due on the day on which it is read, be that a Sunday or a holiday anywhere; of the
# plan itself nothing is said but that it is there.
ANY_DAY: dict[str, object] = {
    "country": "ZZ",
    "days_off": {"weekend": []},
    "rules": {"ogp_process": "off", "plan_ending": "off"},
}
RULES = Path(__file__).parents[1] / "rules"
SECRET = "whsec_" + "A" * 43 + "="


def milestone(name: str = "1", due: str | None = "2025-06-30", **more: object) -> dict[str, object]:
    """A milestone as a plan file writes it."""
    return {"id": name, "title": f"Step {name}", "due": due, **more}


class Stage:
    """One service, one plan file, one day after another."""

    def __init__(self, folder: Path, ledger: Ledger):
        self.ledger = ledger
        self.folder = folder / "plans"
        self.folder.mkdir()
        self.rulebook: Rulebook = rulebook.load(RULES)
        self.clock = ReplayClock(datetime.fromisoformat("2025-01-01T09:05:00+06:00"))
        self.answer: Callable[[Parcel], Outcome] = lambda _parcel: Sent()
        self.transports = {lane: RecordingTransport(lane, lambda parcel: self.answer(parcel)) for lane in Lane}
        self.courier = Courier(ledger, self.transports, self.clock)

    # ---------------------------------------------------------------- what is promised, and who wants to know

    def plan(self, *milestones: dict[str, object], name: str = "plan.yaml", **head: object) -> None:
        """Write the plan file: one commitment C1 of the agency `moh`, with these milestones.

        What OGP asks of a plan as a whole is left out, unless its rule is given settings.
        """
        given = head.pop("rules", {})
        assert isinstance(given, dict)
        plan = {
            "id": "kg", "title": "A plan", "country": "KG", "starts": "2025-01-01", "ends": "2026-12-31",
            "timezone": ZONE, "rules": {"ogp_process": "off", **given}, **head,
        }  # fmt: skip
        agency = {"id": "moh", "name": "Ministry of Health", "emails": ["clerk@moh.example.org"]}
        commitment = {
            "id": "C1",
            "title": "A promise",
            "lead": "moh",
            "themes": ["Health"],
            "milestones": [*milestones],
        }
        values = {"plan": plan, "agencies": [agency], "commitments": [commitment]}
        # As text, since a plan file's days are texts: YAML would write dates without quotes.
        self.write(yaml.safe_dump(values, sort_keys=False, allow_unicode=True), name)

    def write(self, text: str | bytes, name: str = "plan.yaml") -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def subscribe(self, address: str, cadence: Cadence = Cadence.IMMEDIATE, **interest: str) -> None:
        """Subscribe an address: an inbox, or a webhook if it is a web address."""
        web = address.startswith("http")
        destination = Destination(Lane.WEBHOOK, address, SECRET) if web else Destination(Lane.EMAIL, address)
        wish = Subscription("", destination, Interest(**interest), cadence, "en", True)  # type: ignore[arg-type]
        with self.ledger.writing() as book:
            subscriptions.subscribe(book, wish, self.clock())

    # ---------------------------------------------------------------- time passes

    def goes_to(self, day: str, at: str = "09:05") -> Announced:
        """Go to a local day and time, and do what the scheduler does then; nothing is delivered yet."""
        self.sleeps_until(day, at)
        self.ingest()
        return self.announce()

    def sleeps_until(self, day: str, at: str = "09:05") -> None:
        """Go to a local day and time without the service being awake."""
        self.clock.move_to(instant_of(date.fromisoformat(day), ZONE, datetime.strptime(at, "%H:%M").time()))  # noqa: DTZ007

    def ingest(self) -> Ingested:
        return pipeline.ingest(self.ledger, self.rulebook, self.folder, self.clock())

    def announce(self) -> Announced:
        return pipeline.announce(self.ledger, self.rulebook, self.clock())

    def delivers(self) -> None:
        """Take back what silent workers held, and deliver what may leave now."""
        with self.ledger.writing() as book:
            leases.expire(book, self.clock(), wait_after_loss)
        for lane in Lane:
            self.courier.empty(lane)

    # ---------------------------------------------------------------- what has happened

    def said(self) -> list[str]:
        """Every notice that was said, as `day kind subject`, by day."""
        return self._listed(lapsed=False)

    def lapsed(self) -> list[str]:
        """Every notice that lapsed before it could be said."""
        return self._listed(lapsed=True)

    def _listed(self, lapsed: bool) -> list[str]:
        with self.ledger.reading() as book:
            found = [one for one, late in notices.list_said(book, 10_000) if late is lapsed]
        return sorted(f"{one.on} {one.kind} {one.subject}" for one in found)

    def carried(self, address: str) -> list[list[str]]:
        """What was carried to an address: for each message, its notices as `kind subject`."""
        parcels = [one for transport in self.transports.values() for one in transport.parcels]
        mine = [one for one in parcels if one.destination.address == address]
        return [[f"{item.notice.kind} {item.notice.subject}" for item in one.letter.items] for one in mine]

    def states(self) -> dict[State, int]:
        """How many deliveries are in each state, over all lanes."""
        with self.ledger.reading() as book:
            lanes = deliveries.counts(book).values()
        return {state: sum(lane[state] for lane in lanes) for state in State}

    def unfinished(self) -> int:
        """How many deliveries are still owed."""
        return sum(count for state, count in self.states().items() if state not in ENDED)

    def reasons(self, state: State) -> set[str | None]:
        """Why deliveries are in a state."""
        with self.ledger.reading() as book:
            return {one.reason for one in deliveries.list_all(book, state, 10_000)}
