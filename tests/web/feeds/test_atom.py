"""The public record as an Atom feed, read as feed readers do."""

from datetime import date
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest

from notifier.answering import snooze
from notifier.ledger.connect import Ledger
from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of
from tests.web.feeds.conftest import refused

MIME = "application/atom+xml; charset=utf-8"


def feed(browser: Browser, address: str = "/feeds/kg.atom") -> Any:
    """A feed; the reader must find no fault with it."""
    page = browser.get(address)
    assert page.status == 200, page.text
    assert page.headers["content-type"] == MIME
    read = feedparser.parse(page.source.encode(), response_headers={"content-type": MIME})
    assert read.bozo == 0, read.get("bozo_exception")
    return read


def titles(browser: Browser, asked: str = "") -> list[str]:
    return [entry.title for entry in feed(browser, f"/feeds/kg.atom{asked}").entries]


def test_an_entry_is_what_the_public_was_told(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-01")
    stage.goes_to("2025-07-01")
    read = feed(browser_of(stage))
    assert read.version == "atom10"
    assert read.feed.title == "Public record – A plan"
    assert read.feed.id.startswith("urn:uuid:")
    assert read.feed.updated == "2025-07-01T03:05:00+00:00"
    late = read.entries[0]
    assert late.title == "Overdue: C1/1 Step 1"
    assert late.summary == "Late by 1 day: it was due on June 30, 2025."
    assert late.updated == late.published == "2025-07-01T03:05:00+00:00"
    assert late.link == "http://board.test/plans/kg/C1/1"
    assert [(tag.term, tag.label) for tag in late.tags] == [("milestone.overdue", "Overdue")]
    assert late.author == "Ministry of Health"
    assert late.id.startswith("urn:uuid:")
    assert browser_of(stage).get(late.link).status == 200
    assert {link.rel: link.href for link in read.feed.links} == {
        "self": "http://board.test/feeds/kg.atom",
        "first": "http://board.test/feeds/kg.atom",
        "alternate": "http://board.test/plans/kg",
    }


def test_what_went_to_agencies_alone_and_what_lapsed_is_in_no_feed(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-02-13"), milestone("2", due="2025-03-20"))
    stage.goes_to("2025-01-01")
    snooze(stage.ledger, stage.rulebook, "kg", "C1/2", date(2025, 12, 1), "a flood", stage.clock())
    stage.goes_to("2025-02-12")
    stage.goes_to("2025-03-25")
    record = browser_of(stage).get("/notices").text
    assert "Not sent: its time had passed before it could be said." in record
    assert "a flood" in record
    said = [one for one in titles(browser_of(stage)) if "C1/2" in one]
    assert said == []
    lapsed = stage.lapsed()
    assert lapsed
    assert len(feed(browser_of(stage)).entries) < len(stage.said()) + len(lapsed)


def test_a_head_start_keeps_from_the_feed_what_the_public_is_not_told_yet(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"), head_start=5)
    stage.goes_to("2025-05-01")
    stage.goes_to("2025-07-01")
    assert "2025-07-01 milestone.overdue C1/1" in stage.said()
    assert "Overdue: C1/1 Step 1" not in titles(browser_of(stage))
    stage.goes_to("2025-07-08")
    assert "Overdue: C1/1 Step 1" in titles(browser_of(stage))


def test_it_is_read_page_by_page_without_loss(kyrgyz: Browser) -> None:
    address: str | None = "/feeds/all.atom?kind="
    seen: list[str] = []
    pages: list[str] = []
    while address:
        read = feed(kyrgyz, address.removeprefix("http://board.test"))
        assert len(read.entries) <= 100
        seen += [entry.id for entry in read.entries]
        pages.append(read.feed.id)
        address = next((link.href for link in read.feed.links if link.rel == "next"), None)
    assert len(pages) > 1
    assert len(set(pages)) == 1
    assert len(seen) == len(set(seen)) > 100
    in_the_middle = feed(kyrgyz, "/feeds/all.atom").entries
    assert [one.updated for one in in_the_middle] == sorted((one.updated for one in in_the_middle), reverse=True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?kind=milestone.overdue", {"C1/1 Step 1", "C2/1 Pave"}),
        ("?agency=moj", {"C2/1 Pave"}),
        ("?theme=Roads", {"C2/1 Pave"}),
        ("?theme=Santé%20%22publique%22", {"C1/1 Step 1"}),
        ("?commitment=C2", {"C2/1 Pave"}),
        ("?state=overdue", {"C1/1 Step 1"}),
        ("?state=completed", {"C2/1 Pave"}),
        ("?q=pave", {"C2/1 Pave"}),
        ("?agency=moh&kind=milestone.completed", set()),
        ("", {"C1/1 Step 1", "C2/1 Pave", "A plan"}),
    ],
)
def test_it_holds_what_is_asked_for(tmp_path: Path, ledger: Ledger, asked: str, found: set[str]) -> None:
    stage = Stage(tmp_path, ledger)
    stage.write(TWO)
    stage.goes_to("2025-05-01")
    stage.goes_to("2025-07-02")
    stage.write(TWO.replace('due: "2025-07-01"', 'due: "2025-07-01", status: completed'))
    stage.goes_to("2025-07-03")
    assert {title.split(": ", 1)[1] for title in titles(browser_of(stage), asked)} == found


TWO = """
plan: {id: kg, title: A plan, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek,
       rules: {ogp_process: "off", commitment_completed: "off"}}
agencies: [{id: moh, name: Ministry of Health}, {id: moj, name: Ministry of Justice}]
commitments:
  - {id: C1, title: A promise, lead: moh, themes: ['Santé "publique"'],
     milestones: [{id: "1", title: Step 1, due: "2025-07-01"}]}
  - {id: C2, title: Another, lead: moj, themes: [Roads], milestones: [{id: "1", title: Pave, due: "2025-07-01"}]}
""".replace('title: Step 1, due: "2025-07-01"', 'title: Step 1, due: "2025-06-30"')


def test_an_entry_is_the_same_in_every_feed_and_language(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-01")
    stage.goes_to("2025-07-01")
    browser = browser_of(stage)
    of_plan, of_all = feed(browser), feed(browser, "/feeds/all.atom")
    assert [one.id for one in of_plan.entries] == [one.id for one in of_all.entries]
    assert of_plan.feed.id != of_all.feed.id
    in_words = {}
    for language in ("en", "fr", "ru", "ky"):
        read = feed(browser, f"/feeds/kg.atom?lang={language}")
        assert read.feed.language == language
        assert [one.id for one in read.entries] == [one.id for one in of_plan.entries]
        in_words[language] = read.entries[0].title, read.entries[0].summary
        assert read.entries[0].link == f"http://board.test/plans/kg/C1/1?lang={language}"
    assert len(set(in_words.values())) == 4


def test_nothing_new_is_the_same_bytes(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-12-31"))
    stage.goes_to("2025-05-01")
    before = browser_of(stage).get("/feeds/kg.atom").source
    stage.goes_to("2025-05-20")
    assert browser_of(stage).get("/feeds/kg.atom").source == before


def test_a_feed_of_nothing_is_a_feed(stage: Stage) -> None:
    assert feed(browser_of(stage), "/feeds/all.atom").entries == []
    stage.plan(milestone("1"))
    stage.goes_to("2025-05-01")
    assert feed(browser_of(stage), "/feeds/kg.atom?kind=milestone.overdue").feed.updated == "2025-05-01T00:00:00+00:00"
    assert "There is no such kind of notice" in refused(browser_of(stage).get("/feeds/kg.atom?kind=x"))


def test_what_a_hostile_plan_says_stays_text(hostile: Browser) -> None:
    page = hostile.get("/feeds/all.atom")
    read = feed(hostile, "/feeds/all.atom")
    assert any("]]><!-- {% raw %}" in entry.title_detail.value for entry in read.entries)
    assert {entry.title_detail.type for entry in read.entries} == {"text/plain"}
    assert {entry.summary_detail.type for entry in read.entries} == {"text/plain"}
    assert "<script" not in page.source
    assert "<svg" not in page.source
    assert "@" not in page.source
