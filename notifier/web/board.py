"""The pages that people read: the board, a plan, a commitment, and the public record of what was said.

Every page is a GET that changes nothing, and every filter stands in its address.
"""

from datetime import date, datetime

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from notifier.actionplan.model import PlanHead
from notifier.bootstrap import Notifier
from notifier.clock import local_day
from notifier.ledger import board as reads
from notifier.ledger import names
from notifier.ledger import plans as stored_plans
from notifier.ledger.connect import Book
from notifier.ledger.plans import StoredPlan
from notifier.web.pages import SECURITY, Pages
from notifier.web.shelf import Shelf, kept_on
from notifier.web.state import State, state_named
from notifier.web.timeline import timeline
from notifier.web.tongue import Spoken, Tongue
from notifier.web.views import agency_counts, milestone_view, plan_view, sum_of

# Commitments that the board shows of all plans together; what is left out is one link away.
MOST_ON_BOARD = 250
A_PAGE = 50  # notices of the record
MOST_OF_ONE = 500  # notices on the page of one commitment
READS = ["GET", "HEAD"]


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The routes of these pages."""
    ledger, clock = notifier.ledger, notifier.clock
    router = APIRouter(route_class=kept_on(Shelf(ledger, clock)))

    @router.api_route("/", methods=READS)
    def show_board(tongue: Spoken, state: str | None = None) -> Response:
        wanted = state_named(state) if state else None
        if state and wanted is None:
            return _no_such_state(pages, tongue)
        with reads.reading(ledger) as book:
            serving = stored_plans.stored(book)
            ids = [plan.head.id for plan in serving]
            promised, agencies = reads.commitments_of(book, ids), reads.agency_names(book, ids)
            problems = stored_plans.file_problems(book)
        now, left, shown = clock(), MOST_ON_BOARD, []
        for head in (plan.head for plan in serving):
            shown.append(plan_view(head, promised[head.id], agencies, today_of(head, now), wanted, most=left))
            left -= len({row.commitment for row in shown[-1].rows})
        return pages.page("board.html", tongue, plans=shown, counts=sum_of(shown), wanted=wanted, problems=problems)

    @router.api_route("/plans/{plan}", methods=READS)
    def show_plan(tongue: Spoken, plan: str, state: str | None = None) -> Response:
        wanted = state_named(state) if state else None
        if state and wanted is None:
            return _no_such_state(pages, tongue)
        with reads.reading(ledger) as book:
            found = stored_plans.find(book, plan)
            if found is None:
                return _no_such_plan(pages, tongue)
            cases, agencies = reads.with_history(book, found), reads.agency_names(book, [plan])
        today = today_of(found.head, clock())
        commitments = [case.commitment for case in cases]
        return pages.page(
            "plan.html",
            tongue,
            plan=plan_view(found.head, commitments, agencies, today, wanted),
            stored=found,
            wanted=wanted,
            agencies=agency_counts(plan, commitments, agencies, today),
            drawing=timeline(found.head, [one for case in cases for one in case.milestones], today),
        )

    @router.api_route("/plans/{plan}/{commitment}", methods=READS)
    def show_commitment(tongue: Spoken, plan: str, commitment: str) -> Response:
        with reads.reading(ledger) as book:
            found = stored_plans.find(book, plan)
            if found is None:
                return _no_such_plan(pages, tongue)
            case = reads.one_with_history(book, found, commitment)
            if case is None and (now := names.commitment_now(book, plan, commitment)):
                return RedirectResponse(pages.link("plans", plan, now), 302, SECURITY)
            if case is None:
                return _gone(pages, tongue, book, found, commitment)
            lead = case.commitment.lead
            named = reads.agency_names(book, [plan])
            agency = named.get((plan, lead), lead)
            said = reads.said(book, plan=plan, commitment=commitment, limit=MOST_OF_ONE)
        today = today_of(found.head, clock())
        milestones = [milestone_view(one, today) for one in case.milestones]
        view = plan_view(found.head, [case.commitment], {(plan, lead): agency}, today, None)
        return pages.page(
            "commitment.html", tongue, plan=found, today=today, commitment=case.commitment, agency=agency,
            row=view.rows[0], milestones=milestones, said=said, most=MOST_OF_ONE,
            headings={one.id: one for one in case.commitment.headings},
            names={one: name for (_, one), name in named.items()},
        )  # fmt: skip

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


def today_of(head: PlanHead, now: datetime) -> date:
    """A plan's own today: the day that its notices are said for."""
    return local_day(now, head.timezone, head.notify_at)


def _no_such_state(pages: Pages, tongue: Tongue) -> Response:
    words = ", ".join(f"{state}" for state in State)
    return pages.sorry(404, "There is no such state", f"A commitment is one of: {words}.", tongue=tongue)


def _no_such_plan(pages: Pages, tongue: Tongue) -> Response:
    return pages.sorry(
        404, "There is no such plan here", "It may have another id now, or not be in service yet.", tongue=tongue
    )


def _gone(pages: Pages, tongue: Tongue, book: Book, plan: StoredPlan, commitment: str) -> Response:
    """The page of a commitment that a plan does not hold, or no longer: links in old messages lead here."""
    if reads.said(book, plan=plan.head.id, commitment=commitment, limit=1):
        line = "It was in this plan before; what was said of it is still in the public record."
        return pages.sorry(404, "This commitment is no longer in the plan", line, tongue=tongue)
    return pages.sorry(
        404, "There is no such commitment in this plan", f"The plan is {plan.head.title}.", tongue=tongue
    )
