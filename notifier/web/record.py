"""The public record: every notice that was ever said, with its reason; none is ever taken back."""

from fastapi import APIRouter, Response

from notifier.bootstrap import Notifier
from notifier.ledger import board as reads
from notifier.ledger import plans as stored_plans
from notifier.web.pages import Pages
from notifier.web.shelf import Shelf, kept_on
from notifier.web.tongue import Spoken

A_PAGE = 50  # notices
READS = ["GET", "HEAD"]


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The routes of the record."""
    ledger = notifier.ledger
    router = APIRouter(route_class=kept_on(Shelf(ledger, notifier.clock)))

    @router.api_route("/notices", methods=READS)
    def show_record(
        tongue: Spoken, plan: str | None = None, kind: str | None = None, before: str | None = None
    ) -> Response:
        # An empty choice in the form asks for everything.
        plan, kind = plan or None, kind or None
        with reads.reading(ledger) as book:
            serving = stored_plans.stored(book)
            said = reads.said(book, plan=plan, kind=kind, before=before, limit=A_PAGE + 1)
        older = said[A_PAGE - 1].notice.id if len(said) > A_PAGE else None
        return pages.page(
            "notices.html", tongue, plans=[one.head for one in serving], plan=plan, kind=kind, before=before,
            said=said[:A_PAGE], older=older,
        )  # fmt: skip

    return router
