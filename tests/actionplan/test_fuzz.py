"""Whatever is in a plan file, reading it ends in a Reading: a plan, or errors at their places; never an exception."""

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.actionplan.reader import read_content
from tests.actionplan.cast import HEAD

FUZZ = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

# What a person, a spreadsheet or a broken disk may leave in a plan file: our own words, oddly put together.
WORDS = st.sampled_from(["plan", "agencies", "commitments", "milestones", "id", "due", "lead", "rules", "status",
                         "done_on", "2020-09-31", "completed", "~", "C1", "moh", "https://[x", "*a", "<<"])  # fmt: skip
TREES = st.recursive(
    st.none() | WORDS | st.text(max_size=12) | st.integers() | st.booleans(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(WORDS, inside, max_size=6),
    max_leaves=25,
)
TWIGS = WORDS | st.lists(WORDS, max_size=2) | st.lists(st.dictionaries(WORDS, WORDS, max_size=4), max_size=2)
TYPED = st.text("-?:{}[]&*!|>'\"%@`#, \n\tab\u2028\ufeff", max_size=80)


def always_ends_in_a_reading(content: bytes) -> None:
    reading = read_content("plan.yaml", content)
    assert (reading.plan is None) == bool(reading.errors)
    assert all(one.line >= 1 and one.column >= 1 for one in reading.problems)
    assert reading.problems == tuple(sorted(reading.problems))
    assert reading.problems == read_content("plan.yaml", content).problems


@FUZZ
@given(st.binary(max_size=200) | TYPED.map(str.encode) | TYPED.map(lambda text: (HEAD + text).encode()))
def test_no_bytes_make_the_reader_raise(content: bytes) -> None:
    always_ends_in_a_reading(content)


@FUZZ
@given(st.dictionaries(st.sampled_from(["plan", "agencies", "commitments", "planz"]), TREES, max_size=4) | TREES)
def test_no_structure_makes_the_reader_raise(tree: object) -> None:
    always_ends_in_a_reading(yaml.safe_dump(tree, allow_unicode=True).encode())


@FUZZ
@given(st.lists(st.dictionaries(WORDS, TWIGS, max_size=4), min_size=1, max_size=3))
def test_no_commitments_below_a_good_head_make_the_reader_raise(oddities: list[dict[str, object]]) -> None:
    entries = [{"id": "C1", "title": "A", "lead": "moh", **odd} for odd in oddities]
    listed = yaml.safe_dump(entries, allow_unicode=True, default_flow_style=True, width=10**6)
    always_ends_in_a_reading((HEAD + "  " + listed).encode())
