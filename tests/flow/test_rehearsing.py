"""What a rehearsal says is what happens; and nothing of it is kept."""

import pytest
from sqlalchemy import func, select

from notifier.actionplan.diff import What
from notifier.agenda.rulebook import load
from notifier.audience.mute import Mute
from notifier.audience.subscription import Destination, Lane
from notifier.ledger import mutes
from notifier.ledger.connect import Ledger, ledger_in_memory
from notifier.ledger.destinations import destination_ids
from notifier.ledger.schema import metadata
from notifier.ledger.states import State
from notifier.plan_files import loader
from notifier.rehearsal import Rehearsed, Tally, rehearse
from tests.ledgers import KEYRING
from tests.stage import RULES, Stage, milestone


def all_rows(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    with ledger.reading() as book:
        return {
            name: sorted(map(tuple, book.execute(select(table))), key=str) for name, table in metadata.tables.items()
        }


def rehearsed(stage: Stage, name: str = "plan.yaml") -> Rehearsed:
    path = stage.folder / name
    return rehearse(stage.ledger, stage.rulebook, [path], [path], loader(stage.folder), stage.clock())


def prepared(stage: Stage) -> None:
    """A plan in service with a past, two readers, and deliveries that wait."""
    stage.subscribe("https://hooks.example.org/kg")
    stage.subscribe("desk@news.example.org")
    stage.plan(milestone("1", due="2025-01-31"), milestone("2", due="2025-03-15"), milestone("3", due="2025-02-28"))
    stage.goes_to("2025-01-01")
    stage.delivers()
    stage.plan(milestone("1", due="2025-02-19"), milestone("2", due="2025-03-15"), milestone("3", due="2025-02-28"))
    stage.goes_to("2025-02-14")
    stage.sleeps_until("2025-02-20")
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-03-15"))


def test_a_rehearsal_foretells_what_ingest_and_announce_then_do(stage: Stage) -> None:
    prepared(stage)
    done = rehearsed(stage)
    withdrawn = stage.states()[State.WITHDRAWN]
    stage.ingest()
    said = stage.announce()
    assert [one.id for one in done.notices] == [one.id for one in said.notices]
    assert done.tally.notices == len(said.notices) > 0
    tally = done.tally
    assert tally.emails_to_agencies + tally.emails_to_subscribers + tally.webhooks == said.owed
    assert (tally.agencies, tally.webhooks, tally.emails_to_subscribers) == (1, len(said.notices), 1)
    stage.delivers()
    assert done.tally.withdrawn > 0
    assert stage.states()[State.WITHDRAWN] >= withdrawn + done.tally.withdrawn


def test_what_would_go_to_a_muted_destination_is_not_counted(stage: Stage) -> None:
    prepared(stage)
    heard = rehearsed(stage).tally
    with stage.ledger.writing() as book:
        for id in destination_ids(book, [Destination(Lane.EMAIL, "clerk@moh.example.org")]).values():
            mutes.mute(book, id, Mute.BOUNCED, "no such mailbox", stage.clock())
    deaf = rehearsed(stage).tally
    assert (heard.emails_to_agencies, heard.agencies) == (1, 1)
    assert (deaf.emails_to_agencies, deaf.agencies) == (0, 0)
    assert (deaf.notices, deaf.webhooks) == (heard.notices, heard.webhooks)


def test_a_rehearsal_keeps_nothing(stage: Stage) -> None:
    prepared(stage)
    before = all_rows(stage.ledger)
    assert rehearsed(stage).tally.notices > 0
    assert all_rows(stage.ledger) == before


def test_changes_are_told_with_all_that_the_ledger_knows(stage: Stage) -> None:
    prepared(stage)
    [file] = rehearsed(stage).files
    slipped, removed = file.changes
    assert (slipped.what, slipped.subject) == (What.SLIPPED, "C1/1")
    assert (slipped.days, slipped.moves, slipped.total_days, slipped.after_deadline) == (131, 2, 150, True)
    assert (removed.what, removed.subject) == (What.REMOVED, "C1/3")


def test_a_renumbering_that_is_not_confirmed_is_told_as_one(stage: Stage) -> None:
    stage.plan(milestone("1", title="Publish the register"))
    stage.goes_to("2025-01-01")
    stage.plan(milestone("7", title="Publish the register"))
    done = rehearsed(stage)
    [change] = done.files[0].changes
    assert (change.what, change.proposed) == (What.RENUMBERED, True)
    assert 'write `was: "1"`' in done.warnings[0]


def test_a_file_that_stands_elsewhere_stands_in_for_the_one_in_service(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.plan(milestone("1", due="2025-07-31"), name="new.yaml")
    done = rehearsed(stage, "new.yaml")
    assert (done.problems, [one.what for one in done.files[0].changes]) == ((), [What.SLIPPED])


def test_a_file_with_errors_would_change_nothing_and_says_what_is_wrong(stage: Stage) -> None:
    stage.plan(milestone())
    stage.goes_to("2025-01-01")
    stage.write("plan: [")
    done = rehearsed(stage)
    assert done.files[0].failed
    assert done.problems[0].startswith("plans/plan.yaml:2:")
    assert done.tally.notices == 0


def test_a_file_that_is_not_believed_changes_nothing(stage: Stage) -> None:
    stage.plan(*(milestone(str(n), due="2025-06-30") for n in range(20)))
    stage.goes_to("2025-01-01")
    stage.plan(milestone("1", due="2025-06-30"))
    done = rehearsed(stage)
    [file] = done.files
    assert (file.failed, file.changes) == (True, ())
    assert "more than half of the milestones are gone" in done.problems[0]


def test_where_there_is_no_ledger_everything_is_new(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    with ledger_in_memory(KEYRING).reading() as book:
        assert book.scalar(select(func.count()).select_from(metadata.tables["plans"])) == 0
    memory = ledger_in_memory(KEYRING)
    path = stage.folder / "plan.yaml"
    done = rehearse(memory, load(RULES), [path], [path], loader(stage.folder), stage.clock())
    assert done.files[0].new
    assert str(done.tally) == "1 notice: 1 e-mail to 1 agency"
    memory.close()


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((14, 9, 4, 0, 3, 0), "14 notices: 9 e-mails to 4 agencies, 3 webhooks"),
        (
            (1, 1, 1, 2, 1, 1),
            "1 notice: 1 e-mail to 1 agency, 2 e-mails to subscribers, 1 webhook; 1 delivery withdrawn",
        ),
        ((0, 0, 0, 0, 0, 0), "0 notices"),
    ],
)
def test_the_sum_is_a_sentence(counts: tuple[int, ...], sentence: str) -> None:
    assert str(Tally(*counts)) == sentence
