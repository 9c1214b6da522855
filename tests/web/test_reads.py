"""What the pages are told is the same on both kinds of database."""

from pathlib import Path

from notifier.ledger import board as reads
from notifier.ledger import plans
from notifier.ledger.connect import Ledger
from tests.stage import Stage, milestone


def test_pages_of_the_record_hold_every_notice_once_and_in_order(ledger: Ledger, tmp_path: Path) -> None:
    stage = Stage(tmp_path, ledger)
    stage.plan(*(milestone(name, due="2025-02-10") for name in "abcde"))
    for day in ("2025-01-01", "2025-01-11", "2025-02-05", "2025-02-10", "2025-02-11"):
        stage.goes_to(day)
    with reads.reading(ledger) as book:
        whole = reads.said(book, limit=1000)
        pages, last = [], None
        while page := reads.said(book, before=last, limit=4):
            pages += page
            last = page[-1].notice.id
        of_one = reads.said(book, plan="kg", commitment="C1", kind="milestone.due", limit=1000)
    assert len(whole) > 16
    assert pages == whole
    keys = [(one.notice.said_at, one.notice.on) for one in whole]
    assert keys == sorted(keys, reverse=True)
    assert [one.notice.subject for one in of_one] == ["C1/a", "C1/b", "C1/c", "C1/d", "C1/e"]
    assert {one.lapsed for one in whole} == {True, False}


def test_commitments_are_read_with_their_milestones_and_their_past(ledger: Ledger, tmp_path: Path) -> None:
    stage = Stage(tmp_path, ledger)
    stage.plan(milestone("2", due="2025-02-10"), milestone("1"))
    stage.ingest()
    with reads.reading(ledger) as book:
        plan = plans.find(book, "kg")
        assert plan is not None
        (light,) = reads.commitments_of(book, ["kg", "atlantis"])["kg"]
        (case,) = reads.with_history(book, plan)
        assert reads.one_with_history(book, plan, "C1") == case
        assert reads.one_with_history(book, plan, "C9") is None
        assert reads.agency_names(book, ["kg"]) == {("kg", "moh"): "Ministry of Health"}
    assert [one.id for one in light.milestones] == [one.milestone.id for one in case.milestones] == ["2", "1"]
