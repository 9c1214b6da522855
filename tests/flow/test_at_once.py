"""Scenarios of several who write at once: an answer, a reading and a tick never undo when each other's cases wake."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from notifier import answering
from notifier.agenda.answer import Says
from notifier.ledger import cases
from notifier.ledger.plans import StoredPlan
from tests.stage import Stage, milestone


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> Thread:
    """Have somebody else do something once a tick has read its cases and before it has set them anew."""
    load, other = cases.load, Thread(target=act)

    def slowly(book: object, plan: StoredPlan, *more: object) -> Iterator[object]:
        found = list(load(book, plan, *more))  # type: ignore[arg-type]
        if other.ident is None:
            other.start()
            other.join(2)  # as long as the tick would give it, if it had to wait for the tick
        yield from found

    monkeypatch.setattr(cases, "load", slowly)
    return other


def test_an_answer_during_a_tick_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.plan(milestone("1"))
    stage.goes_to("2025-06-02")
    stage.goes_to("2025-07-01")
    stage.sleeps_until("2025-07-08")

    def answers() -> None:
        answering.answer(stage.ledger, stage.rulebook, "kg", "C1/1", Says.DELIVERED, stage.clock())

    other = meanwhile(monkeypatch, answers)
    stage.announce()
    other.join()
    stage.announce()
    assert "2025-07-08 milestone.answered C1/1" in stage.said()


def test_a_revision_during_a_tick_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.plan(milestone("1"))
    stage.goes_to("2025-06-02")
    stage.goes_to("2025-07-01")
    stage.goes_to("2025-07-15")
    answering.answer(stage.ledger, stage.rulebook, "kg", "C1/1", Says.DISPUTED, stage.clock(), reason="It is done.")
    stage.plan(milestone("1", due="2025-09-30"))
    other = meanwhile(monkeypatch, stage.ingest)
    stage.announce()
    other.join()
    stage.announce()
    assert "2025-07-15 milestone.slipped C1/1" in stage.said()
