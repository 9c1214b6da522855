"""What a plan file costs that is far larger than any that was ever published: read, checked, compared, written down.

The plan is a YAML file of 100,000 milestones, ten a commitment, with a SQLite ledger of its own. Beside it stands what
anybody must pay who reads the same bytes: `yaml.load` with PyYAML's loader in C, before us and after us. Ours is all of
it: reading, checking, recognising, writing down, and setting the day on which each case wakes.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import yaml

from benchmarks.failed import Failed
from benchmarks.figures import Figures, Say, ratio
from benchmarks.installation import Machine
from notifier import pipeline
from notifier.agenda import rulebook
from notifier.ledger.connect import Ledger, open_ledger
from tests.ledgers import KEYRING
from tests.stage import RULES
from tests.written import OF_THE_READING, written

MILESTONES = 100_000
MILESTONES_A_COMMITMENT = 10
AGENCIES = 40
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


def run(_machine: Machine | None, folder: Path, say: Say, milestones: int = MILESTONES) -> Figures:
    """`plan_*`: seconds, how many times the loader's, and how many rows one changed milestone costs."""
    folder.mkdir(parents=True)
    file = folder / "plan.yaml"
    ledger = open_ledger(f"sqlite:///{folder}/ledger.db", KEYRING)
    ledger.migrate()
    content = plan(milestones)
    before = _seconds(lambda: yaml.load(content, Loader=yaml.CSafeLoader))
    first = _reading(ledger, file, content)
    after = _seconds(lambda: yaml.load(content, Loader=yaml.CSafeLoader))
    figures: Figures = {"plan_yaml_load_s": mean([before, after]), "plan_first_s": first}
    figures["plan_unchanged_ms"] = 1000 * _reading(ledger, file, content, expected=0)
    figures["plan_one_changed_s"] = _reading(ledger, file, plan(milestones, moved=range(7, 8)))
    with written(ledger) as rows:  # counting takes time of its own
        _reading(ledger, file, plan(milestones, moved=range(7, 9)))
    figures["plan_one_changed_rows"] = sum(count for table, count in rows.items() if table not in OF_THE_READING)
    figures["plan_all_changed_s"] = _reading(ledger, file, plan(milestones, moved=range(milestones)))
    figures["plan_100k_vs_yaml_load"] = ratio(first, figures["plan_yaml_load_s"])
    figures["plan_all_changed_vs_yaml_load"] = ratio(figures["plan_all_changed_s"], figures["plan_yaml_load_s"])
    ledger.close()
    for name, value in figures.items():
        say(name, float(value or 0))
    return figures


def _reading(ledger: Ledger, file: Path, content: bytes, expected: int = 1) -> float:
    """The seconds that the service takes to look at the file, which must give so many readings."""
    if not file.exists() or file.read_bytes() != content:
        file.write_bytes(content)
    rules = rulebook.load(RULES)
    found: list[pipeline.Ingested] = []
    seconds = _seconds(lambda: found.append(pipeline.ingest(ledger, rules, file, NOW)))
    if found[0].problems or len(found[0].read) != expected:
        raise Failed(f"the plan was read {len(found[0].read)} times, with the problems {found[0].problems[:3]}")
    return seconds


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def plan(milestones: int, moved: range = range(0)) -> bytes:
    """A plan file of so many milestones, those of the numbers `moved` with later deadlines."""
    lines = [
        "plan: {id: large, title: A large plan, country: KG, starts: 2018-08-31, ends: 2029-12-31, timezone: UTC}",
        "agencies:",
        *(f"  - {{id: a{one}, name: Agency {one}, emails: [clerk@a{one}.example.org]}}" for one in range(AGENCIES)),
        "commitments:",
    ]
    for number in range(milestones):
        commitment, place = divmod(number, MILESTONES_A_COMMITMENT)
        if place == 0:
            lines += [
                f"  - id: C{commitment}",
                f"    title: The {commitment}th promise, of which there are many",
                f"    lead: a{commitment % AGENCIES}",
                "    themes: [Health, Open Data]",
                "    milestones:",
            ]
        due = f"{2019 + number % 10}-{1 + number % 12:02}-{16 if number in moved else 15}"
        lines.append(
            f'      - {{id: "{place + 1}", title: Publish register {number}, due: {due}, status: in_progress}}'
        )
    return "\n".join([*lines, ""]).encode()
