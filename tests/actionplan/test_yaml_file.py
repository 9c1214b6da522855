"""YAML is taken as typed, and what YAML allows but a plan does not is one problem at its place."""

import pytest

from notifier.actionplan.deadline import NOT_PRINTED
from notifier.actionplan.model import Status
from notifier.actionplan.reader import read_content
from notifier.actionplan.revision import content_hash
from tests.actionplan.cast import HEAD, PROMISE, plan_of, problems

BAD_FILES = [
    (b"", "1:1: the file is empty"),
    (b"# only a comment\n", "1:1: the file is empty"),
    (b"- a\n- b\n", "1:1: this is not a plan but a list or a text"),
    (b"just a text", "1:1: this is not a plan but a list or a text"),
    (b"plan: {}\n\n\x89PNG\xff", "3:1: the file is not UTF-8 text"),
    (HEAD.encode("utf-16"), "1:1: the file is not UTF-8 text"),
    (b"plan: \x00", "1:7: control characters are not allowed: U+0000 stands here"),
    (b"plan:\n  a: b\n c: d\n", "3:2: this is not valid YAML: did not find expected key"),
    (b'plan: "never closed', "1:20: this is not valid YAML: found unexpected end of stream"),
    (b"plan: a\n---\nplan: b\n", "3:1: a second YAML document starts here"),
    (b"plan:\n  ? [a, b]\n  : c\n", "2:5: this key is not plain text"),
    (b"[" * 100_000, "1:21: the file is nested too deeply"),
    (b"".join(b" " * n + b"b:\n" for n in range(30)), "21:21: the file is nested too deeply"),
]


@pytest.mark.parametrize(("content", "line"), BAD_FILES, ids=[f"{content[:20]!r}" for content, _ in BAD_FILES])
def test_a_file_that_is_no_plan_at_all_says_so_in_one_line(content: bytes, line: str) -> None:
    reading = read_content("plan.yaml", content)
    assert reading.plan is None
    assert [str(one).split(" (")[0] for one in reading.problems] == [f"plan.yaml:{line}"]
    assert reading.revision == content_hash(content)


def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read() -> None:
    reading = read_content("plan.yaml", b"\xef\xbb\xbf" + (HEAD + PROMISE).replace("\n", "\r\n").encode())
    assert reading.plan is not None
    assert reading.plan.commitments[0].milestones[0].line == 6


@pytest.mark.parametrize("nothing", ["", " ~", " null", " Null", " NULL"])
def test_a_field_left_empty_is_not_filled_in(nothing: str) -> None:
    [commitment] = plan_of(
        PROMISE.replace(
            "due: 2026-06-30, support: [mof]",
            f"support:{nothing}, done_on:{nothing}, due:{nothing}, evidence:{nothing}",
        )
    ).commitments
    [milestone] = commitment.milestones
    assert (commitment.support, milestone.done_on, milestone.evidence) == ((), None, None)
    assert milestone.deadline == NOT_PRINTED


def test_the_plan_that_the_documents_show_is_read() -> None:
    """`done_on:, evidence:}` is YAML that libyaml itself refuses."""
    [commitment] = plan_of("""\
  - id: KG0003
    title: Open data in health
    lead: moh
    support: [somebody]
    due: 2026-08-31
    milestones:
      - {id: "1", title: A step, starts: 2025-09-01, due: "By fall 2026", status: in_progress, done_on:, evidence:}
""").commitments
    [milestone] = commitment.milestones
    assert (milestone.status, milestone.done_on, milestone.evidence) == (Status.IN_PROGRESS, None, None)
    assert (milestone.line, milestone.deadline.printed) == (12, "By fall 2026")


def test_what_is_wrong_beside_such_a_field_is_found_at_its_place() -> None:
    assert problems(HEAD + PROMISE.replace("due: 2026-06-30", "due:, leed: moh")) == [
        "plans/no.yaml:6:49: there is no field `leed` here (did you mean lead?)"
    ]
    [unescapable] = problems(HEAD + PROMISE.replace("due: 2026-06-30", r'due:, evidence: "\ud800"'))
    assert unescapable.startswith("plans/no.yaml:6:46: this is not valid YAML: found unexpected ':'")


def test_a_quoted_null_is_a_text() -> None:
    [commitment] = plan_of(PROMISE.replace("Open data", "'null'")).commitments
    assert commitment.title == "null"


def test_norway_stays_norway_and_a_number_stays_the_id_that_was_typed() -> None:
    plan = plan_of("  - {id: 007, title: yes, lead: moh, milestones: [{id: 1.0, title: 2025-01-01}]}")
    assert plan.head.country == "NO"
    assert [(c.id, c.title, m.id, m.title) for c, m in plan.milestones()] == [("007", "yes", "1.0", "2025-01-01")]
