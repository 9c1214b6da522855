"""The pages at which somebody subscribes: a form, a preview before anything is written, and one answer for everybody.

What is answered to one address is answered to all: nobody learns here who is subscribed. A webhook has no inbox that
could be asked, so that whoever controls it has it say a code.
"""

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Form, Request, Response
from markupsafe import Markup, escape

from notifier import subscribing
from notifier.agenda.moment import Kind
from notifier.audience.interests import how_often, in_words, kind_asked
from notifier.audience.language import LANGUAGES
from notifier.audience.links import Links
from notifier.audience.subscription import Lane, Subscription
from notifier.audience.wording import Wording
from notifier.bootstrap import Notifier
from notifier.errors import AddressError, WishError
from notifier.ledger import wishes
from notifier.ledger.board import in_public_words
from notifier.ledger.board import reading as reading_of
from notifier.ledger.choices import Choice, choices
from notifier.transports.http import CODE_HEADER
from notifier.transports.webhook.handshake import Consent, origin_of
from notifier.web.pages import PRIVATE, Pages
from notifier.web.rates import limited
from notifier.web.tongue import Spoken, Tongue

FIELDS = ("email", "webhook", "plan", "agency", "commitment", "theme", "kind", "cadence", "at", "timezone", "language")
_LISTED = {"agency": "agencies", "commitment": "commitments"}
Given = Mapping[str, str]
Typed = Annotated[str, Form()]


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The routes of these pages."""
    router = APIRouter()
    ledger, clock, links = notifier.ledger, notifier.clock, notifier.links

    def form(tongue: Tongue, given: Given, errors: Given) -> Response:
        with reading_of(ledger) as book:
            known = choices(book)
        shown = {**_defaults(given, known, tongue), **_whole(given, known)}
        return pages.page(
            "subscribe.html", tongue, 422 if errors else 200, PRIVATE, given=kept(shown), errors=kept(errors),
            lists=lists_of(known, tongue.say),
        )  # fmt: skip

    def preview(tongue: Tongue, given: Given, wish: Subscription, pledge: str, error: str = "") -> Response:
        with in_public_words():
            lately = subscribing.preview(ledger, wish, clock())
        with reading_of(ledger) as book:
            names = wishes.names_of(book, wish.interest)
        return pages.page(
            "preview.html", tongue, 422 if error else 200, PRIVATE, given=kept(given), lately=lately, error=error,
            wanted=in_words(wish.interest, names, tongue.say), webhook=wish.destination.lane is Lane.WEBHOOK,
            often=how_often(wish.cadence, wish.digest_at, wish.timezone, tongue.say), pledge=pledge,
            code=Links.code_of(pledge), header=CODE_HEADER, origin=origin_of(notifier.settings.base_url),
        )  # fmt: skip

    def take_webhook(tongue: Tongue, given: Given, wish: Subscription, pledge: str) -> Response:
        today, address = clock().date(), wish.destination.address
        asked_on = links.pledged(pledge, address)
        if asked_on is None or not asked_on <= today <= asked_on + subscribing.LINK_LASTS:
            return preview(tongue, given, wish, links.pledge(address, today), _says_no_code(tongue.say))
        try:
            agreed = notifier.consent_of(address, Links.code_of(pledge)) is Consent.AGREED
        except AddressError:
            agreed = False
        if not agreed:
            return preview(tongue, given, wish, pledge, _says_no_code(tongue.say))
        with in_public_words():
            taken = subscribing.take_webhook(ledger, wish, clock())
        manage = links.leave(taken.kept.destination)
        return pages.page("webhook.html", tongue, 200, PRIVATE, secret=taken.secret, manage=manage)

    @router.api_route("/subscribe", methods=["GET", "HEAD"])
    def show(tongue: Spoken, request: Request) -> Response:
        asked = request.query_params
        prefilled = {name: asked[name] for name in FIELDS[2:] if asked.get(name)}
        return form(tongue, prefilled, {})

    @router.post("/subscribe", dependencies=[Depends(limited("subscribe"))])
    def take(
        tongue: Spoken,
        step: Typed = "",
        pledge: Typed = "",
        email: Typed = "",
        webhook: Typed = "",
        plan: Typed = "",
        agency: Typed = "",
        commitment: Typed = "",
        theme: Typed = "",
        kind: Typed = "",
        cadence: Typed = "",
        at: Typed = "",
        timezone: Typed = "",
        language: Typed = "",
    ) -> Response:
        values = (email, webhook, plan, agency, commitment, theme, kind, cadence, at, timezone, language)
        given = dict(zip(FIELDS, values, strict=True))
        if step == "edit":
            return form(tongue, given, {})
        try:
            with in_public_words():
                wish = subscribing.read(ledger, notifier.transports, {"language": tongue.code, **given}, tongue.say)
        except WishError as trouble:
            return form(tongue, given, trouble.problems)
        by_webhook = wish.destination.lane is Lane.WEBHOOK
        if step != "ask":
            now = clock().date()
            return preview(tongue, given, wish, links.pledge(wish.destination.address, now) if by_webhook else "")
        if by_webhook:
            return take_webhook(tongue, given, wish, pledge)
        with in_public_words():
            subscribing.ask(ledger, wish, clock())
        return pages.page("asked.html", tongue, 200, PRIVATE)

    @router.api_route("/subscriptions/confirm/{token}", methods=["GET", "HEAD"])
    def ask_once_more(tongue: Spoken, token: str) -> Response:
        link = links.confirmer(token)
        with reading_of(ledger) as book:
            found = subscribing.asked(book, *link, clock()) if link else None
            names = wishes.names_of(book, found.wish.interest) if found else None
        if found is None or names is None:
            return expired(tongue)
        wish = found.wish
        return pages.page(
            "confirm.html", tongue, 200, PRIVATE, wanted=in_words(wish.interest, names, tongue.say),
            often=how_often(wish.cadence, wish.digest_at, wish.timezone, tongue.say),
        )  # fmt: skip

    @router.post("/subscriptions/confirm/{token}", dependencies=[Depends(limited("manage"))])
    def confirm(tongue: Spoken, token: str) -> Response:
        link = links.confirmer(token)
        with in_public_words():
            found = subscribing.confirm(ledger, *link, clock()) if link else None
        if found is None:
            return expired(tongue)
        return pages.page("confirmed.html", tongue, 200, PRIVATE, manage=links.leave(found.destination))

    def expired(tongue: Tongue) -> Response:
        say = tongue.say
        lines = (
            say.gettext("A link to confirm can be used for 7 days, and only while the subscription is still wanted."),
            say.gettext("You are welcome to subscribe again, and will be sent a new one."),
        )
        title = say.gettext("This link does not work any more")
        return pages.sorry(404, title, *lines, tongue=tongue, headers=PRIVATE)

    return router


class _Kept(dict[str, Markup]):
    """For templates: a field of which nothing is known is empty."""

    def __missing__(self, name: str) -> Markup:
        return Markup()


def kept(given: Given) -> Mapping[str, Markup]:
    """What somebody typed, to be shown to them again: their own address too, which pages else never show."""
    return _Kept({name: escape(value) for name, value in given.items()})


def lists_of(known: list[Choice], say: Wording) -> dict[str, list[tuple[str, str]]]:
    """What the lists of a form hold, as pairs of what is sent and what is read."""
    all_of_them = ("", say.gettext("all"))
    several = len(known) > 1

    def of(one: Choice, name: str) -> str:
        return f"{name} – {one.title}" if several else name

    return {
        "plan": [all_of_them, *((one.plan, one.title) for one in known)],
        "agency": [all_of_them, *((f"{one.plan}/{id}", of(one, name)) for one in known for id, name in one.agencies)],
        "commitment": [
            all_of_them,
            *((f"{one.plan}/{id}", of(one, f"{id} {name}")) for one in known for id, name in one.commitments),
        ],
        "theme": [all_of_them, *((name, name) for name in sorted({name for one in known for name in one.themes}))],
        "kind": [all_of_them, *((str(kind), kind_asked(kind, say)) for kind in Kind)],
        **manners(say),
    }


def manners(say: Wording) -> dict[str, list[tuple[str, str]]]:
    """The same, of how often, in which zone and in which language."""
    return {
        "cadence": [
            ("immediate", say.gettext("at once")),
            ("daily", say.gettext("once a day")),
            ("weekly", say.gettext("once a week, on Mondays")),
        ],
        "timezone": [("", "–"), *((zone, zone) for zone in sorted(available_timezones()))],
        "language": list(LANGUAGES.items()),
    }


def _defaults(given: Given, known: list[Choice], tongue: Tongue) -> dict[str, str]:
    """What a form says before anybody has typed: the zone of the plan, the language of the page."""
    within = [one for one in known if given.get("plan") in (None, "", one.plan)]
    filled = dict.fromkeys(FIELDS, "") | {"cadence": "immediate", "language": tongue.code}
    filled["timezone"] = within[0].timezone if within else ""
    return filled


def _whole(given: Given, known: list[Choice]) -> dict[str, str]:
    """Ids as the lists hold them: those that a link names alone are of the plan that it names too, or the first."""
    whole = dict(given)
    within = [one for one in known if given.get("plan") in (None, "", one.plan)]
    for field in ("agency", "commitment"):
        name = given.get(field, "")
        if name and "/" not in name:
            ids = ((one.plan, {id for id, _ in getattr(one, _LISTED[field])}) for one in within)
            whole[field] = next((f"{plan}/{name}" for plan, known_ids in ids if name in known_ids), name)
    return whole


def _says_no_code(say: Wording) -> str:
    return say.gettext(
        "Your receiver did not answer as it is asked to below. Have it do so, then press the button again."
    )
