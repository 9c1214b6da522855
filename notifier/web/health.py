"""Whether the notifier does its work: for orchestrators a status code, for programs JSON, for people a page.

Problems that a person must mend, such as a bad plan file, never turn the status code: a restart would not help.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from notifier.actionplan.private import without_addresses
from notifier.actionplan.problems import Severity
from notifier.agenda.guard import unstoppable
from notifier.audience.mute import Mute
from notifier.audience.subscription import Lane
from notifier.bootstrap import Notifier
from notifier.errors import LedgerError
from notifier.ledger import board as reads
from notifier.ledger import deliveries, health, plans
from notifier.ledger.connect import Book, Ledger
from notifier.ledger.lanes import Pause, paused
from notifier.ledger.mutes import Unreached, muted_subscribers, unreached
from notifier.ledger.states import State
from notifier.web.pages import Pages
from notifier.web.tongue import Spoken

SILENCE = timedelta(minutes=15)  # how long the announcements may stand still
JOBS = ("announce", "ingest", "sweep")


class Status(StrEnum):
    OK = "ok"
    PROBLEMS = "problems"  # it works; a person should look
    FAILING = "failing"  # it does not do its work


@dataclass(frozen=True, slots=True)
class Health:
    """How things are. What could not be found out, because the ledger cannot be read, is None or empty."""

    status: Status
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    plans: int | None = None
    ticks: dict[str, datetime | None] = field(default_factory=lambda: dict.fromkeys(JOBS))
    deliveries: dict[Lane, dict[State, int]] = field(default_factory=dict)
    oldest_owed_at: datetime | None = None
    muted_subscribers: int | None = None

    def as_json(self) -> dict[str, object]:
        """What programs get; instants are in ISO 8601."""
        return {
            "status": str(self.status),
            "problems": list(self.problems),
            "warnings": list(self.warnings),
            "plans": self.plans,
            "ticks": {job: at and at.isoformat() for job, at in self.ticks.items()},
            "deliveries": {
                str(lane): {str(s): n for s, n in counts.items()} for lane, counts in self.deliveries.items()
            },
            "oldest_owed_at": self.oldest_owed_at and self.oldest_owed_at.isoformat(),
            "muted_subscribers": self.muted_subscribers,
        }


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The route of this page."""
    router = APIRouter()
    ledger, clock = notifier.ledger, notifier.clock

    @router.api_route("/health", methods=["GET", "HEAD"])
    def how_it_is(request: Request, tongue: Spoken) -> Response:
        found = health_of(ledger, clock())
        status = 503 if found.status is Status.FAILING else 200
        headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
        if prefers_page(request.headers.get("accept", "")):
            return pages.page("health.html", tongue, status, headers, health=found)
        return JSONResponse(found.as_json(), status, headers)

    return router


def health_of(ledger: Ledger, now: datetime) -> Health:
    """How things are at `now`; a ledger that cannot be read is a finding, not an error."""
    try:
        reads.check(ledger)
        with reads.reading(ledger) as book:
            return _looked_at(book, now)
    except LedgerError as trouble:
        return Health(Status.FAILING, (str(trouble),))


def _looked_at(book: Book, now: datetime) -> Health:
    ticks = health.all_ticks(book)
    counts = deliveries.counts(book)
    announced = ticks.get("announce")
    silent = announced is not None and now - announced.completed_at > SILENCE
    problems = plans.file_problems(book)
    problems += [problem for tick in ticks.values() for problem in tick.problems]
    if dead := sum(of_lane[State.DEAD] for of_lane in counts.values()):
        are = "1 delivery is" if dead == 1 else f"{dead} deliveries are"
        problems.append(f"{are} dead: see `notifier deliveries --state dead`, and `notifier replay` once it is mended")
    problems += unstoppable()
    problems += [_unreached(one) for one in unreached(book)]
    pauses = paused(book).values()
    problems[:0] = [_paused(pause) for pause in pauses]
    if announced and silent:
        since = announced.completed_at.isoformat(timespec="seconds")
        problems.insert(0, f"nothing has been announced since {since}: is the scheduler running?")
    return Health(
        Status.FAILING if silent or pauses else Status.PROBLEMS if problems else Status.OK,
        tuple(without_addresses(problem) for problem in problems),
        tuple(without_addresses(warning) for warning in plans.file_problems(book, Severity.WARNING)),
        len(plans.stored(book)),
        {job: ticks[job].completed_at if job in ticks else None for job in JOBS},
        counts,
        deliveries.oldest_owed(book),
        muted_subscribers(book),
    )


def _paused(pause: Pause) -> str:
    since = pause.since.isoformat(timespec="seconds")
    return f"nothing leaves by {pause.lane} since {since}: {pause.reason} (deliveries wait; none is lost)"


def _unreached(one: Unreached) -> str:
    """Which agency misses its news; whose address it is, the plan file says."""
    who = f"a contact of the agency `{one.agency}` in plan `{one.plan}`"
    if one.mute is Mute.COMPLAINED:
        return f"{who} has called our mail spam, so none is sent: ask them, and name another in the plan file"
    return f"{who} bounces: correct it in the plan file"


def prefers_page(accept: str) -> bool:
    """Whether a client that sends this Accept header wants a page before JSON: browsers do, curl does not."""
    best, best_weight = "", 0.0
    for part in accept.split(","):
        media, _, parameters = part.partition(";")
        weight = _weight(parameters)
        if weight > best_weight:
            best, best_weight = media.strip().casefold(), weight
    return best in ("text/html", "application/xhtml+xml")


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
