"""Whoever alters the record, or takes something out of it, is found out: by its keeper and by everybody else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Connection, delete, func, select, text, update

from notifier import pipeline
from notifier.audience.chain import BEGINNING, Fault, Link, chained, faults
from notifier.ledger import chain
from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.schema import chain_heads, notices
from tests.house.project import ROOT
from tests.ledger.downgrading import to_version_0004
from tests.ledgers import KEYRING
from tests.stage import Stage, milestone
from tests.web.conftest import browser_of


@pytest.fixture
def told(ledger: Ledger, tmp_path: Path) -> Stage:
    """A service that has said a dozen things, with texts in several scripts."""
    stage = Stage(tmp_path, ledger)
    stage.plan(*(milestone(str(n), due=f"2025-06-{n:02}", title=f"Кадам {n} – “ü” \\u") for n in range(10, 14)))
    for day in ("2025-01-02", "2025-05-12", "2025-06-12", "2025-06-20"):
        stage.goes_to(day)
    return stage


def found(stage: Stage) -> list[Fault]:
    with stage.ledger.reading() as book:
        return list(faults(chain.links(book), chain.end(book)))


def links(stage: Stage) -> list[Link]:
    with stage.ledger.reading() as book:
        return list(chain.links(book))


def test_notices_are_numbered_without_gaps_and_each_is_chained_to_the_one_before(told: Stage) -> None:
    kept = links(told)
    assert len(kept) > 12
    assert [link.number for link in kept] == list(range(1, len(kept) + 1))
    before = BEGINNING
    for link in kept:
        assert link.chain == chained(before, link.entry)
        before = link.chain
    assert found(told) == []


def test_ticking_again_and_rehearsing_leave_no_gap(told: Stage) -> None:
    count = len(links(told))
    told.announce()
    with told.ledger.rehearsing() as book:
        told.sleeps_until("2025-07-10")
        pipeline.announce_in(book, told.rulebook, told.clock())
    assert len(links(told)) == count
    told.goes_to("2025-07-10")
    assert len(links(told)) > count
    assert found(told) == []


def _alter(book: Connection) -> None:
    data = book.execute(select(notices.c.data).where(notices.c.number == 5)).scalar_one()
    book.execute(update(notices).where(notices.c.number == 5).values(data={**data, "facts": {"due_on": "2030-01-01"}}))


def _swap(book: Connection) -> None:
    for number, to in ((4, -1), (5, 4), (-1, 5)):
        book.execute(update(notices).where(notices.c.number == number).values(number=to))


@pytest.mark.parametrize(
    ("tamper", "wrong"),
    [
        (_alter, ["number 5 is not what was said"]),
        (lambda book: book.execute(update(notices).where(notices.c.number == 5).values(lapsed=True)), ["number 5 is"]),
        (lambda book: book.execute(delete(notices).where(notices.c.number == 5)), ["number 5 is missing"]),
        (lambda book: book.execute(delete(notices).where(notices.c.number.in_((5, 6)))), ["numbers 5 to 6 are"]),
        (lambda book: book.execute(delete(notices).where(notices.c.number == 1)), ["number 1 is missing"]),
        (_swap, ["number 4 is not", "number 5 is not", "number 6 is not"]),
        (
            lambda book: book.execute(update(notices).where(notices.c.number == 5).values(chain="f" * 64)),
            ["number 5 is not", "number 6 is not"],
        ),
        (lambda book: book.execute(update(chain_heads).values(chain="f" * 64)), ["the last notice"]),
    ],
)
def test_what_was_tampered_with_is_named(told: Stage, tamper: Callable[[Connection], object], wrong: list[str]) -> None:
    with told.ledger.writing() as book:
        book.execute(text("DELETE FROM delivery_notices"))
        tamper(book)
    said = [str(fault) for fault in found(told)]
    assert len(said) == len(wrong)
    assert all(begin in one for begin, one in zip(wrong, said, strict=True))


def test_an_end_that_was_cut_off_is_missed(told: Stage) -> None:
    count = len(links(told))
    with told.ledger.writing() as book:
        book.execute(text("DELETE FROM delivery_notices"))
        book.execute(delete(notices).where(notices.c.number > count - 2))
    assert [str(one) for one in found(told)] == [f"numbers {count - 1} to {count} are missing"]


def test_two_schedulers_at_once_make_one_chain(told: Stage, ledger: Ledger) -> None:
    told.sleeps_until("2025-07-20")
    now = told.clock()
    threads = [Thread(target=pipeline.announce, args=(ledger, told.rulebook, now)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    kept = links(told)
    assert [link.number for link in kept] == list(range(1, len(kept) + 1))
    assert found(told) == []


def test_what_is_downloaded_is_checked_by_the_program_that_the_docs_show(told: Stage, tmp_path: Path) -> None:
    browser = browser_of(told)
    file = tmp_path / "notices.jsonl"
    file.write_text(browser.get("/notices.jsonl").source, encoding="utf-8")
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    program = page.split("```python\n")[1].split("```")[0]

    def checked() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True)

    done = checked()
    assert done.returncode == 0, done.stderr
    assert f"whole: {len(links(told))} notices" in done.stdout
    lines = file.read_text(encoding="utf-8").splitlines()
    assert {"number", "before", "chain", "notice"} == json.loads(lines[3]).keys()
    file.write_text("\n".join([*lines[:3], *lines[4:]]) + "\n", encoding="utf-8")
    assert "not whole at number 4" in checked().stderr


def test_a_ledger_from_before_the_chain_is_chained_whole(ledger_url: str, tmp_path: Path) -> None:
    opened = open_ledger(ledger_url, KEYRING)
    opened.migrate()
    stage = Stage(tmp_path, opened)
    stage.plan(milestone("1", due="2025-06-30", title="Кадам"), milestone("2", due="2025-07-30"))
    for day in ("2025-01-02", "2025-06-16", "2025-07-16"):
        stage.goes_to(day)
    kept = [(link.number, link.chain) for link in links(stage)]
    with opened.reading() as book:
        words = book.scalars(select(notices.c.words).order_by(notices.c.number)).all()
    to_version_0004(opened)
    opened.migrate()
    assert found(stage) == []
    assert [(link.number, link.chain) for link in links(stage)] == kept
    with opened.reading() as book:
        assert book.scalars(select(notices.c.words).order_by(notices.c.number)).all() == words
        assert book.scalar(select(func.count()).select_from(notices)) == len(kept)
    opened.close()
