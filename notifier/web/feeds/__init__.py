"""What other programs and sites take from here: deadlines for calendars, the public record for readers, and badges.

All of it is for everybody, is made of what is public alone, and changes only when what it says has changed.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, Response
from icalendar import Event

from notifier.actionplan.model import lead_of
from notifier.audience.wording import Wording
from notifier.bootstrap import Notifier
from notifier.ledger import board as reads
from notifier.ledger.plans import StoredPlan
from notifier.preview.calendar import calendar_with
from notifier.web.board import today_of
from notifier.web.feeds.asked import (
    Asked,
    AskedFor,
    Known,
    Stranger,
    admits,
    identities,
    known,
    named_now,
    stranger_in,
)
from notifier.web.feeds.atom import Places, atom_of
from notifier.web.feeds.badge import badge
from notifier.web.feeds.deadlines import Events
from notifier.web.feeds.kept import fed_from
from notifier.web.guards import origin_of
from notifier.web.pages import Pages, language_headers
from notifier.web.state import counted, state_in_words, state_of
from notifier.web.tongue import ASKED_BY, Spoken, Tongue
from notifier.web.words import kind_in_words, title_in

A_PAGE = 100  # notices
LOOK_AGAIN = timedelta(hours=12)
_PRODUCT = "-//commitment-notifier//deadlines//EN"
_CALENDAR, _ATOM, _SVG = "text/calendar", "application/atom+xml", "image/svg+xml"
_BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)  # when a feed of no plan was last changed
READS = ["GET", "HEAD"]


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The routes of feeds and badges."""
    ledger, clock = notifier.ledger, notifier.clock
    router = APIRouter(route_class=fed_from(ledger, clock))
    origin = origin_of(notifier.settings.base_url)

    class Addresses:
        """Whole addresses of this board, in the language of whoever asks."""

        def __init__(self, tongue: Tongue):
            self._spoken = {ASKED_BY: tongue.code} if tongue.chosen else {}

        def __call__(self, *parts: str, **asked: object) -> str:
            return origin + pages.link(*parts, **asked, **self._spoken)

    @router.api_route("/feeds/all.ics", methods=READS)
    def calendar_of_all(tongue: Spoken, asked: AskedFor) -> Response:
        return calendar(tongue, asked, None)

    @router.api_route("/feeds/{plan}.ics", methods=READS)
    def calendar_of_plan(tongue: Spoken, asked: AskedFor, plan: str) -> Response:
        return calendar(tongue, asked, plan)

    @router.api_route("/feeds/all.atom", methods=READS)
    def feed_of_all(tongue: Spoken, asked: AskedFor) -> Response:
        return feed(tongue, asked, None)

    @router.api_route("/feeds/{plan}.atom", methods=READS)
    def feed_of_plan(tongue: Spoken, asked: AskedFor, plan: str) -> Response:
        return feed(tongue, asked, plan)

    @router.api_route("/badges/{plan}.svg", methods=READS)
    def badge_of_plan(tongue: Spoken, plan: str) -> Response:
        return picture(tongue, plan, None)

    @router.api_route("/badges/{plan}/{agency}.svg", methods=READS)
    def badge_of_agency(tongue: Spoken, plan: str, agency: str) -> Response:
        return picture(tongue, plan, agency)

    def calendar(tongue: Tongue, asked: Asked, plan: str | None) -> Response:
        say, address = tongue.say, Addresses(tongue)
        with reads.reading(ledger) as book:
            there = known(book, plan)
            if there is None:
                return _no_such_plan(pages, tongue)
            if stranger := stranger_in(book, asked, there, say):
                return _sorry(pages, tongue, stranger)
            named = named_now(book, asked.commitment, there) if asked.commitment else {}
            events: list[Event] = []
            for one in there.plans:
                today, head = today_of(one.head, clock()), one.head
                make = Events(today, say, _agencies(there, one), address)
                for case in reads.all_milestones(book, one):
                    if admits(asked, case, named.get(head.id), today):
                        events += make.of(case)
        source = address("feeds", f"{plan or 'all'}.ics", **asked.address())
        name = _titled(say.gettext("Deadlines"), asked, there, plan, say)
        return _answer(calendar_with(events, name, source, _PRODUCT, LOOK_AGAIN, source), _CALENDAR, tongue)

    def feed(tongue: Tongue, asked: Asked, plan: str | None) -> Response:
        say, address = tongue.say, Addresses(tongue)
        with reads.reading(ledger) as book:
            there = known(book, plan)
            if there is None:
                return _no_such_plan(pages, tongue)
            if stranger := stranger_in(book, asked, there, say):
                return _sorry(pages, tongue, stranger)
            days = {one.head.id: today_of(one.head, clock()) for one in there.plans}
            said = reads.said(
                book, plan=plan, kind=asked.kind, agency=asked.wanted.agency, theme=asked.wanted.theme,
                words=asked.wanted.q, among=identities(book, asked, there, days), public=True, before=asked.before,
                limit=A_PAGE + 1,
            )  # fmt: skip
        shown = [one.notice for one in said[:A_PAGE]]
        older = shown[-1].id if len(said) > A_PAGE else None
        here = f"{plan or 'all'}.atom"
        places = Places(
            own=address("feeds", here, **asked.address(), before=asked.before),
            first=address("feeds", here, **asked.address()),
            next=address("feeds", here, **asked.address(), before=older) if older else None,
            page=address("plans", plan) if plan else address("notices"),
        )
        name = _titled(say.gettext("Public record"), asked, there, plan, say)
        return _answer(atom_of(shown, name, places, _begun_at(there), say, address), _ATOM, tongue)

    def picture(tongue: Tongue, plan: str, agency: str | None) -> Response:
        with reads.reading(ledger) as book:
            there = known(book, plan)
        if there is None:
            return _no_such_plan(pages, tongue)
        if agency is not None and (plan, agency) not in there.agencies:
            say = tongue.say
            title = say.gettext("There is no such agency in this plan")
            return pages.sorry(404, title, say.gettext("The plan’s page lists them."), tongue=tongue)
        head = there.plans[0].head
        today = today_of(head, clock())
        counts = counted(
            state_of(one, today)
            for commitment in there.commitments[plan]
            for one in commitment.milestones
            if agency in (None, lead_of(commitment, one))
        )
        name = there.agencies[plan, agency] if agency else title_in(head, tongue.code)
        drawn = badge(name, counts, tongue.say, named=agency is not None)
        return _answer(pages.text("badge.svg", tongue, badge=drawn).encode(), _SVG, tongue)

    return router


def _answer(content: bytes, media_type: str, tongue: Tongue) -> Response:
    return Response(content, headers=language_headers(tongue), media_type=f"{media_type}; charset=utf-8")


def _agencies(there: Known, plan: StoredPlan) -> Mapping[str, str]:
    return {agency: name for (of, agency), name in there.agencies.items() if of == plan.head.id}


def _begun_at(there: Known) -> datetime:
    days = [datetime.combine(one.first_seen_on, time(), UTC) for one in there.plans]
    return max(days, default=_BEFORE_ALL)


def _titled(what: str, asked: Asked, there: Known, plan: str | None, say: Wording) -> str:
    """What a feed is called in a list of many: what it is, of which plan, and of what alone."""
    wanted = asked.wanted
    agency = next((name for (_, one), name in there.agencies.items() if one == wanted.agency), None)
    parts = [
        title_in(there.plans[0].head, say.language) if plan else say.gettext("all plans"),
        agency, asked.commitment, wanted.theme, wanted.state and state_in_words(wanted.state, say),
        asked.kind and kind_in_words(asked.kind, say), wanted.q and f"“{wanted.q}”",
    ]  # fmt: skip
    return f"{what} – " + " – ".join(part for part in parts if part)


def _sorry(pages: Pages, tongue: Tongue, stranger: Stranger) -> Response:
    return pages.sorry(404, stranger.title, stranger.line, tongue=tongue)


def _no_such_plan(pages: Pages, tongue: Tongue) -> Response:
    say = tongue.say
    line = say.gettext("It may have another id now, or not be in service yet.")
    return pages.sorry(404, say.gettext("There is no such plan here"), line, tongue=tongue)
