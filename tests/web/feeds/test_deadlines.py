"""Deadlines in a calendar: one event for each, which moves, is done and is cancelled with its milestone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Alarm

from notifier.agenda.answer import Says
from notifier.answering import answer
from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of
from tests.web.feeds.conftest import calendar, events, only, refused

NINE = timedelta(hours=9)


def test_a_deadline_is_an_all_day_event_that_says_how_it_stands(stage: Stage) -> None:
    stage.plan(milestone("1", due="June 2025"), milestone("2", due="Ongoing"))
    stage.goes_to("2025-05-01")
    event = only(browser_of(stage))
    assert event.start == date(2025, 6, 30)
    assert (event.end - event.start).days == 1
    assert event["SUMMARY"] == "On track – C1/1 Step 1"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "Plan: A plan",
        "Commitment: C1 A promise",
        "Agency: Ministry of Health",
        "Deadline: printed “June 2025”, read as June 30, 2025: only a month is printed, so its last day is meant",
    ]
    assert event.categories == ["Health"]
    assert event["URL"] == "http://board.test/plans/kg/C1/1"
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CONFIRMED", "TRANSPARENT", 0)
    assert event.stamp == event.last_modified == datetime(2025, 5, 1, tzinfo=UTC)
    assert browser_of(stage).get(str(event["URL"])).status == 200


def test_the_calendar_says_what_it_is_and_when_to_look_again(stage: Stage) -> None:
    stage.plan(milestone("1"))
    stage.goes_to("2025-05-01")
    page = browser_of(stage, "https://alerts.example.org/board").get("/feeds/kg.ics?agency=moh&lang=fr&state=")
    lines = page.source.replace("\r\n ", "").split("\r\n")
    assert "NAME:Échéances – A plan – Ministry of Health" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert "X-PUBLISHED-TTL:PT12H" in lines
    assert "SOURCE;VALUE=URI:https://alerts.example.org/board/feeds/kg.ics?agency=moh&lang=fr" in lines
    assert "URL:https://alerts.example.org/board/plans/kg/C1/1?lang=fr" in lines


def test_a_deadline_that_is_moved_moves_its_event(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-01")
    first = only(browser_of(stage))
    stage.plan(milestone("1", due="2025-08-31"))
    stage.goes_to("2025-05-10")
    second = only(browser_of(stage))
    stage.plan(milestone("1", due="2025-07-31"))
    stage.goes_to("2025-05-20")
    third = only(browser_of(stage))
    assert first.uid == second.uid == third.uid
    assert [one.start for one in (first, second, third)] == [date(2025, 6, 30), date(2025, 8, 31), date(2025, 7, 31)]
    assert [one["SEQUENCE"] for one in (first, second, third)] == [0, 1, 2]
    assert [one.last_modified.day for one in (first, second, third)] == [1, 10, 20]
    assert "Until May 10, 2025 it was: June 30, 2025" in str(third["DESCRIPTION"])
    assert "Until May 20, 2025 it was: August 31, 2025" in str(third["DESCRIPTION"])


def test_putting_a_plan_back_is_one_more_move_of_the_same_event(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-01")
    stage.plan(milestone("1", due="2025-08-31"))
    stage.goes_to("2025-05-10")
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-20")
    event = only(browser_of(stage))
    assert (event.start, event["SEQUENCE"]) == (date(2025, 6, 30), 2)


def test_a_renumbering_keeps_the_event(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-01")
    before = only(browser_of(stage))
    stage.plan(milestone("7", due="2025-06-30", was="1", title="Step 1"), milestone("1", due="2025-09-30", was="none"))
    stage.goes_to("2025-05-10")
    after = events(browser_of(stage))
    renumbered, other = after["On track – C1/7 Step 1"], after["On track – C1/1 Step 1"]
    assert renumbered.uid == before.uid
    assert renumbered["SEQUENCE"] == before["SEQUENCE"]
    assert other.uid != before.uid


def test_each_day_of_a_deadline_that_names_several_is_an_event(stage: Stage) -> None:
    stage.plan(milestone("1", due="5 by June 2025; 10 by June 2026"))
    stage.goes_to("2025-05-01")
    browser = browser_of(stage)
    first = events(browser)
    assert list(first) == ["On track – C1/1 Step 1 – “5 by June 2025”", "On track – C1/1 Step 1 – “10 by June 2026”"]
    stage.goes_to("2025-07-02")
    passed = events(browser)
    assert next(iter(passed)) == "Day passed – C1/1 Step 1 – “5 by June 2025”"
    assert passed["Day passed – C1/1 Step 1 – “5 by June 2025”"].alarms.times == []
    stage.plan(milestone("1", due="5 by June 2025; 10 by August 2026; 20 by June 2027"))
    stage.goes_to("2025-07-10")
    later = list(events(browser).values())
    assert [one.uid for one in later][:2] == [one.uid for one in first.values()]
    assert [one["SEQUENCE"] for one in later] == [0, 1, 1]


def test_what_is_open_reminds_and_what_is_done_or_late_does_not(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"), notify_at="09:00")
    stage.goes_to("2025-05-01")
    browser = browser_of(stage)
    alarms = [one for one in only(browser).walk("VALARM") if isinstance(one, Alarm)]
    assert [one.TRIGGER for one in alarms] == [NINE - timedelta(days=days) for days in (30, 7, 1)]
    assert {str(one["ACTION"]) for one in alarms} == {"DISPLAY"}
    assert {str(one["DESCRIPTION"]) for one in alarms} == {"Due on June 30, 2025: C1/1 Step 1"}
    stage.goes_to("2025-06-20")
    assert only(browser)["SUMMARY"] == "Due soon – C1/1 Step 1"
    assert len(only(browser).walk("VALARM")) == 3
    stage.goes_to("2025-07-01")
    late = only(browser)
    assert (late["SUMMARY"], late.walk("VALARM")) == ("Overdue – C1/1 Step 1", [])
    assert late.last_modified == datetime(2025, 7, 1, tzinfo=UTC)
    stage.plan(milestone("1", due="2025-06-30", status="completed", done_on="2025-07-03"), notify_at="09:00")
    stage.goes_to("2025-07-05")
    done = only(browser)
    assert (done["SUMMARY"], done.walk("VALARM"), done.uid) == ("Completed – C1/1 Step 1", [], late.uid)
    assert "State: done 3 days late, July 3, 2025" in str(done["DESCRIPTION"])


def test_what_its_agency_says_is_delivered_reminds_nobody(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-01")
    done = "https://moh.example.org/done"
    answer(stage.ledger, stage.rulebook, "kg", "C1/1", Says.DELIVERED, stage.clock(), evidence=done)
    event = only(browser_of(stage))
    assert event.walk("VALARM") == []
    assert "Delivered, its agency said on May 1, 2025." in str(event["DESCRIPTION"])


def test_what_was_removed_is_cancelled_and_what_is_put_back_is_not(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-07-31"))
    stage.goes_to("2025-05-01")
    browser = browser_of(stage)
    before = events(browser)["On track – C1/2 Step 2"]
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-10")
    gone = events(browser)["Removed from the plan – C1/2 Step 2"]
    assert (gone.uid, gone["STATUS"], gone.start) == (before.uid, "CANCELLED", date(2025, 7, 31))
    assert gone.walk("VALARM") == []
    assert gone["SEQUENCE"] == 1
    assert browser.get(str(gone["URL"])).status == 200
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-07-31"))
    stage.goes_to("2025-05-20")
    back = events(browser)["On track – C1/2 Step 2"]
    assert (back.uid, back["STATUS"], back["SEQUENCE"]) == (before.uid, "CONFIRMED", 2)


def test_a_deadline_that_a_person_should_look_at_is_tentative(stage: Stage) -> None:
    stage.plan(milestone("1", due="September 31, 2025"))
    stage.goes_to("2025-05-01")
    assert only(browser_of(stage))["STATUS"] == "TENTATIVE"


def test_a_feed_of_which_nothing_changes_is_the_same_bytes_on_another_day(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-03-31", status="completed"))
    stage.goes_to("2025-05-01")
    read = [browser_of(stage).get("/feeds/kg.ics").source]
    for day in ("2025-05-02", "2025-05-30"):
        stage.goes_to(day)
        read.append(browser_of(stage).get("/feeds/kg.ics").source)
    assert read[0] == read[1] == read[2]
    stage.goes_to("2025-05-31")  # thirty days before it: from now on it is due soon
    assert browser_of(stage).get("/feeds/kg.ics").source != read[2]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["1", "2", "3"]),
        ("?agency=moh", ["1", "3"]),
        ("?agency=moj", ["2"]),
        ("?agency=moj&theme=Health", ["2"]),
        ("?state=overdue", ["1"]),
        ("?state=completed", ["3"]),
        ("?commitment=C1", ["1", "2", "3"]),
        ("?q=step+2", ["1", "2", "3"]),
        ("?q=bridge", []),
        ("?agency=&theme=&state=&q=&commitment=", ["1", "2", "3"]),
    ],
)
def test_it_holds_what_is_asked_for(stage: Stage, asked: str, found: list[str]) -> None:
    stage.plan(
        milestone("1", due="2025-04-30"),
        milestone("2", due="2025-08-31", lead="moj"),
        milestone("3", due="2025-03-31", status="completed"),
    )
    text = (stage.folder / "plan.yaml").read_text()
    stage.write(text.replace("agencies:\n", "agencies:\n- id: moj\n  name: Ministry of Justice\n"))
    stage.goes_to("2025-05-01")
    read = calendar(browser_of(stage), f"/feeds/kg.ics{asked}").events
    assert [str(one["SUMMARY"]).rpartition(" ")[2] for one in read] == found


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("agency=mfa", "There is no such agency here There are these: moh"),
        ("theme=Roads", "There is no such theme here There are these: Health"),
        ("commitment=C9", "There is no such commitment here There are these: C1"),
        ("state=late", "There is no such state A commitment is one of: completed, overdue"),
        ("kind=late", "There is no such kind of notice There are these: commitment.completed; commitment.overdue"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(stage: Stage, asked: str, says: str) -> None:
    stage.plan(milestone("1"))
    stage.goes_to("2025-05-01")
    for name in ("kg.ics", "all.ics", "kg.atom", "all.atom"):
        assert says in refused(browser_of(stage).get(f"/feeds/{name}?{asked}"))


def test_a_plan_that_is_not_there_is_refused(stage: Stage) -> None:
    for address in ("/feeds/kg.ics", "/feeds/kg.atom", "/badges/kg.svg", "/badges/kg/moh.svg"):
        assert "There is no such plan here" in refused(browser_of(stage).get(address))
    assert calendar(browser_of(stage), "/feeds/all.ics").events == []


def test_it_is_in_the_language_that_is_asked_for(kyrgyz: Browser) -> None:
    titles = {}
    for language in ("en", "fr", "ru", "ky"):
        page = kyrgyz.get(f"/feeds/kg-2018-2020.ics?lang={language}")
        assert page.headers["content-language"] == language
        titles[language] = str(calendar(kyrgyz, f"/feeds/kg-2018-2020.ics?lang={language}").events[0]["SUMMARY"])
    assert len(set(titles.values())) == 4
    wished = {"Accept-Language": "ru"}
    by_wish = calendar(kyrgyz, "/feeds/kg-2018-2020.ics", wished)
    assert str(by_wish.events[0]["SUMMARY"]) == titles["ru"]


def test_of_a_real_plan_everything_with_a_day_is_in_it(kyrgyz: Browser) -> None:
    read = calendar(kyrgyz, "/feeds/all.ics").events
    assert len(read) == 17  # of 19 commitments, two of which name no day
    assert len({one.uid for one in read}) == len(read)


def test_what_a_hostile_plan_says_stays_text(hostile: Browser) -> None:
    page = hostile.get("/feeds/all.ics")
    lines = page.source.encode().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(sign < 32 for line in lines for sign in line)
    [event] = calendar(hostile, "/feeds/all.ics").events  # not that of the last day there is: no program could end it
    assert event["SUMMARY"] == "Overdue – C1/2 ]]><!-- {% raw %}"
    assert event.categories == ["<u>Theme</u>"]
    assert "Commitment: C1 \"'><img src=x onerror=alert('title')>" in str(event["DESCRIPTION"])
    assert "@" not in page.source


def test_no_line_end_or_address_of_a_plan_gets_through(stage: Stage) -> None:
    forged = "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:forged"
    stage.plan(
        milestone("1", title=f"{forged} write to clerk@home.example.org", due="2025-06-30"), title=f"{forged};,\\n"
    )
    stage.goes_to("2025-05-01")
    source = browser_of(stage).get("/feeds/kg.ics").source
    assert source.count("\r\nBEGIN:VEVENT") == 1
    assert "\r\nUID:forged" not in source
    assert "clerk" not in source.replace("\r\n ", "")
