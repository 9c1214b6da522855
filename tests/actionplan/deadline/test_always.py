"""Whatever is printed: no text raises, reading is the same each time, and what it says of itself holds together."""

import json
from datetime import date
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifier.actionplan.deadline import Certainty, Conventions, Deadline, read_deadline, remarks
from notifier.actionplan.deadline.countries import COUNTRIES
from notifier.actionplan.deadline.judgement import judged
from notifier.actionplan.deadline.vocabulary import _WORDS
from tests.actionplan.deadline.edtf import VALID, span

TEXTS = {text for name, text in vars(remarks).items() if name.isupper() and isinstance(text, str)}
SWIFT = settings(max_examples=400, deadline=None)
_PRINTABLE = [word.replace("*", "я").replace("|", " ") for line in _WORDS.splitlines() if line.startswith(" ")
              for word in line.split()]  # fmt: skip
_NUMBERS = ["2020", "2019", "2023-24", "2022–2023", "1", "31", "30", "29", "12", "03/04/2020", "2020-06-30", "30.06.19",
            "Q3", "T1", "H1", "III", "1er", "0", "13", "9999", "0202", "2199", "1900"]  # fmt: skip
_SIGNS = [
    " ",
    ", ",
    "; ",
    " – ",
    "-",
    "/",
    ". ",
    "(",
    ") ",
    ": ",
    "’",
    "‑",
    "\u00a0",
    "²",
    "٣",
    "\ud800",
    "\x00",
    "İ",
    "ß",
]
DATEISH = st.lists(
    st.sampled_from(_PRINTABLE) | st.sampled_from(_NUMBERS) | st.sampled_from(_SIGNS) | st.text(max_size=3), max_size=12
).flatmap(lambda parts: st.sampled_from(["", " "]).map(lambda glue: glue.join(parts)))
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
CONVENTIONS = st.builds(
    lambda country, language, starts, ends, settings: Conventions.of(
        country, language=language, starts=starts, ends=ends, settings=settings
    ),
    st.sampled_from(["", "CA", "KG", "US", "AU", "JP", *sorted(COUNTRIES)[:20]]),
    st.sampled_from(["en", "fr", "ru", "ky"]),
    st.none() | DAYS,
    st.none() | DAYS,
    st.fixed_dictionaries(
        {},
        optional={
            "winter_ends": st.integers(1, 12),
            "spring_ends": st.integers(1, 12),
            "fiscal_year_ends": st.integers(1, 12),
            "day_first": st.booleans(),
            "winter_named_by": st.sampled_from(["start", "end"]),
        },
    ),
)


@SWIFT
@given(st.text() | DATEISH, CONVENTIONS)
@example("²020-01-01", Conventions())
@example("end of the plan", Conventions(ends=date(2199, 12, 31)))
def test_no_text_raises_and_what_a_reading_says_holds_together(printed: str, conventions: Conventions) -> None:
    deadline = read_deadline(printed, conventions)
    assert deadline == read_deadline(printed, conventions)
    assert deadline == read_deadline(deadline.printed, conventions)
    assert (deadline.on is None) == (deadline.certainty is Certainty.OPEN)
    assert deadline.says
    assert "%(" not in deadline.says.replace(deadline.printed or "", "")
    assert {remark.text for remark in deadline.because} <= TEXTS
    assert all(isinstance(value, str) for remark in deadline.because for value in remark.values.values())
    json.dumps([deadline.edtf, [dict(remark.values) for remark in deadline.because]])
    holds_together(deadline, conventions)


def holds_together(deadline: Deadline, conventions: Conventions) -> None:
    if deadline.edtf is not None:
        assert VALID.fullmatch(deadline.edtf), deadline.edtf
    if deadline.on is None:
        assert deadline.expectations == ()
        return
    assert deadline.edtf is not None
    first, last = span(deadline.edtf, conventions)
    assert first <= deadline.on <= last, deadline
    days = [one.on for one in deadline.expectations]
    assert days == sorted(set(days))
    if days:
        assert len(days) > 1
        assert days[-1] == deadline.on
    for one in deadline.expectations:
        assert VALID.fullmatch(one.edtf)
        first, last = span(one.edtf, conventions)
        assert first <= one.on <= last
        assert one.printed


PLAIN = st.builds(
    "{}{} {}".format, st.sampled_from(["", "by ", "By "]),
    st.sampled_from(["June", "june", "Mar", "MAY", "Sept", "juin", "Fall", "march", "aout", "vers"]),
    st.integers(1890, 2210),
)  # fmt: skip


@given(DAYS.map(str) | PLAIN)
def test_the_short_way_reads_as_the_long_one(printed: str) -> None:
    conventions = Conventions.of("CA")
    assert read_deadline(printed, conventions) == judged(printed, conventions)


HOSTILE = ("1 по ", "June ", "2019-", "and ", "a", "1.", "by by June 2019, ", "(", "each ", "2020 ", "june,", "2019 - ",
           "within one year of 2020, ", "2020 г. ", "to be ", "annually june ", "FY ", "end of commitment ", "@", "/",
           "1/", "x://", "\u00a0", "İ", "é", "e\u0301", "\u202e", "-" , "2023-24 Q3 ", "жылдын ")  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_kilobytes_of_anything_are_answered_at_once(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = process_time()
    deadline = read_deadline(text, Conventions.of("CA"))
    assert process_time() - began < 1  # it takes some milliseconds: this is against what grows with the square
    assert len(deadline.says) < 1000


def test_a_day_beyond_what_is_looked_at_is_not_read_and_one_before_it_says_so() -> None:
    filler = "and so on " * 500
    assert read_deadline(filler + "by June 2020").on is None
    deadline = read_deadline("by June 2020 " + filler)
    assert deadline.on == date(2020, 6, 30)
    assert "only the beginning of the text was looked at" in deadline.says
