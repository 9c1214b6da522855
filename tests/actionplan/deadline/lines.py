"""Deadlines as tests write them: conventions by the options of the command line."""

from datetime import date

from notifier.actionplan.deadline import Conventions


def conventions_of(options: str) -> Conventions:
    """What `--country CA --from 2025-04-01 --until 2029-03-31` makes."""
    given = dict(zip(options.split()[::2], options.split()[1::2], strict=True))
    starts, ends = given.get("--from"), given.get("--until")
    return Conventions.of(
        given.get("--country", ""),
        language=given.get("--language", "en"),
        starts=date.fromisoformat(starts) if starts else None,
        ends=date.fromisoformat(ends) if ends else None,
    )
