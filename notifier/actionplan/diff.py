"""What changed between two readings of a plan, milestone by milestone: a thing is the same though its id is another.

Only what is known is said: without a history nothing is counted, without a day nothing is called late.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from notifier.actionplan.likeness import How
from notifier.actionplan.model import ActionPlan, Commitment, Milestone, lead_of, subject
from notifier.actionplan.renumbering import Recognition, outline, recognise
from notifier.actionplan.revision import Sighting, moves, sighting_of, that_count

# By the subject that the earlier plan gives a milestone: what was seen of it up to then, oldest first.
Past = Mapping[str, Sequence[Sighting]]


class What(StrEnum):
    """What changed, the gravest first."""

    REMOVED = "removed"
    SLIPPED = "slipped"
    ADVANCED = "advanced"
    DEADLINE_TAKEN = "deadline_taken"
    DEADLINE_GIVEN = "deadline_given"
    REOPENED = "reopened"
    COMPLETED = "completed"
    AGENCY_CHANGED = "agency_changed"
    ADDED = "added"
    RENUMBERED = "renumbered"
    RETITLED = "retitled"

    @property
    def quiet(self) -> bool:
        """Whether it changes nothing of what was promised."""
        return self in (What.RENUMBERED, What.RETITLED)


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `milestone` is None where it is one of a whole commitment, and both are titles.

    `days` is how far a deadline moved, negative towards an earlier day. `moves` and `total_days` count every move that
    is known of, this one too; `after_deadline` says whether the former day had passed by then. `proposed`: that the
    two are the same is only supposed (see `renumbering`).
    """

    what: What
    subject: str
    commitment: str
    milestone: str | None
    before: str | None = None
    after: str | None = None
    days: int | None = None
    moves: int | None = None
    total_days: int | None = None
    after_deadline: bool | None = None
    was: str | None = None
    proposed: bool = False

    def as_json(self) -> dict[str, object]:
        """One line of a listing."""
        return {
            "change": str(self.what), "subject": self.subject, "commitment": self.commitment,
            "milestone": self.milestone, "before": self.before, "after": self.after, "days": self.days,
            "moves": self.moves, "total_days": self.total_days, "after_deadline": self.after_deadline,
            "was": self.was, "proposed": self.proposed,
        }  # fmt: skip


def changes(
    old: ActionPlan,
    new: ActionPlan,
    *,
    recognition: Recognition | None = None,
    past: Past | None = None,
    on: date | None = None,
) -> tuple[Change, ...]:
    """What `new` says otherwise than `old`, in the order of `new`; what is gone comes last.

    `past` holds what is known of the time before; `on` is the day of the new revision.
    """
    if recognition is None:
        recognition = recognise(outline(old), new)
    return tuple(_Comparison(old, new, recognition, past or {}, on).all())


class _Comparison:
    def __init__(self, old: ActionPlan, new: ActionPlan, recognition: Recognition, past: Past, on: date | None):
        self._old, self._new, self._past, self._on = old, new, past, on
        self._found, self._found_above = recognition.found, recognition.found_above
        self._milestones = {subject(commitment, one): (commitment, one) for commitment, one in old.milestones()}
        self._commitments = {one.id: one for one in old.commitments}
        self._met: set[str] = set()

    def all(self) -> Iterator[Change]:
        for commitment in self._new.commitments:
            before, how = self._found_above.get(commitment.id, (commitment.id, How.SAME))
            earlier = self._commitments.get(before) if before else None
            whole = earlier and not _single(commitment) and not _single(earlier)
            if earlier and whole:
                yield from self._of_commitment(earlier, commitment, how)
            for milestone in commitment.milestones:
                yield from self._of_milestone(commitment, milestone, bool(whole))
        for name, (commitment, milestone) in self._milestones.items():
            if name not in self._met:
                yield Change(What.REMOVED, name, commitment.title, milestone.title, before=_day(milestone))

    def _of_commitment(self, old: Commitment, new: Commitment, how: How) -> Iterator[Change]:
        was, proposed = (old.id if old.id != new.id else None), how is How.PROPOSED
        if old.id != new.id and how is not How.SAME:
            yield Change(What.RENUMBERED, new.id, new.title, None, old.id, new.id, was=was, proposed=proposed)
        if old.title != new.title:
            yield Change(What.RETITLED, new.id, new.title, None, old.title, new.title, was=was, proposed=proposed)
        if old.lead != new.lead:
            yield Change(What.AGENCY_CHANGED, new.id, new.title, None, old.lead, new.lead, was=was, proposed=proposed)

    def _of_milestone(self, commitment: Commitment, new: Milestone, whole: bool) -> Iterator[Change]:
        name = subject(commitment, new)
        before, how = self._found.get(name, (name, How.SAME))
        if not before or before not in self._milestones:
            yield Change(What.ADDED, name, commitment.title, new.title, after=_day(new))
            return
        self._met.add(before)
        above, old = self._milestones[before]
        was = before if before != name else None
        proposed = how is How.PROPOSED

        def change(what: What, former: str | None, now: str | None) -> Change:
            return Change(what, name, commitment.title, new.title, former, now, was=was, proposed=proposed)

        if how is not How.SAME and was:
            yield change(What.RENUMBERED, before, name)
        if old.title != new.title:
            yield change(What.RETITLED, old.title, new.title)
        yield from self._of_deadline(change(What.SLIPPED, _day(old), _day(new)), old, new, before)
        if old.completed != new.completed:
            what = What.COMPLETED if new.completed else What.REOPENED
            yield change(what, str(old.status), str(new.done_on or new.status))
        leads = lead_of(above, old), lead_of(commitment, new)
        # What a whole commitment hands over has been said of the commitment.
        said = whole and leads == (above.lead, commitment.lead)
        if leads[0] != leads[1] and not said:
            yield change(What.AGENCY_CHANGED, *leads)

    def _of_deadline(self, moved: Change, old: Milestone, new: Milestone, before: str) -> Iterator[Change]:
        was_on, on = old.deadline.on, new.deadline.on
        if was_on == on:
            return
        days = (on - was_on).days if on and was_on else None
        what = (What.SLIPPED if days > 0 else What.ADVANCED) if days else None
        what = what or (What.DEADLINE_GIVEN if on else What.DEADLINE_TAKEN)
        count = total = None
        if history := self._past.get(before):
            latest = history[-1].seen_on
            seen = that_count((*history, sighting_of(new, "this one", max(self._on or latest, latest))))
            known = moves(seen)
            count, total = len(known), sum(one.days for one in known)
        late = None if self._on is None or was_on is None else self._on > was_on
        yield Change(
            what, moved.subject, moved.commitment, moved.milestone, moved.before, moved.after, days, count, total,
            late, moved.was, moved.proposed,
        )  # fmt: skip


def _single(commitment: Commitment) -> bool:
    """Whether a commitment is its own single milestone."""
    return [one.id for one in commitment.milestones] == [commitment.id]


def _day(milestone: Milestone) -> str | None:
    """A deadline as people read it: the day, or what is printed where there is none."""
    return str(milestone.deadline.on) if milestone.deadline.on else milestone.deadline.printed
