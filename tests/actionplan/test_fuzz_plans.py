"""Real plans, broken in every way that a disk, an editor or a person breaks them; and what comes of them in the ledger.

Every run tries other accidents: to try for longer, run it again and again.
"""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from notifier import pipeline
from notifier.actionplan.reader import SUFFIXES, Reading, read_source
from notifier.actionplan.reader.source import Source
from notifier.actionplan.signs import visible
from notifier.agenda import rulebook
from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.schema import metadata
from tests.actionplan.cast import HEAD
from tests.house.project import ROOT
from tests.ledgers import KEYRING

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
KYRGYZ = (ROOT / "plans" / "kyrgyz-2018-2020.yaml").read_bytes()
SMALL = (
    HEAD
    + """\
  - id: C1
    title: {en: Open data, fr: Données ouvertes}
    lead: moh
    support: ["Jane (jane@example.org)", mof]
    themes: [Health]
    headings: [{id: H, title: First}]
    due: June 2026
    milestones:
      - {id: "1", title: Draft the law, due: {en: By June 2026, fr: 2026-06, date: 2026-06-30}, heading: H, lead: mof}
      - {id: "2", title: Consult on the law, due: 2026-03-31, was: "1", starts: 2025-02-01, extra: {a b: "x, y"}}
      - {id: "3", title: Adopt the law, status: completed, done_on: 2026-01-15, evidence: "https://example.org/a"}
"""
).encode()
JSON = b"""\
{"plan": {"id": "p", "title": "A", "country": "NO", "starts": "2025-01-01", "ends": "2026-12-31", "timezone": "UTC"},
 "agencies": [{"id": "moh", "name": "Health"}],
 "commitments": [{"id": "C1", "title": "A", "lead": "moh", "milestones": [{"id": 1, "title": "B", "due": "2026"}]}]}
"""
TABLE = b'commitment_id,title,lead,due\nC1,Open data,moh,June 2026\nC2,"A, b",mof,Ongoing\n'
MAPPING = SMALL[: SMALL.index(b"commitments:")] + b"columns: {id: commitment_id, title: title, lead: lead, due: due}\n"
REAL = {".yaml": [SMALL, KYRGYZ], ".yml": [SMALL], ".json": [JSON], ".csv": [TABLE], ".xlsx": [TABLE]}
PIECES = [
    *(sign.encode() for sign in "\0\n\r\t'\"{}[]:#|>%@`,=~"),
    *(b"\xff", b"\xd0", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xed\xa0\x80"),
    *(b"- ", b"? ", b"&a ", b"*a", b"!!", b"<<: ", b"---\n", b"0555 12 34 56", b"a@b.kg", b"9" * 400),
]

mutations = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "drop", "double", "swap", "insert", "lines"]),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(PIECES),
    ),
    min_size=1,
    max_size=4,
)


def mutated(content: bytes, changes: list[tuple[str, float, float, bytes]]) -> bytes:
    """A file after some accidents, each at a part of its length."""
    for kind, here, there, piece in changes:
        one, other = sorted((int(here * len(content)), int(there * len(content))))
        match kind:
            case "flip":
                content = (
                    content[:one] + bytes([content[one] ^ (1 << (other % 8))]) + content[one + 1 :] if content else b""
                )
            case "cut":
                content = content[:one]
            case "drop":
                content = content[:one] + content[other:]
            case "double":
                content = content[:other] + content[one : min(other, one + 500)] + content[other:]
            case "insert":
                content = content[:one] + piece + content[one:]
            case "swap":
                content = content[:one] + content[one : one + 40][::-1] + content[one + 40 :]
            case "lines":
                lines = content.splitlines(keepends=True)
                random.Random(one).shuffle(lines)
                content = b"".join(lines)
    return content


def ends_in_a_reading(name: str, content: bytes) -> Reading:
    """Read a file; whatever it holds, each problem has its place in it and is one line of plain text."""
    reading = read_source(Source(name, content, MAPPING if name.endswith((".csv", ".xlsx")) else None))
    assert (reading.plan is None) == bool(reading.errors)
    lines = content.decode("utf-8", "replace").count("\n") + content.count(b"\r") + content.count(b"\x85") + 2
    for problem in reading.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        if problem.path == name and not name.endswith(".xlsx"):
            assert problem.line <= lines + content.count(b"\xe2\x80")
            assert problem.column <= len(content) + 2
        assert str(problem) == visible(str(problem))
    for secret in ("jane@example.org", "a@b.kg"):
        assert secret not in repr(reading.problems)
        if reading.plan:
            assert secret not in repr(
                (reading.plan.head, reading.plan.commitments, [a.name for a in reading.plan.agencies])
            )
    return reading


@pytest.mark.parametrize("suffix", SUFFIXES)
@FUZZ
@given(content=st.binary(max_size=300))
def test_no_bytes_make_any_reader_raise(suffix: str, content: bytes) -> None:
    ends_in_a_reading("plan" + suffix, content)


@pytest.mark.parametrize("suffix", SUFFIXES)
@FUZZ
@given(changes=mutations, which=st.integers(0, 1))
def test_no_accident_to_a_real_plan_makes_any_reader_raise(
    suffix: str, changes: list[tuple[str, float, float, bytes]], which: int
) -> None:
    plans = REAL[suffix]
    ends_in_a_reading("plan" + suffix, mutated(plans[which % len(plans)], changes))


def test_a_plan_that_is_cut_off_at_any_byte_is_a_problem_or_says_that_it_may_be_cut_off() -> None:
    assert ends_in_a_reading("plan.yaml", SMALL).plan is not None
    silent = []
    for length in range(len(SMALL)):
        reading = ends_in_a_reading("plan.yaml", SMALL[:length])
        if not reading.problems:
            silent.append(length)
        elif reading.plan and not SMALL[:length].endswith(b"\n"):
            assert "cut-off" in {str(one.code) for one in reading.problems}
    assert silent == []


ODD = st.sampled_from(
    ["", "~", "\u202e", "\ud800", "\0", "a\nb", "x" * 3000, "jane@example.org", "0555 12 34 56", "=1+1", "{}",
     "Ongoing", "2020-02-31", "9999-99-99", "June 2026", "TBD", "Иванов И. И.", "https://[", "https://a@b.kg/", "NO",
     "1e999", "moh"]
) | st.text(max_size=20)  # fmt: skip
FIELDS = ["id", "title", "lead", "support", "themes", "due", "starts", "done_on", "status", "evidence", "was",
          "heading", "extra", "source", "headings", "milestones", "odd field"]  # fmt: skip
NAMES = st.sampled_from(["en", "fr", "date", ""]) | ODD
VALUES = ODD | st.none() | st.lists(ODD, max_size=3) | st.dictionaries(NAMES, ODD, max_size=3)
ENTRIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4)


def written(agency: dict[str, object], commitment: dict[str, object], steps: list[dict[str, object]]) -> bytes:
    """A plan with odd entries over good ones, as YAML; surrogates stay escapes."""
    head = yaml.load(HEAD.split("commitments:")[0], Loader=yaml.BaseLoader)
    milestones = [{"id": str(n), "title": f"Step {n}", "due": "2026-06-30"} | one for n, one in enumerate(steps)]
    values = head | {"commitments": [{"id": "C1", "title": "A", "lead": "moh", "milestones": milestones} | commitment]}
    values["agencies"][1] |= agency
    return yaml.safe_dump(values, allow_unicode=False, sort_keys=False, width=10**6).encode("utf-8", "replace")


@FUZZ
@given(st.dictionaries(st.sampled_from(["id", "name", "emails", "language"]), VALUES, max_size=2), ENTRIES,
       st.lists(ENTRIES, max_size=3))  # fmt: skip
def test_no_odd_value_in_any_field_makes_the_reader_raise(
    agency: dict[str, object], commitment: dict[str, object], steps: list[dict[str, object]]
) -> None:
    ends_in_a_reading("plan.yaml", written(agency, commitment, steps))


# ------------------------------------------------------------------------------------------ and on into the ledger


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """A ledger that is emptied and used again and again."""
    ledger = open_ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger')}/ledger.db", KEYRING)
    ledger.migrate()
    return ledger


MILD = st.sampled_from(["A", "a b", "Ongoing", "June 2026", "2026-02-31", "\u202eA", "x" * 1999, "日本", "=1+1",
                        "%s %(a)s", "<b>", "jane@example.org", "{{ x }}", "a\nb"])  # fmt: skip
MILD |= st.text(min_size=1, max_size=10)
STEPS = st.fixed_dictionaries(
    {"title": MILD},
    optional={
        "due": MILD | st.dictionaries(st.sampled_from(["en", "fr", "date"]), MILD, min_size=1, max_size=3),
        "support": st.lists(MILD, max_size=2),
        "extra": st.dictionaries(MILD, MILD, max_size=2),
        "status": st.sampled_from(["completed", "in_progress"]),
        "starts": st.just("2025-03-01"),
    },
)


@FUZZ
@given(st.lists(STEPS, min_size=1, max_size=4), st.dictionaries(st.sampled_from(["title", "themes"]), MILD, max_size=1))
def test_whatever_plan_comes_out_goes_through_the_ledger_and_is_announced(
    fresh: Ledger, tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, object]], more: dict[str, object]
) -> None:
    content = written({}, {name: [value] if name == "themes" else value for name, value in more.items()}, steps)
    reading = ends_in_a_reading("plan.yaml", content)
    folder = tmp_path_factory.mktemp("plans")
    Path(folder / "plan.yaml").write_bytes(content)
    with fresh.writing() as book:
        for table in reversed(metadata.sorted_tables):
            book.execute(delete(table))
    rules = rulebook.load(ROOT / "rules")
    ingested = pipeline.ingest(fresh, rules, folder, datetime(2025, 1, 2, 12, tzinfo=UTC))
    assert bool(ingested.problems) is (reading.plan is None)
    said = pipeline.announce(fresh, rules, datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert said.problems == ()
    assert bool(said.notices) is (reading.plan is not None)
