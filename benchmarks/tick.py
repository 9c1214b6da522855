"""What a tick costs: 100 notices that fall due among 1,000,000 armed milestones, and among 10,000, on both databases.

Fifty plans are in service, each read by the real pipeline: one from its file, the others copied from its rows within
the database. On each of several working days two milestones of every plan fall due, and no others; `announce` runs on
both ledgers in turn, day by day, and the median counts. So does a tick on which nothing is due.
"""

import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Select, Table, insert, literal, select, text

from benchmarks.failed import Failed
from benchmarks.figures import Figures, Say, ratio
from benchmarks.installation import Machine
from notifier import pipeline
from notifier.agenda import rulebook
from notifier.ledger import schema
from notifier.ledger.connect import Ledger, open_ledger
from tests.ledgers import KEYRING
from tests.stage import RULES

FEW, MANY = 10_000, 1_000_000
PLANS = 50
DUE_A_PLAN = 2
MILESTONES_A_COMMITMENT = 10
# Monday to Friday, with no holiday among them; and the day before, on which the plans are first seen.
DAYS = [date(2026, 3, 9) + timedelta(days=number) for number in range(5)]
FIRST_SEEN = date(2026, 3, 6)
# What else would be said of what is due on these days.
SILENT = "{due_soon: off, overdue: off, escalated: off, commitment_overdue: off}"


def run(machine: Machine, folder: Path, say: Say, few: int = FEW, many: int = MANY) -> Figures:
    """`tick_1m_vs_10k_*`, and the milliseconds of a tick with 100 notices due and with none."""
    folder.mkdir(parents=True)
    figures: Figures = {}
    with ExitStack() as servers:
        urls = {
            name: [servers.enter_context(machine.postgres.database()) for _ in range(2)]
            if name == "postgresql"
            else [f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db"]
            for name in ("postgresql", "sqlite")
        }
        for name, (small, large) in urls.items():
            ledgers = [_filled(small, folder, few), _filled(large, folder, many)]
            ticks = [[_tick(ledger, day, DUE_A_PLAN * PLANS) for ledger in ledgers] for day in DAYS]
            idle = [[_tick(ledger, DAYS[-1], 0) for ledger in ledgers] for _ in range(5)]
            less, more = (median(one[which] for one in ticks) for which in range(2))
            figures[f"tick_1m_vs_10k_{name}"] = ratio(more, less)
            figures[f"tick_10k_ms_{name}"], figures[f"tick_1m_ms_{name}"] = 1000 * less, 1000 * more
            figures[f"tick_idle_1m_ms_{name}"] = 1000 * median(one[1] for one in idle)
            for ledger in ledgers:
                ledger.close()
    for figure, value in figures.items():
        say(figure, float(value or 0))
    return figures


def _filled(url: str, folder: Path, milestones: int) -> Ledger:
    """A ledger in which so many milestones are armed, in fifty plans."""
    ledger = open_ledger(url.replace("postgresql://", "postgresql+psycopg://"), KEYRING)
    ledger.migrate()
    file = folder / f"plan-{milestones}.yaml"
    file.write_text(_plan(milestones // PLANS), encoding="utf-8")
    rules = rulebook.load(RULES)
    if problems := pipeline.ingest(ledger, rules, file, _at(FIRST_SEEN)).problems:
        raise Failed(f"the plan of the benchmark cannot be read: {problems[0]}")
    pipeline.announce(ledger, rules, _at(FIRST_SEEN))
    with ledger.writing() as book:
        for number in range(1, PLANS):
            for table in (schema.plans, schema.agencies, schema.commitments, schema.milestones, schema.sightings,
                          schema.cases):  # fmt: skip
                book.execute(insert(table).from_select(table.c.keys(), _copied(table, f"p{number:02}")))
        book.execute(text("ANALYZE"))
    return ledger


def _copied(table: Table, plan: str) -> Select[Any]:
    """The rows of the plan `p00`, as another plan's; the case of the whole plan has said what it had to."""
    of = "id" if table is schema.plans else "plan_id"
    columns = [literal(plan).label(column.name) if column.name == of else column for column in table.c]
    rows = select(*columns).where(table.c[of] == "p00")
    return rows.where(table.c.level != "plan") if table is schema.cases else rows


def _tick(ledger: Ledger, day: date, expected: int) -> float:
    """The seconds of a tick on a day, which must say so many notices."""
    rules = rulebook.load(RULES)
    began = time.perf_counter()
    said = pipeline.announce(ledger, rules, _at(day))
    seconds = time.perf_counter() - began
    if len(said.notices) != expected:
        raise Failed(f"a tick on {day} said {len(said.notices)} notices, and should say {expected}")
    return seconds


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def _plan(milestones: int) -> str:
    """A plan of so many milestones; two fall due on each of the days, each in a commitment of its own."""
    lines = [
        "plan: {id: p00, title: One of fifty plans, country: KG, starts: 2025-01-01, ends: 2041-12-31, timezone: UTC,",
        f"       rules: {SILENT}}}",
        "agencies: [{id: moh, name: Ministry of Health, emails: [clerk@moh.example.org]}]",
        "commitments:",
    ]
    due = [day for day in DAYS for _ in range(DUE_A_PLAN)]
    for number in range(milestones):
        commitment, place = divmod(number, MILESTONES_A_COMMITMENT)
        if place == 0:
            lines += [f"  - id: C{commitment}", f"    title: Promise {commitment}", "    lead: moh", "    milestones:"]
        falls = due[commitment] if place == 0 and commitment < len(due) else f"2040-{1 + number % 12:02}-15"
        lines.append(f'      - {{id: "{place + 1}", title: Publish register {number}, due: {falls}}}')
    return "\n".join([*lines, ""])
