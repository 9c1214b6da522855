"""The verb `deadline`: how a printed deadline is read, one at a time or line by line from standard input."""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.show import Format, FormatOption, listing

if TYPE_CHECKING:
    from notifier.actionplan.deadline import Conventions, Deadline

_COLUMNS = ("printed", "edtf", "on", "certainty", "says")
_LANGUAGES = ("en", "fr", "ru", "ky")


def add_to(app: typer.Typer) -> None:
    """Give the command its verb about deadlines."""
    app.command()(deadline)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day: write YYYY-MM-DD") from None


def _country(text: str) -> str:
    from notifier.actionplan.deadline.countries import COUNTRIES

    code = text.strip().upper()
    if code and code not in COUNTRIES:
        raise typer.BadParameter(f"there is no country {text!r} ({_country_meant(code)})")
    return code


def _country_meant(code: str) -> str:
    """A hint for one who mistyped a code, or wrote a country's name."""
    from babel import Locale

    from notifier.actionplan.deadline.countries import COUNTRIES
    from notifier.actionplan.problems import did_you_mean

    if len(code) > 2:
        names = {word.upper(): known for known, word in Locale("en").territories.items() if known in COUNTRIES}
        near = did_you_mean(code, list(names), "").removeprefix("did you mean ").removesuffix("?")
        if near:
            return f"did you mean {names[near]}?"
    alike = sorted(known for known in COUNTRIES if known[:1] == code[:1])
    return f"did you mean {', '.join(alike)}?" if alike else "write its two letters, as CA or KG"


def _language(text: str) -> str:
    from notifier.actionplan.problems import did_you_mean

    code = text.strip().casefold()
    if code and code not in _LANGUAGES:
        hint = did_you_mean(code, list(_LANGUAGES), "all of en, fr, ru and ky are understood without it")
        raise typer.BadParameter(f"there is no language {text!r} here ({hint})")
    return code


def deadline(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Deadlines as printed; - reads one a line.")],
    language: Annotated[
        str, typer.Option(parser=_language, metavar="LANGUAGE", help="What they are mostly printed in; default: any.")
    ] = "",
    country: Annotated[
        str, typer.Option(parser=_country, metavar="COUNTRY", help="By whose conventions they are read, as CA or KG.")
    ] = "",
    since: Annotated[
        date | None, typer.Option("--from", parser=_day, metavar="DAY", help="The day on which the plan begins.")
    ] = None,
    until: Annotated[
        date | None, typer.Option("--until", parser=_day, metavar="DAY", help="The day on which the plan ends.")
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Show how a printed deadline is read: in EDTF, the day it falls on, how sure that is, and why."""
    from notifier.actionplan.deadline import Conventions

    if since and until and until < since:
        raise typer.BadParameter("--until comes before --from")
    conventions = Conventions.of(country, language=language or "en", starts=since, ends=until)
    listing(_rows(_typed(texts), conventions), _COLUMNS, format, "there was nothing to read")


def _typed(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if text == "-":
            yield from _lines()
        else:  # bytes that are no UTF-8 come as halves of pairs, which nobody could print
            yield text.encode(errors="surrogateescape").decode(errors="replace")


def _lines() -> Iterator[str]:
    """The lines of standard input as they come; what is no UTF-8 in them is shown as such, never an error."""
    for number, line in enumerate(sys.stdin.buffer):
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        yield text if number else text.removeprefix("\ufeff")  # what some editors begin a file with


def _rows(texts: Iterable[str], conventions: "Conventions") -> Iterator[dict[str, object]]:
    from notifier.actionplan.deadline import read_deadline

    for text in texts:
        yield _as_json(read_deadline(text, conventions))


def _as_json(reading: "Deadline") -> dict[str, object]:
    from notifier.agenda.notice import expectations_as_json

    row: dict[str, object] = {
        "printed": reading.printed,
        "edtf": reading.edtf,
        "on": str(reading.on) if reading.on else None,
        "certainty": str(reading.certainty),
        "says": reading.says,
    }
    if reading.expectations:
        row["expectations"] = expectations_as_json(reading)
    return row
