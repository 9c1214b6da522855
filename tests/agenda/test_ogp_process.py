"""The OGP process: its data is whole and has sources; plans of each era are reminded on days that can be defended."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from notifier.agenda.case import AnyCase, CommitmentCase, PlanCase
from notifier.agenda.moment import Kind, Moment, To
from notifier.rulekit import example, example_commitment, example_plan
from tests.agenda.cast import RULES
from tests.agenda.ogp_page import ERAS, HEAD, PAGE, tables
from tests.house.project import ROOT

FACTS = ROOT.parent / "shared" / "data" / "ogp-process.md"
DUTIES = [(era, duty) for era in ERAS for duty in era["duties"]]
NATIONAL, LOCAL = [[era for era in ERAS if era["local"] is local] for local in (False, True)]
FORUM, REPOSITORY, SOCIETY = (
    "Half-yearly meeting of the OGP forum",
    "Half-yearly update of the document repository",
    "Half-yearly meeting with civil society on results",
)
AMENDING = "Last day for amending the action plan"


def under(case: AnyCase, settings: Mapping[str, object]) -> list[Moment]:
    """What the rule says of a case whose plan gives it settings, as texts, as a plan file does."""
    rule = RULES.rule("ogp_process")
    assert rule is not None
    assert rule.misfits(settings) == []
    return list(rule.moments(replace(case, plan=replace(case.plan, rules={"ogp_process": settings}))))


def listed(moment: Moment) -> list[dict[str, str]]:
    """The duties that a moment lists."""
    duties = moment.facts["duties"]
    assert isinstance(duties, list)
    return duties


def last_days(case: PlanCase, **settings: object) -> list[tuple[str, str, str, str]]:
    """Each duty's due day and title, with the first and the last day on which it is told of."""
    told: dict[tuple[str, str], list[str]] = {}
    for moment in under(case, settings):
        for duty in listed(moment):
            told.setdefault((duty["due_on"], duty["what"]), []).append(str(moment.on))
    return [(due_on, what, days[0], days[-1]) for (due_on, what), days in sorted(told.items())]


# ------------------------------------------------------------------------------------------- the data


def addresses(value: object) -> Iterator[str]:
    """Every address in some data, also within a sentence."""
    if isinstance(value, str):
        yield from (found.rstrip(".,") for found in re.findall(r"https?://[^\s)]+", value))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from addresses(one)
    elif isinstance(value, list):
        for one in value:
            yield from addresses(one)


@pytest.mark.parametrize("eras", [NATIONAL, LOCAL], ids=["national", "local"])
def test_every_day_from_2011_on_belongs_to_one_era(eras: list[dict[str, Any]]) -> None:
    assert eras[0]["from"] == date(2011, 1, 1)
    assert eras[-1]["until"] is None
    assert [later["from"] - earlier["until"] for earlier, later in pairwise(eras)] == [timedelta(days=1)] * (
        len(eras) - 1
    )


def test_eras_and_their_duties_are_each_called_by_a_name_of_their_own() -> None:
    assert len({era["id"] for era in ERAS}) == len(ERAS)
    for era in ERAS:
        titles = [one["what"] for one in era["duties"] + era["undated"]]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("era", "duty"), DUTIES, ids=[f"{era['id']}-{duty['what']}" for era, duty in DUTIES])
def test_a_duty_says_what_is_asked_when_and_by_whom(era: dict[str, Any], duty: dict[str, Any]) -> None:
    known = {"what", "due", "opens", "met_by", "source", "note", "inference", "established"}
    assert {"what", "due", "source", "note"} <= set(duty) <= known
    assert all(isinstance(duty[name], str) and duty[name] for name in ("what", "source", "note"))
    assert re.fullmatch(r"https?://\S+", duty["source"])
    for when in (duty["due"], duty.get("opens", duty["due"])):
        assert {"from"} <= set(when) <= {"from", "day", "months", "days", "back_every_months"}
        assert "day" not in when or re.fullmatch(r"\d\d-\d\d", when["day"])
    assert duty.get("established") in (None, False)
    if duty.get("established") is False:
        assert duty["due"]["from"] in settings_with_days(), "without a setting it yields nothing"
    if set(duty["due"]) & {"day", "back_every_months"}:
        assert duty["inference"], "what a day is counted from is never the page's own word"


def settings_with_days() -> set[str]:
    rule = RULES.rule("ogp_process")
    assert rule is not None
    return set(rule.settings()) - {"days_before", "local"}


def test_the_rule_has_a_setting_for_every_day_that_only_an_operator_knows_and_no_other() -> None:
    whens = [when for _, duty in DUTIES for when in (duty["due"], duty.get("opens", duty["due"]))]
    named = {when["from"] for when in whens if isinstance(when["from"], str)}
    named |= {duty["met_by"] for _, duty in DUTIES if "met_by" in duty}
    assert named == settings_with_days() | {"starts", "ends", "done_on"}
    assert [name for name in settings_with_days() if f"`{name}`" not in PAGE.read_text().split(HEAD)[0]] == []


def test_every_source_is_one_that_was_read() -> None:
    if not FACTS.exists():
        pytest.skip("the notes of what was read are no part of the project")
    found = set(re.findall(r"https?://[^\s)]+", FACTS.read_text()))
    assert set(addresses(ERAS)) - found == set()


def test_the_page_shows_the_data_as_it_is() -> None:
    words, head, rest = PAGE.read_text().partition(HEAD)
    assert words.startswith("# ")
    assert head + rest == tables(), "python -m tests.agenda.ogp_page puts them in"


# ------------------------------------------------------------------------------------------- plans

KYRGYZ = example_plan(starts="2018-08-31", ends="2020-08-31")
FOUR_YEARS = example_plan(starts="2023-12-31", ends="2027-12-31", country="MN")


def test_the_kyrgyz_plan_of_2018() -> None:
    # 31 August is Independence Day: what is due on it is told on the working day before, in 2020 a Friday.
    assert last_days(KYRGYZ) == [
        ("2018-08-31", "Submission of the action plan", "2018-08-01", "2018-08-30"),
        ("2018-12-31", "Last day before a late action plan is contrary to process", "2018-11-30", "2018-12-31"),
        ("2019-08-30", AMENDING, "2018-08-30", "2019-08-30"),
        ("2020-08-31", "Submission of the next action plan", "2020-07-30", "2020-08-28"),
        ("2020-08-31", "Updated plan for an extension under the COVID-19 resolution", "2020-07-30", "2020-08-28"),
        ("2020-12-31", "Last day before a late next action plan is contrary to process", "2020-12-01", "2020-12-31"),
    ]


def test_the_days_that_an_operator_knows_of_the_kyrgyz_plan() -> None:
    given = {"self_assessment": "2020-09-30", "comments_from": "2021-09-15"}
    assert set(last_days(KYRGYZ, **given)) - set(last_days(KYRGYZ)) == {
        ("2020-09-30", "Self-assessment report", "2020-08-28", "2020-09-30"),
        ("2021-09-29", "Comments on the draft IRM report", "2021-09-15", "2021-09-29"),
    }


def test_what_has_been_submitted_is_asked_for_no_more() -> None:
    said = last_days(KYRGYZ, submitted_on="2018-10-16", next_submitted_on="2020-08-01")
    assert [(what, first, last) for _, what, first, last in said if "ubmission" in what or "contrary" in what] == [
        ("Submission of the action plan", "2018-08-01", "2018-08-30"),
        ("Submission of the next action plan", "2020-07-30", "2020-07-30"),
    ]


def test_a_plan_of_four_years_under_the_standards_of_2022() -> None:
    halves = [f"{year}-{half}" for year in (2024, 2025, 2026, 2027) for half in ("06-30", "12-31")]
    said = [(due_on, what) for due_on, what, _, _ in last_days(FOUR_YEARS)]
    every_half = [(day, what) for day in halves for what in (FORUM, SOCIETY, REPOSITORY)]
    assert said == sorted(
        [*every_half, ("2024-12-30", AMENDING), ("2028-04-30", "IRM assessment of what was completed")]
    )


def test_the_days_that_an_operator_knows_of_a_plan_of_four_years() -> None:
    given = {"submit_by": "2023-12-31", "submitted_on": "2024-02-10", "refresh_by": "2025-12-15",
             "next_submit_by": "2027-12-31", "self_assessment": "2028-03-31",
             "comments_from": "2028-06-02"}  # fmt: skip
    more = set(last_days(FOUR_YEARS, **given)) - set(last_days(FOUR_YEARS))
    assert sorted((due_on, what) for due_on, what, _, _ in more) == [
        ("2023-12-31", "Submission of the action plan"),
        ("2024-06-10", "Action Plan Review by the IRM"),
        ("2025-12-15", "Refresh of the action plan"),
        ("2027-12-31", "Submission of the next action plan"),
        ("2028-03-31", "Self-assessment report"),
        ("2028-04-30", "Last day before a late next action plan is contrary to process"),
        ("2028-06-16", "Comments on the draft IRM report"),
    ]


def test_a_plan_of_2016() -> None:
    said = last_days(example_plan(starts="2016-07-01", ends="2018-06-30"), mid_term_self_assessment="2017-09-30")
    assert [(due_on, what, first) for due_on, what, first, _ in said] == [
        ("2016-06-30", "Submission of the action plan", "2016-05-31"),
        ("2016-10-30", "Last day before OGP writes a letter about a late action plan", "2016-09-30"),
        ("2016-12-30", "Last day before a late action plan moves to the other cohort", "2016-11-30"),
        ("2017-09-30", "Mid-term self-assessment report", "2017-08-30"),
        ("2018-06-30", "Drafting of the next action plan", "2017-12-29"),
    ]


def test_a_plan_from_before_there_was_an_ogp_is_asked_for_nothing() -> None:
    assert under(example_plan(starts="2010-12-31", ends="2012-12-31"), {}) == []


# ------------------------------------------------------------------------------------------- local plans


def completed(first_seen: str = "2025-01-01") -> CommitmentCase:
    return example_commitment(
        example(done_on="2025-05-12", first_seen=first_seen), example(done_on="2025-05-30", first_seen=first_seen)
    )


def test_a_local_plan_is_asked_for_an_assessment_a_month_after_a_commitment_is_complete() -> None:
    assert [(str(one.on), str(one.lapses), one.facts["due_on"]) for one in under(completed(), {"local": "true"})] == [
        ("2025-05-30", "2025-06-23", "2025-06-30"),
        ("2025-06-23", "2025-06-30", "2025-06-30"),
        ("2025-06-30", "2025-07-01", "2025-06-30"),
    ]


def test_a_local_plan_is_asked_for_nothing_of_what_is_open_or_was_complete_when_it_was_first_read() -> None:
    half = example_commitment(example(done_on="2025-05-12"), example())
    before = example_commitment(example(status="completed"), example(status="completed"))
    assert under(half, {"local": "true"}) == under(before, {"local": "true"}) == []


def test_a_national_plan_is_asked_for_no_assessment_of_a_commitment_and_a_local_one_for_nothing_national() -> None:
    assert under(completed(), {}) == []
    assert under(FOUR_YEARS, {"local": "true", "self_assessment": "2028-03-31"}) == []


# ------------------------------------------------------------------------------------------- what a reminder is


def test_what_is_reminded_of_on_one_day_is_one_moment_that_lists_it_the_nearest_first() -> None:
    moment = next(one for one in under(FOUR_YEARS, {}) if one.on == date(2024, 11, 29))
    assert [duty["what"] for duty in listed(moment)] == [AMENDING, FORUM, REPOSITORY, SOCIETY]
    assert listed(moment)[0]["opens_on"] == "2023-12-31"
    assert {name: moment.facts[name] for name in listed(moment)[0]} == listed(moment)[0]
    assert moment.facts["era"] == "national-2022"
    assert (moment.kind, moment.to) == (Kind.REPORT_DUE, (To.AGENCY, To.PUBLIC))


@pytest.mark.parametrize("case", [KYRGYZ, FOUR_YEARS], ids=["kyrgyz", "four-years"])
@pytest.mark.parametrize("days_before", [["30", "7"], ["1", "2", "3", "45"], []], ids=str)
def test_no_day_has_two_moments_and_each_is_a_working_day_on_which_a_duty_is_still_to_come(
    case: PlanCase, days_before: list[str]
) -> None:
    moments = under(case, {"days_before": days_before, "comments_from": "2021-09-15", "refresh_by": "2025-12-14"})
    assert all(one.on < later.on for one, later in pairwise(moments))
    for moment in moments:
        assert case.workdays.include(moment.on)
        assert all(date.fromisoformat(duty["due_on"]) >= moment.on for duty in listed(moment))
        assert moment.lapses is not None
        last = max(date.fromisoformat(duty["due_on"]) for duty in listed(moment))
        assert moment.on < moment.lapses <= last + timedelta(days=1)


def test_a_window_is_told_of_when_it_opens_and_not_before() -> None:
    said = [one for one in under(KYRGYZ, {"comments_from": "2021-09-15"}) if one.on.year == 2021]
    assert [str(one.on) for one in said] == ["2021-09-15", "2021-09-22", "2021-09-29"]
    assert {one.facts["opens_on"] for one in said} == {"2021-09-15"}


def test_a_day_that_is_none_is_refused_and_the_rest_goes_on() -> None:
    rule = RULES.rule("ogp_process")
    assert rule is not None
    assert [what for what, _ in rule.misfits({"self_assessment": "2020-09-31"})] == [
        "`self_assessment` of the rule `ogp_process` cannot be '2020-09-31'"
    ]
