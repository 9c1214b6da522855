"""Table → plan file → model → table: every cell of every row comes back, in its order, as it was typed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.private import without_addresses, without_numbers
from notifier.actionplan.reader import read_content, read_source
from notifier.actionplan.reader.source import load
from notifier.actionplan.reader.table import csv_file, mapping_of, xlsx_file
from notifier.actionplan.reader.table.write import as_csv, as_xlsx, records_of
from notifier.actionplan.signs import obeyed_in
from tests.actionplan.formats.cast import FACTS, MAPPING, TABLE, as_plan_file, records, source, there_and_back

MAPPINGS = Path(__file__).parent / "mappings"
CANADA = {"canada-2018-2020": 135, "canada-2025-2029": 65}

# What is withheld from plans, and what is left out of them, is told in docs/checks.md and tested there.
TEXT = st.text(st.characters(codec="utf-8"), max_size=12).filter(
    lambda text: obeyed_in(text) is None and without_numbers(without_addresses(text)) == text
)
ODD = st.sampled_from(["", " ", "a\nb", " x ", "=1+1", "'=1", "-", "null", "~", "2020-06-30", "1.0", "a: b", "#: x",
                       "\r", "“q”", 'say ""', "\t", "x\n\n", "NO", "- a", "é \xa0;"])  # fmt: skip
CELL = TEXT | ODD
NAMED = CELL.filter(lambda text: text.strip() != "")
LEADS = st.sampled_from(["moh", "mof", " moh", "MOH", "moh;mof", "mof ; moh", "Ministry of Health", "", "  ",
                         "mof\nmoh", "moh;;x", ";mof"])  # fmt: skip
IDS = st.sampled_from(["C1", "C2", " C1", "C3 "])
HEAD = "".join(MAPPING.splitlines(keepends=True)[:4]) + "defaults: {lead: mof}\n"


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], str]:
    """A table of odd cells, and a mapping of some of its columns, in any order."""
    names = draw(st.lists(NAMED, min_size=9, max_size=11, unique_by=lambda text: " ".join(text.split())))
    roles = ["promise", "what", "group", "head", "step", "does", "by", "who", "more", "yet more", "most"][: len(names)]
    columns = dict(zip(roles, names, strict=True))
    order = draw(st.permutations(roles))
    body = []
    for number in range(draw(st.integers(1, 6))):
        row = {role: draw(CELL) for role in roles}
        row |= {"promise": draw(IDS), "step": f"s{number}", "does": draw(NAMED), "who": draw(LEADS)}
        row |= {"what": draw(NAMED) if number == 0 or draw(st.booleans()) else "T", "head": draw(NAMED)}
        row["group"] = draw(st.sampled_from(["H1", "H2", "", " "]))
        body.append([row[role] for role in order])
    quoted = {role: f'"{_escaped(name)}"' for role, name in columns.items()}
    mapping = HEAD + (
        f"commitment: {{? id : {quoted['promise']}, title: {quoted['what']}}}\n"
        f"heading: {{id: {quoted['group']}, title: {quoted['head']}}}\n"
        f"milestone: {{id: {quoted['step']}, title: {quoted['does']}, due: {quoted['by']}, lead: {quoted['who']}}}\n"
    ).replace("? id :", "id:")
    return [[columns[role] for role in order], *body], mapping


def _escaped(text: str) -> str:
    return "".join(f"\\U{ord(mark):08x}" for mark in text)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_no_table_loses_a_cell(generated: tuple[list[list[str]], str]) -> None:
    table, mapping = generated
    content = as_csv(table)
    before, after = (csv_file.read("t.csv", one) for one in (content, there_and_back(content, mapping)))
    assert (after.columns, after.rows) == (before.columns, before.rows) == (table[0], table[1:])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_no_workbook_loses_a_cell(generated: tuple[list[list[str]], str]) -> None:
    # XML takes two rare line breaks for common ones; `notifier export` says so where it happens.
    header, *body = generated[0]
    assume(not any(mark in cell for cell in header for mark in "\x85\u2028"))
    table = [header, *([cell.replace("\x85", "").replace("\u2028", "") for cell in row] for row in body)]
    mapping = generated[1]
    came = source(as_xlsx(table), mapping, "plans/no.xlsx")
    assert came.mapping is not None
    again = read_content("plan.yaml", as_plan_file(read_source(came)).encode())
    mapped, _ = mapping_of(came)
    assert mapped is not None
    assert isinstance(again.values, dict)
    written = xlsx_file.read("t.xlsx", as_xlsx(records_of(again.values, mapped.mapping)))
    assert (written.columns, written.rows) == (table[0], table[1:])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_the_plan_file_of_a_table_is_the_same_plan(generated: tuple[list[list[str]], str]) -> None:
    table, mapping = generated
    read = read_source(source(as_csv(table), mapping))
    assert read.plan is not None, read.problems
    again = read_content("plan.yaml", as_plan_file(read).encode())
    assert again.plan is not None, again.problems
    assert _without_lines(again.plan) == _without_lines(read.plan)


def test_a_field_that_was_changed_counts_before_the_cell_that_was_kept_of_it() -> None:
    came = source(TABLE.replace("mof;moh", " mof ; moh"))
    text = as_plan_file(read_source(came))
    assert "who: ' mof ; moh'" in text
    assert _table_of(text) == TABLE.replace("mof;moh", " mof ; moh").replace("\n", "\r\n").encode()
    changed = _table_of(text.replace("lead: mof", "lead: moh").replace("title: Open data", "title: Data"))
    assert changed == TABLE.replace("mof;moh", "moh;moh").replace("Open data", "Data").replace("\n", "\r\n").encode()


def test_what_is_added_to_the_plan_is_a_row_behind_the_one_that_it_follows() -> None:
    table = TABLE + "C2,More,C2.1,Do,,moh,\nC1,Open data,C1.3,Go on,,moh,\n"
    text = as_plan_file(read_source(source(table)))
    assert _table_of(text).decode().splitlines()[1:] == table.splitlines()[1:]
    more = text.replace("      - id: C1.3", "      - {id: C1.9, title: New, lead: moh}\n      - id: C1.3")
    assert [line.split(",")[2] for line in _table_of(more).decode().splitlines()] == [
        "step", "C1.1", "C1.2", "C1.9", "C2.1", "C1.3"]  # fmt: skip


def _table_of(text: str) -> bytes:
    """The table of a plan file, by the mapping of the cast."""
    mapped, _ = mapping_of(source())
    read = read_content("plan.yaml", text.encode())
    assert mapped is not None
    assert isinstance(read.values, dict)
    return as_csv(records_of(read.values, mapped.mapping))


def _without_lines(plan: ActionPlan) -> ActionPlan:
    """A plan as it is in any file: on which lines things stand there does not matter."""
    commitments = tuple(
        replace(one, milestones=tuple(replace(milestone, line=1) for milestone in one.milestones))
        for one in plan.commitments
    )
    return replace(plan, commitments=commitments)


@pytest.mark.parametrize("name", list(CANADA))
def test_the_tables_of_canada_come_back_byte_for_byte(name: str) -> None:
    table = FACTS / f"{name}.csv"
    if not table.is_file():
        pytest.skip("the tables (shared/data) are not beside this checkout: not compared with them")
    mapping = MAPPINGS / f"{name}.map.yaml"
    came = load(table, mapping=mapping)
    read = read_source(came)
    assert read.plan is not None, read.problems
    rows = records(came.content)[1:]
    assert [milestone.id for _, milestone in read.plan.milestones()] == [row[6] for row in rows]
    assert len(rows) == CANADA[name]
    assert there_and_back(came.content, mapping.read_text()) == came.content


@pytest.mark.parametrize("name", list(CANADA))
def test_a_mapping_of_a_real_table_is_short(name: str) -> None:
    lines = (MAPPINGS / f"{name}.map.yaml").read_text().splitlines()
    assert len(lines) < 20
    assert max(map(len, lines)) <= 120


def test_a_deadline_in_the_parentheses_of_a_column_of_its_own_comes_back() -> None:
    mapping = MAPPING.replace("due: by", "due: {parentheses: by}")
    table = TABLE.replace("2025-06-30", "").replace("June 2026,mof;moh,", ",MOF,")
    assert records(there_and_back(table, mapping)) == records(table.encode())
