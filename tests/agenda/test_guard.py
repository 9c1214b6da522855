"""A rule that does not end is stopped where it stands, and nothing else ever is; watching costs next to nothing."""

import re
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from notifier.agenda import guard
from notifier.agenda.agenda import Saying, next_on, sayings
from notifier.agenda.guard import Stopped, Tally, guarding, unstoppable, watching
from notifier.rulekit import date, example
from tests.agenda.cast import RULES, rulebook

HEAD = '"""A rule."""\nimport time\nfrom notifier.rulekit import *\n\ndef milestone(case):\n'
GOOD = HEAD + "    yield Moment(case.due_on, Kind.DUE)\n"
SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)
# What a rule does (its lines begin at 6), and the line on which it is stopped.
ENDLESS = {
    "without yielding": ("    while True:\n        pass\n    yield\n", (6, 7)),
    "asleep, again and again": ("    while True:\n        time.sleep(0.01)\n    yield\n", (6, 7)),
    "between two moments": (
        "    yield Moment(case.due_on, Kind.DUE)\n    while True:\n        pass\n",
        (7, 8),
    ),
    "deaf to every exception": (
        "    while 1:\n        try:\n            while 1:\n                1\n        except Exception: 1\n    yield",
        (8, 9),
    ),
    "in a function of its own": ("    yield from f()\n\ndef f():\n    while True:\n        pass\n    yield\n", (9, 10)),
    "when it is let go": (
        "    try:\n        yield Moment(case.due_on, Kind.DUE)\n    finally:\n        while True:\n            pass\n",
        (9, 10),
    ),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience of a quarter of a second, so that a test is not a matter of patience."""
    monkeypatch.setattr(guard, "LONGEST_CALL", 0.25)


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_rule_that_does_not_end_is_stopped_with_its_line_and_left_out(tmp_path: Path, kind: str) -> None:
    body, lines = ENDLESS[kind]
    began = time.monotonic()
    broken: list[str] = []
    with guarding(rulebook(tmp_path, endless=HEAD + body, good=GOOD)) as book:
        said: list[Saying] = []
        for _ in range(1000):
            # Asked for what comes first, a rule is let go of as soon as it has said that.
            next_on(example(), book, SINCE)
            said += sayings(example(), book, SINCE, date(2025, 6, 29), broken.append)
            said += sayings(example(), book, SINCE, UNTIL, broken.append)
    assert time.monotonic() - began < 8
    assert [one.rule for one in said].count("good") == 1000
    why = "it took longer than 0.25 s for one case, so it was stopped and is left out until the next time"
    places = {one.partition(": ")[0] for one in broken}
    assert {one.partition(": ")[2] for one in broken} == {why}
    assert places <= {f"{tmp_path / 'endless.py'}:{line}" for line in lines}
    assert len(broken) >= 1999
    assert unstoppable() == []


def test_a_stopped_rule_is_asked_again_the_next_time_and_its_case_stays_awake(tmp_path: Path) -> None:
    book = rulebook(tmp_path, endless=HEAD + "    while True:\n        pass\n    yield\n")
    for _ in range(2):
        with guarding(book) as watched:
            assert next_on(example(), watched, SINCE) == SINCE
            assert watched.watch.tallies["endless"].asked == 1


def test_a_rule_that_swallows_what_stops_it_is_set_upon_again(tmp_path: Path) -> None:
    swallows = (
        "    for _ in range(3):\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass\n    yield Moment(case.due_on, Kind.DUE)\n"
    )
    broken: list[str] = []
    with guarding(rulebook(tmp_path, swallows=HEAD + swallows, good=GOOD)) as book:
        said = list(sayings(example(), book, SINCE, UNTIL, broken.append))
    assert [one.rule for one in said] == ["good"]
    assert len(broken) == 1
    assert "so it was stopped" in broken[0]


def test_a_rule_that_cannot_be_stopped_is_said_to_be_so_while_it_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_TRIES", 2)
    book = rulebook(tmp_path, stuck=HEAD + "    time.sleep(3)\n    yield Moment(case.due_on, Kind.DUE)\n", good=GOOD)
    heard: list[str] = []
    broken: list[str] = []
    listening = threading.Timer(2.4, lambda: heard.extend(unstoppable()))
    listening.start()
    with guarding(book) as watched:
        assert [one.rule for one in sayings(example(), watched, SINCE, UNTIL, broken.append)] == ["good"]
    listening.join()
    why = "it took longer than 0.25 s for one case (end the process, mend the rule, start again)"
    assert heard == [f"the rule `stuck` cannot be stopped: {why}"]
    assert unstoppable() == []
    assert len(broken) == 1


def test_a_rule_that_is_slow_for_every_case_is_stopped_once_it_has_taken_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LONGEST_IN_ALL", 0.3)
    monkeypatch.setattr(guard, "LONGEST_MEAN", 0.002)
    slow = HEAD + "    time.sleep(0.02)\n    yield Moment(case.due_on, Kind.DUE)\n"
    broken: list[str] = []
    began = time.monotonic()
    with guarding(rulebook(tmp_path, slow=slow, good=GOOD)) as book:
        for _ in range(300):
            list(sayings(example(), book, SINCE, UNTIL, broken.append))
    assert time.monotonic() - began < 5, "all 300 would have taken 6 seconds"
    assert re.search(r"slow\.py:[567]: it took \d s in all, \d+ ms a case, so it was stopped", broken[0])


def test_a_rule_that_is_quick_for_each_of_very_many_cases_is_never_too_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LONGEST_IN_ALL", 0.05)
    broken: list[str] = []
    with guarding(rulebook(tmp_path, good=GOOD)) as book:
        began = time.monotonic()
        while time.monotonic() - began < 0.6:
            list(sayings(example(), book, SINCE, UNTIL, broken.append))
    assert broken == []


def test_a_rule_that_does_not_end_while_it_loads_is_a_problem_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LONGEST_LOAD", 0.25)
    book = rulebook(tmp_path, endless='"""A rule."""\nwhile True:\n    pass\n', good=GOOD)
    assert [rule.name for rule in book.rules] == ["good"]
    what = "it takes longer than 0.25 s to load (what a module does at once has to end)"
    assert book.problems in [(f"{tmp_path / 'endless.py'}:{line}: {what}",) for line in (2, 3)]


def test_the_exception_lands_in_what_is_called_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls that end just when they are shot at, over and over: who asks goes on undisturbed, or is told."""
    monkeypatch.setattr(guard, "LONGEST_CALL", 0.0)
    monkeypatch.setattr(guard, "SAMPLE", 0.0001)
    stopped = went_on = outside = 0

    def busy(turns: int) -> int:
        return sum(1 for _ in range(turns))

    with watching() as watch:
        began = time.monotonic()
        turn = 0
        # As long as it takes on a machine that has other things to do, and a minute at most.
        while (spent := time.monotonic() - began) < 3 or (spent < 60 and (stopped <= 3 or went_on <= 20)):
            turn += 1
            try:
                try:
                    watch.call(Tally("busy"), busy, turn * 37 % 20_000)
                    went_on += 1
                except Stopped:
                    stopped += 1
                busy(50)  # what must never be hit
            except Stopped:
                outside += 1
    assert outside == 0
    assert stopped > 3
    assert went_on > 20


def test_two_threads_ask_the_same_rules_at_once_and_one_of_them_is_stopped(tmp_path: Path) -> None:
    code = (
        HEAD + "    while case.milestone.title == 'endless':\n        pass\n    yield Moment(case.due_on, Kind.DUE)\n"
    )
    book = rulebook(tmp_path, moody=code)
    case = example()
    endless = replace(case, milestone=replace(case.milestone, title="endless"))
    broken: dict[str, list[str]] = {"endless": [], "fine": []}

    def ask(name: str) -> None:
        with guarding(book) as watched:
            until = time.monotonic() + 0.8
            while time.monotonic() < until:
                list(sayings(endless if name == "endless" else case, watched, SINCE, UNTIL, broken[name].append))

    threads = [threading.Thread(target=ask, args=(name,)) for name in broken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    assert broken["fine"] == []
    assert broken["endless"]


def test_the_watchdog_ends_with_its_block_and_a_block_within_a_block_has_none_of_its_own() -> None:
    with guarding(RULES) as outer:
        assert outer.rules == RULES.rules
        dogs = [one for one in threading.enumerate() if one.name == "watchdog"]
        with guarding(outer) as inner:
            assert inner is outer
            assert [one for one in threading.enumerate() if one.name == "watchdog"] == dogs
    assert not any(one in threading.enumerate() for one in dogs)
