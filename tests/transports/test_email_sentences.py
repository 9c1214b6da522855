"""What a mail says of each kind of notice, in English: sentence by sentence."""

import re
from dataclasses import replace
from datetime import date

import pytest

from notifier.agenda.moment import Kind, To
from tests.transports.cast import (
    ABOVE_THE_MINISTRY,
    EVIDENCE,
    FROM_THE_MINISTRY,
    PLAN,
    notice,
)
from tests.transports.said import mail, matter

SENTENCES: list[tuple[Kind, str, str]] = [
    (Kind.DUE_SOON, "Overdue by 23 days", "It was due on August 31, 2020, 23 days ago, and the plan does not show it"),
    (
        Kind.ESCALATED,
        "Escalated, overdue by 23 days",
        (
            "It was due on August 31, 2020, 23 days ago, and the plan does not show it as done. "
            "This is step 2 of 3 of its escalation."
        ),
    ),
    (
        Kind.STALLED,
        "Nothing new for 8 months",
        "Nothing new has been heard of it since January 15, 2020, for 8 months. Its deadline, August 31, 2020, has",
    ),
    (
        Kind.SLIPPED,
        "Deadline moved",
        (
            "Its deadline was moved from June 30, 2020 to August 31, 2020, 62 days later. This is move number 2 of "
            "this deadline. The old date had already passed when it was moved. "
            "That makes 93 days since its first deadline."
        ),
    ),
    (
        Kind.ADVANCED,
        "Deadline moved earlier",
        "Its deadline was moved from September 30, 2020 to August 31, 2020, 30 days earlier. This is move number 1",
    ),
    (
        Kind.ADDED,
        "Added to the plan",
        "It is new in the plan, which had not held it when it was first read here. Its deadline, August 31, 2020, has",
    ),
    (Kind.REMOVED, "Removed from the plan", "The plan no longer holds it. Its deadline was August 31, 2020."),
    (Kind.REOPENED, "Open again", "The plan shows it as open again; before, it was shown as done on May 4, 2020."),
    (Kind.COMPLETED, "Completed", "Completed on August 24, 2020."),
    (
        Kind.COMPLETED_LATE,
        "Completed late",
        "Completed on September 12, 2020. That is 12 days after its deadline.",
    ),
    (
        Kind.ANSWERED,
        "Answered: needs longer",
        (
            "The agency has answered that it needs until October 15, 2020. That is 45 days after its deadline. "
            "This is answer number 2."
        ),
    ),
    (
        Kind.COMMITMENT_OVERDUE,
        "Overdue by 23 days",
        "The last of its deadlines was August 31, 2020, 23 days ago. 2 of its 4 milestones are open: 1, 3.",
    ),
    (
        Kind.COMMITMENT_COMPLETED,
        "Commitment completed",
        (
            "All of its 4 milestones are done. The last of them was done on August 20, 2020. "
            "Done after the deadline: 1 (by 2 days), 3 (by 21 days)."
        ),
    ),
    (Kind.REPORT_DUE, "Overdue by 23 days", "It was due on August 31, 2020, 23 days ago."),
    (Kind.ENDING, "Plan ended", "The plan ended on August 31, 2020. 12 of its 19 milestones are not shown as done."),
    (Kind.ENDED, "Plan ended", "The plan ended on August 31, 2020. 12 of its 19 milestones are not shown as done."),
]


@pytest.mark.parametrize(("kind", "subject", "sentence"), SENTENCES)
def test_a_kind_is_said_in_its_subject_its_text_its_html_and_its_preview(
    kind: Kind, subject: str, sentence: str
) -> None:
    said = mail(notice(kind))
    assert said.subject.startswith(f"{subject}: ")
    assert sentence in matter(said)
    assert sentence in re.sub(r"<[^>]+>", "", said.html)
    assert f">{sentence}" in said.html.partition("<table")[0]


def test_an_answer_carries_nothing_private_into_a_mail() -> None:
    said = mail(notice(Kind.ANSWERED, facts={"says": "disputed", "reason": "Ask jane.doe@home.example.org"}))
    assert 'In its own words: "Ask [address withheld]"' in said.text
    assert "jane.doe" not in said.html


def test_an_answer_shows_its_reason_in_quotation_marks_and_its_evidence_as_a_link() -> None:
    said = mail(notice(Kind.ANSWERED), why=ABOVE_THE_MINISTRY)
    assert 'In its own words: "The tender had to be repeated."' in said.text
    assert f"Evidence: {EVIDENCE}\n" in said.text
    assert 'href="https://health.example.org/register?year=2020&amp;lang=ky"' in said.html
    assert "If you agree, ask Ministry of Health that the new date is published in the plan" in said.text


@pytest.mark.parametrize(
    "evidence",
    ["javascript:alert(1)", "https://bank.example.org@evil.example.org/", "mailto:a@example.org", "C:\\proof"],
)
def test_evidence_that_is_no_honest_web_address_is_no_link(evidence: str) -> None:
    facts = notice(Kind.ANSWERED).facts
    said = mail(notice(Kind.ANSWERED, facts={**facts, "evidence": evidence}))
    assert ">Evidence<" not in said.text + said.html
    assert evidence not in said.text + said.html


@pytest.mark.parametrize(
    ("says", "state", "sentence", "to_do"),
    [
        ("delivered", "Answered: delivered", "The agency has answered that it is delivered", "Look at the evidence."),
        (
            "disputed",
            "Answered: disputed",
            "The agency disputes what the plan says of it.",
            "Look into it with Ministry",
        ),
        ("perhaps", "Answered", "The agency has answered.", "This is for your information."),
    ],
)
def test_each_answer_asks_a_superior_for_something_else(says: str, state: str, sentence: str, to_do: str) -> None:
    said = mail(notice(Kind.ANSWERED, facts={"says": says}), why=ABOVE_THE_MINISTRY)
    assert said.subject.startswith(f"{state}: ")
    assert sentence in said.text
    assert to_do in said.text


def test_an_escalation_tells_a_superior_that_the_agency_was_reminded_and_the_agency_who_else_is_told() -> None:
    one = notice(Kind.ESCALATED, date(2020, 9, 14), to=(To.AGENCY, To.SUPERIOR))
    above = mail(one, why=ABOVE_THE_MINISTRY).text
    assert "The agency has been reminded of it. On September 14, 2020 it was 10 working days late." in above
    assert "Ask Ministry of Health for one of two things" in above
    below = mail(one, why=FROM_THE_MINISTRY).text
    assert "This step also goes to the superiors of the agency." in below
    assert "reminded" not in below
    assert "to the public" not in mail(one, why=FROM_THE_MINISTRY).text
    assert "This step also goes to the public." in mail(replace(one, to=tuple(To)), why=FROM_THE_MINISTRY).text


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2020, 10, 8), "The day that the agency itself asked for is in 7 days: October 15, 2020."),
        (date(2020, 10, 15), "Today, October 15, 2020, is the day that the agency itself asked for."),
        (date(2020, 10, 16), "The day that the agency itself asked for was October 15, 2020, 1 day ago"),
    ],
)
def test_a_day_that_an_agency_asked_for_is_called_that(today: date, sentence: str) -> None:
    said = mail(notice(Kind.DUE, facts={"due_on": "2020-10-15", "asked": True}), why=FROM_THE_MINISTRY, today=today)
    assert sentence in said.text
    assert "The deadline in the plan is August 31, 2020." in said.text


def test_what_is_only_reported_done_is_said_to_be() -> None:
    reported = {"done_on": "2020-09-12", "due_on": "2020-08-31", "reported": True}
    for kind in (Kind.COMPLETED, Kind.COMPLETED_LATE):
        said = mail(notice(kind, facts=reported)).text
        assert "Reported done on September 12, 2020; the plan does not say on which day it was done." in said
        assert "That is 12 days after its deadline." in said
        assert "Completed on" not in said


def test_a_total_is_said_only_where_it_differs_from_this_move() -> None:
    facts = notice(Kind.SLIPPED).facts
    assert "since its first deadline" not in mail(notice(Kind.SLIPPED, facts={**facts, "total_days": 62})).text


def test_of_many_open_milestones_seven_are_named() -> None:
    late = [f"{number}.a" for number in range(1, 11)]
    facts: dict[str, object] = {"due_on": "2020-08-31", "late": late, "of": 12}
    said = mail(notice(Kind.COMMITMENT_OVERDUE, facts=facts)).text
    assert "10 of its 12 milestones are open: 1.a, 2.a, 3.a, 4.a, 5.a, 6.a, 7.a and 3 more." in said


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"completed": True, "due_on": "2020-08-31"}, "Before that, the plan showed it as done."),
        ({"after_deadline": True, "due_on": "2020-08-31"}, "August 31, 2020, had passed by then, and the plan did not"),
    ],
)
def test_what_was_removed_is_said_to_have_been_done_or_late(facts: dict[str, object], sentence: str) -> None:
    assert sentence in mail(notice(Kind.REMOVED, facts=facts)).text


def test_what_comes_back_is_not_called_new() -> None:
    said = mail(notice(Kind.ADDED, facts={"due_on": None, "again": True}, due=None))
    assert said.subject.startswith("Back in the plan: ")
    assert "It is back in the plan, which had not held it for a while. The plan names no day" in said.text


def test_what_a_plan_is_asked_for_is_its_title_with_the_page_that_asks() -> None:
    said = mail(notice(Kind.REPORT_DUE), why=FROM_THE_MINISTRY, today=date(2020, 8, 24))
    assert said.subject == "Due in 7 days: Self-assessment report (kg-2018-2020)"
    assert "Asked for here: https://ogp.example.org/rules\n" in said.text
    assert 'href="https://ogp.example.org/rules"' in said.html
    assert f"Plan: {PLAN.name}" in said.text
    unlinked = {"what": "Self-assessment report", "due_on": "2020-08-31", "source": "see <the handbook>"}
    assert "handbook" not in mail(notice(Kind.REPORT_DUE, facts=unlinked)).html


def test_several_things_that_a_plan_is_asked_for_are_listed() -> None:
    duties = [
        {"what": "Comments", "due_on": "2020-08-31", "opens_on": "2020-08-17", "source": "https://ogp.example.org/1"},
        {"what": "Report", "due_on": "2020-09-30", "source": "https://ogp.example.org/2"},
        {"what": "Meeting"},
    ]
    said = mail(notice(Kind.REPORT_DUE, facts={**duties[0], "duties": duties}), today=date(2020, 8, 24))
    assert said.subject == "Due in 7 days: Comments and 2 others (kg-2018-2020)"
    assert "3 things are asked for, the first of them by August 31, 2020." in said.text
    assert "- Comments: Due in 7 days\n  Deadline: from August 17, 2020 to August 31, 2020\n  https://ogp" in said.text
    assert "- Report: Due in 37 days\n  Deadline: September 30, 2020\n  https://ogp.example.org/2" in said.text
    assert "- Meeting\n  Deadline: no day named" in said.text


def test_what_the_partnership_asks_for_is_said_in_the_language_of_the_letter() -> None:
    one = mail(notice(Kind.REPORT_DUE), language="ru", today=date(2020, 8, 24))
    assert "Отчёт о самооценке" in one.subject
    duties = [{"what": "Refresh of the action plan", "due_on": "2020-08-31"}, {"what": "Self-assessment report"}]
    several = mail(notice(Kind.REPORT_DUE, facts={**duties[0], "duties": duties}), language="fr")
    assert "Actualisation du plan d’action" in several.subject
    assert "- Rapport d’auto-évaluation" in several.text


@pytest.mark.parametrize("what", ["Spend 100% on %(n)s, then %s", "Due in %(n)s day", "A meeting\x1b[31m\r\nBcc: us"])
def test_what_a_strange_rule_asks_for_is_said_as_it_stands(what: str) -> None:
    facts = {"what": what, "due_on": "2020-08-31", "duties": [{"what": what}, {"what": what}]}
    shown = " ".join(what.replace("\x1b", "").split())
    assert shown in mail(notice(Kind.REPORT_DUE, facts=facts)).text
    assert shown in mail(notice(Kind.REPORT_DUE, facts={"what": what})).subject
