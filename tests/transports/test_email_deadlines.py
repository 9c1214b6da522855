"""How a mail says what a deadline was read as: in each language, with days and months written out."""

import re

import pytest

from notifier.actionplan.deadline import Conventions, Deadline, Remark, read_deadline, remarks
from notifier.agenda.moment import Kind
from notifier.audience.language import LANGUAGES, SOURCE, catalogue, day, month
from notifier.audience.wording import MOST_EXPECTATIONS, Wording, reading
from notifier.transports.email.compose import compose
from tests.transports.cast import letter, notice

TEXTS = sorted(text for name, text in vars(remarks).items() if name.isupper() and isinstance(text, str))
TRANSLATED = sorted(set(LANGUAGES) - {SOURCE})
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
CANADA = Conventions.of("CA")


def test_there_are_remarks() -> None:
    assert len(TEXTS) > 50
    assert set(TEXTS) > remarks.DOUBTS


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_remark_is_translated_with_the_same_values(language: str) -> None:
    words = catalogue(language)
    for text in TEXTS:
        message = words.get(text)
        assert message is not None, text
        assert isinstance(message.string, str), text
        assert message.string not in ("", text), text
        assert sorted(_PLACEHOLDER.findall(message.string)) == sorted(_PLACEHOLDER.findall(text)), text


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_remark_can_be_said_with_its_values(language: str) -> None:
    for text in TEXTS:
        values = {name[2:-2]: "11" if "month" in name else "2020-11-30" if "_on" in name else "Fall"
                  for name in _PLACEHOLDER.findall(text)}  # fmt: skip
        said = Wording(language).remark(Remark(text, values))
        assert "%(" not in said
        assert "2020-11-30" not in said
        if "ends_month" in text:
            assert month(None, 11, language) in said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "fall 2027 is read as its last day, November 30, 2027, since fall ends in November here"),
        (
            "fr",
            "fall 2027 est lu comme son dernier jour, le 30 novembre 2027, car l’automne se termine ici en novembre",
        ),
        ("ru", "последний месяц сезона «осень» здесь ноябрь"),
        ("ky", "бул жерде күз мезгилинин акыркы айы ноябрь"),
    ],
)
def test_a_reading_names_its_convention_in_the_language_of_the_reader(language: str, said: str) -> None:
    deadline = read_deadline("By fall 2027", CANADA)
    assert said in reading(deadline, Wording(language)).replace("\u202f", " ").replace("\u00a0", " ")


def test_a_month_is_written_out_with_its_year() -> None:
    deadline = read_deadline("September 31, 2020")
    assert "September 2020 has 30 days" in reading(deadline, Wording("en"))
    assert "сентябрь 2020" in reading(deadline, Wording("ru")).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_part_of_a_deadline_is_said_with_its_day(language: str) -> None:
    deadline = read_deadline("5 by June 2019; 10 by June 2020")
    said = reading(deadline, Wording(language))
    for one in deadline.expectations:
        assert one.printed in said
        assert day(one.on, language) in said


def test_of_very_many_days_the_last_are_said() -> None:
    many = read_deadline("Annually, by March 31, from 1950 to 2020")
    assert len(many.expectations) == 71
    said = reading(many, Wording("en"))
    assert said.count("“Annually, by March 31, from 1950 to 2020”: ") == MOST_EXPECTATIONS


def test_a_reminder_of_one_part_speaks_of_its_day_and_names_it() -> None:
    facts: dict[str, object] = {"due_on": "2020-08-31", "expects": "5 by August 2020"}
    reminder = notice(Kind.DUE_SOON, due="5 by August 2020; 10 by June 2021", facts=facts)
    said = compose(letter(reminder), "https://board.example.org")
    assert "It is due in 7 days, on August 31, 2020. That is for one part of it: “5 by August 2020”." in said.text
    assert said.subject.startswith("Due in 7 days")
    assert "“10 by June 2021”: June 30, 2021" in said.text


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_an_older_program_wrote_down_is_still_said(language: str) -> None:
    on = read_deadline("2020-06-30").on
    old = Deadline("June 2020", "2020-06", on, read_deadline("June 2020").certainty, (Remark("100%% sure", {}),))
    assert "100% sure" in reading(old, Wording(language))
