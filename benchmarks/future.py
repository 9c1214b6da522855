"""What it costs to look ahead: the day on which a case wakes, and whole simulations.

`next_on_per_s` is how many milestones a second one core finds the next day of, with every rule of the house asked, on
a first reading and where each has a past of three revisions. The Kyrgyz plan is simulated over 26 months as a person
does it, by the command; the 89 plans (74 states and 15 local governments) are synthetic, of 50 milestones each.
"""

import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.failed import Failed
from benchmarks.figures import Figures, Say
from benchmarks.installation import Machine
from benchmarks.plan_file import plan as plan_of
from notifier.actionplan.model import ActionPlan
from notifier.actionplan.reader import read_content
from notifier.actionplan.revision import sighting_of
from notifier.agenda import rulebook
from notifier.agenda.agenda import cases_of, next_on
from notifier.agenda.case import AnyCase, Case
from notifier.agenda.rulebook import Rulebook
from notifier.preview.forecast import simulate
from tests.flow.processes import NOTIFIER, ROOT, environment
from tests.stage import RULES

MILESTONES = 20_000
PLANS, MILESTONES_A_PLAN = 89, 50
SEEN = date(2026, 3, 2)
SINCE, UNTIL = "2018-08-31", "2020-10-31"


def run(_machine: Machine | None, folder: Path, say: Say, milestones: int = MILESTONES, plans: int = PLANS) -> Figures:
    """`next_on_per_s`, `next_on_revised_per_s`, `simulate_kyrgyz_s`, `simulate_89_s`."""
    folder.mkdir(parents=True)
    rules = rulebook.load(RULES)
    first = _cases(milestones)
    figures: Figures = {
        "next_on_per_s": _rate(first, rules),
        "next_on_revised_per_s": _rate([_with_a_past(case) for case in first], rules),
        "simulate_kyrgyz_s": _command(folder),
        "simulate_89_s": _many_plans(rules, plans),
    }
    for name, value in figures.items():
        say(name, float(value or 0))
    return figures


def _cases(milestones: int) -> list[Case]:
    """Milestones of a large plan, due over ten years, in the order of the file."""
    return [case for case in cases_of(_read(plan_of(milestones)), SEEN, "first") if isinstance(case, Case)]


def _with_a_past(case: Case) -> Case:
    """The same milestone with its deadline moved twice before."""
    now = case.history[-1]
    past = [
        replace(
            now,
            seen_on=SEEN - timedelta(days=days),
            revision=str(days),
            deadline=replace(now.deadline, printed=str(days)),
        )
        for days in (400, 200)
    ]
    return replace(case, history=(*past, sighting_of(case.milestone, "third", SEEN)), since=SEEN)


def _rate(cases: Sequence[AnyCase], rules: Rulebook) -> float:
    """Milestones a second, the best of three rounds: what else runs on the machine only ever slows it."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        found = sum(1 for case in cases if next_on(case, rules, SEEN))
        best = min(best, time.perf_counter() - began)
        if not found:
            raise Failed("no milestone of the plan has anything to say")
    return len(cases) / best


def _command(folder: Path) -> float:
    """The seconds of `notifier simulate` over the Kyrgyz plan, start-up and all."""
    words = ["simulate", str(ROOT / "plans" / "kyrgyz-2018-2020.yaml"), "--from", SINCE, "--until", UNTIL]
    began = time.perf_counter()
    done = subprocess.run(
        [NOTIFIER, *words], cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode or "milestone.overdue" not in done.stdout:
        raise Failed(f"the simulation failed: {done.stderr or done.stdout}")
    return time.perf_counter() - began


def _many_plans(rules: Rulebook, plans: int) -> float:
    """The seconds that whole simulations of so many plans take in one process."""
    content = plan_of(MILESTONES_A_PLAN)
    known = [_read(content.replace(b"id: large", f"id: plan{number}".encode())) for number in range(plans)]
    since = date.fromisoformat(SINCE)
    began = time.perf_counter()
    said = sum(
        len(simulate(plan, "first", "plan.yaml", rules, since, since + timedelta(days=792), [])) for plan in known
    )
    seconds = time.perf_counter() - began
    if said < plans * MILESTONES_A_PLAN:
        raise Failed(f"the plans brought {said} notices")
    return seconds


def _read(content: bytes) -> ActionPlan:
    plan = read_content("plan.yaml", content).plan
    if plan is None:
        raise Failed("the plan of the benchmark cannot be read")
    return plan
