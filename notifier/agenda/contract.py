"""What a rule owes, held against example cases: for its author's test, and for `notifier rules`.

A rule is asked here as the service asks it, under guard; what it gives is looked at more closely than there is time for
in a tick.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import takewhile
from pathlib import Path

from notifier.agenda.answer import Answer
from notifier.agenda.asking import unsayable
from notifier.agenda.case import AnyCase, Case, CommitmentCase, level_of
from notifier.agenda.examples import asks_until, delivered, disputed, example, example_commitment, example_plan
from notifier.agenda.guard import guarding
from notifier.agenda.loading import from_file
from notifier.agenda.moment import Kind, Moment
from notifier.agenda.rule import Rule
from notifier.agenda.rulebook import Rulebook
from notifier.errors import RuleError

FAR_AHEAD = date(2040, 1, 1)
# What is said of each kind, for which a letter has words: the facts that it needs.
FACTS: Mapping[Kind, str] = {
    Kind.DUE_SOON: "due_on",
    Kind.DUE: "due_on",
    Kind.OVERDUE: "due_on time",
    Kind.ESCALATED: "due_on rung rungs working_days",
    Kind.STALLED: "since months time",
    Kind.SLIPPED: "from to days move after_deadline total_days",
    Kind.ADVANCED: "from to days move after_deadline",
    Kind.ADDED: "due_on again",
    Kind.REMOVED: "due_on after_deadline completed",
    Kind.REOPENED: "done_on due_on",
    Kind.COMPLETED: "done_on due_on reported",
    Kind.COMPLETED_LATE: "done_on due_on days reported",
    Kind.ANSWERED: "says until evidence reason number",
    Kind.COMMITMENT_OVERDUE: "due_on time late of",
    Kind.COMMITMENT_COMPLETED: "done_on due_on late of",
    Kind.PUBLISHED: "ends_on",
    Kind.REPORT_DUE: "what due_on source era",
    Kind.ENDING: "ends_on open of",
    Kind.ENDED: "ends_on open of",
}


def examples() -> Iterator[tuple[str, AnyCase]]:
    """Cases of every kind that a plan can bring, each in a few words."""
    moved = {"2025-04-02": "2025-03-31", "2025-07-05": "2025-06-30"}
    answers: dict[str, list[Answer]] = {
        "delivered": [delivered("2025-07-03")],
        "asked for time": [asks_until("2025-06-20", "2025-07-31")],
        "disputed": [disputed("2025-07-03")],
    }
    yield "an open milestone", example()
    yield "one without a deadline", example(due=None)
    yield "one with a deadline that cannot be read", example(due="When ready")
    yield "one whose deadline names several days", example(due="5 by June 2025; 10 by June 2026")
    yield "one years late when first seen", example(due="2019-06-30")
    yield "one done early", example(done_on="2025-06-12")
    yield "one done late", example(done_on="2025-09-12")
    yield "one done when first seen", example(status="completed")
    yield "one reopened", example(reopened="2025-05-05")
    yield "one moved to later days", example(due="2025-12-31", before=moved)
    yield "one moved to an earlier day", example(due="2025-05-31", before={"2025-04-01": "2025-06-30"})
    yield "one that came later than its plan", example(first_seen="2025-03-01", plan_first_seen="2025-01-01")
    yield "one that was away for a while", example(away={"2025-03-01": "2025-04-01"})
    yield "one that is gone", example(away={"2025-03-01": None})
    yield "one that has yet to start", example(due="2026-06-30", starts="2025-09-01")
    yield "one that is snoozed", example(snoozed={"2025-07-02": "2025-08-01"})
    for name, given in answers.items():
        yield f"one answered: {name}", example(answers=given)
    yield "one in a plan that gives agencies a head start", example(head_start=3)
    yield "one in a country without known holidays", example(country="XX")
    yield "a commitment", example_commitment(example(), example(due="2025-09-30"))
    yield "a commitment of one milestone", example_commitment(example())
    yield "a commitment without a deadline", example_commitment(example(), example(due=None))
    done = example(done_on="2025-07-09")
    yield "a commitment that is complete", example_commitment(done, example(due="2025-09-30", done_on="2025-09-01"))
    yield "a plan", example_plan(milestones=4, completed=1)
    yield "a plan seen after its end", example_plan(first_seen="2027-02-01")


def tried(rule: Rule, settings: object = None) -> list[str]:
    """What a rule does wrong with the example cases, a sentence each, with its file and line where there is one.

    With `settings` it is tried as a plan that gives it these.
    """
    found: dict[str, str] = {}
    with guarding(Rulebook((rule,))) as book:
        for words, case in examples():
            given = case if settings is None else _under(case, {rule.name: settings})
            try:
                wrong = list(_wrong(book, given))
            except RuleError as trouble:
                wrong = [str(trouble)]
            for what in wrong:
                found.setdefault(what.partition(": ")[2] or what, f"{what} [tried with {words}]")
    return list(found.values())


def check_rule(path: Path | str) -> None:
    """Hold a rule against its contract: for its own test.

    Raises AssertionError with everything that is wrong: what it imports, what its doctest says, what it does with
    example cases, under its own settings and under each that stands for a number of days.
    """
    path = Path(path)
    try:
        rule = from_file(path)
    except RuleError as trouble:
        raise AssertionError(str(trouble)) from None
    wrong = [*_imports(path), *_unproven(rule), *tried(rule)]
    for one in rule.settings().values():
        if one.written.endswith("_days") and not wrong:
            wrong += (
                f"with {one.written}: {days}: {what}" for days in (1, 365) for what in tried(rule, {one.written: days})
            )
    if wrong:
        raise AssertionError("\n".join(wrong))


def said_by(path: Path | str, case: AnyCase, *, until: str = "2040-01-01", settings: object = None) -> list[Moment]:
    """What the rule in a file says of a case until a day, as a plan that gives it these settings: for its own test.

    Raises RuleError where it breaks its contract, or where it has no such setting.
    """
    rule = from_file(Path(path))
    if settings is not None and (misfits := rule.misfits(settings)):
        raise RuleError("; ".join(f"{what} ({hint})" for what, hint in misfits))
    given = case if settings is None else _under(case, {rule.name: settings})
    with guarding(Rulebook((rule,))) as book:
        return _said(book, given, date.fromisoformat(until))


def _under(case: AnyCase, rules: Mapping[str, object]) -> AnyCase:
    return replace(case, plan=replace(case.plan, rules=rules))


def _said(book: Rulebook, case: AnyCase, until: date = FAR_AHEAD) -> list[Moment]:
    said: list[Moment] = []
    for rule in book.rules_for(case.plan, level_of(case)):
        said += takewhile(lambda one: one.on <= until, rule.moments(case))
    return said


def _wrong(book: Rulebook, case: AnyCase) -> Iterator[str]:
    """What is wrong with what a rule says of a case. Raises RuleError where it breaks off."""
    path = book.rules[0].path
    said = _said(book, case)
    if said != _said(book, case):
        yield f"{path}: it says something else of the same case when asked again (it may look at nothing but its case)"
    done_on = _done_on(case)
    for one in said:
        if what := unsayable(one):
            yield f"{path}: {what}"
            continue
        if not one.to:
            yield f"{path}: {one.kind} on {one.on} is addressed to nobody (leave `to` out, or name somebody)"
        if one.lapses is not None and one.lapses <= one.on:
            yield f"{path}: {one.kind} on {one.on} has lapsed by {one.lapses} (`lapses` is a later day)"
        if one.kind.presses and done_on and one.on >= done_on:
            yield f"{path}: {one.kind} on {one.on} presses for what was done on {done_on} (end before `case.done_on`)"
        if json.loads(json.dumps(dict(one.facts))) != dict(one.facts):
            yield f"{path}: the facts of {one.kind} do not come back from JSON as they went (lists, and names as texts)"
        if missing := [name for name in FACTS[one.kind].split() if name not in one.facts]:
            yield f"{path}: {one.kind} lacks the facts {', '.join(missing)} (docs/rules.md lists them)"


def _done_on(case: AnyCase) -> date | None:
    return case.done_on if isinstance(case, Case | CommitmentCase) else None


def _imports(path: Path) -> Iterator[str]:
    """What of ours a rule imports beside the rulekit."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["." * node.level + (node.module or "")]
        else:
            continue
        for name in names:
            if name.split(".")[0] in ("notifier", "") and name != "notifier.rulekit":
                yield f"{path}:{node.lineno}: it imports {name} (of ours a rule imports notifier.rulekit alone)"


def _unproven(rule: Rule) -> Iterator[str]:
    """What the examples in a rule's docstring do not show."""
    import doctest  # only an author's test has the time

    namespace: dict[str, object] = {**next(iter(rule.generators.values())).__globals__}
    test = doctest.DocTestParser().get_doctest(rule.doc, namespace, rule.name, str(rule.path), 0)
    if not test.examples:
        yield f"{rule.path}:1: the docstring proves nothing (write an example: `>>> list(milestone(example()))`)"
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    if said:
        yield f"{rule.path}:1: the docstring is wrong:\n{''.join(said)}"
