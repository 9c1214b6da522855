"""A plan whose milestones or commitments carry other ids than before, recognised; and what the plan says meanwhile.

What nobody has confirmed goes on under its old id, and is proposed; it is never taken for one that was removed and one
that was added. `was: "2"` confirms, `was: none` denies. An id that a newcomer needs, and that is still somebody
else's, is lent it with a mark (`2~2`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from notifier.actionplan.likeness import NONE, PROVISIONAL, Entry, How, Match, Patience, matches
from notifier.actionplan.model import ActionPlan, Commitment, Milestone
from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.places import Places, doubt

Outline = Sequence[Entry]
# Where an entry stands in its file: the place of its commitment, and its own in that.
Spot = tuple[int, ...]
# By the name of what is in service: the names that it had before.
Former = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """That what stands at `spot` under the name `new` is probably what was `old`, or one of its `rivals`.

    Names are subjects (`C1/2`); it is in service as `meanwhile`.
    """

    spot: Spot
    new: str
    old: str
    meanwhile: str
    rivals: tuple[str, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be written as `was`, the likeliest first: names within one commitment are short."""
        return tuple(self._short(name) for name in (self.old, *self.rivals))

    def _short(self, name: str) -> str:
        above, _, own = name.rpartition("/")
        return own if above in {one.rpartition("/")[0] for one in (self.new, self.meanwhile)} else name


@dataclass(slots=True)
class Recognition:
    """A plan as it goes into service; which of its subjects were called otherwise before, and what is only proposed.

    `milestones` and `commitments` give the former name of each, or None where the name was somebody else's;
    a subject that is in neither is what it was, or is new. `found` and `found_above` say, by the names in the file
    itself, what each milestone and each commitment was, and how that is known.
    """

    plan: ActionPlan
    milestones: dict[str, str | None] = field(default_factory=dict)
    commitments: dict[str, str | None] = field(default_factory=dict)
    found: dict[str, tuple[str | None, How]] = field(default_factory=dict)
    found_above: dict[str, tuple[str | None, How]] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    # What is none of the former by its own word, as it goes into service.
    others: set[str] = field(default_factory=set)
    # Where a `was` names what is not there, or what another has been already: the spot, and what it says.
    vain: list[tuple[Spot, str]] = field(default_factory=list)


def outline(plan: ActionPlan) -> list[Entry]:
    """What a plan's commitments and milestones are recognised by."""
    return [Entry(one.id, one.title, None, one.lead, one.was, tuple(_below(one))) for one in plan.commitments]


def _below(commitment: Commitment) -> Iterator[Entry]:
    for one in commitment.milestones:
        own = one.id == commitment.id
        yield Entry("" if own else one.id, one.title, one.deadline.on, one.lead, None if own else one.was)


def recognise(old: Outline, plan: ActionPlan, former: Former | None = None, *, put_back: bool = False) -> Recognition:
    """A newly read plan, with what it holds recognised in what was in service, or in an earlier file.

    `put_back`: that this very content was in service before, so that what it says of ids was acted on then.
    """
    recognition = Recognition(plan)
    new = outline(plan)
    if [_fixed(one) for one in old] == [_fixed(one) for one in new]:
        return recognition
    return _Recogniser(old, new, former or {}, recognition, put_back).done()


def _fixed(entry: Entry) -> tuple[object, ...]:
    return entry.id, entry.title, entry.was, *((one.id, one.title, one.was) for one in entry.below)


def name_of(commitment: str, milestone: str) -> str:
    """The subject of a milestone; that of a commitment's own single one is the commitment's."""
    return f"{commitment}/{milestone}" if milestone else commitment


class _Recogniser:
    def __init__(self, old: Outline, new: Outline, former: Former, recognition: Recognition, put_back: bool):
        self._old, self._new, self._former, self._recognition = old, new, former, recognition
        self._put_back = put_back
        self._patience = Patience()
        self._above = self._matches(old, new, ((one.id, one) for one in new))
        self._ids = _lent_ids(old, new, self._above)
        # The milestones by spot: the spot of what each was, how that is known, and its rivals.
        self._was: dict[Spot, tuple[Spot, How, tuple[Spot, ...]]] = {}
        self._lent: dict[int, list[str]] = {}

    def done(self) -> Recognition:
        for place, commitment in enumerate(self._new):
            self._look_below(place, commitment)
        self._look_elsewhere()
        commitments = [self._settle(place, one) for place, one in enumerate(self._recognition.plan.commitments)]
        self._recognition.plan = replace(self._recognition.plan, commitments=tuple(commitments))
        self._recognition.proposals.sort(key=lambda one: one.spot)
        return self._recognition

    def _spent(self, named: Iterator[tuple[str, Entry]]) -> set[tuple[str, str]]:
        """Where a file says once more what has been acted on: what is now called so has had that name."""
        return {
            (one.id, one.was)
            for name, one in named
            if one.was and any(one.was in (had, had.rpartition("/")[2]) for had in self._former.get(name, ()))
        }

    def _look_below(self, place: int, commitment: Entry) -> None:
        """Recognise the milestones of a commitment in those that it had."""
        match = self._above.get(place)
        if match is None:
            self._lent[place] = [one.id for one in commitment.below]
            return
        before = self._old[match.old]
        below = [_within(one, {commitment.id, commitment.was, before.id}) for one in commitment.below]
        found = self._matches(before.below, below, ((name_of(before.id, one.id), one) for one in below))
        self._lent[place] = _lent_ids(before.below, below, found)
        for number, one in found.items():
            rivals = tuple((match.old, rival) for rival in one.rivals)
            self._was[place, number] = ((match.old, one.old), one.how, rivals)

    def _look_elsewhere(self) -> None:
        """Recognise what is left in what other commitments have lost."""
        known = {spot for spot, _, _ in self._was.values()}
        lost = [spot for spot in _spots(self._old) if spot not in known and _lasting(self._before(spot).id)]
        fresh = [spot for spot in _spots(self._new) if spot not in self._was]
        if not self._put_back:
            fresh = [spot for spot in fresh if not self._denied(spot)]
        if not lost or not fresh:
            return
        after = [replace(self._at(spot), id=self._new_name(spot)) for spot in fresh]
        names = {one.id for one in after}
        before = [replace(self._before(spot), id=self._old_name(spot)) for spot in lost]
        # A name that went over to another thing is nothing to recognise a thing by.
        before = [replace(one, id=f"{one.id}/") if one.id in names else one for one in before]
        for number, one in self._matches(before, after, ((one.id, one) for one in after)).items():
            self._was[fresh[number]] = (lost[one.old], one.how, tuple(lost[rival] for rival in one.rivals))

    def _denied(self, spot: Spot) -> bool:
        """Whether a milestone is none of the former ones: by its own word, or by that of a commitment that is none."""
        above = self._new[spot[0]].was if spot[0] not in self._above else None
        return NONE in (self._at(spot).was, above) and self._at(spot).was in (None, NONE)

    def _matches(self, before: Outline, after: Outline, named: Iterator[tuple[str, Entry]]) -> dict[int, Match]:
        return matches(before, after, self._patience, self._spent(named), self._put_back)

    def _settle(self, place: int, commitment: Commitment) -> Commitment:
        """A commitment as it goes into service; its names, and those of its milestones, are written down."""
        entry, id = self._new[place], self._ids[place]
        match = self._above.get(place)
        before = self._old[match.old].id if match else None
        if id != before and (before or id in self._old_ids):
            self._recognition.commitments[id] = before
        if entry.id != before and (before or entry.id in self._old_ids):
            how = match.how if match else How.SAME
            self._recognition.found_above[entry.id] = (before, how)
        if match is None and entry.was == NONE:
            self._recognition.others.add(id)
        elif match is None and entry.was and not self._put_back:
            self._recognition.vain.append(((place,), str(entry.was)))
        if match and match.how is How.PROPOSED:
            rivals = tuple(self._old[one].id for one in match.rivals)
            assert before is not None, "a match has been matched"
            self._recognition.proposals.append(Proposal((place,), entry.id, before, id, rivals))
        milestones = tuple(
            self._settle_milestone((place, number), id, one) for number, one in enumerate(commitment.milestones)
        )
        return replace(commitment, id=id, milestones=milestones)

    def _settle_milestone(self, spot: Spot, above: str, milestone: Milestone) -> Milestone:
        place, number = spot
        lent = self._lent[place][number]
        new, meanwhile = self._new_name(spot), name_of(above, lent)
        where, how, others = self._was.get(spot, (None, How.SAME, ()))
        before = self._old_name(where) if where else None
        if meanwhile != before and (before or meanwhile in self._old_names):
            self._recognition.milestones[meanwhile] = before
        if new != before and (before or new in self._old_names):
            above_match = self._above.get(place)
            # What is its own single milestone is known by the same as the commitment that it is.
            itself = above_match.how if above_match and not self._at(spot).id and how is How.SAME else how
            self._recognition.found[new] = (before, itself)
        if where is None and self._denied(spot):
            self._recognition.others.add(meanwhile)
        elif where is None and milestone.was not in (None, NONE) and self._at(spot).id and not self._put_back:
            self._recognition.vain.append((spot, str(milestone.was)))
        if how is How.PROPOSED and new != before:  # else the question is that of the commitments around it
            assert before is not None, "a proposal proposes something"
            rivals = tuple(self._old_name(one) for one in others)
            self._recognition.proposals.append(Proposal(spot, new, before, meanwhile, rivals))
        id = lent or above
        return milestone if id == milestone.id else replace(milestone, id=id)

    def _at(self, spot: Spot) -> Entry:
        return self._new[spot[0]].below[spot[1]]

    def _before(self, spot: Spot) -> Entry:
        return self._old[spot[0]].below[spot[1]]

    def _old_name(self, spot: Spot) -> str:
        return name_of(self._old[spot[0]].id, self._before(spot).id)

    def _new_name(self, spot: Spot) -> str:
        return name_of(self._new[spot[0]].id, self._at(spot).id)

    @cached_property
    def _old_names(self) -> set[str]:
        return {self._old_name(spot) for spot in _spots(self._old)}

    @cached_property
    def _old_ids(self) -> set[str]:
        return {one.id for one in self._old}


def _spots(outline: Outline) -> list[Spot]:
    """Where the milestones stand."""
    return [(place, number) for place, one in enumerate(outline) for number in range(len(one.below))]


def _within(entry: Entry, above: Collection[str | None]) -> Entry:
    """A milestone that was a whole commitment names that one's id; what it was has none of its own."""
    return replace(entry, was="") if entry.was and entry.was in above else entry


def _lent_ids(old: Outline, new: Outline, found: Mapping[int, Match]) -> list[str]:
    """The ids under which entries go into service: their own, and of what is only proposed, the old ones."""
    if all(one.how is not How.PROPOSED for one in found.values()):
        return [one.id for one in new]
    sure = {place for place, one in found.items() if one.how is not How.PROPOSED and _lasting(old[one.old].id)}
    ids = {place: new[place].id for place in sure}
    taken = set(ids.values())
    for place in sorted(set(range(len(new))) - sure, key=lambda one: (one not in found, one)):
        match = found.get(place)
        wishes = [new[place].id, *_marked(new[place].id)]
        if match:
            before = old[match.old].id
            wishes.insert(0 if _lasting(before) else 1, before)
        ids[place] = next(one for one in wishes if one not in taken)
        taken.add(ids[place])
    return [ids[place] for place in range(len(new))]


def _lasting(id: str) -> bool:
    return PROVISIONAL not in id


def _marked(id: str) -> Iterator[str]:
    for number in range(2, 1000):
        yield f"{id or NONE}{PROVISIONAL}{number}"


def doubts(recognition: Recognition, places: Places) -> Iterator[Problem]:
    """What a person should say of each proposal, at the place of the id that is new; and each `was` that is in vain."""
    for one in recognition.proposals:
        was = " or ".join(f"`{name}`" for name in (one.old, *one.rivals))
        what = f"`{one.new}` is probably what was {was}; until you say so it goes on as `{one.meanwhile}`"
        same = " or ".join(f'`was: "{name}"`' for name in one.answers)
        hint = f"write {same} if it is the same, `was: none` if it is another"
        yield doubt(places, (*_way(one.spot), "id"), Code.RENUMBERED, what, hint)
    for spot, was in recognition.vain:
        what = f"nothing in this plan was `{was}` that is not something else now"
        hint = "look at the id that it had; else remove `was`"
        yield doubt(places, (*_way(spot), "was"), Code.WAS_NOTHING, what, hint)


def _way(spot: Spot) -> tuple[str | int, ...]:
    """The way to a spot from the top of its file."""
    return ("commitments", spot[0], *(("milestones", spot[1]) if len(spot) == 2 else ()))
