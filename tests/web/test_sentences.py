"""What each kind of notice says in the record; with what is missing, odd or hostile in its facts."""

from dataclasses import replace
from datetime import date

import pytest

from notifier.agenda.moment import Kind, To
from notifier.web.sentences import Reference, references, sentence, words_of_the_agency
from notifier.web.words import kept_back, kind_in_words
from tests.transports.cast import EVIDENCE, FACT_NAMES, ODD_FACTS, notice

SEPTEMBER = date(2020, 9, 14)


@pytest.mark.parametrize(
    ("kind", "facts", "says"),
    [
        (Kind.DUE, None, "Due in 2 days, on August 31, 2020."),
        (
            Kind.DUE_SOON,
            {"due_on": "2020-10-15", "asked": True},
            "Due in 47 days, on October 15, 2020, the day that its agency asked for.",
        ),
        (
            Kind.ESCALATED,
            None,
            "Late by 14 days: it was due on August 31, 2020. That counts as 10 working days. Step 2 of 3.",
        ),
        (Kind.STALLED, None, "Nothing new had been heard of it since January 15, 2020, for 7 months."),
        (
            Kind.ADVANCED,
            None,
            "The deadline was moved from September 30, 2020 to August 31, 2020, 30 days earlier.",
        ),
        (Kind.ADDED, None, "The plan newly held it. Its deadline was August 31, 2020."),
        (
            Kind.ADDED,
            {"due_on": "2020-08-31", "again": True},
            "The plan held it again, after it had been left out. Its deadline was August 31, 2020.",
        ),
        (Kind.REMOVED, None, "The plan no longer held it. Its deadline was August 31, 2020."),
        (Kind.REMOVED, {"completed": True}, "The plan no longer held it. Before that, it was shown as done."),
        (
            Kind.REMOVED,
            {"due_on": "2020-08-31", "after_deadline": True},
            "The plan no longer held it. It was not shown as done, and its deadline, August 31, 2020, had passed.",
        ),
        (Kind.REOPENED, None, "Shown as open, after it had been shown as done on May 4, 2020."),
        (Kind.COMPLETED_LATE, None, "Done on September 12, 2020. That was 12 days after its deadline."),
        (
            Kind.COMPLETED,
            {"done_on": "2020-08-20", "reported": True},
            "Reported done on August 20, 2020. That was 11 days before its deadline.",
        ),
        (Kind.ANSWERED, None, "Its agency answered that it needs until October 15, 2020. That was answer number 2."),
        (Kind.ANSWERED, {"says": "delivered"}, "Its agency answered that it is delivered."),
        (Kind.ANSWERED, {"says": "disputed"}, "Its agency disputed what the plan says of it."),
        (
            Kind.COMMITMENT_OVERDUE,
            None,
            "Late by 14 days: the last of its deadlines was August 31, 2020. 2 of its 4 milestones were open: 1, 3.",
        ),
        (
            Kind.COMMITMENT_COMPLETED,
            None,
            (
                "All of its 4 milestones were done. The last was done on August 20, 2020. "
                "Late were 1 (by 2 days), 3 (by 21 days)."
            ),
        ),
        (Kind.REPORT_DUE, None, "“Self-assessment report”, due on August 31, 2020."),
        (
            Kind.REPORT_DUE,
            {"duties": [{"what": "A", "due_on": "2020-09-30", "opens_on": "2020-09-16"}, {"what": "B"}]},
            "“A”, from September 16, 2020 to September 30, 2020; “B”.",
        ),
        (
            Kind.ENDED,
            None,
            "The plan ended on August 31, 2020. 12 of its 19 milestones were not shown as done.",
        ),
    ],
)
def test_a_kind_is_a_sentence(kind: Kind, facts: dict[str, object] | None, says: str) -> None:
    on = date(2020, 8, 29) if kind in (Kind.DUE, Kind.DUE_SOON) else SEPTEMBER
    assert sentence(notice(kind, on, facts=facts)) == says


def test_a_plan_that_ends_says_in_how_many_days() -> None:
    said = sentence(notice(Kind.ENDING, date(2020, 8, 1)))
    assert said == "The plan ends in 30 days, on August 31, 2020. 12 of its 19 milestones were not shown as done."


def test_every_kind_has_its_word() -> None:
    words = {kind_in_words(kind) for kind in Kind}
    assert len(words) == len(Kind)
    assert not {kind.split(".")[-1].replace("_", " ").capitalize() for kind in (Kind.STALLED, Kind.SLIPPED)} & words


@pytest.mark.parametrize("kind", Kind)
def test_odd_facts_are_left_out(kind: Kind) -> None:
    for facts in ({}, *(dict.fromkeys(set(FACT_NAMES) - {"expects"}, odd) for odd in ODD_FACTS)):
        for due in ("August 31, 2020", None):
            said = notice(kind, facts=facts, due=due)
            assert sentence(said).endswith(".")
            assert "None" not in sentence(said)
            assert "000000" not in sentence(said)
            assert references(said) == []
            assert words_of_the_agency(said) is None or kind is Kind.ANSWERED


def test_what_an_agency_says_and_names_stands_by_itself() -> None:
    said = notice(Kind.ANSWERED)
    assert words_of_the_agency(said) == "The tender had to be repeated."
    assert references(said) == [Reference(EVIDENCE, "evidence")]
    for evidence in ("javascript:alert(1)", "https://bank.example.org@evil.example.org"):
        assert references(notice(Kind.ANSWERED, facts={"evidence": evidence})) == []
    assert references(notice(Kind.REPORT_DUE)) == [Reference("https://ogp.example.org/rules", "where it is asked for")]


def test_to_whom_a_notice_went_is_said_where_that_is_not_everybody() -> None:
    said = notice(Kind.ESCALATED)
    assert kept_back(said) == ""
    held = replace(said, kept_back="snoozed until 2020-12-01: a strike.")
    assert kept_back(held) == "Sent only to the agency and the public: snoozed until 2020-12-01: a strike."
    assert kept_back(replace(held, to=(To.PUBLIC,))).startswith("Sent only to the public: ")
    assert kept_back(replace(held, to=())).startswith("Sent to nobody: ")
