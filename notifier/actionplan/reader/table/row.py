"""One row ↔ the fields of one level: what its cells say, and which cells say that again.

`read` and `write` are each other's reverse, but for how a person sets blanks and delimiters: `fold` keeps what differs.
"""

import re
from collections.abc import Mapping as AMapping
from collections.abc import Sequence

from notifier.actionplan.model import Status
from notifier.actionplan.reader.places import Place
from notifier.actionplan.reader.table.mapping import DueSource, HeadingColumns, Mapping, as_named
from notifier.actionplan.reader.tree import Items, Lines

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_SEVERAL = re.compile(r"[;\n]")
# What may still follow the parentheses that a text ends in; the last one itself may be missing.
_TAIL = " \t\r\n\xa0\u202f\"'”’»“.,;:"
# What tables call them, in the languages of plans; case and blanks do not matter.
_CALLED = {
    Status.NOT_STARTED: (
        "not_started", "not started yet", "planned", "pending", "non commencé", "non débuté", "pas commencé", "à venir",
        "не начато", "не начат", "не начата", "не приступали", "башталган жок", "баштала элек",
    ),
    Status.IN_PROGRESS: (
        "in_progress", "ongoing", "started", "underway", "under way", "on track", "delayed", "en cours", "commencé",
        "в работе", "в процессе", "выполняется", "исполняется", "начато", "аткарылууда", "жүрүп жатат",
    ),
    Status.COMPLETED: (
        "completed", "complete", "done", "finished", "achevé", "achevée", "terminé", "terminée", "réalisé", "réalisée",
        "выполнено", "исполнено", "завершено", "выполнен", "завершён", "завершен", "аткарылды", "бүттү",
    ),
}  # fmt: skip


def _word(text: str) -> str:
    """A word for a status as it is compared."""
    return "_".join(re.split(r"[\s_-]+", text.strip().casefold()))


_STATUSES = {_word(called): str(status) for status, names in _CALLED.items() for called in names}
# The order in which fields stand in a plan file.
_FIELDS = ("title", "was", "starts", "due", "lead", "support", "status", "done_on", "evidence", "themes", "source")

Index = AMapping[str, int]
Values = AMapping[str, object]


class Reader:
    """Reads the fields of one level (`columns`) out of rows; `codes` turns what stands for an agency into its id."""

    def __init__(self, columns: HeadingColumns, index: Index, codes: AMapping[str, str]):
        self._columns = columns
        self._index = index
        self._codes = codes

    @property
    def id_column(self) -> int:
        return self._index[as_named(self._columns.id)]

    def id_of(self, cells: Sequence[str]) -> str:
        return cells[self.id_column].strip()

    def read(self, number: int, cells: Sequence[str]) -> Lines:
        """What a row says of an entry: nothing of a field whose cell is blank."""
        entry = Lines((number, self.id_column))
        entry.put("id", self.id_of(cells), entry.place)
        for field in _FIELDS:
            named = getattr(self._columns, field, None)
            if isinstance(named, dict):
                self._read_texts(entry, field, named, number, cells)
            elif named is not None:
                column = self._index[as_named(named)]
                if cells[column].strip():
                    self._read_cell(entry, field, cells[column], (number, column))
        return entry

    def _read_texts(
        self, entry: Lines, field: str, named: AMapping[str, str | DueSource], number: int, cells: Sequence[str]
    ) -> None:
        texts = Lines(entry.place)
        for key, source in named.items():
            column = self._index[as_named(source if isinstance(source, str) else source.name)]
            text = cells[column]
            if isinstance(source, DueSource) and source.parentheses:
                text = in_parentheses(text)
            if text.strip():
                texts.put(key, text, (number, column))
        if texts:
            place = next(iter(texts.places.values()))
            entry.put(field, texts[""] if set(texts) == {""} else texts, place)

    def _read_cell(self, entry: Lines, field: str, cell: str, place: Place) -> None:
        if field in ("lead", "support", "themes"):
            parts = parts_of(cell)
            if field == "lead":
                lead, *parts = parts
                if lead:
                    entry.put("lead", self._codes.get(lead.casefold(), lead), place)
            _add(entry, "themes" if field == "themes" else "support", parts, place)
        elif field == "status":
            entry.put("status", _STATUSES.get(_word(cell), cell.strip()), place)
        else:
            entry.put(field, cell.strip(), place)


def _add(entry: Lines, field: str, parts: list[str], place: Place) -> None:
    items = entry.get(field)
    if not isinstance(items, Items):
        items = Items(place)
    for part in parts:
        if part:
            items.put(part, place)
    if items:
        entry.put(field, items, items.place)


def write(columns: HeadingColumns, entry: Values, language: str) -> dict[str, str]:
    """The cells, by the name of their column, that say what an entry says."""
    cells = {as_named(columns.id): str(entry.get("id") or "")}
    for field in _FIELDS:
        named, value = getattr(columns, field, None), entry.get(field)
        if isinstance(named, dict):
            for key, source in named.items():
                if isinstance(source, str) or source.column:
                    cells[as_named(source if isinstance(source, str) else source.name)] = _text(value, key, language)
        elif named is not None:
            listed = [str(one) for one in value] if isinstance(value, list | tuple) else []
            if field == "lead" and getattr(columns, "support", None) is None:
                support = entry.get("support")
                helpers = [str(one) for one in support] if isinstance(support, list) else []
                listed = [str(value or ""), *helpers] if value or helpers else []
            cells[as_named(named)] = ";".join(listed) if listed else "" if isinstance(value, list) else str(value or "")
    return cells


def cells_of(
    mapping: Mapping, commitment: Values, heading: Values | None, entry: Values, language: str
) -> dict[str, str]:
    """The cells that the entries of one row say, by the name of their column."""
    cells = write(mapping.commitment, commitment, language)
    if mapping.heading:
        cells |= write(mapping.heading, heading or {}, language)
    if mapping.milestone:
        cells |= write(mapping.milestone, entry, language)
    return cells


def _text(value: object, key: str, language: str) -> str:
    """A text in the language that a column is for; one that is given once is in the plan's own."""
    if isinstance(value, AMapping):
        own = value.get("") or value.get(language) if key in ("", language) else None
        found = value.get(key) or own
        return str(found or "")
    return str(value or "") if key in ("", language) else ""


def parts_of(cell: str) -> list[str]:
    """What a cell holds with semicolons or line breaks between; one part at least, which may be empty."""
    return [part.strip() for part in _SEVERAL.split(cell)]


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def in_parentheses(text: str) -> str:
    """What stands in the parentheses that a text ends in; nothing where it ends in none.

    >>> in_parentheses("A guide (in plain words) is issued (June 2019)")
    'June 2019'
    """
    end = len(text.rstrip(_TAIL))
    closed = text[:end].endswith(")")
    depth = 0
    for at in range(end - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if text[at] == "(" and depth <= (0 if closed else -1):
            return text[at + 1 : end - 1 if closed else end].strip()
    return ""
