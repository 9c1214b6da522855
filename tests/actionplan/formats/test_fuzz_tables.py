"""Whatever is in a table or a mapping, reading it ends in a Reading: a plan, or errors at their places."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.actionplan.formats.cast import MAPPING, TABLE, reading
from tests.actionplan.formats.test_mapping import HEADED, ROWS

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
TYPED = st.text("ab1,;\t\"'\n\r=#: \ufeff\x00é", max_size=60)
WORDS = st.sampled_from(["plan", "agencies", "commitment", "heading", "milestone", "defaults", "id", "title", "due",
                         "en", "lead", "date", "parentheses", "column", "promise", "step", "moh", "~", "*a",
                         "sheet"])  # fmt: skip
TREES = st.recursive(
    WORDS,
    lambda inside: (
        st.lists(inside, max_size=3).map(lambda parts: "[" + ", ".join(parts) + "]")
        | st.lists(st.tuples(WORDS, inside), max_size=4, unique_by=lambda pair: pair[0]).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=12,
)


def always_ends_in_a_reading(table: str | bytes, mapping: str) -> None:
    read = reading(table, mapping)
    assert (read.plan is None) == bool(read.errors)
    assert all(one.line >= 1 and one.column >= 1 for one in read.problems)
    assert read.problems == tuple(sorted(read.problems))


@FUZZ
@given(TYPED | st.binary(max_size=60) | TYPED.map(lambda text: TABLE + text))
def test_no_table_makes_the_reader_raise(table: str | bytes) -> None:
    always_ends_in_a_reading(table, MAPPING)


@FUZZ
@given(st.lists(st.lists(st.sampled_from(["C1", "C2", "", " ", "moh", "x;y", "(a", "H1", "2025-06-30", "=1", "é/é"]),
                         min_size=9, max_size=9).map(",".join), max_size=5))  # fmt: skip
def test_no_rows_make_the_reader_raise(rows: list[str]) -> None:
    always_ends_in_a_reading("\n".join([ROWS.split("\n")[0], *rows]), HEADED)


@FUZZ
@given(TREES, st.integers(0, 7))
def test_no_mapping_makes_the_reader_raise(tree: str, line: int) -> None:
    lines = HEADED.splitlines()
    lines[line] = f"{lines[line].split(':')[0]}: {tree}"
    always_ends_in_a_reading(ROWS, "\n".join(lines))
