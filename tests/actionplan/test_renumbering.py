"""Ids that were changed: recognised and proposed, confirmed and denied by `was`, shifted and swapped as a whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.actionplan.diff import What, changes
from notifier.actionplan.likeness import normal
from notifier.actionplan.model import ActionPlan, subject
from notifier.actionplan.renumbering import Recognition, outline, recognise
from tests.actionplan.cast import plan_of

REGISTER, PRICES, TRAINING = "Publish the register of hospitals", "Publish prices of medicines", "Train the clerks"


def promise(*steps: str, id: str = "C1", title: str = "Open data in health", more: str = "") -> str:
    """A commitment, and its milestones as `id title` or `id was title`, the title in one piece."""
    lines = [f"  - {{id: {id}, title: {title}, lead: moh{more}, milestones: ["]
    for step in steps:
        name, *was, text = step.split("|")
        lines.append(f"      {{id: '{name}', title: {text}{f', was: {was[0]}' if was else ''}, due: 2026-06-30}},")
    return "\n".join([*lines, "    ]}\n"])


def seen(before: str, after: str, former: dict[str, set[str]] | None = None) -> Recognition:
    return recognise(outline(plan_of(before)), plan_of(after), former)


def serving(plan: ActionPlan) -> dict[str, str]:
    """What is in service: titles by subject."""
    return {subject(commitment, one): one.title for commitment, one in plan.milestones()}


def proposed(recognition: Recognition) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.new, one.old, one.answers) for one in recognition.proposals]


def test_what_has_not_been_renumbered_is_left_alone() -> None:
    plan = promise(f"1|{REGISTER}", f"2|{PRICES}")
    found = seen(plan, plan)
    assert (found.milestones, found.commitments, found.proposals) == ({}, {}, [])


def test_a_changed_id_is_proposed_and_goes_on_under_the_old_one() -> None:
    found = seen(promise(f"1|{REGISTER}", f"2|{PRICES}"), promise(f"1|{REGISTER}", f"7|{PRICES.upper()}"))
    assert proposed(found) == [("C1/7", "C1/2", ("2",))]
    assert serving(found.plan) == {"C1/1": REGISTER, "C1/2": PRICES.upper()}


def test_nearly_the_same_title_is_enough_and_another_title_is_not() -> None:
    near = seen(promise(f"1|{REGISTER}"), promise("a|Publish a register of all hospitals"))
    assert proposed(near) == [("C1/a", "C1/1", ("1",))]
    far = seen(promise(f"1|{REGISTER}"), promise(f"a|{TRAINING}"))
    assert proposed(far) == []
    assert serving(far.plan) == {"C1/a": TRAINING}


def test_was_confirms_and_the_new_id_goes_into_service() -> None:
    found = seen(promise(f"1|{REGISTER}"), promise(f"a|1|{REGISTER}"))
    assert found.proposals == []
    assert found.milestones == {"C1/a": "C1/1"}
    assert serving(found.plan) == {"C1/a": REGISTER}


def test_was_confirms_though_the_title_is_another() -> None:
    assert seen(promise(f"1|{REGISTER}"), promise(f"a|1|{TRAINING}")).milestones == {"C1/a": "C1/1"}


def test_was_none_says_that_it_is_another() -> None:
    found = seen(promise(f"1|{REGISTER}"), promise(f"a|none|{REGISTER}"))
    assert (found.proposals, found.milestones) == ([], {})
    same_id = seen(promise(f"1|{REGISTER}"), promise(f"1|none|{TRAINING}"))
    assert same_id.milestones == {"C1/1": None}


def test_an_insertion_in_the_middle_is_understood_as_a_whole() -> None:
    before = promise(f"1|{REGISTER}", f"2|{PRICES}", f"3|{TRAINING}")
    found = seen(before, promise(f"1|{REGISTER}", "2|Ask the patients", f"3|{PRICES}", f"4|{TRAINING}"))
    assert proposed(found) == [("C1/3", "C1/2", ("2",)), ("C1/4", "C1/3", ("3",))]
    assert serving(found.plan) == {
        "C1/1": REGISTER, "C1/2~2": "Ask the patients", "C1/2": PRICES, "C1/3": TRAINING
    }  # fmt: skip
    assert found.milestones == {}
    # Once confirmed, the newcomer has its id, and what it was lent is forgotten.
    after = promise(f"1|{REGISTER}", "2|Ask the patients", f"3|2|{PRICES}", f"4|3|{TRAINING}")
    confirmed = recognise(outline(found.plan), plan_of(after))
    assert confirmed.proposals == []
    assert confirmed.milestones == {"C1/2": "C1/2~2", "C1/3": "C1/2", "C1/4": "C1/3"}


def test_a_removal_in_the_middle_is_understood_as_a_whole() -> None:
    before = promise(f"1|{REGISTER}", f"2|{PRICES}", f"3|{TRAINING}")
    found = seen(before, promise(f"1|{PRICES}", f"2|{TRAINING}"))
    assert proposed(found) == [("C1/1", "C1/2", ("2",)), ("C1/2", "C1/3", ("3",))]
    assert serving(found.plan) == {"C1/2": PRICES, "C1/3": TRAINING}


def test_a_swap_is_confirmed_once_and_means_nothing_when_it_is_read_again() -> None:
    before = promise(f"1|{REGISTER}", f"2|{PRICES}")
    after = promise(f"1|2|{PRICES}", f"2|1|{REGISTER}")
    assert seen(before, after).milestones == {"C1/1": "C1/2", "C1/2": "C1/1"}
    former = {"C1/1": {"C1/2"}, "C1/2": {"C1/1"}}
    again = seen(promise(f"1|{PRICES}", f"2|{REGISTER}"), after, former)
    assert (again.milestones, again.proposals) == ({}, [])


def test_a_title_that_is_rewritten_under_its_id_is_no_renumbering() -> None:
    found = seen(promise(f"1|{REGISTER}", f"2|{PRICES}"), promise(f"1|{TRAINING}", f"2|{PRICES}"))
    assert (found.milestones, found.proposals) == ({}, [])


def test_whatever_might_be_meant_is_named() -> None:
    found = seen(promise("1|Yearly report", "2|Yearly report"), promise("8|Yearly report"))
    assert proposed(found) == [("C1/8", "C1/1", ("1", "2"))]


def test_a_commitment_is_recognised_with_all_that_stands_below_it() -> None:
    found = seen(promise(f"1|{REGISTER}", f"2|{PRICES}"), promise(f"1|{REGISTER}", f"2|{PRICES}", id="H1"))
    assert proposed(found) == [("H1", "C1", ("C1",))]
    assert list(serving(found.plan)) == ["C1/1", "C1/2"]
    confirmed = seen(promise(f"1|{REGISTER}"), promise(f"1|{REGISTER}", id="H1", more=", was: C1"))
    assert confirmed.commitments == {"H1": "C1"}
    assert confirmed.milestones == {"H1/1": "C1/1"}


def test_a_commitment_that_is_another_has_milestones_that_are_others() -> None:
    found = seen(promise(f"1|{REGISTER}"), promise(f"1|{REGISTER}", id="H1", more=", was: none"))
    assert (found.commitments, found.milestones, found.proposals) == ({}, {}, [])


def test_a_milestone_that_went_to_another_commitment_is_proposed_with_its_whole_name() -> None:
    other = promise("9|Ask the patients", id="C2", title="Something else")
    before = promise(f"1|{REGISTER}", f"2|{PRICES}") + other
    moved = promise(f"1|{REGISTER}") + promise("9|Ask the patients", f"1|{PRICES}", id="C2", title="Something else")
    assert proposed(seen(before, moved)) == [("C2/1", "C1/2", ("C1/2",))]
    said = moved.replace(f"title: {PRICES}", f"was: C1/2, title: {PRICES}")
    assert seen(before, said).milestones == {"C2/1": "C1/2"}


def test_a_commitment_that_gets_milestones_may_have_been_the_first_of_them() -> None:
    before = f"  - {{id: C1, title: {REGISTER}, lead: moh, due: 2026-06-30}}\n"
    found = seen(before, promise(f"1|{REGISTER}", f"2|{TRAINING}", title=REGISTER))
    assert proposed(found) == [("C1/1", "C1", ("C1",))]
    said = seen(before, promise(f"1|C1|{REGISTER}", title=REGISTER))
    assert said.milestones == {"C1/1": "C1"}


def test_a_single_commitment_that_is_renumbered_is_one_thing_still() -> None:
    before = f"  - {{id: C1, title: {REGISTER}, lead: moh, due: 2026-06-30}}\n"
    found = seen(before, before.replace("id: C1", "id: C7, was: C1"))
    assert (found.commitments, found.milestones, found.proposals) == ({"C7": "C1"}, {"C7": "C1"}, [])


@pytest.mark.parametrize(("one", "other"), [("Été  2020:", "été 2020"), ("A–B", "a b"), ("ﬁle", "file")])
def test_titles_are_compared_without_case_signs_and_spaces(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_very_many_changed_ids_are_recognised_by_equal_titles_alone() -> None:
    titles = [f"Publish the register of district {number} of the country" for number in range(300)]
    before = promise(*(f"{number}|{title}" for number, title in enumerate(titles)))
    after = promise(*(f"n{number}|{title}" for number, title in enumerate(titles[:150])), f"x|{titles[200]} at last")
    found = seen(before, after)
    assert [one.old for one in found.proposals[:150]] == [f"C1/{number}" for number in range(150)]
    reworded = seen(before, promise(*(f"n{number}|{title} at last" for number, title in enumerate(titles))))
    assert reworded.proposals == []


IDS, TITLES = ("1", "2", "3", "4"), (REGISTER, PRICES, TRAINING, "Publish the register of clinics", "Ask the patients")
STEPS = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(TITLES), st.sampled_from((None, None, "none", *IDS))),
    min_size=1, max_size=4, unique_by=lambda one: one[0],
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, min_size=2, max_size=4))
def test_whatever_is_renumbered_nothing_is_lost_doubled_or_given_to_two(revisions: list[list[tuple[str, ...]]]) -> None:
    serving_now: ActionPlan | None = None
    for steps in revisions:
        written = [f"{id}|{was}|{title}" if was else f"{id}|{title}" for id, title, was in steps]
        plan = plan_of(promise(*written))
        before = outline(serving_now) if serving_now else []
        names = {f"C1/{one.id}" for above in before for one in above.below}
        found = recognise(before, plan)
        now = [subject(above, one) for above, one in found.plan.milestones()]
        assert len(now) == len(set(now)) == len(steps)
        assert [one.title for _, one in found.plan.milestones()] == [title for _, title, _ in steps]
        origins = [old for name in now if (old := found.milestones.get(name, name if name in names else None))]
        assert len(origins) == len(set(origins))
        assert set(origins) <= names
        serving_now = found.plan


def test_a_renumbering_is_told_as_one_and_never_as_a_removal() -> None:
    old = plan_of(promise(f"1|{REGISTER}", f"2|{PRICES}"))
    new = plan_of(promise(f"1|{REGISTER}", f"7|{PRICES}"))
    [change] = changes(old, new)
    assert (change.what, change.subject, change.was, change.proposed) == (What.RENUMBERED, "C1/7", "C1/2", True)


def test_a_swap_that_is_done_and_undone_is_confirmed_each_time() -> None:
    there, back = promise(f"1|2|{PRICES}", f"2|1|{REGISTER}"), promise(f"1|2|{REGISTER}", f"2|1|{PRICES}")
    had = {"C1/1": {"C1/2"}, "C1/2": {"C1/1"}}
    for before, after in ((there, back), (back, there)):
        found = seen(before, after, had)
        assert proposed(found) == []
        assert found.milestones == {"C1/1": "C1/2", "C1/2": "C1/1"}


def test_a_was_that_was_left_in_the_file_does_not_take_what_has_that_id_by_now() -> None:
    found = seen(promise(f"2|{REGISTER}", f"1|{PRICES}"), promise(f"2|1|{REGISTER}", f"1|{PRICES}"))
    assert serving(found.plan) == {"C1/2": REGISTER, "C1/1": PRICES}
    assert found.milestones == {}
