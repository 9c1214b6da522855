"""A rule that breaks, does not end or is too slow costs its own notices and nobody else's, in the real service."""

import time
from pathlib import Path

import pytest

from notifier.agenda import guard
from notifier.agenda.rulebook import load
from notifier.preview.upcoming import upcoming
from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of

HEAD = '"""A rule."""\nimport time\nfrom notifier.rulekit import *\n\ndef milestone(case):\n'
GOOD = HEAD + "    yield Moment(case.due_on, Kind.DUE, facts={'due_on': str(case.due_on)})\n"
OF_ALL = " (for 200 cases, this being the first)"
NO_JSON = "Object of type date is not JSON serializable (write days as texts: `str(on)`)"
BROKEN = {
    "raises": ("    raise ValueError(case.milestone.id)\n    yield\n", ":6: ValueError: 1"),
    "facts": (
        "    yield Moment(case.due_on, Kind.DUE_SOON, facts={'on': case.due_on})\n",
        f":5: the facts of a moment are no JSON: {NO_JSON}",
    ),
    "lapses": (
        "    yield Moment(case.due_on, Kind.DUE_SOON, lapses='never')\n",
        ":5: `lapses` of a moment is 'never', which is no day (give it a date, or None)",
    ),
    "to": (
        "    yield Moment(case.due_on, Kind.DUE_SOON, to=('everybody',))\n",
        ":5: `to` of a moment is ('everybody',) (write it as `(To.AGENCY, To.PUBLIC)`)",
    ),
}
ENDLESS = {
    "endless": "    while True:\n        pass\n    yield\n",
    "same day": "    while True:\n        yield Moment(case.due_on, Kind.DUE_SOON)\n",
    "asleep": "    time.sleep(1.6)\n    yield Moment(case.due_on, Kind.DUE_SOON)\n",
    "swallowing": (
        "    for _ in range(4):\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass\n    yield Moment(case.due_on, Kind.DUE_SOON)\n"
    ),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "LONGEST_CALL", 0.25)


def ruled(stage: Stage, folder: Path, broken: str) -> None:
    """Put the stage under two rules, a broken and a good one."""
    folder.mkdir()
    (folder / "broken.py").write_text(HEAD + broken)
    (folder / "good.py").write_text(GOOD)
    stage.rulebook = load(folder)


def health(stage: Stage) -> list[str]:
    browser: Browser = browser_of(stage)
    page = browser.get("/health", "*/*")
    assert page.json is not None
    problems = page.json()["problems"]
    assert isinstance(problems, list)
    return problems


@pytest.mark.parametrize("kind", BROKEN)
def test_a_rule_that_breaks_for_every_case_is_one_problem_and_the_others_are_heard(
    stage: Stage, tmp_path: Path, kind: str
) -> None:
    body, problem = BROKEN[kind]
    ruled(stage, tmp_path / "rules", body)
    stage.plan(*(milestone(str(number)) for number in range(1, 201)))
    said = stage.goes_to("2025-06-30")
    assert len(said.notices) == 200
    assert said.problems == (f"{tmp_path / 'rules' / 'broken.py'}{problem}{OF_ALL}",)
    assert health(stage) == list(said.problems)


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_rule_that_does_not_end_is_stopped_once_a_tick_and_the_others_are_heard(
    stage: Stage, tmp_path: Path, kind: str
) -> None:
    ruled(stage, tmp_path / "rules", ENDLESS[kind])
    stage.plan(*(milestone(str(number)) for number in range(1, 101)))
    began = time.monotonic()
    said = stage.goes_to("2025-06-30")
    assert time.monotonic() - began < 15
    assert len([one for one in said.notices if one.reason.rule == "good"]) == 100
    assert len(said.problems) == 1
    assert said.problems[0].startswith(f"{tmp_path / 'rules' / 'broken.py'}:")
    assert health(stage) == list(said.problems)


def test_what_was_stopped_is_said_once_the_rule_is_mended(stage: Stage, tmp_path: Path) -> None:
    ruled(stage, tmp_path / "rules", ENDLESS["endless"])
    stage.plan(milestone("1"))
    stage.goes_to("2025-06-30")
    assert stage.said() == ["2025-06-30 milestone.due C1/1"]
    (tmp_path / "rules" / "broken.py").write_text(HEAD + "    yield Moment(case.due_on, Kind.DUE_SOON)\n")
    stage.rulebook = load(tmp_path / "rules")
    assert stage.goes_to("2025-06-30", "10:00").problems == ()
    assert stage.said() == ["2025-06-30 milestone.due C1/1", "2025-06-30 milestone.due_soon C1/1"]
    assert health(stage) == []


def test_what_was_stopped_is_asked_again_the_next_day_though_nothing_was_mended(stage: Stage, tmp_path: Path) -> None:
    ruled(stage, tmp_path / "rules", ENDLESS["endless"])
    stage.plan(milestone("1"))
    for day in ("2025-06-29", "2025-06-30", "2025-07-01"):
        assert len(stage.goes_to(day).problems) == 1


def test_a_preview_is_guarded_too(stage: Stage, tmp_path: Path) -> None:
    ruled(stage, tmp_path / "rules", ENDLESS["endless"])
    stage.plan(milestone("1"))
    stage.goes_to("2025-06-01")
    problems: list[str] = []
    coming = upcoming(stage.ledger, stage.rulebook, stage.clock(), 60, problems)
    assert [one.notice.kind for one in coming] == ["milestone.due"]
    assert len(problems) == 1
