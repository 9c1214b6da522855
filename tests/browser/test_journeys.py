"""Whole journeys in a real browser: a watchdog's, from subscribing to leaving; a clerk's, from a mail to an answer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from notifier.audience.wording import wording
from tests.browser.conftest import WIDTHS, Open
from tests.browser.looks import amiss, sticks_out
from tests.browser.running import Mail, Service

CLERK, WATCHDOG = "clerk@moh.example.org", "watchdog@civil.example.org"
PLAN = """
plan: {id: kg, title: Ачык өкмөт планы, country: ZZ, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek,
       rules: {ogp_process: off}, days_off: {weekend: []}}
agencies: [{id: moh, name: Ministry of Health, emails: [clerk@moh.example.org], language: %s}]
commitments:
  - id: C1
    title: Open data in health
    lead: moh
    milestones:
      - {id: "1", title: Publish the register, due: 2025-06-30}
      - {id: "2", title: Publish the prices, due: 2026-06-30}
"""
Press = Callable[[str], None]


@pytest.fixture(params=[(language, width) for language in ("en", "ky") for width in WIDTHS], ids="-".join)
def reader(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A language, and the width of a screen."""
    language, width = request.param
    return language, width


def judged(page: Page, language: str) -> Page:
    """A page that everybody can read, in the language that was asked for."""
    assert amiss(page) == []
    assert not sticks_out(page)
    assert page.locator("html").get_attribute("lang") == language
    return page


def newest(serving: Service, address: str) -> Mail:
    return serving.mailbox.to(address)[-1]


def test_a_watchdog_subscribes_confirms_is_told_and_leaves(
    serving: Service, opens: Open, reader: tuple[str, str]
) -> None:
    language, width = reader
    say = wording(language).gettext
    serving.write(PLAN % language)
    serving.goes_to("2025-06-20")

    page = judged(opens(f"{serving.base_url}/subscribe", width, language), language)
    page.get_by_label(say("E-mail address")).fill(WATCHDOG)
    page.get_by_label(say("Plan"), exact=True).select_option("kg")
    page.get_by_role("button", name=say("See what you would get")).click()
    judged(page, language)
    [once, often] = (f"This would have sent you %(n)s {word} in the last 90 days." for word in ("message", "messages"))
    assert wording(language).ngettext(once, often, 1) in page.locator("main").inner_text()
    page.get_by_role("button", name=say("Subscribe"), exact=True).click()
    judged(page, language)
    serving.works()

    [asked] = serving.mailbox.to(WATCHDOG)
    [link] = asked.links("subscriptions/confirm")
    page = judged(opens(link, width, language), language)
    serving.goes_to("2025-06-21")
    assert serving.mailbox.to(WATCHDOG)[1:] == [], "looking at the page has confirmed nothing"
    page.get_by_role("button", name=say("Yes, I want these notices")).click()
    judged(page, language)

    serving.goes_to("2025-07-01")
    told = newest(serving, WATCHDOG)
    assert "Publish the register" in told.text
    assert wording(language).ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", 1) in told.text
    # The button in a mail program posts to the same address: `List-Unsubscribe`.
    [manage] = dict.fromkeys(told.links("subscriptions"))
    page = judged(opens(manage, width, language), language)
    page.get_by_role("button", name=say("End my subscription")).click()
    judged(page, language)
    count = len(serving.mailbox.to(WATCHDOG))
    for day in ("2025-07-08", "2025-07-15"):
        serving.goes_to(day)
    assert len(serving.mailbox.to(WATCHDOG)) == count


def test_a_clerk_answers_by_the_link_in_a_mail_and_is_reminded_no_more(
    serving: Service, opens: Open, reader: tuple[str, str]
) -> None:
    language, width = reader
    say = wording(language).gettext
    serving.write(PLAN % language)
    serving.goes_to("2025-06-01")
    serving.follows(WATCHDOG, language)
    serving.goes_to("2025-07-01")

    mail = newest(serving, CLERK)
    link = next(
        line.partition(": ")[2] for line in mail.text.splitlines() if line.startswith(f"- {say('It is done')}: ")
    )
    assert link in mail.html
    page = judged(opens(link, width, language), language)
    page.get_by_label(say("Web address of the evidence")).fill("no address")
    page.get_by_role("button", name=say("Publish this answer")).click()
    judged(page, language)
    assert page.get_by_label(say("Web address of the evidence")).get_attribute("aria-invalid") == "true"
    page.get_by_label(say("Web address of the evidence")).fill("https://example.org/register")
    page.get_by_role("button", name=say("Publish this answer")).click()
    judged(page, language)

    # The board shows the agency's word beside the plan's, which stays what it is.
    page.get_by_role("link", name=say("See it on the board")).click()
    page.get_by_role("link", name="Publish the register").first.click()
    judged(page, language)
    words = page.locator("main").inner_text()
    assert say("What its agency says") in words
    assert page.locator("a[href='https://example.org/register']").count() > 0
    assert say("overdue") in words.lower()
    for place in ("/plans/kg", "/agencies/kg/moh"):
        page = judged(opens(serving.base_url + place, width, language), language)
        assert page.locator(".claim").count() == 1
        assert say("overdue") in page.locator("main").inner_text().lower()

    serving.goes_to("2025-07-01", "10:05")
    told = newest(serving, WATCHDOG)
    assert "https://example.org/register" in told.text
    assert "Publish the register" in told.text

    count = len(serving.mailbox.to(CLERK))
    for day in ("2025-07-02", "2025-07-08", "2025-07-15", "2025-07-29"):
        serving.goes_to(day)
    pressed = [one for one in serving.mailbox.to(CLERK)[count:] if "Publish the register" in one.text]
    assert pressed == []


def test_a_reader_changes_and_pauses_and_gets_one_message_afterwards(serving: Service, opens: Open) -> None:
    serving.write(PLAN % "en")
    serving.goes_to("2025-06-20")
    page = opens(f"{serving.base_url}/subscribe?plan=kg")
    page.get_by_label("E-mail address").fill(WATCHDOG)
    page.get_by_role("button", name="See what you would get").click()
    page.get_by_role("button", name="Subscribe", exact=True).click()
    serving.works()
    page = opens(newest(serving, WATCHDOG).links("subscriptions/confirm")[0])
    page.get_by_role("button", name="Yes, I want these notices").click()
    serving.goes_to("2025-06-23")  # seven days before
    page = judged(opens(newest(serving, WATCHDOG).links("subscriptions")[-1]), "en")
    page.get_by_label("How often?").select_option("daily")
    page.get_by_label("At which hour").fill("08:00")
    page.get_by_label("Time zone of that hour").select_option("Asia/Bishkek")
    page.get_by_role("button", name="Save").click()
    judged(page, "en")
    assert "Changed." in page.get_by_role("status").inner_text()
    assert page.get_by_label("How often?").input_value() == "daily"
    page.get_by_label("Nothing until").fill("2025-07-10")
    page.get_by_label("Your time zone").select_option("Asia/Bishkek")
    page.get_by_role("button", name="Pause", exact=True).click()
    judged(page, "en")
    assert "Paused until" in page.locator("main").inner_text()
    count = len(serving.mailbox.to(WATCHDOG))
    for day in ("2025-06-29", "2025-06-30", "2025-07-01", "2025-07-08"):
        serving.goes_to(day)
    assert len(serving.mailbox.to(WATCHDOG)) == count
    serving.goes_to("2025-07-10")
    [after] = serving.mailbox.to(WATCHDOG)[count:]
    assert "Publish the register" in after.text
