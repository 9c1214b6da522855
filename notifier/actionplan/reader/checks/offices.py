"""When offices are closed: regions that no country has, weekends without end, countries without known holidays."""

from collections.abc import Iterator

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Code, Problem, did_you_mean
from notifier.actionplan.reader.checks.standing import Values
from notifier.actionplan.reader.countries import known, regions_of
from notifier.actionplan.reader.places import Path, Places, doubt, problem

_HERE: Path = ("plan", "days_off")


def errors(values: Values, places: Places) -> Iterator[Problem]:
    """A region that its country does not have; a weekend of all seven days."""
    head = values.get("plan")
    off = head.get("days_off") if isinstance(head, dict) else None
    if not isinstance(head, dict) or not isinstance(off, dict):
        return
    country, region, weekend = off.get("country") or head.get("country"), off.get("region"), off.get("weekend")
    regions = regions_of(str(country)) if region is not None else None
    if regions is not None and region not in regions:
        hint = did_you_mean(str(region), regions, f"it has {', '.join(regions)}" if regions else "leave it out")
        yield problem(
            places, (*_HERE, "region"), f"{country} has no region `{region}` with holidays of its own", hint,
            code=Code.SHAPE,
        )  # fmt: skip
    if isinstance(weekend, list) and len({str(day) for day in weekend}) > 6:
        yield problem(
            places, (*_HERE, "weekend"), "a weekend of seven days leaves no working day", "leave one", code=Code.SHAPE
        )


def warnings(plan: ActionPlan, places: Places) -> Iterator[Problem]:
    """A country of which no public holidays are known."""
    if plan.head.days_off.country is None and not known(plan.head.country):
        what = f"no public holidays are known of the country {plan.head.country}, so only weekends are days off"
        hint = "name another by `days_off: {country: …}`, or give the days by `days_off: {extra: […]}`"
        yield doubt(places, ("plan", "country"), Code.NO_HOLIDAYS, what, hint)
