"""30 and 7 days before a day that the OGP process asks something for, and on that day, remind of it.

What is asked for differs with when a plan started, and for local plans; it lies in `ogp_process.yaml` with its sources.
A window is also told of on the day on which it opens. A day that no page establishes is reminded of once a setting
gives it. Where several duties are to be reminded of on one day, one notice lists them.

>>> from notifier.rulekit import example_plan
>>> case = example_plan(starts="2023-12-31", ends="2027-12-31")
>>> [(str(m.on), m.facts["due_on"], len(m.facts["duties"])) for m in plan(case) if "2024-06" <= str(m.on) < "2024-12"]
[('2024-06-21', '2024-06-30', 3), ('2024-06-28', '2024-06-30', 3), ('2024-11-29', '2024-12-30', 4)]
>>> list(plan(case, local=True))
[]
>>> given = plan(case, self_assessment=date(2028, 3, 31))
>>> [str(m.on) for m in given if m.facts["what"] == "Self-assessment report"]
['2028-03-01', '2028-03-24', '2028-03-31']
"""

from collections.abc import Mapping
from typing import Any

from notifier.rulekit import (
    CommitmentCase,
    Days,
    Iterator,
    Kind,
    Moment,
    PlanCase,
    data_beside,
    date,
    months_after,
    timedelta,
)

ERAS: list[dict[str, Any]] = data_beside(__file__)["eras"]


def plan(
    case: PlanCase,
    *,
    days_before: tuple[Days, ...] = (30, 7),
    local: bool = False,
    submit_by: date | None = None,
    submitted_on: date | None = None,
    next_submit_by: date | None = None,
    next_submitted_on: date | None = None,
    refresh_by: date | None = None,
    comments_from: date | None = None,
    mid_term_self_assessment: date | None = None,
    self_assessment: date | None = None,
) -> Iterator[Moment]:
    known = {
        "starts": case.plan.starts,
        "ends": case.plan.ends,
        "submit_by": submit_by,
        "submitted_on": submitted_on,
        "next_submit_by": next_submit_by,
        "next_submitted_on": next_submitted_on,
        "refresh_by": refresh_by,
        "comments_from": comments_from,
        "mid_term_self_assessment": mid_term_self_assessment,
        "self_assessment": self_assessment,
    }
    yield from _reminders(case, known, days_before, local)


def commitment(
    case: CommitmentCase, *, days_before: tuple[Days, ...] = (30, 7), local: bool = False
) -> Iterator[Moment]:
    if case.completed_seen_on:
        yield from _reminders(case, {"done_on": case.done_on}, days_before, local)


def _reminders(
    case: PlanCase | CommitmentCase, known: Mapping[str, date | None], days_before: tuple[int, ...], local: bool
) -> Iterator[Moment]:
    """The reminders of an era's duties whose days follow from what is known, those of one day together."""
    era = _era(case.plan.starts, local)
    told: dict[date, list[tuple[dict[str, str], date]]] = {}
    for duty in era["duties"]:
        met_on = known.get(duty.get("met_by")) or date.max
        opens_on = next(_days(duty.get("opens"), known), None)
        for due_on in _days(duty["due"], known):
            asked = {"what": duty["what"], "due_on": str(due_on), "source": duty["source"]}
            days = {due_on, *(due_on - timedelta(days=before) for before in days_before)}
            if opens_on:
                asked["opens_on"] = str(opens_on)
                days = {opens_on, *(day for day in days if day > opens_on)}
            rungs = sorted({case.workdays.on_or_before(day) for day in days})
            for on, lapses in zip(rungs, [*rungs[1:], due_on + timedelta(days=1)], strict=True):
                if on < met_on:
                    told.setdefault(on, []).append((asked, lapses))
    for on, together in sorted(told.items()):
        # The nearest comes first; all are said for as long as any of them is worth saying.
        duties = sorted((asked for asked, _ in together), key=lambda asked: asked["due_on"])
        lapses = max(lapses for _, lapses in together)
        yield Moment(on, Kind.REPORT_DUE, lapses=lapses, facts={**duties[0], "era": era["id"], "duties": duties})


def _era(starts: date, local: bool) -> dict[str, Any]:
    """The rules that hold for a plan that starts on a day; without duties before there was an OGP."""
    for era in ERAS:
        if era["local"] is local and era["from"] <= starts <= (era["until"] or date.max):
            return era
    return {"duties": ()}


def _days(when: Mapping[str, Any] | None, known: Mapping[str, date | None]) -> Iterator[date]:
    """The days that `due` or `opens` of a duty stand for; none while it is not known what they are counted from."""
    if when is None:
        return
    base = when["from"] if isinstance(when["from"], date) else known.get(when["from"])
    if base is None:
        return
    if "day" in when:
        base = date.fromisoformat(f"{base.year}-{when['day']}")
    day = months_after(base, when.get("months", 0)) + timedelta(days=when.get("days", 0))
    yield day
    starts, step, times = known.get("starts"), when.get("back_every_months"), 1
    while step and starts and (day := months_after(base, -step * times)) > starts:
        yield day
        times += 1
