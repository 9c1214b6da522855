"""The standing cast of the transports' tests: one plan, one ministry, one watchdog; every part can be swapped.

Nothing here is random and nothing looks at a clock: equal arguments give equal values.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from notifier.actionplan.deadline import read_deadline
from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Named, Notice, Promise, Reason
from notifier.audience.match import Role, Why
from notifier.audience.subscription import Destination, Interest, Lane
from notifier.transports.base import Item, Letter, Parcel

PLAN = Named("kg-2018-2020", "Open Government Action Plan of the Kyrgyz Republic 2018–2020")
COMMITMENT = Named("KG0003", "Open data in health")
MILESTONE = Named("1", "Publish the register of hospitals")
MINISTRY = Named("moh", "Ministry of Health")
THEMES = ("Health", "Open Data")
DUE = "August 31, 2020"
TODAY = date(2020, 8, 24)

FROM_THE_MINISTRY = Why(Role.AGENCY, agency=MINISTRY)
ABOVE_THE_MINISTRY = Why(Role.SUPERIOR, agency=MINISTRY)
SUBSCRIBED_TO_ALL = Why(Role.SUBSCRIBER, interest=Interest())


OF_A_PLAN = frozenset(kind for kind in Kind if kind.startswith("plan."))
OF_A_COMMITMENT = frozenset(kind for kind in Kind if kind.startswith("commitment."))
# Every name that a rule of the house gives a fact, and what may stand where a fact is expected.
FACT_NAMES = [
    "from",
    "to",
    "days",
    "move",
    "after_deadline",
    "total_days",
    "due_on",
    "again",
    "completed",
    "done_on",
    "reported",
    "since",
    "months",
    "time",
    "rung",
    "rungs",
    "working_days",
    "says",
    "until",
    "evidence",
    "reason",
    "number",
    "late",
    "of",
    "ends_on",
    "open",
    "what",
    "source",
    "era",
    "duties",
    "asked",
    "expects",
    "opens_on",
]
ODD_FACTS: tuple[object, ...] = (
    None, True, -3, 7, 10**30, 1.5, "", "soon", "2020-02-30", [], [None, 3, {}], {"a": {}}, "9999-12-31",
)  # fmt: skip
EVIDENCE = "https://health.example.org/register?year=2020&lang=ky"


def _facts(kind: Kind, due_on: date | None, on: date) -> dict[str, object]:
    """The facts that the rules of the house give a notice of this kind."""
    due = str(due_on) if due_on else None
    match kind:
        case Kind.SLIPPED:
            moved = {"from": "2020-06-30", "to": due, "days": 62, "move": 2, "after_deadline": True}
            return {**moved, "total_days": 93}
        case Kind.ADVANCED:
            return {"from": "2020-09-30", "to": due, "days": 30, "move": 1, "after_deadline": False}
        case Kind.ADDED:
            return {"due_on": due, "again": False}
        case Kind.REMOVED:
            return {"due_on": due, "after_deadline": False, "completed": False}
        case Kind.REOPENED:
            return {"done_on": "2020-05-04", "due_on": due}
        case Kind.COMPLETED:
            return {"done_on": str(on), "due_on": due, "reported": False}
        case Kind.COMPLETED_LATE:
            return {"done_on": "2020-09-12", "due_on": due, "days": 12, "reported": False}
        case Kind.STALLED:
            return {"since": "2020-01-15", "months": 6, "time": 1}
        case Kind.ESCALATED:
            return {"due_on": due, "rung": 2, "rungs": 3, "working_days": 10}
        case Kind.ANSWERED:
            reason = "The tender had to be repeated."
            return {"says": "new_date", "until": "2020-10-15", "evidence": EVIDENCE, "reason": reason, "number": 2}
        case Kind.COMMITMENT_OVERDUE:
            return {"due_on": "2020-08-31", "time": 1, "late": ["1", "3"], "of": 4}
        case Kind.COMMITMENT_COMPLETED:
            late = [{"milestone": "1", "days": 2}, {"milestone": "3", "days": 21}]
            return {"done_on": "2020-08-20", "due_on": "2020-08-31", "late": late, "of": 4}
        case Kind.PUBLISHED:
            return {"ends_on": "2020-08-31"}
        case Kind.REPORT_DUE:
            asked = {
                "what": "Self-assessment report",
                "due_on": "2020-08-31",
                "source": "https://ogp.example.org/rules",
            }
            return {**asked, "era": "2018", "duties": [asked]}
        case Kind.ENDING | Kind.ENDED:
            return {"ends_on": "2020-08-31", "open": 12, "of": 19}
        case Kind.OVERDUE:
            return {"due_on": due, "time": 1}
        case Kind.DUE_SOON | Kind.DUE:
            return {"due_on": due}


def notice(
    kind: Kind = Kind.DUE_SOON,
    on: date = TODAY,
    *,
    due: str | None = DUE,
    plan: Named = PLAN,
    commitment: Named = COMMITMENT,
    milestone: Named = MILESTONE,
    agency: Named = MINISTRY,
    themes: tuple[str, ...] = THEMES,
    facts: Mapping[str, object] | None = None,
    to: tuple[To, ...] = (To.AGENCY, To.PUBLIC),
    lapses: date | None = None,
    reason: Reason | None = None,
) -> Notice:
    """A notice of that kind; `due` is the deadline as printed. One about a plan names no commitment."""
    of_plan = kind in OF_A_PLAN
    whole = milestone.id == commitment.id or kind in OF_A_COMMITMENT
    of_milestone = not of_plan and kind not in OF_A_COMMITMENT
    deadline = read_deadline(due)
    return Notice(
        on=on,
        kind=kind,
        to=to,
        subject=plan.id if of_plan else commitment.id if whole else f"{commitment.id}/{milestone.id}",
        plan=plan,
        commitment=None if of_plan else commitment,
        milestone=milestone if of_milestone else None,
        # What is asked for of a plan is asked of the agency that answers for it.
        agency=None if of_plan and kind is not Kind.REPORT_DUE else agency,
        themes=() if of_plan else themes,
        deadline=deadline if of_milestone else None,
        lapses=lapses,
        facts=_facts(kind, deadline.on, on) if facts is None else facts,
        reason=reason or Reason(kind.split(".")[1], "3f2a9c0d1e4b5a67", "plans/kyrgyz-2018-2020.yaml", 63),
        said_at=datetime(on.year, on.month, on.day, 3, 0, tzinfo=UTC),
    )


def promise(id: str = "1", title: str = "A promised step", due: str | None = DUE, completed: bool = False) -> Promise:
    """One line of the summary that an agency gets of a published plan."""
    return Promise(COMMITMENT, Named(id, title), read_deadline(due), completed)


def letter(
    *notices: Notice,
    language: str = "en",
    today: date = TODAY,
    whys: tuple[Why, ...] = (SUBSCRIBED_TO_ALL,),
    promises: tuple[Promise, ...] = (),
) -> Letter:
    """A letter of these notices, or of one that says that a milestone is due soon."""
    items = tuple(Item(one, today, whys) for one in notices or (notice(),))
    return Letter(items, language, promises)


def parcel(
    address: str = "watchdog@civil-society.example.org",
    lane: Lane = Lane.EMAIL,
    id: str = "dlv_0001",
    secret: str | None = None,
    *,
    letter: Letter | None = None,
    leave: str | None = None,
) -> Parcel:
    """A letter on its way to that address."""
    return Parcel(id, Destination(lane, address, secret), letter or _one_letter(), leave)


def _one_letter() -> Letter:
    return letter()
