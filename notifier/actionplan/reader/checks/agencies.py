"""Who answers for what: leads that are nobody here, persons, or not agreed on; agencies that nobody can write to."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from notifier.actionplan.model import ActionPlan, lead_of
from notifier.actionplan.problems import Code, Problem, did_you_mean
from notifier.actionplan.reader.checks.people import is_not_agreed, is_person, no_agency
from notifier.actionplan.reader.checks.standing import Promise, Values, entries
from notifier.actionplan.reader.places import Path, Places, doubt, problem

# Two names this much alike are one name misspelt; so many pairs are compared at most.
_ALIKE = 0.9
_PAIRS = 20_000


def errors(values: Values, places: Places) -> Iterator[Problem]:
    """Leads of the plan, of commitments and of milestones that are no agency of it."""
    names = {str(agency.get("id")): agency.get("name") for _, agency in entries(values, "agencies")}
    if not names:
        return
    head = values.get("plan")
    if isinstance(head, dict):
        yield from _unknown(head, ("plan",), names, places)
    for index, commitment in entries(values, "commitments"):
        yield from _unknown(commitment, ("commitments", index), names, places)
        for number, milestone in entries(commitment, "milestones"):
            yield from _unknown(milestone, ("commitments", index, "milestones", number), names, places)


def _unknown(entry: Values, path: Path, names: dict[str, object], places: Places) -> Iterator[Problem]:
    lead = entry.get("lead")
    if not isinstance(lead, str) or lead in names:
        return
    what, hint, code = no_agency(lead) or (f"there is no agency `{lead}`", "", Code.AGENCY_UNKNOWN)
    if not hint:
        called = [agency for agency, name in names.items() if isinstance(name, str) and _key(name) == _key(lead)]
        hint = f"its id is `{called[0]}`" if called else did_you_mean(lead, list(names), "add it under `agencies`")
    yield problem(places, (*path, "lead"), what, hint, code=code)


def warnings(plan: ActionPlan, promises: list[Promise], places: Places) -> Iterator[Problem]:
    """Agencies that are nobody one could write to, or have nothing to do; supporters that are probably misspelt."""
    leading = {lead_of(commitment, milestone) for commitment, milestone in plan.milestones()}
    leading |= {commitment.lead for commitment in plan.commitments}
    leading |= {plan.head.lead} if plan.head.lead else set()
    # A lead that is misspelt may be meant for any of them.
    strangers = not leading or leading - {agency.id for agency in plan.agencies}
    supporting = {_key(name) for promise in promises for name in _supporters(promise)}
    for index, agency in enumerate(plan.agencies):
        path: Path = ("agencies", index)
        if is_not_agreed(agency.name):
            what = f"the agency `{agency.id}` is not agreed on: `{agency.name}`"
            yield doubt(
                places, (*path, "name"), Code.AGENCY_NOT_AGREED, what, "name the one that is to answer until then"
            )
        elif is_person(agency.name):
            what = f"the name of `{agency.id}` is that of a person, not of an agency"
            hint = "name the agency they work for; their address belongs under its `emails`"
            yield doubt(places, (*path, "name"), Code.AGENCY_PERSON, what, hint)
        if not strangers and agency.id not in leading and not {_key(agency.id), _key(agency.name)} & supporting:
            what = f"the agency `{agency.id}` leads and supports nothing"
            yield doubt(places, (*path, "id"), Code.AGENCY_IDLE, what, "remove it, or name it where it leads")
        elif agency.id in leading and not agency.emails:
            what = f"the agency `{agency.id}` has no e-mail address: nobody will be reminded"
            yield doubt(
                places, (*path, "id"), Code.AGENCY_SILENT, what, "give it `emails: [name@example.org]` under `agencies`"
            )
    yield from _misspelt(plan, promises, places)


def _misspelt(plan: ActionPlan, promises: list[Promise], places: Places) -> Iterator[Problem]:
    """Supporters whose names are nearly an agency's; each name once."""
    known = {_key(text) for agency in plan.agencies for text in (agency.id, agency.name)}
    by_initial: dict[str, list[str]] = {}
    for agency in plan.agencies:
        by_initial.setdefault(_key(agency.name)[:1], []).append(agency.name)
    asked = set(known)
    left = _PAIRS
    for promise in promises:
        for path, name in _supports(promise):
            key = _key(name)
            near = by_initial.get(key[:1], []) if key not in asked else []
            asked.add(key)
            if len(near) > left:
                return
            left -= len(near)
            if meant := next((one for one in near if _is_nearly(key, _key(one))), None):
                what = f"`{name}` supports this, and is nearly `{meant}`"
                hint = f"write `{meant}` if that is meant"
                yield doubt(places, path, Code.SUPPORT_MISSPELT, what, hint)


def _is_nearly(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _supports(promise: Promise) -> Iterator[tuple[Path, str]]:
    for number, name in enumerate(promise.commitment.support):
        yield (*promise.path, "support", number), name
    for step in promise.steps:
        if not promise.is_its_own_step:
            for number, name in enumerate(step.milestone.support):
                yield (*step.path, "support", number), name


def _supporters(promise: Promise) -> Iterator[str]:
    yield from promise.commitment.support
    for step in promise.steps:
        yield from step.milestone.support


def _key(name: str) -> str:
    """A name without what people write now so, now so: case, spaces, quotation marks and points."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())
