"""JSON is taken as typed, and whatever is no JSON, or no plan, is one problem at its place."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.actionplan.reader import json_file, read_content, yaml_file
from notifier.actionplan.reader.tree import Items, Lines
from tests.actionplan.cast import HEAD, PROMISE

PLAN = """\
{
  "$schema": "plan.schema.json",
  "plan": {"id": "no-2025", "title": {"en": "A plan", "fr": "Un plan"}, "country": "NO", "starts": "2025-01-01",
           "ends": "2026-12-31", "timezone": "UTC"},
  "agencies": [{"id": "moh", "name": "Ministry of Health"}],
  "commitments": [
    {"id": 1.0, "title": true, "lead": "moh", "milestones": [
      {"id": 1e400, "title": 12345678901234567890123, "due": "2025-06-30", "evidence": null},
      {"id": -0, "titel": "x"}]}
  ]
}
"""
GOOD = PLAN.replace("titel", "title").replace(": -0", ": 7")
BAD_FILES = [
    (b"", "1:1: the file is empty"),
    (b"  \n ", "1:1: the file is empty"),
    (b"null", "1:1: the file is empty"),
    (b"[1, 2]", "1:1: this is not a plan but a list or a text"),
    (b'{"plan": 1,}', "1:12: this is not valid JSON: a value is missing after the comma: }"),
    (b'{"a": [1, 2,]}', "1:13: this is not valid JSON: a value is missing after the comma: ]"),
    (b'{"a": NaN}', "1:7: this is not valid JSON: this is no value: NaN"),
    (b'{"a": -Infinity}', "1:7: this is not valid JSON: this is no value: -Infinity"),
    (b'{"a": 01}', "1:7: this is not valid JSON: this is no value: 01"),
    (b"{'a': 1}", '1:2: this is not valid JSON: a key in double quotes is missing ("name": value): \''),
    (b'{"a": 1 "b": 2}', '1:9: this is not valid JSON: a comma or } is missing before this: "'),
    (b'{"a" 1}', "1:6: this is not valid JSON: a colon is missing before this: 1"),
    (b'{"a": 1', "1:8: this is not valid JSON: } is missing"),
    (b'{"a": "b', "1:7: this is not valid JSON: unterminated string starting at"),
    (b'{"a": "b\n"}', "1:9: this is not valid JSON: invalid control character at"),
    (b'{"a": "\\x"}', "1:8: this is not valid JSON: invalid \\escape"),
    (b'{\n// why\n"a": 1}', '2:1: this is not valid JSON: a key in double quotes is missing ("name": value): /'),
    (b'{"a": 1} {"b": 2}', "1:10: this is not valid JSON: nothing can follow the plan, yet { does"),
    (b'{"a": 1,\n "a": 2}', "2:2: `a` is given twice"),
    (b'{"a": "\\ud800"}', "1:7: this text holds half a character (\\ud800 to \\udfff)"),
    (b'{"plan": \xff}', "1:1: the file is not UTF-8 text"),
    (b"[" * 100_000, "1:21: the file is nested too deeply"),
    (b'{"a":' * 100_000, "1:101: the file is nested too deeply"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line"), BAD_FILES, ids=[f"{content[:20]!r}" for content, _ in BAD_FILES])
def test_a_file_that_is_no_plan_says_so_in_one_line(content: bytes, line: str) -> None:
    reading = read_content("plan.json", content)
    assert reading.plan is None
    assert [f"{one.line}:{one.column}: {one.what}" for one in reading.problems] == [line]


def test_numbers_and_truth_values_are_the_texts_that_were_typed() -> None:
    reading = read_content("plan.json", GOOD.encode())
    assert reading.plan is not None, reading.problems
    assert reading.plan.head.titles == {"en": "A plan", "fr": "Un plan"}
    assert [(c.id, c.title, m.id, m.title) for c, m in reading.plan.milestones()][:1] == [
        ("1.0", "true", "1e400", "12345678901234567890123")
    ]


def test_every_mistake_is_named_at_its_own_line_and_column() -> None:
    problems = read_content("plan.json", PLAN.encode()).problems
    assert [str(one).split(" (")[0] for one in problems] == [
        "plan.json:9:14: `id`: this is not an id: '-0'",
        "plan.json:9:18: there is no field `titel` here",
    ]


def test_a_byte_order_mark_and_windows_lines_are_read() -> None:
    content = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    reading = read_content("plan.json", content)
    assert reading.plan is not None, reading.problems
    assert [milestone.line for _, milestone in reading.plan.milestones()] == [8, 9]


def test_a_plan_says_the_same_in_json_as_in_yaml() -> None:
    yaml_plan = read_content("plan.yaml", (HEAD + PROMISE).encode())
    json_plan = read_content("plan.json", json.dumps(yaml_plan.values).encode())
    assert json_plan.plan is not None
    assert yaml_plan.plan is not None
    assert json_plan.plan.head == yaml_plan.plan.head
    assert json_plan.plan.agencies == yaml_plan.plan.agencies
    assert [m.deadline for _, m in json_plan.plan.milestones()] == [m.deadline for _, m in yaml_plan.plan.milestones()]


TREES = st.recursive(
    st.none() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(TREES, st.sampled_from([None, 1, 4]))
def test_what_was_written_is_read_with_each_value_where_it_stands(tree: object, indent: int | None) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=False)
    grown = json_file.tree_of("t.json", text.encode(errors="surrogatepass"))
    if grown.problems:
        assert {one.what[:25] for one in grown.problems} <= {"the file is not UTF-8 tex", "control characters are no"}
        return
    assert grown.root == tree or (isinstance(tree, dict) and "$schema" in tree)
    _stands_there(grown.root, text.split("\n"))


def _stands_there(value: object, lines: list[str]) -> None:
    if isinstance(value, Lines | Items):
        for key, (line, column) in value.places.items():
            below = value[key]  # type: ignore[index]
            mark = (
                "{" if isinstance(below, Lines) else "[" if isinstance(below, Items) else "n" if below is None else '"'
            )
            assert lines[line - 1][column - 1] == mark
            _stands_there(below, lines)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text("{}[]\",:\\ \n01-+.eEntfu/#'a", max_size=40) | st.binary(max_size=40))
def test_nothing_makes_the_reader_raise_and_what_python_reads_is_read(text: str | bytes) -> None:
    content = text.encode() if isinstance(text, str) else text
    grown = json_file.tree_of("t.json", content)
    try:
        expected = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except ValueError:
        assert grown.problems or not content.decode("utf-8-sig", "replace").strip(" \t\r\n")
    else:
        assert [one for one in grown.problems if "given twice" not in one.what and "half" not in one.what] == []
        assert (grown.root is None) == (expected is None)


def _no_constant(name: str) -> object:
    raise ValueError(name)


def test_json_is_yaml_too_and_both_readers_find_the_same_places() -> None:
    plan = PLAN.encode()
    one, other = json_file.tree_of("p", plan), yaml_file.tree_of("p", plan)
    path = ("commitments", 0, "milestones", 1, "titel")
    assert one.places.of(path) == other.places.of(path) == (9, 27)
    assert one.places.of_key(path) == other.places.of_key(path)
