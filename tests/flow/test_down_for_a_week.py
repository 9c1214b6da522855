"""The outage comparison: three ways for a service to come back after a week, over the same plan and the same rules.

The service was last awake on Friday 20 June 2025, and is up again on Monday 30 June. Meanwhile reminders, a deadline
and a first chase fell due, and nobody was told anything. How others come back is what issue trackers tell of them: some
ask only what is due today, and never say what fell due while they were away; some work off their backlog, message by
message, the reminders of what is over by now among them. docs/outages.md shows the table that is counted here.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from notifier.agenda.agenda import sayings, subject_of
from notifier.ledger import cases, notices, plans
from notifier.ledger.connect import Ledger
from tests.house.project import ROOT
from tests.stage import Stage, milestone

CLERK, WATCHDOG = "clerk@moh.example.org", "watchdog@example.org"
LAST, BACK = date(2025, 6, 20), date(2025, 6, 30)
BEFORE = [
    milestone("1", "2025-06-25"),  # falls due in the week, and is late by the end of it
    milestone("2", "2025-06-30"),  # falls due on the day of the return
    milestone("3", "2025-07-07"),  # a reminder of it falls into the week, and one on the day of the return
    milestone("4", "2025-06-24"),  # is done in the week
    milestone("5", "2025-06-27"),  # is put off in the week
    milestone("6", "2026-03-31"),  # nothing is worth saying of it
]
AFTER = [
    *BEFORE[:3],
    milestone("4", "2025-06-24", done_on="2025-06-23"),
    milestone("5", "2025-09-30"),
    BEFORE[5],
]
# What a reader must still hear when the service is back, and hears in one message.
MATTERS = {
    "milestone.overdue C1/1",
    "milestone.due C1/2",
    "milestone.due_soon C1/3",
    "milestone.completed C1/4",
    "milestone.slipped C1/5",
}


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def until_the_outage(stage: Stage) -> Stage:
    """The service reads the plan on 2 June, has its readers, and is awake each day until it goes down."""
    stage.subscribe(WATCHDOG)
    stage.plan(*BEFORE)
    for day in days(date(2025, 6, 2), LAST):
        stage.goes_to(str(day))
        stage.delivers()
    for transport in stage.transports.values():
        transport.parcels.clear()
    return stage


def comes_back(stage: Stage) -> Stage:
    stage.plan(*AFTER)
    stage.goes_to(str(BACK))
    stage.delivers()
    return stage


@pytest.fixture
def never_down(tmp_path: Path, ledger: Ledger) -> Stage:
    """The same service, had it been awake all the while; the plan is saved on the day of the return in both."""
    folder = tmp_path / "never-down"
    folder.mkdir()
    stage = until_the_outage(Stage(folder, ledger))
    for day in days(LAST + timedelta(days=1), BACK - timedelta(days=1)):
        stage.goes_to(str(day))
        stage.delivers()
    return comes_back(stage)


def moments(stage: Stage) -> list[tuple[date, date | None, str]]:
    """Everything that was worth saying from the first day of the outage to the return: day, when it lapses, what."""
    with stage.ledger.reading() as book:
        plan = plans.find(book, "kg")
        assert plan is not None
        found = [
            (saying.moment.on, saying.moment.lapses, f"{saying.moment.kind} {subject_of(case)}")
            for case, whole in cases.load(book, plan, {("milestone", f"C1/{number}") for number in range(1, 7)})
            for saying in sayings(case, stage.rulebook, LAST + timedelta(days=1), BACK, pytest.fail, whole)
        ]
    return sorted(found, key=lambda one: one[::2])


def test_each_reader_gets_one_message_with_what_still_matters(stage: Stage) -> None:
    comes_back(until_the_outage(stage))
    for address in (CLERK, WATCHDOG):
        [message] = stage.carried(address)
        assert set(message) == MATTERS
        assert len(message) == len(MATTERS)


def test_nothing_is_lost_that_a_service_that_was_never_down_would_have_said(stage: Stage, never_down: Stage) -> None:
    comes_back(until_the_outage(stage))
    there, here = set(never_down.said()), set(stage.said())
    assert here <= there, "it says nothing that was not worth saying"
    late = there - here
    assert late <= set(stage.lapsed()), "what it did not say had lapsed, and is on record as lapsed"
    assert all(one[:10] < str(BACK) for one in late)
    lasting = {what for _, lapses, what in moments(stage) if lapses is None or lapses > BACK}
    assert lasting <= MATTERS


def test_nothing_stale_is_said(stage: Stage) -> None:
    comes_back(until_the_outage(stage))
    with stage.ledger.reading() as book:
        said = [one for one, lapsed in notices.list_said(book, 1000) if not lapsed and one.on > LAST]
    assert len(said) == len(MATTERS)
    assert [one for one in said if one.lapses is not None and one.lapses <= BACK] == []


def test_the_page_shows_how_the_three_ways_compare(stage: Stage) -> None:
    comes_back(until_the_outage(stage))
    worth = moments(stage)
    today = {what for on, _, what in worth if on == BACK}
    stale = [what for _, lapses, what in worth if lapses is not None and lapses <= BACK]
    assert len(stale) + len(MATTERS) == len(worth), "every moment either still matters or has lapsed"
    rows = [
        ("asks what is due today", len(today), len(today), len(MATTERS - today), 0),
        ("works off its backlog", len(worth), len(MATTERS), 0, len(stale)),
        ("looks back, and leaves out what has lapsed", len(stage.carried(WATCHDOG)), len(MATTERS), 0, 0),
    ]
    page = (ROOT / "docs" / "outages.md").read_text(encoding="utf-8")
    for way, messages, matters, lost, over in rows:
        assert f"| {way} | {messages} | {matters} | {lost} | {over} |" in page
