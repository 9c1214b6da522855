"""What is kept back, from whom, and why: answers, snoozes, and commitments that speak for their milestones."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from notifier.agenda.agenda import sayings
from notifier.agenda.case import AnyCase, Case, CommitmentCase
from notifier.agenda.moment import Kind
from notifier.agenda.rulebook import Rulebook
from notifier.rulekit import asks_until, delivered, disputed, example, example_commitment, example_plan
from tests.agenda.cast import RULES, rulebook, under

Heard = tuple[str, str, str]
EVERYBODY, PUBLIC, AGENCY, NOBODY = "agency public", "public", "agency", ""


def heard(
    case: AnyCase, kind: Kind, since: str, until: str, whole: CommitmentCase | None = None, rules: Rulebook = RULES
) -> list[Heard]:
    """On which days something is said in a window: to whom, and why to nobody else."""
    found = sayings(case, rules, date.fromisoformat(since), date.fromisoformat(until), print, whole)
    return [
        (str(one.moment.on), " ".join(one.moment.to), one.kept_back or "") for one in found if one.moment.kind is kind
    ]


def july(case: AnyCase, kind: Kind = Kind.OVERDUE, whole: CommitmentCase | None = None) -> list[Heard]:
    return heard(case, kind, "2025-07-01", "2025-07-31", whole)


def test_what_is_answered_as_delivered_is_not_chased_from_then_on() -> None:
    case = example(answers=[delivered("2025-07-08")])
    why = "answered on 2025-07-08 as delivered"
    assert july(case) == [
        ("2025-07-01", EVERYBODY, ""), *((f"2025-07-{day}", NOBODY, why) for day in ("08", "15", "22", "29")),
    ]  # fmt: skip
    assert [to for _, to, _ in july(case, Kind.ESCALATED)] == [AGENCY]


def test_what_is_answered_as_delivered_is_chased_again_once_it_is_disputed_or_reopened() -> None:
    disputes = example(answers=[delivered("2025-06-20"), disputed("2025-07-02")])
    reopened = example(reopened="2025-07-02", answers=[delivered("2025-06-20")])
    for case in (disputes, reopened):
        assert {to for _, to, _ in july(case)} == {EVERYBODY}
    # From when it was reopened, not from the deadline: until then nobody could be asked for it.
    ladder = [on for on, _, _ in july(reopened, Kind.ESCALATED)]
    assert ladder == ["2025-07-08", "2025-07-15", "2025-07-29"]


def test_an_answer_after_a_reopening_stands() -> None:
    case = example(reopened="2025-07-02", answers=[delivered("2025-07-02")])
    assert {(to, why) for _, to, why in july(case)[1:]} == {(NOBODY, "answered on 2025-07-02 as delivered")}


def test_news_is_told_whatever_was_answered() -> None:
    case = example(due="2025-12-31", before={"2025-07-05": "2025-06-30"}, answers=[delivered("2025-07-01")])
    assert july(case, Kind.SLIPPED) == [("2025-07-05", EVERYBODY, "")]


def test_while_it_is_snoozed_nobody_is_pressed_and_the_reason_is_kept() -> None:
    case = example(snoozed={"2025-07-02": "2025-07-15"})
    assert july(case)[:3] == [
        ("2025-07-01", EVERYBODY, ""),
        ("2025-07-08", NOBODY, "snoozed until 2025-07-15: an example"),
        ("2025-07-15", EVERYBODY, ""),
    ]


def test_time_that_an_agency_asked_for_silences_the_chase_of_it_and_not_what_the_public_hears() -> None:
    case = example(answers=[asks_until("2025-06-25", "2025-07-16")])
    why = "its agency answered on 2025-06-25 that it needs until 2025-07-16"
    assert july(case) == [
        ("2025-07-01", PUBLIC, why), ("2025-07-08", PUBLIC, why), ("2025-07-15", PUBLIC, why),
        ("2025-07-22", EVERYBODY, ""), ("2025-07-29", EVERYBODY, ""),
    ]  # fmt: skip
    assert heard(case, Kind.DUE, "2025-06-01", "2025-07-31") == [
        ("2025-06-30", PUBLIC, why),
        ("2025-07-16", AGENCY, ""),
    ]
    assert july(case, Kind.DUE_SOON) == [(f"2025-07-{day}", AGENCY, "") for day in ("02", "09", "15")]


PROMISE = example_commitment(*(example(due=f"2025-0{month}-20") for month in range(1, 7)), example(due="2025-06-30"))


def test_a_commitment_speaks_for_its_milestones_one_notice_and_not_seven() -> None:
    why = "its commitment is overdue since 2025-06-30 and speaks for it"
    for milestone in PROMISE.milestones:
        assert {(to, kept) for _, to, kept in july(milestone, whole=PROMISE)} == {(NOBODY, why)}
    june = heard(PROMISE.milestones[0], Kind.OVERDUE, "2025-06-01", "2025-06-30", PROMISE)
    assert {to for _, to, _ in june} == {EVERYBODY}, "until the last deadline each speaks for itself"
    assert [to for _, to, _ in july(PROMISE, Kind.COMMITMENT_OVERDUE)] == [EVERYBODY] * 5


def test_the_lead_of_one_milestone_still_hears_of_that() -> None:
    steps = [replace(case, milestone=replace(case.milestone, lead="mof")) for case in PROMISE.milestones[:2]]
    promise = example_commitment(*steps, *PROMISE.milestones[2:])
    assert {to for _, to, _ in july(promise.milestones[0], whole=promise)} == {AGENCY}
    assert {to for _, to, _ in july(promise.milestones[2], whole=promise)} == {NOBODY}


def test_where_no_rule_has_the_commitment_speak_its_milestones_do() -> None:
    head = replace(PROMISE.plan, rules={"commitment_overdue": "off"})
    case, whole = replace(PROMISE.milestones[0], plan=head), replace(PROMISE, plan=head)
    assert {to for _, to, _ in july(case, whole=whole)} == {EVERYBODY}


def test_a_broken_rule_of_commitments_leaves_milestones_to_speak_for_themselves(tmp_path: Path) -> None:
    overdue = (RULES.rules[[one.name for one in RULES.rules].index("overdue")].path).read_text()
    broken = '"""Break."""\n\n\ndef commitment(case):\n    raise ValueError(case)\n    yield\n'
    rules = rulebook(tmp_path, overdue=overdue, commitment_overdue=broken)
    milestone = PROMISE.milestones[0]
    assert {to for _, to, _ in heard(milestone, Kind.OVERDUE, "2025-07-01", "2025-07-31", PROMISE, rules)} == {
        EVERYBODY
    }


def test_a_single_milestone_speaks_for_itself() -> None:
    alone = example_commitment(example())
    assert {to for _, to, _ in july(alone.milestones[0], whole=alone)} == {EVERYBODY}


def test_both_reasons_are_kept_where_time_was_asked_for_and_the_commitment_speaks() -> None:
    asked = example(answers=[asks_until("2025-06-25", "2025-07-31")])
    promise = example_commitment(asked, example())
    assert {to for _, to, _ in july(promise.milestones[0], whole=promise)} == {NOBODY}
    assert "asked" not in str(july(promise, Kind.COMMITMENT_OVERDUE))
    assert {to for _, to, _ in july(promise, Kind.COMMITMENT_OVERDUE)} == {EVERYBODY}, "the other is still open"


def test_a_commitment_is_not_chased_where_none_of_its_open_milestones_is() -> None:
    done, answered = example(done_on="2025-06-01"), example(answers=[delivered("2025-07-02")])
    asked = example(answers=[asks_until("2025-06-25", "2025-07-31")])
    snoozed = example(snoozed={"2025-06-01": "2026-01-01"})
    assert [to for _, to, _ in july(example_commitment(done, answered), Kind.COMMITMENT_OVERDUE)] == [
        EVERYBODY, NOBODY, NOBODY, NOBODY, NOBODY,
    ]  # fmt: skip
    assert {to for _, to, _ in july(example_commitment(asked, snoozed), Kind.COMMITMENT_OVERDUE)} == {PUBLIC}
    [(_, _, why), *_] = july(example_commitment(asked, snoozed), Kind.COMMITMENT_OVERDUE)
    assert "needs until 2025-07-31; snoozed until 2026-01-01" in why


def test_the_last_milestone_and_its_commitment_are_completed_in_one_notice() -> None:
    first, last = example(done_on="2025-06-12"), example(done_on="2025-07-12")
    promise = example_commitment(first, last)
    why = "its commitment was completed with it and speaks for it"
    assert july(promise.milestones[1], Kind.COMPLETED_LATE, promise) == [("2025-07-12", NOBODY, why)]
    assert heard(promise.milestones[0], Kind.COMPLETED, "2025-06-01", "2025-06-30", promise) == [
        ("2025-06-12", EVERYBODY, "")
    ]
    alone = under(promise, {"commitment_completed": "off"})
    step = replace(promise.milestones[1], plan=alone.plan)
    assert july(step, Kind.COMPLETED_LATE, alone) == [("2025-07-12", EVERYBODY, "")]


def test_nothing_is_kept_back_of_a_plan() -> None:
    assert heard(example_plan(), Kind.ENDING, "2026-10-01", "2026-12-31") == [
        ("2026-10-02", EVERYBODY, ""), ("2026-12-01", EVERYBODY, ""),
    ]  # fmt: skip


def test_what_is_gone_is_pressed_for_no_more_and_again_once_it_is_back() -> None:
    gone: Case = example(away={"2025-07-02": None})
    assert july(gone) == []
    assert july(gone, Kind.REMOVED) == [("2025-07-02", EVERYBODY, "")]
    back = example(away={"2025-07-02": "2025-07-14"})
    assert [on for on, _, _ in july(back, Kind.ESCALATED)] == ["2025-07-17", "2025-07-24"]
    assert july(back, Kind.ADDED) == [("2025-07-14", EVERYBODY, "")]
