"""The public record: every notice that was ever said, with its reason; none is ever taken back.

It is read on pages, searched, and downloaded whole: as JSON lines that anybody can check (`docs/record.md`), or as a
table for spreadsheets.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse

from notifier.audience.chain import BEGINNING, Link
from notifier.audience.wording import ENGLISH
from notifier.bootstrap import Notifier
from notifier.ledger import board as reads
from notifier.ledger import chain
from notifier.ledger import plans as stored_plans
from notifier.ledger.connect import Ledger
from notifier.web.pages import Pages
from notifier.web.shelf import Shelf, kept_on
from notifier.web.tongue import Spoken
from notifier.web.words import kind_in_words

A_PAGE = 50  # notices
READS = ["GET", "HEAD"]
_LONGEST = 200  # signs of a search
# What a spreadsheet would take for a formula is kept from being one by a quotation mark, as in tables of plans.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("number", "on", "kind", "says", "plan", "commitment", "milestone", "agency", "deadline", "rule", "said_at",
            "lapsed", "kept_back", "id", "chain")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of the record; what is None asks for everything."""

    plan: str | None = None
    kind: str | None = None
    agency: str | None = None
    q: str | None = None
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def asked(self, **other: object) -> dict[str, object]:
        """As an address asks for it, with something else besides."""
        return {**asdict(self), **other}


def search_of(
    plan: str | None = None, kind: str | None = None, agency: str | None = None, q: str | None = None,
    since: str | None = None, until: str | None = None,
) -> Search:  # fmt: skip
    """What an address asks for. An empty choice in a form asks for everything, and so does a day that is none."""
    words = " ".join(q[:_LONGEST].split()) if q else None
    return Search(plan or None, kind or None, agency or None, words or None, _day(since), _day(until))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


Searched = Annotated[Search, Depends(search_of)]


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The routes of the record."""
    ledger = notifier.ledger
    router = APIRouter()
    kept = APIRouter(route_class=kept_on(Shelf(ledger, notifier.clock)))

    @kept.api_route("/notices", methods=READS)
    def show_record(tongue: Spoken, asked: Searched, before: str | None = None) -> Response:
        with reads.reading(ledger) as book:
            serving = stored_plans.stored(book)
            said = reads.said(
                book, plan=asked.plan, kind=asked.kind, agency=asked.agency, words=asked.q, since=asked.since,
                until=asked.until, before=before, limit=A_PAGE + 1,
            )  # fmt: skip
        older = said[A_PAGE - 1].notice.id if len(said) > A_PAGE else None
        return pages.page(
            "notices.html", tongue, plans=[one.head for one in serving], asked=asked, before=before,
            said=said[:A_PAGE], older=older,
        )  # fmt: skip

    # Before the page of one notice, which takes any name.
    @router.api_route("/notices.jsonl", methods=READS)
    def download() -> Response:
        return _file(_lines(ledger), "application/jsonl", "notices.jsonl")

    @router.api_route("/notices.csv", methods=READS)
    def download_table() -> Response:
        return _file(_table(ledger), "text/csv; charset=utf-8", "notices.csv")

    @kept.api_route("/notices/{notice}", methods=READS)
    def show_notice(tongue: Spoken, notice: str) -> Response:
        with reads.reading(ledger) as book:
            found = reads.one_said(book, notice)
        say = tongue.say
        if found is None:
            line = say.gettext("The public record holds every notice that was ever said.")
            return pages.sorry(404, say.gettext("There is no such notice"), line, tongue=tongue)
        return pages.page("notice.html", tongue, entry=found)

    router.include_router(kept)
    return router


def _file(parts: Iterator[str], kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return StreamingResponse(parts, media_type=kind, headers=headers)


def _lines(ledger: Ledger) -> Iterator[str]:
    """The whole record in its order, a JSON object a line, a batch in memory at a time."""
    before = BEGINNING
    for link in _links(ledger):
        line = {"number": link.number, "before": before, "chain": link.chain, "notice": link.entry}
        yield json.dumps(line, ensure_ascii=False) + "\n"
        before = link.chain


def _table(ledger: Ledger) -> Iterator[str]:
    """The same as a table; it begins with the mark by which spreadsheets know that it is UTF-8."""
    yield "\ufeff" + _row(_COLUMNS)
    for link in _links(ledger):
        entry = link.entry
        data = entry["data"]
        assert isinstance(data, dict), "a notice's data is an object"
        named = [(data[name] or {}).get("title") for name in ("plan", "commitment", "milestone")]
        yield _row((
            link.number, entry["on"], entry["kind"], kind_in_words(str(entry["kind"]), ENGLISH), *named,
            (data["agency"] or {}).get("name"), (data["deadline"] or {}).get("printed"), entry["rule"],
            entry["said_at"], entry["lapsed"], entry["kept_back"], entry["id"], link.chain,
        ))  # fmt: skip


def _links(ledger: Ledger) -> Iterator[Link]:
    """Each batch is read by a connection of its own: who downloads slowly holds none."""
    after = 0
    while True:
        with reads.reading(ledger) as book:
            batch = chain.some(book, after)
        yield from batch
        if not batch:
            return
        after = batch[-1].number


def _row(values: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_harmless(value) for value in values])
    return text.getvalue()


def _harmless(value: object) -> str:
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(_FORMULA) else words
