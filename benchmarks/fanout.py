"""One notice for 100,000 subscriptions: what it takes until each is owed a delivery, on PostgreSQL.

Beside it, in the same rounds, stands what the database cannot do without: one bare `INSERT … SELECT` a table of the
same rows, into copies of the two tables with the same keys and indexes. `fanout_100k_s` is the whole tick, from waking
the case to the commit. `fanout_100_of_1m_ms` is a notice that 100 of 1,000,000 subscriptions are for: cost is the
matches.
"""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import text

from benchmarks.failed import Failed
from benchmarks.figures import Figures, Say, ratio
from benchmarks.installation import Machine
from notifier import pipeline
from notifier.agenda import rulebook
from notifier.agenda.rulebook import Rulebook
from notifier.ledger.connect import Ledger, open_ledger
from tests.ledgers import KEYRING
from tests.stage import RULES

ALL, MANY, FEW = 100_000, 1_000_000, 100
ROUNDS = 3
FIRST_SEEN = date(2026, 3, 6)
DAYS = [date(2026, 3, 9) + timedelta(days=number) for number in range(ROUNDS)]
_PLAN = """\
plan:
  id: {id}
  title: A plan
  country: KG
  starts: 2026-01-01
  ends: 2027-12-31
  timezone: UTC
  rules: {{due_soon: off, overdue: off, escalated: off, commitment_overdue: off, ogp_process: off}}
agencies:
  - {{id: moh, name: Ministry of Health}}
commitments:
  - id: C1
    title: A promise
    lead: moh
    milestones:
{milestones}
"""
# As the program makes them, of readers that differ; what they ask for is `{asked}`.
_DESTINATIONS = """
INSERT INTO destinations (id, lane, address, failures)
SELECT 'dst_' || '{name}' || lpad(n::text, 20, '0'), 'email', 'reader' || n || '@{name}.example.org', 0
FROM generate_series(1, {count}) AS n
"""
_SUBSCRIPTIONS = """
INSERT INTO subscriptions (id, destination_id, interest_key, plan, cadence, language, created_at, confirmed_at)
SELECT 'sub_' || substr(id, 5), id, 'plan:{plan}', '{plan}', 'immediate', 'en', now(), now()
FROM destinations WHERE id LIKE 'dst_{name}%'
"""


def run(machine: Machine, folder: Path, say: Say, everybody: int = ALL, many: int = MANY, few: int = FEW) -> Figures:
    """`fanout_100k_s`, `fanout_bare_insert_s`, `fanout_vs_bare_insert`, `fanout_100_of_1m_ms`."""
    folder.mkdir(parents=True)
    rules = rulebook.load(RULES)
    with machine.postgres.database() as url:
        ledger = open_ledger(url.replace("postgresql://", "postgresql+psycopg://"), KEYRING)
        ledger.migrate()
        for name in ("all", "few"):
            (folder / f"{name}.yaml").write_text(_plan(name), encoding="utf-8")
        pipeline.ingest(ledger, rules, folder, _at(FIRST_SEEN))
        pipeline.announce(ledger, rules, _at(FIRST_SEEN))
        _subscribe(ledger, "all", "all", everybody)
        rounds = [_round(ledger, rules, day, everybody) for day in DAYS]
        _subscribe(ledger, "few", "few", few)
        _subscribe(ledger, "other", "nobody", many - few)
        with ledger.writing() as book:
            book.execute(text("DELETE FROM subscriptions WHERE plan = 'all'"))
        sparse = _tick(ledger, rules, DAYS[-1] + timedelta(days=1), few)
        ledger.close()
    ours, bare = (median(one[which] for one in rounds) for which in range(2))
    figures: Figures = {
        "fanout_100k_s": ours, "fanout_bare_insert_s": bare, "fanout_vs_bare_insert": ratio(ours, bare),
        "fanout_100_of_1m_ms": 1000 * sparse,
    }  # fmt: skip
    for name, value in figures.items():
        say(name, float(value or 0))
    return figures


def _plan(name: str) -> str:
    """A plan of which one milestone falls due on each day: those of `all` first, that of `few` on the day after."""
    days = DAYS if name == "all" else [DAYS[-1] + timedelta(days=1)]
    lines = (f'      - {{id: "{number}", title: Step {number}, due: {day}}}' for number, day in enumerate(days, 1))
    return _PLAN.format(id=name, milestones="\n".join(lines))


def _subscribe(ledger: Ledger, name: str, plan: str, count: int) -> None:
    with ledger.writing() as book:
        book.execute(text(_DESTINATIONS.format(name=name, count=count)))
        book.execute(text(_SUBSCRIPTIONS.format(name=name, plan=plan)))
    with ledger.writing() as book:
        book.execute(text("ANALYZE"))


def _round(ledger: Ledger, rules: Rulebook, day: date, everybody: int) -> tuple[float, float]:
    """The seconds of a tick with one notice for everybody, and of the bare insertion of what it wrote."""
    ours = _tick(ledger, rules, day, everybody)
    with ledger.writing() as book:
        for table in ("deliveries", "delivery_notices"):
            book.execute(text(f"DROP TABLE IF EXISTS bare_{table} CASCADE"))
            book.execute(text(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)"))
        for statement in _KEYS:
            book.execute(text(statement))
    instant = {"now": _at(day)}
    began = time.perf_counter()
    with ledger.writing() as book:
        # The same statements as ours, less finding out who is to get what.
        one = book.execute(
            text("INSERT INTO bare_deliveries SELECT * FROM deliveries WHERE created_at = :now"), instant
        )
        held = "SELECT h.* FROM delivery_notices h JOIN deliveries d ON d.id = h.delivery_id WHERE d.created_at = :now"
        two = book.execute(text(f"INSERT INTO bare_delivery_notices {held}"), instant)
    bare = time.perf_counter() - began
    if {one.rowcount, two.rowcount} != {everybody}:
        raise Failed(f"the bare insertion wrote {one.rowcount} and {two.rowcount} rows")
    return ours, bare


_KEYS = (
    "ALTER TABLE bare_deliveries ADD FOREIGN KEY (destination_id) REFERENCES destinations (id)",
    "ALTER TABLE bare_delivery_notices ADD FOREIGN KEY (delivery_id) REFERENCES bare_deliveries (id)",
    "ALTER TABLE bare_delivery_notices ADD FOREIGN KEY (notice_id) REFERENCES notices (id)",
)


def _tick(ledger: Ledger, rules: Rulebook, day: date, owed: int) -> float:
    """The seconds of a tick with one notice, for so many subscriptions."""
    began = time.perf_counter()
    said = pipeline.announce(ledger, rules, _at(day))
    taken = time.perf_counter() - began
    if (len(said.notices), said.owed) != (1, owed):
        raise Failed(f"{len(said.notices)} notices were said, and {said.owed} deliveries are owed instead of {owed}")
    return taken


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
