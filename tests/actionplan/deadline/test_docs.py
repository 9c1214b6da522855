"""The page about deadlines tells the truth: each row of its tables is read as it says, and each setting exists."""

import re
from collections.abc import Iterator

import pytest

from notifier.actionplan.deadline import Certainty, Conventions, read_deadline
from notifier.actionplan.deadline.conventions import SETTINGS
from tests.actionplan.deadline.lines import conventions_of
from tests.house.project import ROOT

PAGE = (ROOT / "docs" / "deadlines.md").read_text(encoding="utf-8")


def rows() -> Iterator[tuple[str, str, str, str, str, str]]:
    """The options of each table, and its rows."""
    for options, table in re.findall(
        r"^Read with `(.+?)`:\n\n\| printed .*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE
    ):
        for line in table.splitlines():
            printed, day, edtf, sure, says = line.strip("| ").split(" | ")
            yield options, printed, day, edtf.strip("`"), sure, says


ROWS = list(rows())


def test_the_page_shows_all_four_languages_and_every_certainty() -> None:
    assert len(ROWS) > 60
    assert {sure for *_, sure, _ in ROWS} == {str(one) for one in Certainty}
    for sign in ("чейин", "до ", "D'ici", "By "):
        assert any(sign in printed for _, printed, *_ in ROWS)


@pytest.mark.parametrize(
    ("options", "printed", "day", "edtf", "sure", "says"), ROWS, ids=[" ".join(row[:2]) for row in ROWS]
)
def test_a_row_of_the_page_is_read_as_it_says(
    options: str, printed: str, day: str, edtf: str, sure: str, says: str
) -> None:
    deadline = read_deadline(printed, conventions_of(options))
    assert str(deadline.on or "–") == day
    assert (deadline.edtf or "–") == edtf
    assert (str(deadline.certainty), deadline.says) == (sure, says)


def test_the_page_names_every_setting_and_no_other() -> None:
    table = PAGE[PAGE.index("| setting |") : PAGE.index("## Several prints")]
    named = re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(named)) == list(
        dict.fromkeys([*SETTINGS[:4], "hemisphere", "winter_named_by", *SETTINGS[6:]])
    )


@pytest.mark.parametrize(
    ("countries", "month"), [("CA GB IN JP ZA", 3), ("AU NZ PK KE", 6), ("US TH HT", 9), ("KG FR RU DE BR", 12)]
)
def test_fiscal_years_end_where_the_page_says(countries: str, month: int) -> None:
    assert {Conventions.of(country).fiscal_year_ends for country in countries.split()} == {month}
