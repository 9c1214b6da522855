"""Rows → the plain values of a plan: rows of one commitment go together, and no cell is lost.

What the fields do not give back exactly is kept in `extra`, by column: at the row's own entry, or, where all the rows
below a heading, of a commitment or of the plan say the same, there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.places import Path, Place, Places
from notifier.actionplan.reader.table import row as rows
from notifier.actionplan.reader.table.agencies import Agencies
from notifier.actionplan.reader.table.cells import HEADER, Table
from notifier.actionplan.reader.table.mapping import Mapped, as_named
from notifier.actionplan.reader.tree import Items, Lines, TreePlaces

_TOP: Place = (HEADER, 0)


@dataclass(slots=True)
class _Row:
    """A row as it was read: what it says of each level, and the entries that it went to."""

    number: int
    cells: list[str]
    entry: Lines
    commitment: Lines
    heading: Lines | None = None
    extra: dict[str, str] = field(default_factory=dict)


def fold(table: Table, mapped: Mapped) -> tuple[Lines, list[Problem], Places]:
    """The values of the plan that a table is by its mapping, every problem found, and the places of its cells."""
    return _Fold(table, mapped).values()


class _Fold:
    def __init__(self, table: Table, mapped: Mapped):
        mapping = mapped.mapping
        self._table = table
        self._mapped = mapped
        self._language = mapping.plan.language
        self._agencies = Agencies(table, mapped)
        index = {as_named(column): number for number, column in enumerate(table.columns)}
        self._index = index
        codes = self._agencies.codes
        self._commitment = rows.Reader(mapping.commitment, index, codes)
        self._heading = rows.Reader(mapping.heading, index, codes) if mapping.heading else None
        self._milestone = rows.Reader(mapping.milestone, index, codes) if mapping.milestone else None
        self._commitments: dict[str, Lines] = {}
        self._headings: dict[tuple[int, str], Lines] = {}
        self._contradicted: set[tuple[int, str, str]] = set()

    def values(self) -> tuple[Lines, list[Problem], Places]:
        read = [one for number, cells in enumerate(self._table.rows) if (one := self._row(number, cells))]
        in_order = self._in_plan_order(read)
        for commitment in self._commitments.values():
            self._give_defaults(commitment)
        for one in read:
            one.extra = self._unsaid(one)
        root = Lines(_TOP)
        for key in ("plan", "columns", "agencies", "commitments"):
            root.put(key, self._top(key, read), _TOP)
        self._keep_apart(read)
        for one in read:
            if one.extra:
                _put_extra(one.entry, one.extra, one.entry.place)
            if not in_order:
                one.entry.put("row", str(one.number + 1), one.entry.place)
        return root, self._table.problems, _CellPlaces(self._table, root, self._mapped)

    def _top(self, key: str, read: list[_Row]) -> object:
        if key == "plan":
            return self._mapped.values["plan"]
        if key == "columns":
            return self._columns(read)
        if key == "agencies":
            return self._agencies.entries()
        commitments = Items(_TOP)
        for one in self._commitments.values():
            commitments.put(one, one.place)
        return commitments

    # -------------------------------------------------------------------------------------- rows to entries

    def _row(self, number: int, cells: list[str]) -> _Row | None:
        """Read a row, and put what it says where it belongs; None for one without an id."""
        levels = [self._commitment, *([self._milestone] if self._milestone else [])]
        unnamed = [level for level in levels if not level.id_of(cells)]
        for level in unnamed:
            column = self._table.columns[level.id_column]
            # A merged cell stands in the first of its rows.
            hint = "give this row an id, or remove it" if level is self._milestone or len(unnamed) > 1 else (
                "say it in each row, as where cells were merged; or remove this one"
            )  # fmt: skip
            self._table.blame(number, level.id_column, f"`{column}` is empty", hint, Code.SHAPE)
        if unnamed:
            return None
        said = self._commitment.read(number, cells)
        name = str(said["id"])
        if self._milestone is None:
            # Each row is a commitment: two of one id are a problem that the checks name.
            key = name if name not in self._commitments else f"{name}\0{number}"
            self._commitments[key] = said
            return _Row(number, cells, said, said)
        commitment = self._merge(self._commitments.get(name), said)
        self._commitments[name] = commitment
        milestone = self._milestone.read(number, cells)
        heading = self._under(commitment, milestone, number, cells)
        _items(commitment, "milestones").put(milestone, milestone.place)
        return _Row(number, cells, milestone, commitment, heading)

    def _under(self, commitment: Lines, milestone: Lines, number: int, cells: list[str]) -> Lines | None:
        """The heading that a milestone stands under, which it names from now on."""
        if self._heading is None or not self._heading.id_of(cells):
            return None
        said = self._heading.read(number, cells)
        name = (id(commitment), str(said["id"]))
        heading = self._merge(self._headings.get(name), said)
        if name not in self._headings:
            self._headings[name] = heading
            _items(commitment, "headings").put(heading, heading.place)
        milestone.put("heading", heading["id"], said.place)
        return heading

    def _merge(self, known: Lines | None, said: Lines) -> Lines:
        """An entry of which several rows speak: what the first says counts, and the next ones fill it up."""
        if known is None:
            return said
        for key, value in said.items():
            if key not in known:
                known.put(key, value, said.places[key])
            elif known[key] != value:
                self._contradiction(known, key, said)
        return known

    def _contradiction(self, known: Lines, key: str, said: Lines) -> None:
        first, other = known[key], said[key]
        if isinstance(first, Lines) and isinstance(other, Lines):
            shared = [one for one in other if one in first and other[one] != first[one]]
            for one in other:
                if one not in first:
                    first.put(one, other[one], other.places[one])
            places = [(one, other.places[one], first[one], other[one]) for one in shared]
        else:
            places = [("", said.places[key], first, other)]
        for part, (number, column), before, now in places:
            again = (id(known), key, part)
            if again not in self._contradicted:
                self._contradicted.add(again)
                what = f"`{known['id']}` has another `{key}` here, {_short(now)}, than before, {_short(before)}"
                hint = "the first counts; make them alike"
                self._table.doubt(number, column, what, hint, Code.ROWS_DISAGREE)

    def _give_defaults(self, commitment: Lines) -> None:
        """What the mapping gives a commitment of which the table says nothing; a lead only if one is needed."""
        defaults = self._mapped.values.get("defaults")
        milestones = commitment.get("milestones")
        led = isinstance(milestones, Items) and all(isinstance(one, Lines) and one.get("lead") for one in milestones)
        for key, value in defaults.items() if isinstance(defaults, Lines) else ():
            if value is not None and key not in commitment and not (key == "lead" and led):
                commitment.put(key, _at(value, commitment.place), commitment.place)
        for key in ("headings", "milestones"):  # last, as people read them
            if key in commitment:
                commitment.put(key, commitment.pop(key), commitment.place)

    def _in_plan_order(self, read: list[_Row]) -> bool:
        """Whether the rows stand as the plan's milestones do, one commitment after the other."""
        seen: dict[int, None] = {}
        for one in read:
            if id(one.commitment) in seen and next(reversed(seen)) != id(one.commitment):
                return False
            seen[id(one.commitment)] = None
        return True

    # -------------------------------------------------------------------------------------- what fields do not say

    def _unsaid(self, one: _Row) -> dict[str, str]:
        """The cells of a row that its entries do not say exactly, by column."""
        said = rows.cells_of(self._mapped.mapping, one.commitment, one.heading, one.entry, self._language)
        return {
            column: cell
            for column, cell in zip(self._table.columns, one.cells, strict=True)
            if cell != said.get(as_named(column), "")
        }

    def _columns(self, read: list[_Row]) -> Lines:
        """The columns in their order, each with what stands in every row of it, if no field says that."""
        columns = Lines(_TOP)
        shared = _in_common(read) if read else {}
        said = set() if not read else set(
            rows.cells_of(self._mapped.mapping, read[0].commitment, read[0].heading, read[0].entry, self._language)
        )  # fmt: skip
        for number, column in enumerate(self._table.columns):
            everywhere = shared.get(column) if as_named(column) not in said else None
            columns.put(column, everywhere or None, (HEADER, number))
            if everywhere:
                for one in read:
                    del one.extra[column]
        return columns

    def _keep_apart(self, read: list[_Row]) -> None:
        """Keep what all rows of a commitment have in common at the commitment, then what those of a heading have."""
        if self._milestone is None:
            return
        for parents in ([one.commitment for one in read], [one.heading for one in read]):
            below: dict[int, tuple[Lines, list[_Row]]] = {}
            for one, parent in zip(read, parents, strict=True):
                if parent is not None:
                    below.setdefault(id(parent), (parent, []))[1].append(one)
            for parent, family in below.values():
                shared = _in_common(family) if len(family) > 1 else {}
                if shared:
                    _put_extra(parent, shared, parent.place)
                for one in family if shared else ():
                    one.extra = {column: cell for column, cell in one.extra.items() if column not in shared}


def _in_common(read: Sequence[_Row]) -> dict[str, str]:
    """What every one of some rows keeps of a column, where all keep the same."""
    shared = dict(read[0].extra)
    for one in read[1:]:
        shared = {column: cell for column, cell in shared.items() if one.extra.get(column) == cell}
        if not shared:
            break
    return shared


def _put_extra(entry: Lines, extra: dict[str, str], place: Place) -> None:
    kept = Lines(place)
    for column, cell in extra.items():
        kept.put(column, cell, place)
    entry.put("extra", kept, place)
    for key in ("headings", "milestones"):
        if key in entry:
            entry.put(key, entry.pop(key), place)


def _at(value: object, place: Place) -> object:
    """What the mapping says, as though it stood in a cell."""
    if not isinstance(value, Items):
        return value
    items = Items(place)
    for one in value:
        items.put(one, place)
    return items


def _items(entry: Lines, key: str) -> Items:
    items = entry.get(key)
    if not isinstance(items, Items):
        items = Items(entry.place)
        entry.put(key, items, entry.place)
    return items


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


class _CellPlaces(Places):
    """Places in two files: the plan's head and its agencies stand in the mapping, all else in cells of the table."""

    def __init__(self, table: Table, root: Lines, mapped: Mapped):
        self.name = table.name
        self._table = table
        self._cells = TreePlaces(table.name, root)
        self._mapping = mapped.places
        self._agencies = len(mapped.mapping.agencies)

    def _in_mapping(self, path: Path) -> bool:
        if path[:1] != ("agencies",) or len(path) == 1:
            return path[:1] in (("plan",), ("agencies",))
        return isinstance(path[1], int) and path[1] < self._agencies

    def name_of(self, path: Path) -> str:
        return self._mapping.name if self._in_mapping(path) else self.name

    def of(self, path: Path) -> Place:
        return self._mapping.of(path) if self._in_mapping(path) else self._table.place(*self._cells.of(path))

    def of_key(self, path: Path) -> Place:
        return self._mapping.of_key(path) if self._in_mapping(path) else self._table.place(*self._cells.of_key(path))
