"""The pages that people look at: the board, a plan, a commitment, a milestone, an agency.

Every page is a GET that changes nothing, and every filter stands in its address.
"""

from datetime import date, datetime

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from notifier.actionplan.model import PlanHead, lead_of, subject
from notifier.bootstrap import Notifier
from notifier.clock import local_day
from notifier.ledger import board as reads
from notifier.ledger import names
from notifier.ledger import plans as stored_plans
from notifier.ledger.connect import Book
from notifier.ledger.plans import StoredPlan
from notifier.web.agencies import figures_of
from notifier.web.filters import Filter, Filtered, themes_of
from notifier.web.pages import SECURITY, Pages
from notifier.web.shelf import Shelf, kept_on
from notifier.web.timeline import timeline
from notifier.web.tongue import Spoken, Tongue
from notifier.web.views import milestone_view, plan_view, sum_of

# Commitments that the board shows of all plans together; what is left out is one link away.
MOST_ON_BOARD = 250
MOST_OF_ONE = 500  # notices on the page of one commitment
READS = ["GET", "HEAD"]


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The routes of these pages."""
    ledger, clock = notifier.ledger, notifier.clock
    router = APIRouter(route_class=kept_on(Shelf(ledger, clock)))

    @router.api_route("/", methods=READS)
    def show_board(tongue: Spoken, wanted: Filtered) -> Response:
        with reads.reading(ledger) as book:
            serving = stored_plans.stored(book)
            ids = [plan.head.id for plan in serving]
            promised, agencies = reads.commitments_of(book, ids), reads.agency_names(book, ids)
            news, problems = reads.news_of(book, ids), stored_plans.file_problems(book)
        now, left, shown = clock(), MOST_ON_BOARD, []
        for head in (plan.head for plan in serving):
            today = today_of(head, now)
            view = plan_view(
                head, promised[head.id], agencies, today, wanted, tongue.say, most=left, news=news[head.id]
            )
            shown.append(view)
            left -= len({row.commitment for row in view.rows})
        everything = [one for found in promised.values() for one in found]
        return pages.page(
            "board.html", tongue, plans=shown, counts=sum_of(shown), wanted=wanted, problems=problems,
            themes=themes_of(everything),
        )  # fmt: skip

    @router.api_route("/plans/{plan}", methods=READS)
    def show_plan(tongue: Spoken, wanted: Filtered, plan: str) -> Response:
        with reads.reading(ledger) as book:
            found = stored_plans.find(book, plan)
            if found is None:
                return _no_such_plan(pages, tongue)
            cases, agencies = reads.with_history(book, found), reads.agency_names(book, [plan])
            news = reads.news_of(book, [plan])[plan]
        today = today_of(found.head, clock())
        commitments = [case.commitment for case in cases]
        admitted = [case for case in cases if wanted.admits(case.commitment, today)]
        named = {one: name for (_, one), name in agencies.items()}
        return pages.page(
            "plan.html", tongue, stored=found, wanted=wanted, themes=themes_of(commitments),
            plan=plan_view(found.head, commitments, agencies, today, wanted, tongue.say, news=news),
            agencies=figures_of([one for case in cases for one in case.milestones], named, today),
            drawing=timeline(found.head, [one for case in admitted for one in case.milestones], today, tongue.say),
        )  # fmt: skip

    @router.api_route("/plans/{plan}/{commitment}", methods=READS)
    def show_commitment(tongue: Spoken, plan: str, commitment: str) -> Response:
        return show(tongue, plan, commitment, None)

    @router.api_route("/plans/{plan}/{commitment}/{milestone}", methods=READS)
    def show_milestone(tongue: Spoken, plan: str, commitment: str, milestone: str) -> Response:
        return show(tongue, plan, commitment, milestone)

    def show(tongue: Tongue, plan: str, commitment: str, milestone: str | None) -> Response:
        """The page of a commitment, or of one of its milestones: all that was ever promised, said and answered."""
        with reads.reading(ledger) as book:
            found = stored_plans.find(book, plan)
            if found is None:
                return _no_such_plan(pages, tongue)
            case = reads.one_with_history(book, found, commitment)
            if case is None and (now := names.commitment_now(book, plan, commitment)):
                return RedirectResponse(pages.link("plans", plan, now), 302, SECURITY)
            if case is None:
                return _gone(pages, tongue, book, found, commitment)
            its = [one for one in case.milestones if milestone in (None, one.milestone.id)]
            if not its or milestone == commitment:
                # A commitment that is its own single milestone, or one that has another name by now.
                return RedirectResponse(pages.link("plans", plan, commitment), 302, SECURITY)
            lead = lead_of(case.commitment, its[0].milestone) if milestone else case.commitment.lead
            named = reads.agency_names(book, [plan])
            news = reads.news_of(book, [plan])[plan]
            of = subject(case.commitment, its[0].milestone) if milestone else None
            said = reads.said(book, plan=plan, commitment=commitment, milestone=of, limit=MOST_OF_ONE)
        today = today_of(found.head, clock())
        view = plan_view(found.head, [case.commitment], named, today, Filter(), tongue.say, news=news)
        return pages.page(
            "commitment.html", tongue, plan=found, today=today, commitment=case.commitment, one=milestone,
            agency=named.get((plan, lead), lead), lead=lead, row=view.rows[0], said=said, most=MOST_OF_ONE,
            milestones=[milestone_view(one, today, tongue.say) for one in its],
            headings={one.id: one for one in case.commitment.headings},
            names={one: name for (_, one), name in named.items()},
            drawing=timeline(found.head, its, today, tongue.say),
        )  # fmt: skip

    @router.api_route("/agencies/{plan}/{agency}", methods=READS)
    def show_agency(tongue: Spoken, plan: str, agency: str) -> Response:
        with reads.reading(ledger) as book:
            found = stored_plans.find(book, plan)
            if found is None:
                return _no_such_plan(pages, tongue)
            cases, named = reads.with_history(book, found), reads.agency_names(book, [plan])
            news = reads.news_of(book, [plan])[plan]
        today = today_of(found.head, clock())
        led = [one for case in cases for one in case.milestones if lead_of(case.commitment, one.milestone) == agency]
        if (plan, agency) not in named:
            say = tongue.say
            title, line = (
                say.gettext("There is no such agency in this plan"),
                say.gettext("The plan’s page lists them."),
            )
            return pages.sorry(404, title, line, tongue=tongue)
        its = Filter(agency=agency)
        return pages.page(
            "agency.html", tongue, stored=found, name=named[plan, agency], today=today, agency=agency,
            figures=next(iter(figures_of(led, {agency: named[plan, agency]}, today)), None),
            plan=plan_view(found.head, [case.commitment for case in cases], named, today, its, tongue.say, news=news),
            drawing=timeline(found.head, led, today, tongue.say),
        )  # fmt: skip

    return router


def today_of(head: PlanHead, now: datetime) -> date:
    """A plan's own today: the day that its notices are said for."""
    return local_day(now, head.timezone, head.notify_at)


def _no_such_plan(pages: Pages, tongue: Tongue) -> Response:
    say = tongue.say
    line = say.gettext("It may have another id now, or not be in service yet.")
    return pages.sorry(404, say.gettext("There is no such plan here"), line, tongue=tongue)


def _gone(pages: Pages, tongue: Tongue, book: Book, plan: StoredPlan, commitment: str) -> Response:
    """The page of a commitment that a plan does not hold, or no longer: links in old messages lead here."""
    say = tongue.say
    if reads.said(book, plan=plan.head.id, commitment=commitment, limit=1):
        line = say.gettext("It was in this plan before; what was said of it is still in the public record.")
        return pages.sorry(404, say.gettext("This commitment is no longer in the plan"), line, tongue=tongue)
    line = say.gettext("The plan is %(plan)s.", plan=plan.head.title)
    return pages.sorry(404, say.gettext("There is no such commitment in this plan"), line, tongue=tongue)
