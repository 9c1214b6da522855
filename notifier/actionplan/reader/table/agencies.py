"""The agencies of a table: those that its mapping names, and the codes that stand in its columns alone."""

from notifier.actionplan.private import without_addresses, without_numbers
from notifier.actionplan.problems import Code
from notifier.actionplan.reader.checks.people import no_agency
from notifier.actionplan.reader.places import Place
from notifier.actionplan.reader.table.cells import Table
from notifier.actionplan.reader.table.mapping import Mapped, as_named
from notifier.actionplan.reader.table.row import is_id, parts_of
from notifier.actionplan.reader.tree import Items, Lines


class Agencies:
    """`codes` leads from what a column may call an agency, its id or its name in any case, to its id."""

    def __init__(self, table: Table, mapped: Mapped):
        self._mapped = mapped
        self.codes: dict[str, str] = {}
        for agency in mapped.mapping.agencies:
            self.codes[agency.name.casefold()] = agency.id
        for agency in mapped.mapping.agencies:
            self.codes[agency.id.casefold()] = agency.id
        self._found: dict[str, Place] = {}
        self._look_through(table)

    def entries(self) -> Items:
        """All agencies as a plan file lists them: the mapping's own first."""
        given = self._mapped.values.get("agencies")
        agencies = Items((-1, 0))
        for one in given if isinstance(given, Items) else ():
            agencies.put(one, agencies.place)
        for code, place in self._found.items():
            entry = Lines(place)
            entry.put("id", code, place)
            entry.put("name", code, place)
            agencies.put(entry, place)
        return agencies

    def _look_through(self, table: Table) -> None:
        """Find the codes that lead something and that the mapping does not know."""
        mapping = self._mapped.mapping
        wanted = {as_named(level.lead) for level in (mapping.commitment, mapping.milestone) if level and level.lead}
        columns = [number for number, column in enumerate(table.columns) if as_named(column) in wanted]
        default = self._mapped.mapping.defaults.lead
        if default and default.casefold() not in self.codes:
            self._take(table, default, None)
        for number, cells in enumerate(table.rows):
            for column in columns:
                code = parts_of(cells[column])[0]
                if code and code.casefold() not in self.codes:
                    self._take(table, code, (number, column))

    def _take(self, table: Table, code: str, place: Place | None) -> None:
        self.codes[code.casefold()] = code
        trouble = no_agency(without_numbers(without_addresses(code)))
        if place and trouble:
            what, hint, kind = trouble
            table.blame(*place, what, hint, kind)
        elif is_id(code):
            self._found[code] = place or (-1, 0)
        elif place:
            entry = f'`- {{id: …, name: "{code[:60]}", emails: […]}}`'
            hint = f"add {entry} under `agencies` of the mapping"
            table.blame(*place, f"there is no agency `{code[:60]}`", hint, Code.AGENCY_UNKNOWN)
