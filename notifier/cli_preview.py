"""Verbs that see ahead: what a plan would bring, and what the plans in service will say next; nothing is sent."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.cli_plans import day_of, instant_of
from notifier.show import Format, Shape, ShapeOption, complain, listing, tell_file, watched, watched_days

if TYPE_CHECKING:
    from notifier.actionplan.reader import Reading
    from notifier.agenda.rulebook import Rulebook
    from notifier.preview.forecast import Forecast
    from notifier.preview.narrowing import Narrowing
    from notifier.settings import Settings

_COLUMNS = ("on", "day", "kind", "what", "to", "why_kept_back")
_LONGEST_TITLE = 50  # of a table's row; JSON has all of it
_MOST_ADDRESSES = 3

Words = list[str] | None
KindOption = Annotated[Words, typer.Option("--kind", help="Only this kind, as milestone.overdue, or overdue of any.")]
RuleOption = Annotated[Words, typer.Option("--rule", help="Only what this rule says.")]
ToOption = Annotated[Words, typer.Option("--to", help="Only what is addressed to agency, superior or public.")]
AgencyOption = Annotated[Words, typer.Option("--agency", metavar="ID", help="Only what concerns this agency.")]
CommitmentOption = Annotated[Words, typer.Option("--commitment", metavar="ID", help="Only this commitment.")]
MilestoneOption = Annotated[
    Words, typer.Option("--milestone", metavar="ID", help="Only this milestone: COMMITMENT/MILESTONE, or its own id.")
]
ThemeOption = Annotated[Words, typer.Option("--theme", help="Only this theme, as the plan spells it.")]


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs that see ahead."""
    for verb in (simulate, agenda):
        app.command()(verb)


@dataclass(frozen=True, slots=True, order=True)
class _Later:
    """A file by which the plan is replaced, and the day from which on."""

    day: date
    file: Path


def _later(text: str) -> _Later:
    day, equals, file = text.partition("=")
    if not equals or not file:
        raise typer.BadParameter(f"{text!r} names no file: write DAY=FILE, as 2027-03-01=plans/second.yaml")
    return _Later(day_of(day), Path(file))


def simulate(
    plans: Annotated[list[Path], typer.Argument(metavar="PLAN...", help="Plan files, or folders of them.")],
    since: Annotated[date, typer.Option("--from", parser=day_of, metavar="DAY", help="The day of its first reading.")],
    until: Annotated[date, typer.Option("--until", parser=day_of, metavar="DAY", help="The last day.")],
    revision: Annotated[
        list[_Later] | None,
        typer.Option(parser=_later, metavar="DAY=FILE", help="From a day on the plan is as this file says."),
    ] = None,
    kind: KindOption = None,
    rule: RuleOption = None,
    to: ToOption = None,
    agency: AgencyOption = None,
    commitment: CommitmentOption = None,
    milestone: MilestoneOption = None,
    theme: ThemeOption = None,
    format: ShapeOption = Shape.TABLE,
) -> None:
    """Show every notice that plans would bring, and to whom; nothing is sent and nothing is stored.

    With --revision, also what comes of a plan that is replaced: what slips, is done, added, removed or left to stall.
    What may be repeated asks for any of its words; of several options all must be true.
    """
    from notifier.agenda.misfits import rule_problems
    from notifier.agenda.rulebook import in_force
    from notifier.preview.narrowing import Narrowing, words_known
    from notifier.settings import from_environment

    if until < since:
        raise typer.BadParameter("--until comes before --from")
    settings = from_environment()
    rulebook = in_force(settings)
    problems = list(rulebook.problems)
    asked = Narrowing(*(tuple(one or ()) for one in (kind, rule, to, agency, commitment, milestone, theme)))
    readings = _readings(plans, settings, problems)
    later = [(one.day, _read(one.file, settings, problems)) for one in sorted(revision or ())]
    if revision:
        found = _followed(since, until, readings, later, rulebook, problems)
    else:
        found = _foretold(since, until, readings, rulebook, problems)
    read = [one.plan for one in (*readings, *(one for _, one in later)) if one.plan]
    known = words_known(
        (one.name for one in rulebook.rules),
        (one.id for one in read),
        (agency for one in read for agency in one.agencies),
        (commitment for one in read for commitment in one.commitments),
        (one.notice for one in found),
    )
    titles = ", ".join(dict.fromkeys(one.head.title for one in read[:2])) + (" …" if len(read) > 2 else "")
    name = f"{titles}: what would be said"
    empty = "nothing would be said in these days" if read else "no plan could be read"
    _show(_narrowed(found, asked, known if read else {}), name, settings, format, empty)
    for one in (*readings, *(one for _, one in later)):
        for misfit in rule_problems(one, rulebook):
            complain(str(misfit))
    _end_with(problems)


def agenda(
    days: Annotated[int, typer.Option(help="How many days to look ahead.", min=1, max=3660)] = 30,
    plan: Annotated[Words, typer.Option("--plan", metavar="ID", help="Only this plan.")] = None,
    kind: KindOption = None,
    rule: RuleOption = None,
    to: ToOption = None,
    agency: AgencyOption = None,
    commitment: CommitmentOption = None,
    milestone: MilestoneOption = None,
    theme: ThemeOption = None,
    now: Annotated[
        datetime | None, typer.Option(parser=instant_of, metavar="ISO8601", help="Pretend that it is this instant.")
    ] = None,
    format: ShapeOption = Shape.TABLE,
) -> None:
    """Show what the plans in service will say next, and to whom, if nothing changes.

    What may be repeated asks for any of its words; of several options all must be true.
    """
    from notifier.bootstrap import at, build
    from notifier.preview.narrowing import Narrowing
    from notifier.preview.upcoming import upcoming, words_in_service
    from notifier.settings import from_environment

    notifier = build(from_environment(), at(now))
    notifier.ledger.check_schema()
    problems = list(notifier.rulebook.problems)
    asked = Narrowing(*(tuple(one or ()) for one in (kind, rule, to, agency, commitment, milestone, theme, plan)))
    found = upcoming(notifier.ledger, notifier.rulebook, notifier.clock(), days, problems)
    known = words_in_service(notifier.ledger, notifier.rulebook, (one.notice for one in found))
    notifier.ledger.close()
    empty = f"nothing will be said within {days} days (plans come into service with `notifier up` or `run-once`)"
    if asked != Narrowing():
        empty = f"nothing of what you ask for will be said within {days} days"
    _show(_narrowed(found, asked, known), "What will be said", notifier.settings, format, empty)
    _end_with(problems)


# ------------------------------------------------------------------------------------------ reading and asking


def _readings(places: Sequence[Path], settings: "Settings", problems: list[str]) -> "list[Reading]":
    """What all files at some places say; what cannot be used, or is a plan that another file gives already, is told."""
    from notifier.actionplan.reader import plan_files

    files: dict[Path, None] = {}
    for place in places:
        inside = plan_files(place) if place.is_dir() else [place]
        if not inside:
            problems.append(f"{place}:1:1: there is no plan file in this folder (a plan file ends in .yaml)")
        files |= dict.fromkeys(inside)
    read = [_read(file, settings, problems) for file in watched(list(files), "reading")]
    first: dict[str, str] = {}
    problems += [
        f"{one.path}:1:1: the plan `{one.plan.id}` is already read from {first[one.plan.id]} (give this plan "
        "another id; to see it replaced later, name it by --revision DAY=FILE)"
        for one in read
        if one.plan and first.setdefault(one.plan.id, one.path) != one.path
    ]
    return [one for one in read if one.plan and first[one.plan.id] == one.path]


def _read(file: Path, settings: "Settings", problems: list[str]) -> "Reading":
    from notifier.actionplan.reader import read_plan
    from notifier.actionplan.reader.source import shown

    reading = read_plan(file, largest=settings.largest_plan_bytes())
    if reading.plan is None:
        problems += [str(problem) for problem in reading.problems]
    return replace(reading, path=shown(file))


def _foretold(
    since: date, until: date, readings: "list[Reading]", rulebook: "Rulebook", problems: list[str]
) -> "list[Forecast]":
    from notifier.preview.forecast import simulate

    found: list[Forecast] = []
    for one in watched(readings, "simulating"):
        if one.plan:
            found += simulate(one.plan, one.revision, one.path, rulebook, since, until, problems)
    if len(readings) > 1:
        found.sort(key=lambda one: (one.notice.on, one.notice.plan.id))
    return found


def _followed(
    since: date,
    until: date,
    readings: "list[Reading]",
    later: "list[tuple[date, Reading]]",
    rulebook: "Rulebook",
    problems: list[str],
) -> "list[Forecast]":
    from notifier.preview.course import Revision, follow

    if len(readings) != 1:
        raise typer.BadParameter("--revision goes with one plan file that can be used")
    first = readings[0].plan
    for day, one in later:
        if not since < day <= until:
            raise typer.BadParameter(f"--revision: {day} is not after --from and until --until")
        if first and one.plan and one.plan.id != first.id:
            raise typer.BadParameter(f"--revision: {one.path} is the plan `{one.plan.id}`, not `{first.id}`")
    revisions = [Revision(since, readings[0]), *(Revision(day, one) for day, one in later if one.plan)]
    with watched_days(since, until, "following the revisions") as reached:
        return follow(revisions, rulebook, until, problems, reached)


def _narrowed(found: "Sequence[Forecast]", asked: "Narrowing", known: "dict[str, set[str]]") -> "list[Forecast]":
    if strangers := asked.strangers(known):
        raise typer.BadParameter("; ".join(strangers))
    return [one for one in found if asked.keeps(one.notice)]


# ------------------------------------------------------------------------------------------ showing


def _show(found: "list[Forecast]", name: str, settings: "Settings", format: Shape, empty: str) -> None:
    if format is Shape.ICS:
        from notifier.preview.calendar import calendar_of
        from notifier.web.sentences import sentence

        tell_file(calendar_of((one.notice for one in found), name, settings.base_url, sentence))
    elif format is Shape.JSON:
        listing((one.as_json() for one in found), (), Format.JSON, empty)
    else:
        listing(map(_row, found), _COLUMNS, Format.TABLE, empty)
        if found:
            complain(_summed(found))


def _row(one: "Forecast") -> dict[str, object]:
    notice = one.notice
    named = notice.milestone or notice.commitment or notice.plan
    lapsed = f"lapsed on {notice.lapses}, before it could be said"
    return {
        "on": str(notice.on),
        "day": f"{notice.on:%a}",
        "kind": str(notice.kind),
        "what": f"{notice.subject} {_short(named.name)}",
        "to": "nobody" if one.lapsed or not notice.to else "; ".join(_readers(one)),
        "why_kept_back": lapsed if one.lapsed else notice.kept_back,
    }


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"


def _readers(one: "Forecast") -> Iterable[str]:
    """`agency 2: a@example.org, b@example.org; public`: those addressed, how many that is, and some of them."""
    for to in one.notice.to:
        addresses = one.addresses(to)
        named = ", ".join(addresses[:_MOST_ADDRESSES])
        more = f" and {len(addresses) - _MOST_ADDRESSES} more" if len(addresses) > _MOST_ADDRESSES else ""
        yield f"{to} {len(addresses)}: {named}{more}" if addresses else str(to)


def _summed(found: "Sequence[Forecast]") -> str:
    """`39 notices (2 of them to nobody) to 11 readers, in 30 letters: 12 milestone.due, 27 milestone.overdue`."""
    from notifier.preview.forecast import summary

    counted = summary(found)
    silent = f" ({counted.silent} of them to nobody)" if counted.silent else ""
    kinds = ", ".join(f"{count} {kind}" for kind, count in counted.kinds.items())
    return (
        f"{_many(counted.notices, 'notice')}{silent} to {_many(counted.readers, 'reader')}, "
        f"in {_many(counted.letters, 'letter')}: {kinds}"
    )


def _many(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"


def _end_with(problems: Iterable[str]) -> None:
    told = list(dict.fromkeys(problems))
    for text in told:
        complain(text)
    sys.exit(1 if told else 0)
