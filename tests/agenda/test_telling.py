"""Agencies hear first of what they could still mend, and the public some working days later; nothing is lost by it."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given

from notifier.agenda.agenda import next_on, sayings
from notifier.agenda.case import Case, level_of
from notifier.agenda.moment import Kind, Moment, To
from notifier.agenda.telling import first_told, told
from notifier.rulekit import example
from tests.agenda.cast import DAYS, RULES, SWIFT, milestones

EVER = date(2026, 1, 1)


def heard(case: Case, kind: Kind, until: str = "2025-12-31") -> list[tuple[str, str]]:
    found = sayings(case, RULES, date(2025, 1, 1), date.fromisoformat(until), print)
    return [(str(one.moment.on), " ".join(one.moment.to)) for one in found if one.moment.kind is kind]


def test_without_a_head_start_all_hear_at_once() -> None:
    chased = heard(example(), Kind.OVERDUE, "2025-07-10")
    assert chased == [("2025-07-01", "agency public"), ("2025-07-08", "agency public")]


def test_with_a_head_start_the_public_hears_some_working_days_later() -> None:
    case = example(due="2025-07-02", head_start=3)
    assert heard(case, Kind.OVERDUE, "2025-07-15") == [
        ("2025-07-03", "agency"), ("2025-07-08", "public"), ("2025-07-10", "agency"), ("2025-07-15", "public"),
    ]  # fmt: skip
    assert heard(case, Kind.DUE) == [("2025-07-02", "agency public")], "what is not late yet is told to all"


def test_the_public_is_not_told_of_what_was_mended_by_then() -> None:
    assert heard(example(head_start=3, done_on="2025-07-04"), Kind.OVERDUE) == [("2025-07-01", "agency")]
    assert heard(example(head_start=3, done_on="2025-07-05"), Kind.OVERDUE) == [
        ("2025-07-01", "agency"), ("2025-07-04", "public"),
    ]  # fmt: skip
    lost = example(head_start=3, away={"2025-04-01": None})
    assert heard(lost, Kind.REMOVED) == [("2025-04-01", "agency"), ("2025-04-04", "public")]
    back = example(head_start=3, away={"2025-02-03": "2025-02-05", "2025-04-01": "2025-05-01"})
    assert heard(back, Kind.REMOVED) == [("2025-02-03", "agency"), ("2025-04-01", "agency"), ("2025-04-04", "public")]


def test_what_lapses_is_told_to_the_public_in_the_words_of_the_next_where_the_two_meet() -> None:
    case = example(head_start=5)
    assert heard(case, Kind.OVERDUE, "2025-07-15") == [
        ("2025-07-01", "agency"), ("2025-07-08", "agency public"), ("2025-07-15", "agency public"),
    ]  # fmt: skip
    found = sayings(case, RULES, date(2025, 7, 8), date(2025, 7, 8), print)
    assert [one.moment.facts["time"] for one in found if one.moment.kind is Kind.OVERDUE] == [2]


def test_news_that_would_meet_waits_a_day_so_that_both_are_told() -> None:
    case = example(due="2025-12-31", before={"2025-04-01": "2025-03-31", "2025-04-04": "2025-06-30"}, head_start=3)
    assert heard(case, Kind.SLIPPED) == [
        ("2025-04-01", "agency"), ("2025-04-04", "agency"), ("2025-04-07", "public"), ("2025-04-09", "public"),
    ]  # fmt: skip
    found = sayings(case, RULES, date(2025, 4, 1), date(2025, 4, 30), print)
    moves = [one.moment.facts["move"] for one in found if one.moment.kind is Kind.SLIPPED]
    assert moves == [1, 2, 1, 2]


def parts(moments: list[Moment]) -> Counter[tuple[str, str]]:
    """Each thing that is told, by what it says and to whom."""
    return Counter((str(sorted(map(str, one.facts.items()))), str(to)) for one in moments for to in one.to)


@SWIFT
@given(milestones())
def test_a_head_start_loses_no_news_and_tells_none_twice(case: Case) -> None:
    at_once, later = (replace(case, plan=replace(case.plan, head_start=days)) for days in (0, 4))
    for name in ("slipped", "advanced", "added", "reopened", "answered", "completed", "completed_late"):
        rule = RULES.rule(name)
        assert rule is not None
        first, second = (list(told(one, rule.moments(one), EVER)) for one in (at_once, later))
        assert parts(first) == parts(second), name
        assert all(one.on <= then.on for one, then in pairwise(second)), name
        assert len({(one.on, one.kind) for one in second}) == len(second), name


@SWIFT
@given(milestones())
def test_the_public_never_hears_of_lateness_before_its_agency(case: Case) -> None:
    case = replace(case, plan=replace(case.plan, head_start=3))
    for rule in RULES.rules_for(case.plan, "milestone"):
        told_so_far: set[Kind] = set()
        for moment in told(case, rule.moments(case), EVER):
            if moment.kind.blames and To.PUBLIC in moment.to and rule.name in ("overdue", "stalled", "slipped"):
                assert moment.kind in told_so_far, rule.name
            if To.AGENCY in moment.to:
                told_so_far.add(moment.kind)


@SWIFT
@given(milestones(), DAYS)
def test_the_first_day_that_is_told_is_the_first_of_all_that_are(case: Case, since: date) -> None:
    firsts = []
    for rule in RULES.rules_for(case.plan, level_of(case)):
        first = first_told(case, rule.moments(case), since)
        until = first or EVER
        days = [one.on for one in told(case, rule.moments(case), until) if one.on >= since]
        assert days[:1] == ([first] if first else []), rule.name
        firsts += days[:1]
    assert next_on(case, RULES, since) == min(firsts, default=None)
