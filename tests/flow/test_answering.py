"""What is said beside the plan: an answer stops or shifts the chase, a snooze rests it, and the record says why."""

from datetime import date

import pytest

from notifier import answering
from notifier.agenda.answer import Says
from notifier.errors import AnswerError
from notifier.ledger import answers, notices, standings
from notifier.ledger.states import State
from tests.stage import Stage, milestone

WATCHDOG = "watchdog@example.org"


def answers_on(stage: Stage, says: Says, name: str = "C1/1", **more: object) -> None:
    given = {name: date.fromisoformat(str(one)) if name == "until" else one for name, one in more.items()}
    answering.answer(stage.ledger, stage.rulebook, "kg", name, says, stage.clock(), **given)  # type: ignore[arg-type]
    stage.announce()


def snoozes(stage: Stage, until: str, reason: str = "the clerk is ill") -> None:
    day = date.fromisoformat(until)
    answering.snooze(stage.ledger, stage.rulebook, "kg", "C1/1", day, reason, stage.clock())


def kept_back(stage: Stage) -> dict[str, str]:
    """Why notices did not go to all whom their rules address, by `day kind`."""
    with stage.ledger.reading() as book:
        found = [one for one, _ in notices.list_said(book, 1000) if one.kept_back]
    return {f"{one.on} {one.kind}": one.kept_back for one in found if one.kept_back}


def late(stage: Stage) -> None:
    """A milestone due on Monday 30 June 2025 that is a day late."""
    stage.subscribe(WATCHDOG)
    stage.plan(milestone("1"))
    stage.goes_to("2025-06-02")
    stage.goes_to("2025-07-01")
    stage.delivers()


def days_of(stage: Stage, address: str, kind: str = "milestone.overdue") -> int:
    return sum(1 for letter in stage.carried(address) for one in letter if one.startswith(kind))


def test_what_is_answered_as_delivered_is_told_and_not_chased(stage: Stage) -> None:
    late(stage)
    stage.sleeps_until("2025-07-03")
    answers_on(stage, Says.DELIVERED, evidence="https://example.org/register")
    assert "2025-07-03 milestone.answered C1/1" in stage.said()
    for day in ("2025-07-08", "2025-07-15", "2025-08-15", "2026-02-02"):
        stage.goes_to(day)
    stage.delivers()
    assert days_of(stage, WATCHDOG) == 1
    assert days_of(stage, "clerk@moh.example.org") == 1
    assert days_of(stage, WATCHDOG, "milestone.answered") == 1
    assert days_of(stage, "clerk@moh.example.org", "milestone.answered") == 0, "who answered knows it"
    assert set(kept_back(stage).values()) == {"answered on 2025-07-03 as delivered"}


def test_what_waits_to_leave_is_withdrawn_once_it_is_answered(stage: Stage) -> None:
    stage.plan(milestone("1"))
    stage.goes_to("2025-06-02")
    stage.delivers()
    stage.goes_to("2025-07-01")
    answers_on(stage, Says.DELIVERED)
    stage.delivers()
    assert stage.reasons(State.WITHDRAWN) == {"its agency has answered meanwhile that it is delivered"}


def test_a_new_date_at_the_end_of_the_calendar_is_refused_and_breaks_no_rule(stage: Stage) -> None:
    late(stage)
    with pytest.raises(AnswerError, match="9999-12-31 is more than 10 years ahead"):
        answers_on(stage, Says.NEW_DATE, until="9999-12-31", reason="The money is missing.")
    answers_on(stage, Says.NEW_DATE, until="2035-12-31", reason="The money is missing.")
    assert stage.goes_to("2025-07-08").problems == ()


def test_what_waits_to_leave_of_a_commitment_is_withdrawn_once_all_its_open_milestones_are_answered(
    stage: Stage,
) -> None:
    stage.plan(milestone("1"), milestone("2"), milestone("3", status="completed"))
    stage.goes_to("2025-06-02")
    stage.delivers()
    stage.goes_to("2025-07-01")
    answers_on(stage, Says.DELIVERED, "C1/1")
    with stage.ledger.reading() as book:
        assert standings.to_be_withdrawn(book, stage.clock()) == set(), "the other one is still asked for"
    answers_on(stage, Says.DELIVERED, "C1/2")
    stage.delivers()
    assert stage.carried("clerk@moh.example.org") == [["plan.published kg"]]
    assert stage.reasons(State.WITHDRAWN) == {"its agency has answered meanwhile that it is delivered"}


def test_an_answer_that_its_plan_contradicts_later_holds_no_longer(stage: Stage) -> None:
    late(stage)
    answers_on(stage, Says.DELIVERED)
    stage.plan(milestone("1", status="completed"))
    stage.goes_to("2025-07-10")
    stage.plan(milestone("1", status="in_progress"))
    stage.goes_to("2025-07-21")
    stage.goes_to("2025-07-22")
    stage.delivers()
    assert days_of(stage, WATCHDOG) == 2
    assert "2025-07-21 milestone.reopened C1/1" in stage.said()


def test_an_agency_that_asks_for_time_rests_until_then_and_the_public_hears_on(stage: Stage) -> None:
    late(stage)
    answers_on(stage, Says.NEW_DATE, until="2025-08-29", reason="the tender failed")
    for day in range(2, 31):
        stage.goes_to(f"2025-07-{day:02}")
        stage.delivers()
    assert days_of(stage, WATCHDOG) == 5, "1, 8, 15, 22 and 29 July"
    assert days_of(stage, "clerk@moh.example.org") == 1
    assert days_of(stage, "clerk@moh.example.org", "milestone.escalated") == 0
    for day in range(1, 30):
        stage.goes_to(f"2025-08-{day:02}")
        stage.delivers()
    assert days_of(stage, "clerk@moh.example.org", "milestone.due_soon") >= 2, "of the day that it asked for"
    assert days_of(stage, "clerk@moh.example.org", "milestone.due") >= 1
    stage.goes_to("2025-09-02")
    stage.delivers()
    assert days_of(stage, "clerk@moh.example.org") == 2, "that day is over"


def test_a_disputed_answer_is_told_with_its_reason_and_stops_nothing(stage: Stage) -> None:
    late(stage)
    answers_on(stage, Says.DISPUTED, reason="we never promised it; call +996 312 123456 or clerk@moh.example.org")
    stage.goes_to("2025-07-08")
    stage.delivers()
    assert days_of(stage, "clerk@moh.example.org") == 2
    with stage.ledger.reading() as book:
        [given] = answers.answers_to(book, "kg", ["C1/1"])["C1/1"]
    assert given.reason == "we never promised it; call [number withheld] or [address withheld]"
    assert given.agency == "moh"


def test_a_snooze_rests_it_for_everybody_and_says_why(stage: Stage) -> None:
    late(stage)
    stage.sleeps_until("2025-07-02")
    snoozes(stage, "2025-07-20")
    for day in ("2025-07-08", "2025-07-15", "2025-07-22"):
        stage.goes_to(day)
        stage.delivers()
    assert days_of(stage, WATCHDOG) == 2, "1 and 22 July"
    assert kept_back(stage)["2025-07-08 milestone.overdue"] == "snoozed until 2025-07-20: the clerk is ill"


def test_two_answers_on_one_day_are_both_told(stage: Stage) -> None:
    late(stage)
    answers_on(stage, Says.DISPUTED, reason="no")
    answers_on(stage, Says.DELIVERED)
    stage.goes_to("2025-07-02")
    stage.delivers()
    assert days_of(stage, WATCHDOG, "milestone.answered") == 2


@pytest.mark.parametrize(
    ("plan", "name", "says", "more", "words"),
    [
        ("kgg", "C1/1", Says.DELIVERED, {}, "there is no plan `kgg` (did you mean kg?)"),
        ("kg", "C1/11", Says.DELIVERED, {}, "has no milestone `C1/11` (did you mean C1/1?)"),
        ("kg", "C1/1", Says.NEW_DATE, {"reason": "x"}, "say until when"),
        ("kg", "C1/1", Says.NEW_DATE, {"reason": "x", "until": "2025-06-30"}, "say until when"),
        ("kg", "C1/1", Says.NEW_DATE, {"until": "2025-09-30"}, "needs a reason"),
        ("kg", "C1/1", Says.DISPUTED, {"reason": " \x00 "}, "needs a reason"),
        ("kg", "C1/1", Says.DELIVERED, {"until": "2025-09-30"}, "names no day"),
        ("kg", "C1/1", Says.DELIVERED, {"evidence": "javascript:alert(1)"}, "not a web address"),
        ("kg", "C1/1", Says.DELIVERED, {"evidence": "https://a b"}, "not a web address"),
        ("kg", "C1/1", Says.DELIVERED, {"agency": "mho"}, "there is no agency `mho` (did you mean moh?)"),
    ],
)
def test_an_answer_that_cannot_be_taken_down_says_what_it_lacks(
    stage: Stage, plan: str, name: str, says: Says, more: dict[str, str], words: str
) -> None:
    late(stage)
    given = {key: date.fromisoformat(one) if key == "until" else one for key, one in more.items()}
    with pytest.raises(AnswerError) as refused:
        answering.answer(stage.ledger, stage.rulebook, plan, name, says, stage.clock(), **given)  # type: ignore[arg-type]
    assert words in str(refused.value)
    with stage.ledger.reading() as book:
        assert answers.everything(book) == []


def test_what_is_completed_has_nothing_to_answer_and_a_snooze_ends_after_today(stage: Stage) -> None:
    late(stage)
    for until, reason in (("2025-07-01", "x"), ("2025-08-01", "  ")):
        with pytest.raises(AnswerError):
            snoozes(stage, until, reason)
    stage.plan(milestone("1", status="completed"))
    stage.goes_to("2025-07-02")
    with pytest.raises(AnswerError, match="completed in its plan"):
        answers_on(stage, Says.DELIVERED)
