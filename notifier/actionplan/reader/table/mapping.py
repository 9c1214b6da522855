"""A mapping: which column of a table stands for which field of a plan, and what the table does not say itself.

It is a small YAML file beside the table (plan.map.yaml beside plan.csv), or lies in the table. Every mistake in it is
named at its own place, a misspelt column too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema

from notifier.actionplan.problems import MOST_OF_A_KIND, Problem, did_you_mean
from notifier.actionplan.reader import yaml_file
from notifier.actionplan.reader.fields import DueKey, Entry, LanguageCode, Names, Text
from notifier.actionplan.reader.places import Path, Places, problem
from notifier.actionplan.reader.schema import AgencyEntry, PlanEntry
from notifier.actionplan.reader.tree import Lines
from notifier.actionplan.reader.words import mistakes


def _by_language(value: object) -> object:
    return {"": value} if isinstance(value, str) else value


def _as_source(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


class DueSource(Entry):
    """Where a printed deadline stands: in a column of its own, or in the parentheses that end another."""

    column: Text | None = None
    parentheses: Text | None = None

    @property
    def name(self) -> str:
        return self.column or self.parentheses or ""


Column = Text
ByLanguage = Annotated[dict[LanguageCode, Column], BeforeValidator(_by_language), Field(min_length=1)]
Source = Annotated[DueSource, BeforeValidator(_as_source)]


def _due(value: object) -> object:
    """A single source stands for the plan's own language, as a single text does."""
    single = isinstance(value, str) or (isinstance(value, dict) and set(value) <= set(DueSource.model_fields))
    return {"": value} if single else value


DueByLanguage = Annotated[dict[DueKey, Source], BeforeValidator(_due), Field(min_length=1)]


class HeadingColumns(Entry):
    """The columns of what groups milestones."""

    id: Column = Field(description="The column that holds its id.")
    title: ByLanguage = Field(description="The column of its title, or one for each language.")


class MilestoneColumns(HeadingColumns):
    """The columns of a milestone; each is called as the field of the plan file that it stands for."""

    was: Column | None = Field(None, description="Its id in earlier revisions.")
    starts: Column | None = Field(None, description="The day on which work on it begins.")
    due: DueByLanguage | None = Field(
        None,
        description="The column of the printed deadline, or one for each language and `date` for what machines read; "
        "`{parentheses: COLUMN}` takes it out of the parentheses at the end of another column.",
    )
    lead: Column | None = Field(
        None, description="The agency that answers for it; of several, with semicolons between, the first."
    )
    support: Column | None = Field(None, description="Who helps, with semicolons between.")
    status: Column | None = Field(
        None,
        description="not_started, in_progress or completed, in any spelling or as people say it in its language.",
    )
    done_on: Column | None = Field(None, description="The day on which it was completed.")
    evidence: Column | None = Field(None, description="The address where it can be seen.")


class CommitmentColumns(MilestoneColumns):
    """The columns of a commitment."""

    themes: Column | None = Field(None, description="What it is about, with semicolons between.")
    source: Column | None = Field(None, description="Where it was published.")


class Defaults(Entry):
    """What a commitment is given where its table says nothing."""

    lead: Text | None = Field(None, description="Who answers for it.")
    support: Names = Field((), description="Who helps.")
    themes: Names = Field((), description="What it is about.")
    source: Text | None = Field(None, description="Where it was published.")


class Mapping(Entry):
    """How one table is read as a plan."""

    plan: PlanEntry = Field(description="The plan's head, as in a plan file.")
    agencies: Annotated[tuple[AgencyEntry, ...], WithJsonSchema({"type": "array"})] = Field(
        (), description="The agencies, as in a plan file; codes that stand in a column alone are taken with a warning."
    )
    sheet: Text | None = Field(None, description="The sheet of a workbook; without it, the first that is not hidden.")
    commitment: CommitmentColumns = Field(description="The columns of commitments.")
    heading: HeadingColumns | None = Field(None, description="The columns of what groups milestones.")
    milestone: MilestoneColumns | None = Field(
        None, description="The columns of milestones; without it each row is a commitment."
    )
    defaults: Defaults = Field(Defaults(), description="What commitments are given where the table says nothing.")


ENTRIES: dict[str, type[Entry]] = {
    "": Mapping,
    "plan": PlanEntry,
    "agencies": AgencyEntry,
    "commitment": CommitmentColumns,
    "heading": HeadingColumns,
    "milestone": MilestoneColumns,
    "defaults": Defaults,
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping that has been read; `values` are its plain values, `places` where they stand."""

    mapping: Mapping
    values: Lines
    places: Places


def read(name: str, content: bytes) -> tuple[Mapped | None, list[Problem]]:
    """The mapping in some YAML, and every problem found; no mapping where there is one."""
    tree = yaml_file.tree_of(name, content)
    if not tree.problems and not isinstance(tree.root, Lines):
        tree.blame((1, 1), "this is not a mapping", "start with `plan:`; docs/plan-file.md shows one")
    if tree.problems or not isinstance(tree.root, Lines):
        return None, tree.problems
    try:
        mapping = Mapping.model_validate(tree.root)
    except ValidationError as trouble:
        return None, mistakes(trouble.errors(include_url=False)[:MOST_OF_A_KIND], tree.places, ENTRIES)
    mapped = Mapped(mapping, tree.root, tree.places)
    problems = list(_sources_without_a_column(mapped))
    return None if problems else mapped, problems


def _sources_without_a_column(mapped: Mapped) -> Iterator[Problem]:
    for path, name in columns_in(mapped.mapping):
        if not name:
            hint = "name one column: `en: COLUMN`, or `en: {parentheses: COLUMN}`"
            yield problem(mapped.places, path, "no column is named here", hint)


def columns_in(mapping: Mapping) -> Iterator[tuple[Path, str]]:
    """Every column that a mapping names, with the path of where it does."""
    for level in ("commitment", "heading", "milestone"):
        entry = getattr(mapping, level)
        for field in type(entry).model_fields if entry else ():
            named = getattr(entry, field)
            if isinstance(named, str):
                yield (level, field), named
            for key, one in named.items() if isinstance(named, dict) else ():
                yield (level, field, key) if key else (level, field), one if isinstance(one, str) else one.name


def misfits(mapped: Mapped, columns: list[str]) -> Iterator[Problem]:
    """The columns that a mapping names and the table has not."""
    there = {as_named(column) for column in columns}
    for path, name in columns_in(mapped.mapping):
        if as_named(name) not in there:
            known = ", ".join(f"`{one}`" for one in columns[:20])
            hint = did_you_mean(name, columns, f"the table has {known}")
            yield problem(mapped.places, path, f"the table has no column `{name}`", hint)


@lru_cache(maxsize=1024)
def as_named(column: str) -> str:
    """A column's name as it is compared: how blanks and lines are set does not matter."""
    return " ".join(column.split())
