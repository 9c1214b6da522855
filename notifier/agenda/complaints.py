"""Complaints: what rules did wrong while they were asked, in short.

A rule that raises does so for thousands of cases, each in other words; a person wants the first of them and a count.
"""

from collections.abc import Iterable

# So many are told; what more there is, is counted.
MOST_TOLD = 50


class Complaints:
    """Hears sentences that begin with a place, `path:line: …`, and keeps the first of each place."""

    def __init__(self, known: Iterable[str] = ()):
        self._known = list(known)
        self._first: dict[str, str] = {}
        self._times: dict[str, int] = {}

    def hear(self, sentence: str) -> None:
        place = sentence.partition(": ")[0]
        self._first.setdefault(place, sentence)
        self._times[place] = self._times.get(place, 0) + 1

    def in_short(self) -> list[str]:
        """One sentence a place, those known before first."""
        told = [*self._known, *(f"{one}{_more(self._times[place])}" for place, one in self._first.items())]
        left = len(told) - MOST_TOLD
        return [*told[:MOST_TOLD], f"and {left} more (`notifier rules` tries every rule)"] if left > 0 else told


def _more(times: int) -> str:
    return f" (for {times} cases, this being the first)" if times > 1 else ""
