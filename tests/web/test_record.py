"""The public record: newest first, page by page, with reasons, and nobody's address."""

import re
from datetime import date
from typing import Any

from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind
from notifier.answering import answer, snooze
from notifier.web.words import kind_in_words
from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of


def _days(browser: Browser, address: str) -> list[str]:
    return re.findall(r'class="when"><time datetime="([\d-]+)"', browser.get(address).source)


def test_the_record_is_read_newest_first_and_says_why(kyrgyz: Browser) -> None:
    page = kyrgyz.get("/notices")
    days = _days(kyrgyz, "/notices")
    assert days == sorted(days, reverse=True)
    assert "Overdue: KG0003 Open data in health Late by 15 days: it was due on August 31, 2020." in page.text
    assert "Ministry of Health Rule overdue , plans/kyrgyz-2018-2020.yaml:68 , revision" in page.text


def test_its_pages_hold_every_notice_once(kyrgyz: Browser) -> None:
    address: str | None = "/notices"
    seen: list[str] = []
    pages = 0
    while address:
        page = kyrgyz.get(address)
        seen += re.findall(r"<li class.*?</li>", page.source, re.DOTALL)
        address = next((link for link in page.links if link.startswith("/notices?") and "before=" in link), None)
        pages += 1
    assert pages > 2
    assert len(seen) == len(set(seen))
    assert "The plan was read for the first time" in seen[-1]


def test_it_is_filtered_by_plan_and_by_kind_and_keeps_the_filter_from_page_to_page(kyrgyz: Browser) -> None:
    page = kyrgyz.get("/notices?plan=kg-2018-2020&kind=milestone.due_soon")
    assert "Due in" in page.text
    assert "Late by" not in page.text
    older = next(link for link in page.links if link.startswith("/notices?") and "before=" in link)
    assert "plan=kg-2018-2020" in older
    assert "kind=milestone.due_soon" in older
    assert "Nothing else has been said." in kyrgyz.get("/notices?plan=atlantis").text
    everything = kyrgyz.get("/notices?plan=&kind=")
    assert _days(kyrgyz, "/notices?plan=&kind=") == _days(kyrgyz, "/notices")
    assert everything.status == 200


def test_what_lapsed_before_it_could_be_said_is_marked_as_not_sent(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-02-13"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-02-12")
    text = browser_of(stage).get("/notices").text
    lapsed = text.index("Not sent: its time had passed before it could be said.")
    assert text.index("Due in 1 day,") < lapsed < text.index("Due in 30 days")


def _answers(stage: Stage, says: Says, **more: Any) -> None:
    answer(stage.ledger, stage.rulebook, "kg", "C1/1", says, stage.clock(), **more)


def test_what_was_kept_back_says_why_and_from_whom(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-03-31"))
    stage.goes_to("2025-01-01")
    _answers(stage, Says.NEW_DATE, until=date(2025, 4, 30), reason="The tender <b>failed</b>: ask a@b.example.org.")
    stage.goes_to("2025-04-01")
    page = browser_of(stage).get("/notices?kind=milestone.overdue")
    assert "Sent only to the public: its agency answered on 2025-01-01 that it needs until 2025-04-30." in page.text
    assert "is-lapsed" not in page.source
    said = browser_of(stage).get("/notices?kind=milestone.answered")
    assert "Its agency answered that it needs until April 30, 2025." in said.text
    assert "The tender &lt;b&gt;failed&lt;/b&gt;: ask [address withheld]." in said.source


def test_what_was_kept_back_from_all_is_said_to_have_gone_to_nobody(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-03-31"))
    stage.goes_to("2025-01-01")
    snooze(stage.ledger, stage.rulebook, "kg", "C1/1", date(2025, 12, 1), "<i>strike</i>", stage.clock())
    stage.goes_to("2025-04-01")
    for address in ("/notices?kind=milestone.overdue", "/plans/kg/C1"):
        page = browser_of(stage).get(address)
        assert "Sent to nobody: snoozed until 2025-12-01: &lt;i&gt;strike&lt;/i&gt;." in page.source
        assert '<li class="is-lapsed">' in page.source


def test_evidence_is_a_link_that_names_its_host(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-03-31"))
    stage.goes_to("2025-01-01")
    _answers(stage, Says.DELIVERED, evidence="https://moh.example.org/proof?a=1&b='2'")
    stage.goes_to("2025-01-02")
    page = browser_of(stage).get("/plans/kg/C1")
    assert "https://moh.example.org/proof?a=1&b=%272%27" in page.links
    assert "Its agency answered that it is delivered. evidence (moh.example.org)" in page.text


def test_every_kind_can_be_chosen_by_its_name(stage: Stage) -> None:
    page = browser_of(stage).get("/notices")
    for kind in Kind:
        assert f'<option value="{kind}">{kind_in_words(kind)}</option>' in page.source


def test_an_empty_record_says_so(stage: Stage) -> None:
    assert "Nothing has been said yet." in browser_of(stage).get("/notices").text


def test_a_page_that_ended_at_a_notice_unknown_starts_anew(kyrgyz: Browser) -> None:
    assert _days(kyrgyz, "/notices?before=ntc_nonsense") == _days(kyrgyz, "/notices")
