"""Why a notice was said: its reason as the ledger has it, and what its rule makes of the same case today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path

from notifier.actionplan.reader.source import shown
from notifier.agenda.agenda import Saying, sayings, window
from notifier.agenda.case import AnyCase, CommitmentCase, level_of
from notifier.agenda.moment import To
from notifier.agenda.notice import Notice
from notifier.agenda.rule import OFF
from notifier.agenda.rulebook import Rulebook
from notifier.clock import local_day
from notifier.ledger import inquiry, plans
from notifier.ledger.connect import Book, Ledger
from notifier.ledger.inquiry import Carried, Kept
from notifier.ledger.plans import StoredPlan
from notifier.since import Change, changes

MOST_LIKE_IT = 6
_MARK = "ntc_"
_COMING = 3  # moments still to come that are listed; many rules never end
_AHEAD = timedelta(days=800)


class Fate(StrEnum):
    """What has become of a day that a rule considers."""

    SAID = "said"
    LAPSED = "lapsed"
    KEPT_BACK = "kept back"
    WITHDRAWN = "withdrawn"
    PASSED = "not said"
    COMING = "still to come"


@dataclass(frozen=True, slots=True)
class Considered:
    """A day on which a rule has something to say of a case, and what has become of it.

    `still` is False where it was said, and the rule would not say it today; `asked` marks the one that is explained.
    """

    on: date
    kind: str
    to: tuple[To, ...]
    fate: Fate
    why: str | None = None
    notice: str | None = None
    lapses: date | None = None
    asked: bool = False
    still: bool = True

    def as_json(self) -> dict[str, object]:
        return {
            "on": str(self.on), "kind": self.kind, "to": [str(one) for one in self.to], "fate": str(self.fate),
            "why": self.why, "notice": self.notice, "lapses": self.lapses and str(self.lapses), "asked": self.asked,
            "still": self.still,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleNow:
    """The rule as it is in force for the plan today; `trouble` says why it is not."""

    name: str
    says: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything that is known of why a notice was said, or was not."""

    kept: Kept
    rule: RuleNow
    revision_now: str | None
    carried: tuple[Carried, ...]
    withdrawn: str | None
    considered: tuple[Considered, ...]
    changes: tuple[Change, ...]
    problems: tuple[str, ...]

    @property
    def still(self) -> bool | None:
        """Whether the rule would say it today; None where it cannot be asked."""
        if self.rule.trouble or self.problems:
            return None
        return any(one.asked and one.still for one in self.considered)


def meant(ledger: Ledger, name: str) -> list[Kept]:
    """The notices that somebody may mean by an id, or by how it begins, with or without `ntc_`; a few of them."""
    wanted = name.strip()
    prefix = wanted if wanted.startswith(_MARK) or _MARK.startswith(wanted) else f"{_MARK}{wanted}"
    with ledger.reading() as book:
        return inquiry.beginning_with(book, prefix, MOST_LIKE_IT)


def explain(ledger: Ledger, rulebook: Rulebook, kept: Kept, now: datetime) -> Explained:
    """Why a notice was said, to whom it went, and what its rule considers of its case as that stands."""
    notice = kept.notice
    problems: list[str] = []
    with ledger.reading() as book:
        plan = plans.find(book, notice.plan.id)
        found = inquiry.case_of(book, plan, notice) if plan else None
        said = inquiry.said_by(book, notice)
        fates = _Fates(book, said, plan, now)
        carried = inquiry.carried(book, notice.id)
    rule = _rule_now(rulebook, notice.reason.rule, plan, found[0] if found else None)
    asked = _asked_again(rulebook, rule, found, fates.today, problems) if found and not rule.trouble else ()
    considered = fates.of(asked, notice)
    return Explained(
        kept=kept,
        rule=rule,
        revision_now=plan.revision if plan else None,
        carried=tuple(carried),
        withdrawn=fates.withdrawn.get(notice.id),
        considered=tuple(considered),
        changes=tuple(changes(notice, plan.head, found[0] if found else None) if plan else ()),
        problems=tuple(dict.fromkeys(problems)),
    )


def _rule_now(rulebook: Rulebook, name: str, plan: StoredPlan | None, case: AnyCase | None) -> RuleNow:
    rule = rulebook.rule(name)
    if rule is None:
        broken = next((one for one in rulebook.problems if Path(one.partition(":")[0]).stem == name), None)
        return RuleNow(name, trouble=f"it does not load: {broken}" if broken else "there is no such rule any more")
    own = plan.head.rules.get(name) if plan else None
    values = rule.values(rulebook.given_to(rule), own)
    settings: dict[str, object] = {one.written: one.shown(values[key]) for key, one in rule.settings().items()}
    trouble = None
    if own == OFF or (own is None and rulebook.given_to(rule) == OFF):
        trouble = f"{'the plan' if own else 'configuration'} has switched it off"
    elif case and level_of(case) not in rule.generators:
        said_of = "what its plan no longer holds" if level_of(case) == "gone" else f"a {level_of(case)}"
        trouble = f"it says nothing of {said_of}"
    return RuleNow(name, rule.says, settings, shown(rule.path), trouble)


def _asked_again(
    rulebook: Rulebook,
    rule: RuleNow,
    found: tuple[AnyCase, CommitmentCase | None],
    today: date,
    problems: list[str],
) -> list[Saying]:
    """What the rule says of the case as it stands: all of what is past, and a little of what is to come."""
    broken: list[str] = []
    case, whole = found
    its = (
        one for one in sayings(case, rulebook, date.min, today + _AHEAD, broken.append, whole) if one.rule == rule.name
    )
    past: list[Saying] = []
    coming: list[Saying] = []
    for one in its:
        (past if one.moment.on <= today else coming).append(one)
    path = rulebook.rule(rule.name)
    problems += [text for text in broken if path and text.startswith(str(path.path))]
    return [*past, *islice(coming, _COMING)]


class _Fates:
    """What has become of the days that a rule considers, by the record."""

    def __init__(self, book: Book, said: Mapping[tuple[str, date], Kept], plan: StoredPlan | None, now: datetime):
        self._said = said
        self._plan = plan
        ids = [one.notice.id for one in said.values()]
        self.withdrawn = inquiry.withdrawn(book, ids)
        self._owed = inquiry.owed(book, ids)
        self.today = local_day(now, plan.head.timezone, plan.head.notify_at) if plan else now.date()

    def of(self, asked: Sequence[Saying], notice: Notice) -> list[Considered]:
        """Each day that the rule considers today, and each on which it said something that it would not say today."""
        found = {(str(one.moment.kind), one.moment.on): self._one(one, notice) for one in asked}
        for key, kept in self._said.items():
            if key not in found:
                found[key] = self._on_record(kept, notice, still=False)
        return sorted(found.values(), key=lambda one: (one.on, one.kind))

    def _one(self, saying: Saying, notice: Notice) -> Considered:
        moment = saying.moment
        if kept := self._said.get((str(moment.kind), moment.on)):
            return self._on_record(kept, notice, still=True)
        fate, why = Fate.COMING, saying.kept_back and f"kept back, as it stands: {saying.kept_back}"
        if moment.on <= self.today and moment.lapses and moment.lapses <= self.today:
            why = f"it has lapsed on {moment.lapses}, and is only written down"
        if self._is_past(moment.on):
            fate, why = Fate.PASSED, self._why_passed(moment.on)
        return Considered(moment.on, str(moment.kind), moment.to, fate, why, None, moment.lapses)

    def _on_record(self, kept: Kept, asked: Notice, *, still: bool) -> Considered:
        one = kept.notice
        fate, why = Fate.SAID, one.kept_back and f"kept back from some: {one.kept_back}"
        if kept.lapsed:
            fate, why = Fate.LAPSED, f"on {one.lapses}, before it could be said"
        elif not one.to:
            fate, why = Fate.KEPT_BACK, one.kept_back
        elif one.id in self.withdrawn:
            fate, why = Fate.WITHDRAWN, self.withdrawn[one.id]
        elif one.id not in self._owed:
            why = "; ".join(text for text in (why, "nobody was there to read it") if text)
        return Considered(one.on, str(one.kind), one.to, fate, why, one.id, one.lapses, one.id == asked.id, still)

    def _is_past(self, on: date) -> bool:
        """Whether no tick answers for a day any more; the next one answers for all since the last, and 30 back."""
        plan = self._plan
        return on < (window(self.today, plan.first_seen_on, plan.ticked_on)[0] if plan else self.today)

    def _why_passed(self, on: date) -> str:
        if self._plan and on < self._plan.first_seen_on:
            return f"the plan was first read on {self._plan.first_seen_on}"
        return "it became so later, when its day was too far back to be said"


def as_json(explained: Explained, sentence: str, masked: list[dict[str, object]]) -> dict[str, object]:
    """Everything as one JSON object; the deliveries as `masked` gives them, with no address in full."""
    notice, rule = explained.kept.notice, explained.rule
    return {
        **notice.as_json(),
        "sentence": sentence,
        "subject": notice.subject,
        "to": [str(one) for one in notice.to],
        "said_at": notice.said_at.isoformat(),
        "lapses": notice.lapses and str(notice.lapses),
        "lapsed": explained.kept.lapsed,
        "kept_back": notice.kept_back,
        "withdrawn": explained.withdrawn,
        "clauses": [str(one) for one in notice.deadline.because] if notice.deadline else [],
        "rule": {
            "name": rule.name, "says": rule.says, "settings": dict(rule.settings), "file": rule.file,
            "trouble": rule.trouble,
        },
        "revision_now": explained.revision_now,
        "deliveries": masked,
        "considered": [one.as_json() for one in explained.considered],
        "still": explained.still,
        "changes": [{"what": one.what, "then": one.then, "now": one.now} for one in explained.changes],
        "problems": list(explained.problems),
    }  # fmt: skip
