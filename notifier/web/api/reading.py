"""What can be read: plans, commitments, milestones, and the record."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from notifier.actionplan.model import Commitment, Milestone, subject
from notifier.agenda.moment import Kind
from notifier.bootstrap import Notifier
from notifier.ledger import board as reads
from notifier.ledger import plans as stored
from notifier.web.api import models, shapes
from notifier.web.api.paging import Asked, page
from notifier.web.api.problems import Wrong, described
from notifier.web.board import today_of
from notifier.web.filters import Filter
from notifier.web.rates import limited
from notifier.web.state import State, state_of

Word = models.Word
Name = Annotated[Word, Path()]
READING = [Depends(limited("api reading"))]


class AskedCommitments(Asked):
    plan: Word | None = None
    agency: Word | None = None
    theme: Word | None = None
    state: models.StateWord | None = None
    q: Word | None = None


class AskedMilestones(AskedCommitments):
    commitment: Word | None = None
    due_after: models.Day | None = None
    due_before: models.Day | None = None


class AskedNotices(Asked):
    plan: Word | None = None
    commitment: Word | None = None
    agency: Word | None = None
    kind: Kind | None = None
    q: Word | None = None
    since: models.Day | None = None
    until: models.Day | None = None


def routes(notifier: Notifier) -> APIRouter:
    """The routes of what can be read."""
    router = APIRouter(dependencies=READING, responses=described(422, 429, 503))
    ledger, clock, base_url = notifier.ledger, notifier.clock, notifier.settings.base_url.rstrip("/")

    def shown(plan: str | None) -> list[shapes.Shown]:
        """The plans in service, or one of them, with what they promise; in the order of their ids."""
        now = clock()
        with reads.reading(ledger) as book:
            serving = sorted(stored.stored(book), key=lambda one: one.head.id)
            heads = [one.head for one in serving if plan in (None, one.head.id)]
            ids = [head.id for head in heads]
            promised, named = reads.commitments_of(book, ids), reads.agency_names(book, ids)
            news = reads.news_of(book, ids)
        return [
            shapes.Shown(head, today_of(head, now), promised[head.id], named, news[head.id], base_url) for head in heads
        ]

    def one(plan: str) -> shapes.Shown:
        found = shown(plan)
        if not found:
            raise Wrong(404, f"There is no plan {plan!r} in service; /api/v1/plans lists them.")
        return found[0]

    @router.get("/plans", summary="The plans in service")
    def plans(asked: Annotated[Asked, Query()], response: Response) -> models.Page[models.Plan]:
        return page([(one.head.id, shapes.plan(one)) for one in shown(None)], asked, response, "plans")

    @router.get("/plans/{plan}", summary="One plan", responses=described(404))
    def plan(plan: Name) -> models.Plan:
        return shapes.plan(one(plan))

    @router.get("/commitments", summary="Commitments, as their milestones make them stand")
    def commitments(asked: Annotated[AskedCommitments, Query()], response: Response) -> models.Page[models.Commitment]:
        wanted = Filter(_state(asked.state), asked.agency, asked.theme, asked.q)
        found = [
            (f"{one.head.id}/{place:06}", shapes.commitment(one, commitment))
            for one in shown(asked.plan)
            for place, commitment in enumerate(one.commitments)
            if wanted.admits(commitment, one.today)
        ]
        return page(found, asked, response, "commitments")

    @router.get("/milestones", summary="Milestones, each with its deadline and how it stands")
    def milestones(asked: Annotated[AskedMilestones, Query()], response: Response) -> models.Page[models.Milestone]:
        found = [
            (f"{one.head.id}/{place:06}/{below:06}", shapes.milestone(one, commitment, milestone))
            for one in shown(asked.plan)
            for place, commitment in enumerate(one.commitments)
            if asked.commitment in (None, commitment.id)
            for below, milestone in enumerate(commitment.milestones)
            if _fits(one, commitment, milestone, asked)
        ]
        return page(found, asked, response, "milestones")

    @router.get("/milestones/{plan}/{commitment}/{milestone}", summary="One milestone with its past",
                responses=described(404))  # fmt: skip
    def milestone(plan: Name, commitment: Name, milestone: Name) -> models.MilestoneWhole:
        of = one(plan)
        with reads.reading(ledger) as book:
            found = stored.find(book, plan)
            case = reads.one_with_history(book, found, commitment) if found else None
        its = [one for one in case.milestones if one.milestone.id == milestone] if case else []
        if not its:
            raise Wrong(404, f"The plan {plan!r} has no milestone {commitment}/{milestone}.")
        return shapes.milestone_whole(of, its[0])

    @router.get("/notices", summary="The public record, newest first")
    def notices(asked: Annotated[AskedNotices, Query()], response: Response) -> models.Page[models.Notice]:
        with reads.reading(ledger) as book:
            said = reads.said(
                book, plan=asked.plan, commitment=asked.commitment, agency=asked.agency,
                kind=asked.kind and str(asked.kind), words=asked.q, since=asked.since, until=asked.until,
                before=asked.after(), limit=asked.limit + 1,
            )  # fmt: skip
        items: Iterable[tuple[str, models.Notice]] = ((one.notice.id, shapes.notice(one, base_url)) for one in said)
        return page(list(items), asked, response, "notices", whole=False)

    @router.get("/notices/{notice}", summary="One notice", responses=described(404))
    def notice(notice: Name) -> models.Notice:
        with reads.reading(ledger) as book:
            found = reads.one_said(book, notice)
        if found is None:
            raise Wrong(404, f"There is no notice {notice!r} on the record.")
        return shapes.notice(found, base_url)

    return router


def _state(word: models.StateWord | None) -> State | None:
    return next((state for state in State if word is not None and state.slug == word.value), None)


def _fits(one: shapes.Shown, commitment: Commitment, milestone: Milestone, asked: AskedMilestones) -> bool:
    due_on = milestone.deadline.on
    titles = " ".join([subject(commitment, milestone), milestone.title, *milestone.titles.values()]).casefold()
    return (
        _state(asked.state) in (None, state_of(milestone, one.today))
        and asked.agency in (None, milestone.lead or commitment.lead)
        and (asked.theme is None or asked.theme in commitment.themes)
        and (asked.due_after is None or (due_on is not None and due_on > asked.due_after))
        and (asked.due_before is None or (due_on is not None and due_on < asked.due_before))
        and (asked.q is None or all(word in titles for word in asked.q.casefold().split()))
    )
