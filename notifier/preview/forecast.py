"""What would be said: the real rules and readers, asked about other days; nothing is stored or sent."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from notifier.actionplan.model import ActionPlan, Agency
from notifier.agenda.agenda import Saying, cases_of, in_order, notice_of, sayings
from notifier.agenda.case import with_wholes
from notifier.agenda.complaints import Complaints
from notifier.agenda.guard import guarding
from notifier.agenda.moment import To
from notifier.agenda.notice import Notice
from notifier.agenda.rulebook import Rulebook
from notifier.agenda.silence import SPOKEN_FOR_BY
from notifier.audience.digest import DigestHour, bundle
from notifier.audience.match import Reader, Role, readers
from notifier.audience.subscription import Lane, Subscription
from notifier.clock import instant_of

# As what somebody reads what is addressed to whom.
_ROLES = {To.AGENCY: Role.AGENCY, To.SUPERIOR: Role.SUPERIOR, To.PUBLIC: Role.SUBSCRIBER}


@dataclass(frozen=True, slots=True)
class Forecast:
    """A notice that would be said, and those who would read it: nobody where it `lapsed` before it could be said.

    `merged_into` is the notice by which its commitment says it instead. A digest waits for the `hour` of its plan.
    """

    notice: Notice
    readers: tuple[Reader, ...]
    hour: DigestHour
    lapsed: bool = False
    merged_into: str | None = None

    @property
    def recipients(self) -> list[str]:
        """The addresses that it would go to."""
        return sorted({reader.destination.address for reader in self.readers})

    def addresses(self, to: To) -> list[str]:
        """The addresses of those who would read it as one of those to whom it is addressed."""
        return sorted({one.destination.address for one in self.readers if one.why.role is _ROLES[to]})

    def as_json(self) -> dict[str, object]:
        """One line of a listing: `on, kind, plan, commitment, milestone, recipients` and more."""
        notice = self.notice
        deadline = notice.deadline
        return {
            "on": str(notice.on),
            "kind": str(notice.kind),
            "plan": notice.plan.id,
            "commitment": notice.commitment and notice.commitment.id,
            "milestone": notice.milestone and notice.milestone.id,
            "agency": notice.agency and notice.agency.id,
            "themes": list(notice.themes),
            "to": [str(one) for one in notice.to],
            "readers": {str(one): len(self.addresses(one)) for one in notice.to},
            "recipients": self.recipients,
            "kept_back": notice.kept_back,
            "merged_into": self.merged_into,
            "lapses": notice.lapses and str(notice.lapses),
            "lapsed": self.lapsed,
            "deadline": str(deadline.on) if deadline and deadline.on else None,
            "printed": deadline and deadline.printed,
            "says": deadline and deadline.says,
            "rule": notice.reason.rule,
            "revision": notice.reason.revision,
            "file": notice.reason.file,
            "line": notice.reason.line,
            "facts": dict(notice.facts),
            "said_at": notice.said_at.isoformat(),
            "notice": notice.id,
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """Some forecasts, counted: by kind, how many are kept back from everybody, who reads them, in how many letters."""

    kinds: dict[str, int]
    silent: int
    readers: int
    letters: int

    @property
    def notices(self) -> int:
        return sum(self.kinds.values())


def summary(forecasts: Sequence[Forecast]) -> Summary:
    """What some forecasts come to. Several notices of one moment for one reader are one letter."""
    spoken = [one for one in forecasts if one.readers]
    letters = set()
    for said_at, together in groupby(sorted(spoken, key=_said_at), key=_said_at):
        owed = ((one.notice, reader, one.hour) for one in together for reader in one.readers)
        for held in bundle(owed, said_at):
            alone = min(held.notices) if held.destination.lane is Lane.WEBHOOK else None
            letters.add((held.destination.lane, held.destination.address, held.cadence, held.not_before, alone))
    return Summary(
        kinds=dict(sorted(Counter(str(one.notice.kind) for one in forecasts).items())),
        silent=sum(1 for one in forecasts if one.lapsed or not one.notice.to),
        readers=len({reader.destination.address for one in spoken for reader in one.readers}),
        letters=len(letters),
    )


def _said_at(forecast: Forecast) -> datetime:
    return forecast.notice.said_at


def simulate(
    plan: ActionPlan, revision: str, file: str, rulebook: Rulebook, since: date, until: date, problems: list[str]
) -> list[Forecast]:
    """Every notice that a plan would bring from `since`, as though first read then, to `until`, both included.

    Subscriptions are not known here: the recipients are the plan's own. Rules that break are added to `problems`.
    """
    complaints = Complaints()
    with guarding(rulebook) as rulebook:
        found = [
            notice_ahead(saying, plan.agencies, revision, file)
            for case, whole in with_wholes(cases_of(plan, since, revision))
            for saying in sayings(case, rulebook, since, until, complaints.hear, whole)
        ]
    problems += complaints.in_short()
    hour = DigestHour.of(plan.head.timezone, plan.head.notify_at)
    return merged([forecast(notice, plan.agencies, (), hour) for notice in in_order(found)])


def notice_ahead(saying: Saying, agencies: Iterable[Agency], revision: str, file: str) -> Notice:
    """The notice that a saying would become if the service were awake on its day."""
    head = saying.case.plan
    return notice_of(saying, agencies, revision, file, instant_of(saying.moment.on, head.timezone, head.notify_at))


def forecast(
    notice: Notice, agencies: Iterable[Agency], wishes: Iterable[Subscription], hour: DigestHour, lapsed: bool = False
) -> Forecast:
    """A notice with those who would read it; one that has lapsed goes to nobody."""
    return Forecast(notice, () if lapsed else tuple(readers(notice, agencies, wishes)), hour, lapsed)


def merged(forecasts: Sequence[Forecast]) -> list[Forecast]:
    """The same, in order, each that its commitment says instead with the notice by which it does."""
    said: dict[tuple[object, ...], list[tuple[date, str]]] = defaultdict(list)
    for one in forecasts:
        if one.notice.kind in _TOGETHER and not one.lapsed:
            said[_whole(one.notice, one.notice.kind)].append((one.notice.on, one.notice.id))
    return [replace(one, merged_into=into) if (into := _instead(one.notice, said)) else one for one in forecasts]


_TOGETHER = frozenset(SPOKEN_FOR_BY.values())


def _whole(notice: Notice, kind: object) -> tuple[object, ...]:
    return notice.plan.id, notice.commitment_identity, kind


def _instead(notice: Notice, said: dict[tuple[object, ...], list[tuple[date, str]]]) -> str | None:
    """The last notice, by its day, in which its commitment speaks for what is kept back."""
    if notice.kept_back is None or notice.kind not in SPOKEN_FOR_BY:
        return None
    wholes = said.get(_whole(notice, SPOKEN_FOR_BY[notice.kind]), [])
    until_then = bisect_right(wholes, notice.on, key=lambda one: one[0])
    return wholes[until_then - 1][1] if until_then else None
