"""What a plan would bring, before anybody puts it into service. Nothing is stored, and nothing is sent."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from notifier.actionplan.problems import Severity
from notifier.actionplan.reader import read_content
from notifier.bootstrap import Notifier
from notifier.preview.forecast import merged, simulate
from notifier.web.api import models
from notifier.web.api.problems import Wrong, described
from notifier.web.api.shapes import public
from notifier.web.rates import limited
from notifier.web.sentences import sentence

LARGEST = 1_000_000  # signs of a plan file
MOST_MILESTONES = 2000
LONGEST = 5 * 366  # days
MOST_LISTED = 1000  # notices


class Simulation(models.Given):
    """A plan file as it would be written, in YAML or JSON, and the days of which one wants to know."""

    plan: Annotated[str, Field(max_length=LARGEST, description="The plan file itself.")]
    since: Annotated[models.Day, Field(description="The day on which it is first read.")]
    until: models.Day


def routes(notifier: Notifier) -> APIRouter:
    """The route of simulation."""
    router = APIRouter(dependencies=[Depends(limited("simulate"))], responses=described(400, 413, 422, 429, 503))

    @router.post("/simulate", summary="Every notice that a plan would bring")
    def foresee(asked: Simulation, response: Response) -> models.Simulated:
        if asked.until < asked.since:
            raise Wrong(422, "`until` comes before `since`.")
        if (asked.until - asked.since).days > LONGEST:
            raise Wrong(422, "Ask for five years at most.")
        reading = read_content("plan.yaml", asked.plan.encode(errors="replace"))
        errors = [one for one in reading.problems if one.severity is Severity.ERROR]
        if reading.plan is None or errors:
            found = {f"{one.line}:{one.column}": f"{one.what} ({one.hint})" for one in errors}
            raise Wrong(422, "The plan cannot be read; see `errors`, each by line and column.", public(found))
        if sum(1 for _ in reading.plan.milestones()) > MOST_MILESTONES:
            raise Wrong(413, f"A plan of more than {MOST_MILESTONES} milestones is for `notifier simulate`.")
        book, problems = notifier.rulebook, list[str]()
        foreseen = merged(
            simulate(reading.plan, reading.revision, "plan.yaml", book, asked.since, asked.until, problems)
        )
        listed = [one.notice for one in foreseen if not one.lapsed][: MOST_LISTED + 1]
        notices = [
            models.Foreseen(
                on=one.on, kind=one.kind, says=public(sentence(one)), to=list(one.to),
                commitment=one.commitment and one.commitment.id, milestone=one.milestone and one.milestone.id,
                agency=one.agency and one.agency.id, facts=public(dict(one.facts)),
            )
            for one in listed[:MOST_LISTED]
        ]  # fmt: skip
        return models.Simulated(notices=notices, more=len(listed) > MOST_LISTED)

    return router
