"""The page at which a reader leaves: what they are subscribed to, and one button that ends it.

Looking at it changes nothing, for programs open every link in a mail. A POST ends everything at once and asks no
question: the signed token in its address is the proof, so it needs no cookie, no log-in and no word in its body.
"""

from fastapi import APIRouter, Response

from notifier.audience.subscription import Interest
from notifier.bootstrap import Notifier
from notifier.ledger import leaving
from notifier.ledger import plans as stored_plans
from notifier.ledger.board import in_public_words
from notifier.ledger.board import reading as reading_of
from notifier.ledger.connect import Book
from notifier.web.pages import PRIVATE, Pages
from notifier.web.tongue import Spoken, Tongue
from notifier.web.words import kind_in_words


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The route of this page."""
    router = APIRouter()
    ledger, clock, links = notifier.ledger, notifier.clock, notifier.links

    def unknown(tongue: Tongue) -> Response:
        lines = (
            "The link may have been cut short on its way: try to copy it whole from the message.",
            "Or write to the sender of the message, and a person will end your subscription.",
        )
        return pages.sorry(404, "This link leads to no subscription", *lines, tongue=tongue, headers=PRIVATE)

    @router.api_route("/subscriptions/{token}", methods=["GET", "HEAD"])
    def show(tongue: Spoken, token: str) -> Response:
        destination = links.leaver(token)
        if destination is None:
            return unknown(tongue)
        with reading_of(ledger) as book:
            found = leaving.leaver(book, destination)
            wanted = [_in_words(book, one) for one in found.interests] if found else []
        return (
            pages.page("leave.html", tongue, 200, PRIVATE, wanted=wanted, contact=found.contact)
            if found
            else unknown(tongue)
        )

    @router.post("/subscriptions/{token}")
    def end(tongue: Spoken, token: str) -> Response:
        # A mail program's one-click POST (RFC 8058) says `List-Unsubscribe=One-Click`, our own button says nothing:
        # both mean the same, so the body is not even read.
        destination = links.leaver(token)
        if destination is None:
            return unknown(tongue)
        with in_public_words(), ledger.writing() as book:
            leaving.leave(book, destination, clock())
            found = leaving.leaver(book, destination)
        return pages.page("left.html", tongue, 200, PRIVATE, contact=found.contact) if found else unknown(tongue)

    return router


def _in_words(book: Book, interest: Interest) -> str:
    """What is subscribed to, for the one who subscribed; ids stand where the plan is no longer known."""
    said = []
    if interest.commitment:
        said.append(f"commitment {interest.commitment}")
    if interest.agency:
        said.append(f"agency {interest.agency}")
    if interest.theme:
        said.append(f"theme “{interest.theme}”")
    if interest.plan:
        plan = stored_plans.find(book, interest.plan)
        said.append(f"plan “{plan.head.title if plan else interest.plan}”")
    if interest.kind:
        said.append(f"only “{kind_in_words(interest.kind)}”")
    return ", ".join(said) or "all notices"
