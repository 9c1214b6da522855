"""What programs that follow feeds are told, read as they read it."""

from collections.abc import Mapping

from icalendar import Calendar, Event

from tests.web.browser import Browser, Page


def calendar(browser: Browser, address: str, headers: Mapping[str, str] | None = None) -> Calendar:
    """The calendar at an address; the library must find no fault with it."""
    page = browser.get(address, "text/calendar", headers=headers)
    assert page.status == 200, page.text
    made = Calendar.from_ical(page.source)
    assert isinstance(made, Calendar)
    assert [error for one in made.walk() for error in one.errors] == []
    return made


def events(browser: Browser, address: str = "/feeds/kg.ics") -> dict[str, Event]:
    """The events at an address, by title."""
    return {str(event["SUMMARY"]): event for event in calendar(browser, address).events}


def only(browser: Browser, address: str = "/feeds/kg.ics") -> Event:
    """The one event at an address."""
    [event] = calendar(browser, address).events
    return event


def refused(page: Page) -> str:
    """What somebody is told who asked for what is not there."""
    assert page.status == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    return page.text
