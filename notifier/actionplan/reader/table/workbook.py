"""What is to be known of a workbook before a library opens it: that it is small enough, and its marks.

What it unpacks to has been counted by then (see `archive`). A sheet is walked through once, so that two cells at its
far corners do not become a grid of billions.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import ZipFile

from notifier.actionplan.reader.archive import Unfit, look_through
from notifier.actionplan.reader.source import LARGEST_PLAN

RESAVE = "open it in a spreadsheet program and save it anew as .xlsx, or as CSV"
MOST_CELLS = 4_000_000  # between the first cell and the last, empty ones included
MOST_TEXT = 64 * 1024 * 1024  # signs in all cells: one long text may stand in a million of them
MOST_ROWS = 1_048_576
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CLAIMS = {"count", "uniqueCount"}
# The numbers of Excel's own formats that show a date without its day.
_MONTH_FORMATS = {"17"}


class Unsafe(Exception):
    """The workbook cannot be read, or not without harm; the message says why, the hint what to do."""

    def __init__(self, why: str, hint: str = RESAVE):
        super().__init__(why)
        self.hint = hint


@dataclass(slots=True)
class Marks:
    """What the XML of a sheet says of its cells, by row and column from 0, that their values do not."""

    formulas: list[tuple[int, int]] = field(default_factory=list)
    months: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The XML parts of a workbook by name, in small letters, and the part of each sheet by its name, in their order.

    Of the sheets, those that are `hidden` are shown to nobody who opens it.
    """

    parts: dict[str, bytes]
    sheets: dict[str, str]
    hidden: frozenset[str] = frozenset()

    def marks_of(self, sheet: str) -> Marks:
        """Walk through a sheet; Unsafe where its cells lie too far apart."""
        shared = _shared_lengths(self.parts.get("xl/sharedstrings.xml", b""))
        walk = _Walk(_month_styles(self.parts.get("xl/styles.xml", b"")), shared)
        _parse(self.parts[self.sheets[sheet]], walk.opens, walk.closes, walk.says)
        return walk.marks


def open_safely(content: bytes, largest: int = LARGEST_PLAN) -> Workbook:
    """The workbook in some bytes; Unsafe for what is none, or would unpack to more than `largest` bytes."""
    try:
        look_through(content, largest)
        with ZipFile(BytesIO(content)) as archive:
            parts = {entry.filename.lower(): archive.read(entry) for entry in archive.infolist()}
    except Unfit as trouble:
        raise Unsafe(trouble.what, trouble.hint) from None
    sheets, hidden = _sheets(parts)
    return Workbook(parts, sheets, hidden)


def _nothing(_: str) -> None:
    """What ends, or is said, needs no heed."""


def _parse(
    xml: bytes,
    opens: Callable[[str, dict[str, str]], None],
    closes: Callable[[str], None] = _nothing,
    says: Callable[[str], None] = _nothing,
) -> None:
    """Walk through a part; names come without their namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise Unsafe("the workbook's XML declares types of its own")

    parser.StartDoctypeDeclHandler = refuse

    def element(name: str, attributes: dict[str, str]) -> None:
        of = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        for key in of.keys() & _CLAIMS:
            _believable(of[key])
        opens(name.rpartition(" ")[2], of)

    parser.StartElementHandler = element
    parser.buffer_text = True
    parser.CharacterDataHandler = says
    parser.EndElementHandler = lambda name: closes(name.rpartition(" ")[2])
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as trouble:  # an encoding that nobody knows, too
        raise Unsafe(f"the workbook's XML is broken: {trouble}") from None


def _sheets(parts: dict[str, bytes]) -> tuple[dict[str, str], frozenset[str]]:
    """The part of each sheet, by the sheet's name; and the names of those that are hidden."""
    targets: dict[str, str] = {}
    named: dict[str, str] = {}
    hidden: set[str] = set()

    def relation(name: str, of: dict[str, str]) -> None:
        if name == "Relationship":
            target = of.get("Target", "").lstrip("/").lower()
            targets[of.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"

    def sheet(name: str, of: dict[str, str]) -> None:
        if name == "sheet":
            named[of.get("name", "")] = of.get("id", "")
            if of.get("state", "visible") != "visible":
                hidden.add(of.get("name", ""))

    if "xl/workbook.xml" not in parts:
        raise Unsafe("this is not an XLSX workbook")
    _parse(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), relation)
    _parse(parts["xl/workbook.xml"], sheet)
    return {name: targets[one] for name, one in named.items() if targets.get(one) in parts}, frozenset(hidden)


def _believable(count: str) -> None:
    """Room is made for as many things as a part says that it holds, before they are looked for."""
    digits = count.strip().lstrip("+")
    if len(digits) > len(str(MOST_CELLS)) or (digits.isdecimal() and int(digits) > MOST_CELLS):
        raise Unsafe("the workbook says that it holds more than it can")


def _shared_lengths(strings: bytes) -> list[int]:
    """How long each of the texts is that cells name by its number."""
    lengths: list[int] = []

    def opens(name: str, of: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def says(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    if strings:
        _parse(strings, opens, says=says)
    return lengths


def _month_styles(styles: bytes) -> set[str]:
    """The styles, by the number that cells name, that show a date as a month."""
    months, found = set(_MONTH_FORMATS), set()
    within, count = False, 0

    def opens(name: str, of: dict[str, str]) -> None:
        nonlocal within, count
        if name == "numFmt" and _shows_a_month(of.get("formatCode", "")):
            months.add(of.get("numFmtId", ""))
        elif name == "cellXfs":
            within = True
        elif name == "xf" and within:
            if of.get("numFmtId") in months:
                found.add(str(count))
            count += 1

    def closes(name: str) -> None:
        nonlocal within
        within = within and name != "cellXfs"

    if styles:
        _parse(styles, opens, closes)
    return found


def _shows_a_month(code: str) -> bool:
    """Whether a number format has a year and a month, and neither a day nor an hour: yyyy-mm, mmm-yy."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).lower()
    return "y" in bare and "m" in bare and "d" not in bare and "h" not in bare


class _Walk:
    """One pass over a sheet's cells: how far they reach, how much they say, which are formulas or shown as months."""

    def __init__(self, months: set[str], shared: list[int]):
        self.marks = Marks()
        self._months = months
        self._shared = shared
        self._named = ""  # the number of a shared text, while it is being read
        self._names_a_text = False
        self._text = 0
        self._row, self._column, self._style = -1, -1, ""
        self._within = False
        self._reach = (0, 0)

    def opens(self, name: str, of: dict[str, str]) -> None:
        if name == "row":
            self._row, self._column = _numbered(of["r"]) if "r" in of else self._row + 1, -1
        elif name == "c":
            if "r" in of:
                reference = _REFERENCE.fullmatch(of["r"])
                if reference is None:
                    raise Unsafe("a cell of the sheet has no place that can be read")
                self._column, self._row = _column_number(reference[1]), _numbered(reference[2])
            else:
                self._column += 1
            self._style, self._within = of.get("s", ""), True
            self._names_a_text, self._named = of.get("t") == "s", ""
        elif self._within and name in ("v", "is", "f"):
            self._holds_something(name == "f")

    def says(self, text: str) -> None:
        if self._within and self._names_a_text:
            self._named += text[:20]

    def closes(self, name: str) -> None:
        if name != "c":
            return
        number = self._named.strip()
        if number.isdecimal() and len(number) < 10 and int(number) < len(self._shared):
            self._text += self._shared[int(number)]
            if self._text > MOST_TEXT:
                raise Unsafe("the sheet's texts are too long, all together")
        self._within = False

    def _holds_something(self, formula: bool) -> None:
        place = (max(self._row, 0), max(self._column, 0))
        self._reach = (max(self._reach[0], place[0] + 1), max(self._reach[1], place[1] + 1))
        if self._reach[0] * self._reach[1] > MOST_CELLS:
            raise Unsafe(f"the sheet reaches over more than {MOST_CELLS:,} cells")
        if formula:
            self.marks.formulas.append(place)
        if self._style in self._months:
            self.marks.months.add(place)


def _numbered(row: str) -> int:
    """A row's number, from 0; no sheet has more than Excel's."""
    if not (row.isascii() and row.isdecimal() and len(row) < 8 and 1 <= int(row) <= MOST_ROWS):
        raise Unsafe("a row of the sheet has no number that can be read")
    return int(row) - 1


def _column_number(letters: str) -> int:
    """A column's number, from 0, by its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
