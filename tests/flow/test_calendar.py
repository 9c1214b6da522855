"""The calendar, read back by the library that other programs use: hostile texts stay texts, and nothing is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from notifier.actionplan.deadline import read_deadline
from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Named, Notice, Reason
from notifier.preview.calendar import calendar_of

NOTICE = Notice(
    on=date(2020, 9, 1),
    kind=Kind.OVERDUE,
    to=(To.AGENCY, To.PUBLIC),
    subject="C1/1",
    plan=Named("kg", "A plan"),
    commitment=Named("C1", "A promise"),
    milestone=Named("1", "A step"),
    agency=Named("moh", "Ministry of Health"),
    themes=("Health",),
    deadline=read_deadline("31 August 2020"),
    lapses=date(2020, 9, 8),
    facts={"due_on": "2020-08-31", "time": 1},
    reason=Reason("overdue", "0123", "plans/kg.yaml", 12),
    said_at=datetime(2020, 9, 1, 3, tzinfo=UTC),
)
BASE = "https://alerts.example.org"
HOSTILE = (
    "a\r\nBEGIN:VEVENT\r\nSUMMARY:forged\r\nEND:VEVENT",
    'a;b,c:d\\n\\;"e"',
    "🏥" * 80,
    "line\nline\rline",
    "bell\x07 null\x00 turn\u202e tag\U000e0041 next\x85 line\u2028",
)


def written(*notices: Notice, name: str = "Coming") -> bytes:
    return calendar_of(notices, name, BASE, lambda _: "Late by a day.")


def test_a_notice_is_an_all_day_event_that_other_programs_understand() -> None:
    calendar = Calendar.from_ical(written(NOTICE))
    [event] = calendar.events
    assert (event.uid, event.start, event.stamp) == (NOTICE.id, date(2020, 9, 1), NOTICE.said_at)
    assert event["SUMMARY"] == "C1/1 A step: Late by a day."
    assert event["URL"] == "https://alerts.example.org/plans/kg/C1"
    assert event.categories == ["milestone.overdue"]
    assert event["TRANSP"] == "TRANSPARENT"
    assert "Deadline as printed: 31 August 2020" in str(event["DESCRIPTION"])
    assert "Rule: overdue; plans/kg.yaml, line 12" in str(event["DESCRIPTION"])
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Coming"
    assert calendar.refresh_interval == timedelta(days=1)
    assert calendar.errors == event.errors == []


def test_the_same_notices_are_the_same_bytes() -> None:
    assert written(NOTICE) == written(NOTICE)


def test_why_it_is_kept_back_is_said() -> None:
    silent = replace(NOTICE, to=(), kept_back="snoozed until 2020-10-01: a flood; ask clerk@moh.example.org")
    [event] = Calendar.from_ical(written(silent)).events
    assert "Kept back from everybody: snoozed until 2020-10-01: a flood" in str(event["DESCRIPTION"])
    assert "clerk@" not in str(event["DESCRIPTION"])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    notice = replace(
        NOTICE,
        plan=Named("kg", text),
        commitment=Named("C1", text),
        milestone=Named("1", text),
        agency=Named("m", text),
    )
    content = written(notice, notice, name=text)
    calendar = Calendar.from_ical(content)
    assert [event.uid for event in calendar.events] == [notice.id, notice.id]
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert not any(sign < 32 and sign != 9 for line in lines for sign in line)
    for event in calendar.events:
        assert str(event["SUMMARY"]).startswith(f"C1/1 {text[:1]}")
        assert str(event["SUMMARY"]).endswith(": Late by a day.")
    if text.isprintable():  # what is obeyed is left out; all else comes back as it was
        assert calendar.events[0]["SUMMARY"] == f"C1/1 {text}: Late by a day."
        escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        assert calendar["NAME"] == calendar["X-WR-CALNAME"] == escaped
