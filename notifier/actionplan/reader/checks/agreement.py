"""Whether two readings of one deadline are of one mind, as exactly as the vaguer of them is."""

from notifier.actionplan.deadline import Deadline


def disagree(one: Deadline, other: Deadline) -> bool:
    """Whether both name a day, and the days differ at the precision of the vaguer: June 2020 allows any of its days."""
    if one.on is None or other.on is None:
        return False
    signs = min(_precision(one), _precision(other))
    return str(one.on)[:signs] != str(other.on)[:signs]


def _precision(deadline: Deadline) -> int:
    """How much of YYYY-MM-DD is printed: 4 signs for a year, 7 for a month, 10 for a day."""
    end = (deadline.edtf or "").strip("{}").replace(",", "/").rsplit("/", 1)[-1].rstrip("?~%")
    return next((signs for signs in (10, 7) if len(end) >= signs), 4)
