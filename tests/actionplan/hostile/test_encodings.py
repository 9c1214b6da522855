"""Bytes that are no UTF-8 are said with what they probably are, and marks that are obeyed with their code point."""

import pytest

from notifier.actionplan.problems import Code, Severity
from notifier.actionplan.reader import Reading, read_content
from notifier.actionplan.signs import OBEYED
from tests.actionplan.cast import HEAD, PROMISE

RUSSIAN = (HEAD + PROMISE).replace("Open data", "Открытые данные в здравоохранении").replace("A plan", "Первый план")
FRENCH = (HEAD + PROMISE).replace("Open data", "Données ouvertes à l'hôpital").replace("A plan", "Un plan d'été")
PLAIN = HEAD + PROMISE


def read(content: bytes) -> Reading:
    return read_content("plan.yaml", content)


@pytest.mark.parametrize(
    ("text", "encoding", "hint"),
    [
        (PLAIN, "utf-16", "it is UTF-16"),
        (PLAIN, "utf-16-le", "it looks like UTF-16 without its mark"),
        (PLAIN, "utf-16-be", "it looks like UTF-16 without its mark"),
        (PLAIN, "utf-32", "it is UTF-32"),
        (PLAIN, "utf-32-be", "it looks like UTF-32"),
        (RUSSIAN, "utf-16-le", "it looks like UTF-16 without its mark"),
        (RUSSIAN, "cp1251", "it looks like Windows-1251 (cp1251)"),
        (RUSSIAN, "koi8-r", "it looks like KOI8-R"),
        (RUSSIAN, "cp866", "it looks like DOS (cp866)"),
        (FRENCH, "latin-1", "it looks like Latin-1 or Windows-1252"),
        (FRENCH, "cp1252", "it looks like Latin-1 or Windows-1252"),
    ],
)
def test_a_wrong_encoding_is_named_and_never_guessed_at(text: str, encoding: str, hint: str) -> None:
    reading = read(text.encode(encoding))
    assert reading.plan is None
    [problem] = reading.problems
    assert problem.code is Code.NOT_TEXT
    assert problem.what == "the file is not UTF-8 text"
    assert problem.hint == f"{hint}: save it with the encoding UTF-8"


def test_the_line_of_the_first_such_letter_is_named() -> None:
    [problem] = read(RUSSIAN.replace("Первый план", "A plan").encode("cp1251")).problems
    assert problem.line == 6


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x0b", "\x7f"])
def test_a_control_character_is_an_error_with_its_code_point_and_place(sign: str) -> None:
    [problem] = read((HEAD + PROMISE).replace("Open data", f"Open{sign}data").encode()).problems
    assert str(problem).startswith(f"plan.yaml:6:25: control characters are not allowed: U+{ord(sign):04X} stands here")


MARKS = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200b", "\u200c",
         "\u200d", "\u200e", "\u200f", "\ufeff", "\u2060", "\u00ad", "\u061c", "\U000e0041"]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_is_obeyed_is_left_out_with_a_warning(mark: str) -> None:
    reading = read((HEAD + PROMISE).replace("Open data", f'"Open {mark}data"').encode())
    assert reading.plan is not None
    assert reading.plan.commitments[0].title == "Open data"
    [problem] = reading.problems
    assert (problem.severity, problem.code, problem.line, problem.column) == (Severity.WARNING, Code.INVISIBLE, 6, 21)
    assert problem.what == f"`title` holds an invisible mark, U+{ord(mark):04X}; it is left out"


@pytest.mark.parametrize("escape", [r"\u202e", r"\0", r"\x1b", r"\u2028", r"\x85", r"\ufeff", r"\u200b"])
def test_a_mark_that_is_written_as_an_escape_is_left_out_as_well(escape: str) -> None:
    reading = read((HEAD + PROMISE).replace("Open data", f'"Open{escape}data"').encode())
    assert reading.plan is not None
    assert OBEYED.search(reading.plan.commitments[0].title) is None
    assert [one.code for one in reading.problems] == [Code.INVISIBLE]


def test_half_a_character_never_gets_further() -> None:
    reading = read((HEAD + PROMISE).replace("Open data", r'"Open\ud800data"').encode())
    assert reading.plan is None or "\ud800" not in repr(reading.plan)
    assert reading.problems


@pytest.mark.parametrize("name", ['"a\\u202eb"', '"jane@example.org"', '"0555 12 34 56"'])
def test_what_must_not_stand_in_the_name_of_a_field_is_an_error(name: str) -> None:
    text = HEAD + f"  - {{id: C1, title: A, lead: moh, extra: {{{name}: x}}}}\n"
    reading = read(text.encode())
    assert reading.plan is None
    assert [one.column for one in reading.errors] == [43]
    assert "jane" not in str(reading.problems)


def test_mixed_ends_of_lines_are_ends_of_lines() -> None:
    lines = (HEAD + PROMISE).splitlines()
    mixed = "".join(line + end for line, end in zip(lines, ("\r\n", "\n", "\r", "\r\n", "\n", "\r\n"), strict=True))
    plan = read(mixed.encode()).plan
    assert plan is not None
    assert plan.commitments[0].milestones[0].line == 6


TRAPS = ["NO", "no", "on", "Yes", "off", "y", "010", "0x1F", "0o17", "1_000", "1.0", "1e3", "2020-01-01", "9:00",
         ".inf", "=", "<<", "12:30:45", "+1", "null-ish"]  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_every_word_of_yaml_stays_what_was_typed(trap: str) -> None:
    quiet = HEAD + f"  - {{id: C1, title: {trap}, lead: moh, support: [mof]}}\n"
    plan = read(quiet.encode()).plan
    assert plan is not None
    assert plan.commitments[0].title == trap


@pytest.mark.parametrize("trap", ["010", "1_000", "2020-01-01", "NO", "1.0", "0x1F"])
def test_every_word_of_yaml_that_may_be_an_id_is_one(trap: str) -> None:
    plan = read((HEAD + f"  - {{id: {trap}, title: A, lead: moh, support: [mof]}}\n").encode()).plan
    assert plan is not None
    assert plan.commitments[0].id == trap
