"""Which of some milestones (or commitments) are those of an earlier list: by id, by what the file says, by title.

Ids that were shifted are understood as a whole: whoever has a title again keeps it, before ids are believed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

# What a plan file writes as `was` of something that is none of what stood there before.
NONE = "none"
# How alike two titles must be, of 1; with a deadline or a lead in common a little less is enough.
ALIKE = 0.85
LEAST_ALIKE = 0.7
SAME_DEADLINE, SAME_LEAD, SAME_ID = 0.1, 0.05, 0.1
# Candidates that come this near to the best are named beside it.
RIVALS_WITHIN = 0.05
# More pairs of titles than this are not compared letter by letter in one plan, nor more signs of them: beyond that only
# equal titles are found, so that no file keeps anybody waiting.
MOST_COMPARED = 40_000
COMPARED_SIGNS = 200
# Stands in the ids that the service gives, and in none that a file may give: see `renumbering`.
PROVISIONAL = "~"


class How(StrEnum):
    """How it is known that two entries are the same."""

    SAME = "same"  # the id
    CONFIRMED = "confirmed"  # the file says so
    PROPOSED = "proposed"  # the titles are alike, and nobody has said yet whether that is right


@dataclass(frozen=True, slots=True)
class Entry:
    """What a milestone or commitment is recognised by; `below` are the milestones of a commitment."""

    id: str
    title: str
    on: date | None
    lead: str | None
    was: str | None
    below: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """That an entry is the one which stood at place `old` of the earlier list; `rivals` might be meant as well."""

    old: int
    how: How
    rivals: tuple[int, ...] = ()


@dataclass(slots=True)
class Patience:
    """How many pairs of titles may still be compared."""

    left: int = MOST_COMPARED

    def allows(self, pairs: int) -> bool:
        """Whether so many may be compared; they count as compared then."""
        if pairs > self.left:
            return False
        self.left -= pairs
        return True


def matches(
    old: Sequence[Entry],
    new: Sequence[Entry],
    patience: Patience,
    spent: Collection[tuple[str, str]] = (),
    put_back: bool = False,
) -> dict[int, Match]:
    """Which entry of `old` each of `new` is, by place; what is none of them is not in the answer.

    `spent` holds pairs of an id and a `was` that has been acted on: it is no news, and means nothing more. Of a file
    that is `put_back` as it was before, no `was` does: it speaks of what was in service then.
    """
    if [(one.id, one.title, one.was) for one in old] == [(one.id, one.title, one.was) for one in new]:
        return {place: Match(place, How.SAME) for place in range(len(new))}
    return _Matching(old, new, patience, spent, put_back).found()


@dataclass
class _Matching:
    """Pairs entries off, the surest first; whoever is paired is out of the question for what follows."""

    old: Sequence[Entry]
    new: Sequence[Entry]
    patience: Patience
    spent: Collection[tuple[str, str]]
    put_back: bool
    paired: dict[int, Match] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def found(self) -> dict[int, Match]:
        places = {one.id: place for place, one in enumerate(self.old)}
        denied = self._claims(places)
        for place, one in enumerate(self.new):
            here = places.get(one.id)
            if here is not None and normal(one.title) == normal(self.old[here].title):
                self._pair(place, here)
        self._equal_titles(set() if self.put_back else denied)
        if {one.id for one in self.old} != {one.id for one in self.new}:
            self._like_titles(denied)
        for place, one in enumerate(self.new):
            if place not in denied and one.id in places:
                self._pair(place, places[one.id])
        return self.paired

    def _claims(self, places: dict[str, int]) -> set[int]:
        """Do as the file says; the entries of which it says that they are none of the earlier ones."""
        denied = set()
        for place, one in enumerate(self.new):
            here = self.old[places[one.id]] if one.id in places else None
            claimed = self.old[places[one.was]] if one.was in places and one.was != one.id else None
            if one.was is None or not self._is_news(one, here, claimed):
                continue
            if one.was == NONE:
                denied.add(place)
            elif claimed and not self.put_back and not self._contradicted(one, claimed):
                self._pair(place, places[one.was])
        return denied

    def _is_news(self, one: Entry, here: Entry | None, claimed: Entry | None) -> bool:
        """Whether a `was` has still to be acted on. Here and there ids are swapped to and fro: titles tell."""
        title = normal(one.title)
        if claimed and normal(claimed.title) == title and not (here and normal(here.title) == title):
            return True
        if (one.id, one.was) in self.spent or (here and here.was == one.was):
            return False
        return (title, one.was) not in self._told  # else what it speaks of goes on under another id

    def _contradicted(self, one: Entry, claimed: Entry) -> bool:
        """Whether titles say that a `was` is long out of date: what it names is elsewhere, and so was what says it."""
        title, other = normal(one.title), normal(claimed.title)
        if title == other or other not in self._new_titles:
            return False
        return title in self._old_titles or (claimed.id, other) in self._kept

    @cached_property
    def _told(self) -> set[tuple[str, str]]:
        return {(normal(one.title), one.was) for one in self.old if one.was}

    @cached_property
    def _old_titles(self) -> set[str]:
        return {normal(one.title) for one in self.old}

    @cached_property
    def _new_titles(self) -> set[str]:
        return {normal(one.title) for one in self.new}

    @cached_property
    def _kept(self) -> set[tuple[str, str]]:
        return {(one.id, normal(one.title)) for one in self.new if not one.was}

    def _pair(self, place: int, here: int, rivals: tuple[int, ...] = ()) -> None:
        if place in self.paired or here in self.taken:
            return
        old, new = self.old[here], self.new[place]
        if old.id == new.id or PROVISIONAL in old.id:
            how = How.SAME
        else:
            how = How.CONFIRMED if new.was == old.id else How.PROPOSED
        self.paired[place] = Match(here, how, rivals if how is How.PROPOSED else ())
        self.taken.add(here)

    def _equal_titles(self, denied: set[int]) -> None:
        by_title: dict[str, list[int]] = defaultdict(list)
        for here, one in enumerate(self.old):
            if here not in self.taken:
                by_title[normal(one.title)].append(here)
        self._best_first(
            (place, here, 1.0)
            for place, one in enumerate(self.new)
            if place not in self.paired and place not in denied
            for here in by_title.get(normal(one.title), ())[:100]
        )

    def _like_titles(self, denied: set[int]) -> None:
        places = [place for place in range(len(self.new)) if place not in self.paired and place not in denied]
        heres = [here for here in range(len(self.old)) if here not in self.taken]
        if self.patience.allows(len(places) * len(heres)):
            self._best_first(self._alike(places, heres))

    def _alike(self, places: list[int], heres: list[int]) -> Iterator[tuple[int, int, float]]:
        for here in heres:
            # The matcher remembers much of its second text, and little of its first.
            matcher = SequenceMatcher(None, "", normal(self.old[here].title)[:COMPARED_SIGNS], autojunk=False)
            for place in places:
                matcher.set_seq1(normal(self.new[place].title)[:COMPARED_SIGNS])
                if matcher.real_quick_ratio() < LEAST_ALIKE or matcher.quick_ratio() < LEAST_ALIKE:
                    continue
                ratio = matcher.ratio()
                if ratio >= LEAST_ALIKE and ratio + self._support(place, here) >= ALIKE:
                    yield place, here, ratio

    def _support(self, place: int, here: int) -> float:
        """What else speaks for two entries being the same."""
        old, new = self.old[here], self.new[place]
        deadline = SAME_DEADLINE if old.on and old.on == new.on else 0
        lead = SAME_LEAD if old.lead == new.lead else 0
        return deadline + lead + (SAME_ID if old.id == new.id or new.was == old.id else 0)

    def _best_first(self, likely: Iterator[tuple[int, int, float]]) -> None:
        scored = [(ratio + self._support(place, here), place, here) for place, here, ratio in likely]
        scored.sort(key=lambda one: (-one[0], one[1], one[2]))
        near: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for score, place, here in scored:
            near[place].append((score, here))
        for score, place, here in scored:
            rivals = (other for other_score, other in near[place] if other_score >= score - RIVALS_WITHIN)
            self._pair(place, here, tuple(other for other in rivals if other != here))


def normal(title: str) -> str:
    """A title without what may change while it stays the same: case, signs, spaces."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", title).casefold()).strip()
