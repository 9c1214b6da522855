"""When a file is more than any plan can be: it is given up there, before it costs more than a plan of its size.

Depth is bounded elsewhere; this is breadth. A plan's entries have ids and titles, its lists of texts are short.
"""

from collections.abc import Mapping, Sequence

from notifier.actionplan.problems import MOST_OF_A_KIND

MOST_FIELDS = 1_000
MOST_TEXTS = 1_000
MOST_NAMELESS = 10_000
# A milestone takes a line; what has a bracket for every few signs is made of brackets.
SIGNS_A_COLLECTION = 25

Reason = tuple[str, str]


class Glut:
    """Counts what a file holds while it is read; each question gives the reason why no more of it is read, or None."""

    def __init__(self, signs: int):
        self._collections_left = max(MOST_FIELDS, signs // SIGNS_A_COLLECTION)
        self._nameless = 0

    def within(self, around: Mapping[str, object] | Sequence[object]) -> Reason | None:
        """After a text has been put into a collection: whether that has grown too long."""
        if isinstance(around, Mapping):
            if len(around) > MOST_FIELDS:
                return f"more than {MOST_FIELDS} fields stand here", "a plan's entries have a dozen"
        elif len(around) > MOST_TEXTS:
            return f"more than {MOST_TEXTS} texts stand in this list", "look for a line that was repeated"
        return None

    def entry(self, entry: Mapping[str, object]) -> Reason | None:
        """After a mapping within a list is complete: whether it is one too many without a name."""
        if not entry.get("id") or not (entry.get("title") or entry.get("name")):
            self._nameless += 1
            if self._nameless > MOST_NAMELESS:
                return f"more than {MOST_NAMELESS} entries have no id or no title", "give each an `id` and a `title`"
        return None

    def collection(self) -> Reason | None:
        """Before another collection is begun: whether the file is made of little else."""
        self._collections_left -= 1
        return (
            ("this file holds more brackets than texts", "a plan's entries hold texts")
            if self._collections_left < 0
            else None
        )


def is_lost(root: object, problems: Sequence[object]) -> bool:
    """Whether nothing more that is read can make this a plan: it is a long list, or has very many problems already."""
    return (isinstance(root, Sequence) and len(root) > MOST_OF_A_KIND) or len(problems) >= MOST_OF_A_KIND
