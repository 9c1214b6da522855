"""The page of one destination: what is subscribed to, how often, and the ways to change, pause or end it.

Its address is the proof, a signed token, so it needs no cookie and no log-in. Looking at it changes nothing, for
programs open every link in a mail. A POST to the very address ends everything at once and asks no question.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from notifier import subscribing
from notifier.audience.interests import in_words
from notifier.audience.wording import Wording
from notifier.bootstrap import Notifier
from notifier.errors import WishError
from notifier.ledger.board import in_public_words
from notifier.ledger.board import reading as reading_of
from notifier.ledger.wishes import Kept
from notifier.web.pages import PRIVATE, Pages
from notifier.web.rates import limited
from notifier.web.subscribe import kept, manners
from notifier.web.tongue import ASKED_BY, Spoken, Tongue

Typed = Annotated[str, Form()]


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The routes of this page."""
    router = APIRouter()
    ledger, clock, links = notifier.ledger, notifier.clock, notifier.links
    managing = [Depends(limited("manage"))]

    def chosen(tongue: Tongue) -> dict[str, str]:
        return {ASKED_BY: tongue.code} if tongue.chosen else {}

    def unknown(tongue: Tongue) -> Response:
        say = tongue.say
        lines = (
            say.gettext("The link may have been cut short on its way: try to copy it whole from the message."),
            say.gettext("Or write to the sender of the message, and a person will end your subscription."),
        )
        title = say.gettext("This link leads to no subscription")
        return pages.sorry(404, title, *lines, tongue=tongue, headers=PRIVATE)

    def shown(tongue: Tongue, token: str, done: str = "", errors: dict[str, str] | None = None) -> Response:
        """The page; `done` says what was; `errors` what is amiss, by field."""
        destination = links.leaver(token)
        if destination is None:
            return unknown(tongue)
        with reading_of(ledger) as book:
            found = subscribing.standing(book, destination, clock())
        if found is None:
            return unknown(tongue)
        say = tongue.say
        wanted = [
            (_number(one), one.wish, in_words(one.wish.interest, names, say)) for one, names in found.subscriptions
        ]
        zone = next((wish.timezone for _, wish, _ in wanted if wish.timezone), None)
        return pages.page(
            "manage.html", tongue, 422 if errors else 200, PRIVATE, wanted=wanted, found=found, lists=manners(say),
            # Below its own address, which is the proof.
            below=lambda what: pages.link("subscriptions", token, what, **chosen(tongue)),
            leave=pages.link("subscriptions", token, **chosen(tongue)), zone=zone or "", done=done,
            errors=kept(errors or {}),
        )  # fmt: skip

    def act(tongue: Tongue, token: str, form: str, what: Callable[[str], object], done: str) -> Response:
        destination = links.leaver(token)
        if destination is None:
            return unknown(tongue)
        try:
            with in_public_words():
                what(destination)
        except WishError as trouble:
            # There is one form for each subscription: its fields are called by its number, too.
            of_form = "" if form == "pause" else f"-{form}"
            return shown(tongue, token, errors={f"{name}{of_form}": error for name, error in trouble.problems.items()})
        # Off to the page itself, so that going back, loading it again or another language does nothing twice.
        return RedirectResponse(pages.link("subscriptions", token, **chosen(tongue), done=done), 303, PRIVATE)

    def named(destination: str, number: str) -> str:
        """The id of a subscription, by the number that it has on the page: ids are on no page."""
        with reading_of(ledger) as book:
            found = subscribing.standing(book, destination, clock())
        every = found.subscriptions if found else ()
        return next((one.wish.id for one, _ in every if _number(one) == number), "")

    @router.api_route("/subscriptions/{token}", methods=["GET", "HEAD"])
    def show(tongue: Spoken, token: str, done: str = "") -> Response:
        return shown(tongue, token, _done(tongue.say).get(done, ""))

    @router.get("/subscriptions/{token}/{form}")
    def show_again(tongue: Spoken, token: str, form: str) -> Response:
        if links.leaver(token) is None or form not in ("change", "end", "pause", "resume"):
            return unknown(tongue)
        return RedirectResponse(pages.link("subscriptions", token, **chosen(tongue)), 303, PRIVATE)

    @router.post("/subscriptions/{token}")
    def leave(tongue: Spoken, token: str) -> Response:
        # A mail program's one-click POST (RFC 8058) says `List-Unsubscribe=One-Click`, our own button says nothing:
        # both mean the same, so the body is not even read.
        destination = links.leaver(token)
        if destination is None:
            return unknown(tongue)
        with in_public_words():
            subscribing.leave(ledger, destination, clock())
        with reading_of(ledger) as book:
            found = subscribing.standing(book, destination, clock())
        return pages.page("left.html", tongue, 200, PRIVATE, contact=found.contact) if found else unknown(tongue)

    @router.post("/subscriptions/{token}/change", dependencies=managing)
    def change(
        tongue: Spoken,
        token: str,
        which: Typed = "",
        cadence: Typed = "",
        at: Typed = "",
        timezone: Typed = "",
        language: Typed = "",
    ) -> Response:
        typed = {"cadence": cadence, "at": at, "timezone": timezone, "language": language}

        def changing(place: str) -> None:
            subscribing.change(ledger, place, named(place, which), typed, tongue.say, clock())

        return act(tongue, token, which, changing, "changed")

    @router.post("/subscriptions/{token}/end", dependencies=managing)
    def end(tongue: Spoken, token: str, which: Typed = "") -> Response:
        def ending(place: str) -> None:
            subscribing.end(ledger, place, named(place, which), clock())

        return act(tongue, token, which, ending, "ended")

    @router.post("/subscriptions/{token}/pause", dependencies=managing)
    def pause(tongue: Spoken, token: str, until: Typed = "", timezone: Typed = "") -> Response:
        def pausing(place: str) -> None:
            subscribing.pause(ledger, place, until.strip(), timezone.strip(), tongue.say, clock())

        return act(tongue, token, "pause", pausing, "paused")

    @router.post("/subscriptions/{token}/resume", dependencies=managing)
    def resume(tongue: Spoken, token: str) -> Response:
        return act(tongue, token, "pause", lambda place: subscribing.resume(ledger, place, clock()), "resumed")

    return router


def _done(say: Wording) -> dict[str, str]:
    """What a form has done."""
    return {
        "changed": say.gettext("Changed."),
        "ended": say.gettext("This subscription has ended."),
        "paused": say.gettext("Paused. What still matters by then will come as one message."),
        "resumed": say.gettext("The pause has ended. What has waited is on its way."),
    }


def _number(one: Kept) -> str:
    """What a subscription is called on its page, and stays called when another ends."""
    return one.wish.id.rpartition("_")[2][:12]
