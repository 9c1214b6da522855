"""The tables of docs/ogp-process.md, made from the data of the rule: `python -m tests.agenda.ogp_page` puts them in."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from notifier.rulekit import data_beside
from tests.house.project import ROOT

PAGE = ROOT / "docs" / "ogp-process.md"
HEAD = "## National plans that start until 2017\n"
ERAS: list[dict[str, Any]] = data_beside(str(ROOT / "rules" / "ogp_process.py"))["eras"]
_FROM = {"starts": "the plan's start", "ends": "the plan's end", "done_on": "a commitment's completion"}


def tables() -> str:
    """All that stands below the words of the page: one section an era, up to the end of the page."""
    return "\n".join("\n".join(_section(era)) for era in ERAS)


def _section(era: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {era['title']}\n"
    if "note" in era:
        yield f"{era['note']} ([source]({era['source']}))\n"
    yield f"Concluded: {era['inference']}\n"
    yield "| what is asked for | until when | what the source says | concluded |\n|---|---|---|---|"
    for duty in era["duties"]:
        cells = duty["what"], _when(duty), f"{duty['note']} ([source]({duty['source']}))", duty.get("inference", "")
        yield f"| {' | '.join(cells)} |"
    if era["undated"]:
        yield "\nAsked for without any day, so that nothing is said of it:\n"
        yield from (f"* {one['what']} ([source]({one['source']}))" for one in era["undated"])
    yield ""


def _when(duty: Mapping[str, Any]) -> str:
    said = _words(duty["due"])
    if "opens" in duty:
        said = f"from {_words(duty['opens'])} to {said}"
    if not duty.get("established", True):
        said = f"not established; {said}, where that is given"
    return said + (f"; no more from `{duty['met_by']}` on" if "met_by" in duty else "")


def _words(when: Mapping[str, Any]) -> str:
    """A day of a duty in words."""
    base = when["from"]
    said = f"{base:%-d %B %Y}" if isinstance(base, date) else _FROM.get(base, f"`{base}`")
    if "day" in when:
        said = f"{date.fromisoformat('2000-' + when['day']):%-d %B} of the year of {said}"
    if "back_every_months" in when:
        said = f"every {when['back_every_months']} months, back from {said}"
    months, days = when.get("months", 0), when.get("days", 0)
    before = f"{-days} day less than " if days < 0 else ""
    if months:
        return f"{before}{abs(months)} month{'s'[: abs(months) > 1]} {'before' if months < 0 else 'after'} {said}"
    return f"{days} days after {said}" if days else said


def main() -> int:
    words, head, _ = PAGE.read_text().partition(HEAD)
    if not head:
        sys.stderr.write(f"{PAGE}: the line {HEAD.strip()!r} is missing (the tables are put in its place)\n")
        return 1
    PAGE.write_text(words + tables())
    return 0


if __name__ == "__main__":
    sys.exit(main())
