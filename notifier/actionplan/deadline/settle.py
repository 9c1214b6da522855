"""One deadline from several prints of it: in the languages of a plan, and as the date that a table gives for machines.

What people read counts before what machines read, and the plan's own language before the others.
"""

from collections.abc import Mapping
from dataclasses import replace

from notifier.actionplan.deadline import remarks
from notifier.actionplan.deadline.conventions import ANYWHERE, Conventions
from notifier.actionplan.deadline.read import read_deadline
from notifier.actionplan.deadline.value import Certainty, Deadline, Remark

# Under which key of `due` the date for machines stands, beside the languages.
MACHINE = "date"


def settle_deadline(prints: Mapping[str, str], conventions: Conventions = ANYWHERE) -> Deadline:
    """The deadline that is printed as `prints` say, by language, and under `date` for machines.

    The print in the plan's language counts (or the only one, whose language is not named: ""). Where it names no day,
    the next that does; where none does, the date for machines. What was printed is kept in the plan's language.
    """
    languages = sorted((one for one in prints if one != MACHINE), key=lambda one: one not in ("", conventions.language))
    readings = [read_deadline(prints[language], conventions) for language in languages if prints[language].strip()]
    dated = read_deadline(prints.get(MACHINE), conventions)
    if not readings:
        return dated
    own, *others = readings
    if own.on is not None:
        return own
    for other in others:
        if other.on is not None:
            return _instead(own, other, remarks.OTHER_LANGUAGE)
    return _instead(own, dated, remarks.MACHINE_DATE) if dated.on is not None else own


def disagree(one: Deadline, other: Deadline) -> bool:
    """Whether two readings that name a day each name different ones, at the precision of the coarser of them.

    “June 2020” and 2020-06-15 agree, as do “Fall 2018” and 2018-11; what names no day disagrees with nothing.
    """
    if one.on is None or other.on is None or one.on == other.on:
        return False
    digits = min(_digits(one), _digits(other))
    return str(one.on)[:digits] != str(other.on)[:digits]


def _instead(own: Deadline, other: Deadline, why: str) -> Deadline:
    because = (Remark(why), *other.because)
    return replace(other, printed=own.printed, certainty=Certainty.INTERPRETED, because=because)


def _digits(deadline: Deadline) -> int:
    """How much of an ISO day counts: all of it, its month, or its year."""
    last = (deadline.edtf or "").strip("{}[]").split(",")[-1].split("/")[-1].rstrip("?~")
    return {len("2020"): len("2020"), len("2020-06"): len("2020-06")}.get(len(last), len("2020-06-30"))
