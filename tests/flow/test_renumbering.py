"""Scenarios of ids that change under a running service: what was said under the old name is not said under the new."""

from notifier.actionplan.problems import Severity
from notifier.agenda.case import Case
from notifier.ledger import board, cases, names, plans
from notifier.ledger.states import State
from tests.stage import Stage, milestone
from tests.web.conftest import browser_of

REGISTER, PRICES, TRAINING = "Publish the register of hospitals", "Publish prices of medicines", "Train the clerks"


def step(name: str, title: str, due: str = "2025-06-30", **more: object) -> dict[str, object]:
    return milestone(name, due=due, title=title, **more)


def serving(stage: Stage) -> dict[str, str]:
    """The titles in service, by subject."""
    with stage.ledger.reading() as book:
        [plan] = plans.stored(book)
        found = [case for case in cases.every(book, plan) if isinstance(case, Case)]
    return {f"{one.commitment.id}/{one.milestone.id}": one.milestone.title for one in found}


def news(stage: Stage, day: str) -> list[str]:
    """What a day's tick says, as `kind subject`."""
    return sorted(f"{one.kind.removeprefix('milestone.')} {one.subject}" for one in stage.goes_to(day).notices)


def warnings(stage: Stage) -> list[str]:
    with stage.ledger.reading() as book:
        return plans.file_problems(book, Severity.WARNING)


def test_a_changed_id_goes_on_under_the_old_one_until_a_person_says_so(stage: Stage) -> None:
    stage.plan(step("1", REGISTER), step("2", PRICES))
    stage.goes_to("2025-01-01")
    stage.plan(step("1", REGISTER), step("7", PRICES, due="2025-09-30"))
    [slipped] = stage.goes_to("2025-02-01").notices
    assert (slipped.subject, slipped.kind) == ("C1/2", "milestone.slipped")
    [warning] = warnings(stage)
    assert warning.startswith("plans/plan.yaml:")
    assert "`C1/7` is probably what was `C1/2`; until you say so it goes on as `C1/2`" in warning
    assert 'write `was: "2"` if it is the same, `was: none` if it is another' in warning


def test_the_warning_stands_at_the_id_that_is_new(stage: Stage) -> None:
    stage.plan(step("1", REGISTER))
    stage.goes_to("2025-01-01")
    stage.plan(step("seven", REGISTER))
    stage.goes_to("2025-02-01")
    [warning] = warnings(stage)
    _, line, column, _ = warning.split(":", 3)
    typed = (stage.folder / "plan.yaml").read_text().splitlines()[int(line) - 1]
    assert typed[int(column) - 1 :] == "seven"


def test_what_was_said_under_the_old_id_is_not_said_under_the_new(stage: Stage) -> None:
    stage.plan(step("1", REGISTER, due="2025-02-28"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-01-29")
    stage.goes_to("2025-02-14")
    before = stage.said()
    stage.plan(step("a", REGISTER, due="2025-02-28", was="1"))
    assert stage.goes_to("2025-02-15").notices == ()
    assert stage.said() == before
    assert serving(stage) == {"C1/a": REGISTER}
    assert warnings(stage) == []
    [said] = stage.goes_to("2025-02-21").notices
    assert said.subject == "C1/a"


def test_the_history_goes_over_to_the_new_id_through_a_chain_of_them(stage: Stage) -> None:
    stage.plan(step("1", REGISTER, due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.plan(step("2", REGISTER, due="2025-07-31", was="1"))
    stage.goes_to("2025-02-01")
    stage.plan(step("3", REGISTER, due="2025-08-31", was="2"))
    [slipped] = stage.goes_to("2025-03-01").notices
    assert slipped.facts["move"] == 2
    assert slipped.subject == "C1/3"
    assert slipped.identity == "C1/1"


def test_a_swap_of_ids_swaps_what_was_said_too(stage: Stage) -> None:
    stage.plan(step("1", REGISTER, due="2025-02-28"), step("2", PRICES, due="2025-12-31"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-02-14")
    swapped = [
        step("1", PRICES, due="2025-12-31", was="2"), step("2", REGISTER, due="2025-02-28", was="1")
    ]  # fmt: skip
    stage.plan(*swapped)
    assert stage.goes_to("2025-02-15").notices == ()
    assert serving(stage) == {"C1/1": PRICES, "C1/2": REGISTER}
    # Read again for another reason, the file swaps nothing back.
    stage.plan(*swapped, step("3", TRAINING))
    assert news(stage, "2025-02-16") == ["added C1/3"]
    [said] = stage.goes_to("2025-02-21").notices
    assert said.subject == "C1/2"


def test_an_insertion_in_the_middle_shifts_the_histories_with_the_ids(stage: Stage) -> None:
    stage.plan(step("1", REGISTER), step("2", PRICES, due="2025-02-28"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-02-14")
    stage.plan(step("1", REGISTER), step("2", TRAINING, due="2025-02-28"), step("3", PRICES, due="2025-02-28"))
    told = news(stage, "2025-02-15")
    assert serving(stage) == {"C1/1": REGISTER, "C1/2~2": TRAINING, "C1/2": PRICES}
    assert told == ["added C1/2~2", "due_soon C1/2~2"], "the newcomer is reminded of, and only it"
    stage.plan(step("1", REGISTER), step("2", TRAINING, due="2025-02-28"), step("3", PRICES, due="2025-02-28", was="2"))
    assert stage.goes_to("2025-02-16").notices == ()
    assert serving(stage) == {"C1/1": REGISTER, "C1/2": TRAINING, "C1/3": PRICES}
    assert warnings(stage) == []
    assert [one.subject for one in stage.goes_to("2025-02-21").notices] == ["C1/2", "C1/3"]


def test_was_none_makes_it_another_with_no_past(stage: Stage) -> None:
    stage.plan(step("1", REGISTER, due="2025-02-28"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-02-14")
    stage.plan(step("1", TRAINING, due="2025-02-28", was="none"))
    told = news(stage, "2025-02-15")
    assert told == ["added C1/1", "due_soon C1/1", "removed C1/1"], "not refused for what was said of the former"
    # It stays the one that it is, whatever else changes, and its title may be mended.
    stage.plan(step("1", "Train all of the clerks", due="2025-02-28", was="none"))
    assert stage.goes_to("2025-02-16").notices == ()


def test_was_none_has_no_past_either_of_what_lost_its_id_long_ago(stage: Stage) -> None:
    stage.plan(step("1", REGISTER), step("2", PRICES, due="2025-02-28"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-02-14")
    stage.plan(step("1", REGISTER))
    stage.goes_to("2025-02-15")
    stage.plan(step("1", REGISTER), step("2", TRAINING, due="2025-03-01", was="none"))
    assert news(stage, "2025-02-16") == ["added C1/2", "due_soon C1/2"], "it has not slipped"
    # What it says of itself means the same after it was away.
    stage.plan(step("1", REGISTER))
    assert news(stage, "2025-02-17") == ["removed C1/2"]
    stage.plan(step("1", REGISTER), step("2", TRAINING, due="2025-03-01", was="none", evidence="https://example.org"))
    assert news(stage, "2025-02-18") == ["added C1/2"]


def test_a_was_that_names_nothing_is_a_warning_at_its_place(stage: Stage) -> None:
    stage.plan(step("1", REGISTER))
    stage.goes_to("2025-01-01")
    stage.plan(step("1", REGISTER), step("2", TRAINING, was="9"))
    stage.goes_to("2025-02-01")
    [warning] = warnings(stage)
    assert "nothing in this plan was `9` that is not something else now" in warning
    assert serving(stage) == {"C1/1": REGISTER, "C1/2": TRAINING}


def commitment_called(stage: Stage, name: str, **more: object) -> None:
    """Write the plan file with its commitment called otherwise."""
    stage.plan(step("1", REGISTER, due="2025-02-28"), step("2", PRICES))
    lines = f"- id: {name}\n" + "".join(f"  {key}: {value}\n" for key, value in more.items())
    text = (stage.folder / "plan.yaml").read_text().replace("- id: C1\n", lines)
    stage.write(text)


def test_a_renumbered_commitment_keeps_all_that_was_said_of_what_is_below_it(stage: Stage) -> None:
    stage.subscribe("desk@news.example.org", commitment="C1")
    commitment_called(stage, "C1")
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-02-14")
    commitment_called(stage, "H9")
    assert stage.goes_to("2025-02-15").notices == ()
    assert list(serving(stage)) == ["C1/1", "C1/2"]
    assert "`H9` is probably what was `C1`" in warnings(stage)[0]
    commitment_called(stage, "H9", was="C1")
    assert stage.goes_to("2025-02-16").notices == ()
    assert list(serving(stage)) == ["H9/1", "H9/2"]
    stage.goes_to("2025-02-21")
    stage.delivers()
    assert stage.carried("desk@news.example.org")[-1] == ["milestone.due_soon H9/1"]
    with stage.ledger.reading() as book:
        on_its_page = board.said(book, plan="kg", commitment="H9", limit=10)
    assert [one.notice.subject for one in on_its_page] == ["H9/1", "C1/1", "C1/1"], "the one that lapsed too"


def test_who_follows_a_commitment_by_any_name_that_it_had_still_hears_of_it(stage: Stage) -> None:
    commitment_called(stage, "C1")
    stage.goes_to("2025-01-01")
    commitment_called(stage, "H9", was="C1")
    stage.goes_to("2025-01-02")
    for name in ("C1", "H9", "K5", "C2"):
        stage.subscribe(f"{name.lower()}@news.example.org", commitment=name)
    commitment_called(stage, "K5", was="H9")
    stage.goes_to("2025-01-29")
    stage.delivers()
    carried = {name: stage.carried(f"{name}@news.example.org") for name in ("c1", "h9", "k5", "c2")}
    told = [["milestone.due_soon K5/1"]]
    assert carried == {"c1": told, "h9": told, "k5": told, "c2": []}


def test_every_former_address_of_a_commitment_leads_to_its_page(stage: Stage) -> None:
    for day, (name, was) in enumerate((("C1", {}), ("H9", {"was": "C1"}), ("K5", {"was": "H9"})), 1):
        commitment_called(stage, name, **was)
        stage.goes_to(f"2025-01-0{day}")
    with stage.ledger.reading() as book:
        assert [names.commitment_now(book, "kg", one) for one in ("C1", "H9", "C2")] == ["K5", "K5", None]
    browser = browser_of(stage)
    for former in ("C1", "H9"):
        answer = browser.get(f"/plans/kg/{former}")
        assert (answer.status, answer.headers["location"]) == (302, "/plans/kg/K5")
    assert REGISTER in browser.get("/plans/kg/K5").text


def test_what_is_owed_of_a_renumbered_milestone_is_still_delivered(stage: Stage) -> None:
    stage.plan(step("1", REGISTER, due="2025-02-28"))
    stage.goes_to("2025-01-01")
    stage.delivers()
    stage.goes_to("2025-02-14")
    stage.plan(step("1", TRAINING, due="2025-12-31", was="none"), step("2", REGISTER, due="2025-02-28", was="1"))
    stage.goes_to("2025-02-15")
    stage.delivers()
    carried = [one for letter in stage.carried("clerk@moh.example.org") for one in letter]
    assert "milestone.due_soon C1/1" in carried
    assert stage.states()[State.WITHDRAWN] == 0


def test_what_is_owed_of_a_milestone_that_gave_its_id_away_and_went_is_withdrawn(stage: Stage) -> None:
    stage.plan(step("1", REGISTER, due="2025-02-28"))
    stage.goes_to("2025-01-01")
    stage.delivers()
    stage.goes_to("2025-02-14")
    stage.plan(step("1", TRAINING, due="2025-12-31", was="none"))
    stage.ingest()
    stage.delivers()
    assert stage.reasons(State.WITHDRAWN) == {"the plan no longer holds the milestone"}
