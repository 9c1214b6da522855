"""What the benchmarks deliver: notices of a plan whose deadlines passed yesterday, owed to many readers.

The plan is a file that is really ingested, its notices are what the real rules say today, and they are written down
together with what they owe as `announce` does.
"""

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex

import yaml

from benchmarks.failed import Failed
from benchmarks.installation import Installation
from notifier.actionplan.reader import read_content
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.audience.digest import DigestHour, bundle
from notifier.audience.match import Reader, Role, Why
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription
from notifier.clock import local_day
from notifier.ledger import deliveries, destinations, notices, schema, subscriptions
from notifier.ledger.connect import insert_new
from notifier.ledger.rows import interest_as_json
from notifier.ledger.states import State
from notifier.preview.forecast import simulate
from notifier.transports.webhook.sign import new_secret
from tests.flow.processes import eventually
from tests.stage import ANY_DAY

MILESTONES_A_COMMITMENT = 4
_AGENCY = {"id": "moh", "name": "Ministry of Health"}


def said(service: Installation, plan: str, count: int) -> list[Notice]:
    """Bring a plan into service, and return so many notices that it has to say today; they are not written down."""
    now = service.notifier.clock()
    content = yaml.safe_dump(_plan(service, plan, count), sort_keys=False).encode()
    file = f"{plan}.yaml"
    (service.folder / "plans" / file).write_bytes(content)
    if problems := service.notifier.ingest().problems:
        raise Failed(f"the plan of the benchmark cannot be read: {problems[0]}")
    reading = read_content(f"plans/{file}", content)
    assert reading.plan is not None, "it has just been ingested"
    today = local_day(now, reading.plan.head.timezone, reading.plan.head.notify_at)
    forecasts = simulate(reading.plan, reading.revision, reading.path, service.notifier.rulebook, today, today, [])
    found = [one.notice for one in forecasts if one.notice.kind is Kind.OVERDUE]
    if len(found) < count:
        raise Failed(f"the rules say {len(found)} notices of a plan that should bring {count}")
    return found[:count]


def _plan(service: Installation, plan: str, count: int) -> dict[str, object]:
    today = service.notifier.clock().date()
    year, due = timedelta(days=365), str(today - timedelta(days=1))
    head = {
        "id": plan, "title": f"Open Government Action Plan of a benchmark, {plan}", **ANY_DAY,
        "rules": {"ogp_process": "off", "plan_ending": "off", "commitment_overdue": "off"},
        "starts": str(today - year), "ends": str(today + year), "timezone": "UTC", "language": "en",
        "notify_at": "00:00",
    }  # fmt: skip
    commitments = [
        {
            "id": f"C{number:04}",
            "title": f"Open data in health, part {number}",
            "lead": _AGENCY["id"],
            "themes": ["Health", "Open Data"],
            "milestones": [
                {"id": str(n + 1), "title": f"Publish register {n + 1} of the hospitals of the country", "due": due}
                for n in range(MILESTONES_A_COMMITMENT)
            ],
        }
        for number in range(-(-count // MILESTONES_A_COMMITMENT))
    ]
    return {"plan": head, "agencies": [_AGENCY], "commitments": commitments}


def webhooks(service: Installation, urls: Sequence[str]) -> list[Destination]:
    """Webhooks that have subscribed to everything, each with a secret of its own."""
    found = [Destination(Lane.WEBHOOK, url, new_secret()) for url in urls]
    now = service.notifier.clock()
    with service.notifier.ledger.writing() as book:
        for one in found:
            subscriptions.subscribe(book, Subscription("", one, Interest(), confirmed=True), now)
    return found


def readers(service: Installation, count: int) -> list[Destination]:
    """So many people who have subscribed to everything by e-mail; in bulk, for one by one they take minutes."""
    found = [Destination(Lane.EMAIL, f"reader{number}@civil-society.example.org") for number in range(count)]
    now = service.notifier.clock()
    everything = Interest()
    with service.notifier.ledger.writing() as book:
        rows = [
            {
                "id": "sub_" + token_hex(12), "destination_id": destination, "interest_key": everything.key,
                **interest_as_json(everything), "cadence": str(Cadence.IMMEDIATE), "language": "en",
                "created_at": now, "confirmed_at": now,
            }
            for destination in destinations.destination_ids(book, found).values()
        ]  # fmt: skip
        insert_new(book, schema.subscriptions, rows)
    return found


def owe(service: Installation, saying: Sequence[Notice], to: Sequence[Destination]) -> int:
    """Write down notices with a delivery of each to every destination, in one transaction; how many deliveries."""
    everybody = [Reader(one, Why(Role.SUBSCRIBER, interest=Interest()), "en", Cadence.IMMEDIATE) for one in to]
    now = service.notifier.clock()
    hour = DigestHour("UTC", now.time())
    bundles = bundle(((notice, reader, hour) for notice in saying for reader in everybody), now)
    with service.notifier.ledger.writing() as book:
        new = notices.write(book, saying, [])
        if len(new) != len(saying):
            raise Failed("a notice of the benchmark has been said before")
        notices.owe(book, bundles, now)
    return len(bundles)


def left(service: Installation) -> int:
    """How many deliveries may leave now or are just leaving."""
    with service.notifier.ledger.reading() as book:
        return deliveries.under_way(book, service.notifier.clock())


def sent(service: Installation, lane: Lane) -> int:
    """How many deliveries of a lane are down as sent."""
    with service.notifier.ledger.reading() as book:
        return deliveries.counts(book)[lane][State.SENT]


def await_sent(service: Installation, count: int, patience: float) -> None:
    """Wait until so many webhooks are down as sent; Failed where they are not within `patience` seconds."""
    if not eventually(lambda: sent(service, Lane.WEBHOOK) == count, patience):
        raise Failed(f"what has arrived is not down as sent: {not_sent(service, Lane.WEBHOOK)}")


def not_sent(service: Installation, lane: Lane) -> dict[str, int]:
    """How many deliveries of a lane are in which other state."""
    with service.notifier.ledger.reading() as book:
        found = deliveries.counts(book)[lane].items()
    return {str(state): count for state, count in found if count and state is not State.SENT}
