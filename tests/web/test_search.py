"""The record is searched in any script, and downloaded whole, in as much memory as one batch needs."""

import csv
import io
import json

import pytest

from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of

SHEET = '=HYPERLINK("https://evil.example.org")'


@pytest.fixture
def told(stage: Stage) -> Stage:
    stage.plan(
        milestone("1", due="2025-06-30", title="Ачык бюджет"), milestone("2", due="2025-07-31", title=SHEET),
        title="План действий",
    )  # fmt: skip
    for day in ("2025-01-02", "2025-06-30", "2025-07-01", "2025-08-01"):
        stage.goes_to(day)
    return stage


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ("q=АЧЫК", "Ачык бюджет", "HYPERLINK"),
        ("q=бюджет+promise", "Ачык бюджет", "HYPERLINK"),
        ("q=hyperlink", "HYPERLINK", "Ачык бюджет"),
        ("q=100%25", "Nothing else has been said.", "Ачык бюджет"),
        ("agency=moh&kind=milestone.overdue&until=2025-07-15", "Late by 1 day", "Due this day"),
        ("since=2025-08-01", "HYPERLINK", "Due this day"),
        ("agency=nobody", "Nothing else has been said.", "Late by"),
        ("since=soon&q=", "Ачык бюджет", "Nothing else"),
    ],
)
def test_the_record_is_searched_by_words_in_any_script_and_by_what_notices_are(
    told: Stage, asked: str, shown: str, hidden: str
) -> None:
    text = browser_of(told).get(f"/notices?{asked}").text.split("out unseen.")[1]
    assert shown in text
    assert hidden not in text


def test_each_notice_has_an_address_of_its_own(told: Stage) -> None:
    browser = browser_of(told)
    link = next(one for one in browser.get("/notices?kind=milestone.overdue").links if one.startswith("/notices/ntc_"))
    page = browser.get(link)
    assert page.status == 200
    assert "Overdue" in page.text
    assert "Number on the record" in page.text
    assert browser.get("/notices/ntc_none").status == 404


def lines(browser: Browser) -> list[dict[str, object]]:
    return [json.loads(line) for line in browser.get("/notices.jsonl").source.splitlines()]


def test_the_whole_record_is_downloaded_for_programs_and_for_spreadsheets(told: Stage) -> None:
    browser = browser_of(told)
    whole = lines(browser)
    page = browser.get("/notices.csv")
    assert page.headers["content-disposition"] == 'attachment; filename="notices.csv"'
    rows = list(csv.DictReader(io.StringIO(page.source.removeprefix("\ufeff"))))
    assert page.source.startswith("\ufeff")
    assert [int(row["number"]) for row in rows] == [line["number"] for line in whole] == list(range(1, len(rows) + 1))
    assert {row["milestone"] for row in rows} >= {"Ачык бюджет", "'" + SHEET}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert "clerk@" not in page.source + browser.get("/notices.jsonl").source


def test_a_download_is_read_in_batches(told: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = browser_of(told)
    before = lines(browser)
    monkeypatch.setattr("notifier.ledger.chain._BATCH", 2)
    assert lines(browser) == before
    assert len(before) > 4
