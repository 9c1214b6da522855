"""Titles used twice under one heading of a commitment: mostly a line that was copied and never changed."""

from collections.abc import Iterator

from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.checks.standing import Promise
from notifier.actionplan.reader.places import Places, doubt


def warnings(promises: list[Promise], places: Places) -> Iterator[Problem]:
    """Each milestone that has the title of one before it."""
    for promise in promises:
        first: dict[tuple[str | None, str], str] = {}
        for step in promise.steps:
            milestone = step.milestone
            title = " ".join(milestone.title.split()).casefold()
            same = first.setdefault((milestone.heading, title), milestone.id)
            if same != milestone.id:
                what = f"{milestone.id} has the same title as {same}"
                yield doubt(places, (*step.path, "title"), Code.TITLE_TWICE, what, "say how they differ, or keep one")
