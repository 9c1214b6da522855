"""Tables and JSON that are made to exhaust whoever reads them: bombs, entities, open quotes, brackets."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from notifier.actionplan.problems import MOST_OF_A_KIND, Code, Severity
from notifier.actionplan.reader import SUFFIXES, Reading, read_source
from notifier.actionplan.reader.archive import Unfit, look_through
from notifier.actionplan.reader.source import LARGEST_PLAN, MEGABYTE, Source
from notifier.actionplan.reader.table import csv_file

MAPPING = b"plan: {id: p, title: A, country: NO, starts: 2025-01-01, ends: 2026-12-31, timezone: UTC}\n"
HEADER = b"commitment_id,title,lead,due\n"
SHEET = "xl/worksheets/sheet1.xml"


def packed(entries: Mapping[str, bytes]) -> bytes:
    """A packed file with these in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def lying(content: bytes) -> bytes:
    """The same with a directory that claims each entry to unpack to one byte."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 24] + (1).to_bytes(4, "little") + content[at + 28 :]


def read(name: str, content: bytes) -> Reading:
    assert name.endswith(SUFFIXES)
    return read_source(Source(name, content, MAPPING if name.endswith((".csv", ".xlsx")) else None))


UNFIT = {
    "a bomb": (packed({SHEET: b"<row/>" * (12 * MEGABYTE // 6)}), "packed far more densely than a table can be"),
    "a bomb that lies": (lying(packed({SHEET: b"<row/>" * (12 * MEGABYTE // 6)})), "densely|broken|larger than"),
    "too much": (packed({f"{n}.bin": bytes(range(256)) * 4096 for n in range(11)}), "larger than 10 MB once|densely"),
    "too many files": (packed({f"{n}.xml": b"<a/>" for n in range(1001)}), "more than 1000 files"),
    "entities": (packed({SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "defines entities"),
    "entities in wide letters": (packed({SHEET: "<!DOCTYPE x>".encode("utf-16")}), "defines entities"),
    "entities between two pieces": (packed({SHEET: b" " * (64 * 1024 - 4) + b"<!DOCTYPE x>"}), "defines entities"),
    "no archive": (b"PK\x03\x04 and nothing more", "broken"),
    "half an archive": (packed({SHEET: bytes(range(256)) * 99})[:-40], "broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNFIT)
def test_a_packed_file_that_is_not_to_be_opened_is_unfit(name: str) -> None:
    content, why = UNFIT[name]
    with pytest.raises(Unfit, match=why) as refusal:
        look_through(content, LARGEST_PLAN)
    assert refusal.value.hint


def test_a_file_that_is_packed_in_itself_counts_by_what_really_comes_out() -> None:
    numbers = b"".join(f"<c>{n * 7919 % 100003}</c>".encode() for n in range(200_000))
    assert 2 * MEGABYTE < len(numbers) < 3 * MEGABYTE
    look_through(packed({SHEET: numbers}), LARGEST_PLAN)
    with pytest.raises(Unfit, match="it is larger than 2 MB once it is unpacked"):
        look_through(packed({SHEET: numbers}), 2 * MEGABYTE)


def test_a_text_about_entities_in_a_cell_is_only_a_text() -> None:
    look_through(packed({SHEET: b"<c>&lt;!DOCTYPE html&gt;</c>"}), LARGEST_PLAN)


HOSTILE = {
    **{f"{name}.xlsx": content for name, (content, _) in UNFIT.items()},
    "nothing.xlsx": b"",
    "text.xlsx": b"id,title\n",
    "nothing.csv": b"",
    "open quote.csv": HEADER + b'C1,"' + b"a, " * (9 * MEGABYTE // 3),
    "quotes.csv": HEADER + b'"' * (9 * MEGABYTE),
    "one cell.csv": HEADER + b"C1," + b"a" * (9 * MEGABYTE),
    "columns.csv": b"a," * 1_000_000 + b"\n" + HEADER,
    "rows.csv": HEADER + b"\n" * (9 * MEGABYTE),
    "commas.csv": HEADER + b"," * (9 * MEGABYTE),
    "short rows.csv": HEADER + b"C1\n" * 1_000_000,
    "control.csv": HEADER + b"C1,A\0B,moh,2025\n",
    "latin.csv": HEADER + "C1,Été à l'hôpital,moh,2025\n".encode("latin-1"),
    "wide.csv": (HEADER + b"C1,A,moh,2025\n").decode().encode("utf-16"),
    "brackets.json": b"[" * 1_000_000,
    "braces.json": b'{"a":' * 1_000_000,
    "nulls.json": b'{"commitments": [' + b"null," * 1_000_000,
    "empties.json": b'{"commitments": [' + b"{}," * 3_000_000,
    "keys.json": b"{" + b",".join(b'"k%d": 1' % n for n in range(700_000)),
    "digits.json": b'{"plan": ' + b"9" * 1_000_000 + b"}",
    "half.json": b'{"plan": "\\ud800"}',
    "open.json": b'{"plan": "' + b"a" * (9 * MEGABYTE),
    "constants.json": b'{"plan": NaN}',
    "wide.json": '{"plan": 1}'.encode("utf-16"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_table_or_json_ends_in_a_few_problems(name: str) -> None:
    reading = read(name, HOSTILE[name])
    assert reading.plan is None
    assert reading.errors
    assert len(reading.problems) <= 4 * (MOST_OF_A_KIND + 1)
    assert all(str(one).isprintable() and one.line >= 1 and one.column >= 1 for one in reading.problems)


FORMULAS = ["=HYPERLINK(1)", "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1:A9)", "-cmd|'/C calc'!A0"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_table_is_a_text_with_a_warning(formula: str) -> None:
    table = csv_file.read("plan.csv", f'title,due\n"{formula}",2026\n'.encode())
    assert [(one.code, one.severity) for one in table.problems] == [(Code.FORMULA, Severity.WARNING)]
    assert table.rows == [[formula, "2026"]]


@pytest.mark.parametrize("text", ["- a list", "+996 works", "-5 %", "@ministry of health", "a = b"])
def test_what_only_begins_like_one_is_none(text: str) -> None:
    assert csv_file.read("plan.csv", f"title,due\n{text},2026\n".encode()).problems == []
