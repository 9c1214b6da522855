"""What a mail says, in every language and to every kind of reader."""

from dataclasses import replace
from datetime import date

import pytest

from notifier.agenda.moment import Kind
from notifier.agenda.notice import Named, Reason
from notifier.audience.harmless import one_line
from notifier.audience.language import LANGUAGES, day
from notifier.audience.match import Role, Why
from notifier.audience.subscription import Interest
from notifier.transports.base import Item, Letter
from notifier.transports.email.compose import Mail, alike, compose
from notifier.transports.email.response import kept
from tests.transports.cast import (
    ABOVE_THE_MINISTRY,
    FROM_THE_MINISTRY,
    MILESTONE,
    PLAN,
    SUBSCRIBED_TO_ALL,
    letter,
    notice,
    parcel,
    promise,
)

BOARD = "https://board.example.org"
# A line break, a turn of direction, a tag, a quote: what a plan file may hold where a title is expected.
HOSTILE = (
    "Bcc: all@example.org\r\nX: <script>alert(1)</script>\u202e \"gnihsup\" & 'more' \x00%(day)s {{ 7*7 }} {% if %}"
)


def mail(letter: Letter) -> Mail:
    return compose(letter, BOARD)


@pytest.mark.parametrize(
    ("today", "subject", "sentence"),
    [
        (date(2020, 8, 24), "Due in 7 days", "It is due in 7 days, on August 31, 2020."),
        (date(2020, 8, 30), "Due in 1 day", "It is due in 1 day, on August 31, 2020."),
        (date(2020, 8, 31), "Due today", "It is due today, August 31, 2020."),
        (date(2020, 9, 1), "Overdue by 1 day", "It was due on August 31, 2020, 1 day ago"),
        (date(2020, 9, 14), "Overdue by 14 days", "It was due on August 31, 2020, 14 days ago"),
    ],
)
def test_days_are_counted_from_the_day_of_sending_whatever_the_notice_was(
    today: date, subject: str, sentence: str
) -> None:
    for kind in (Kind.DUE_SOON, Kind.DUE, Kind.OVERDUE):
        said = mail(letter(notice(kind), today=today))
        assert said.subject == f"{subject}: Publish the register of hospitals (KG0003/1)"
        assert sentence in said.text
        assert sentence in said.html


def test_a_mail_names_the_milestone_its_plan_its_agency_and_where_it_is_printed() -> None:
    said = mail(letter())
    for shape in (said.text, said.html):
        assert MILESTONE.name in shape
        assert PLAN.name in shape
        assert "Open data in health" in shape
        assert "Ministry of Health" in shape
        assert "rule “due_soon”, plans/kyrgyz-2018-2020.yaml:63, revision 3f2a9c0d1e4b5a67" in shape
        assert f"{BOARD}/plans/kg-2018-2020/KG0003" in shape


def test_an_impossible_day_is_explained_in_the_mail() -> None:
    said = mail(letter(notice(due="September 31, 2020")))
    assert "printed “September 31, 2020”, read as September 30, 2020" in said.text
    assert "September 2020 has 30 days, so day 31 is read as its last" in said.text


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
@pytest.mark.parametrize("printed", ["September 31, 2020", "September 2020", "2020", "May 2019 - September 2020"])
def test_no_language_shows_the_english_explanation_of_a_deadline(language: str, printed: str) -> None:
    one = notice(due=printed)
    assert one.deadline is not None
    assert one.deadline.on is not None
    said = mail(letter(one, language=language)).text
    assert printed in said
    assert day(one.deadline.on, language) in said
    assert one.deadline.says not in said


def test_a_deadline_without_a_day_is_said_to_have_none() -> None:
    facts: dict[str, object] = {"done_on": "2020-08-24", "due_on": None}
    assert "Deadline: no deadline printed" in mail(letter(notice(Kind.COMPLETED, due=None, facts=facts))).text
    ongoing = mail(letter(notice(Kind.COMPLETED, due="Ongoing", facts=facts))).text
    assert "printed “Ongoing”, which names no day: it goes on without an end, so it has no day" in ongoing


def test_a_moved_deadline_says_from_when_to_when_and_which_move_it_is() -> None:
    said = mail(letter(notice(Kind.SLIPPED)))
    assert said.subject.startswith("Deadline moved: ")
    assert "from June 30, 2020 to August 31, 2020, 62 days later. This is move number 2 of this deadline." in said.text
    assert "The old date had already passed when it was moved." in said.text


def test_a_completion_says_the_day_and_how_late_that_was() -> None:
    said = mail(letter(notice(Kind.COMPLETED, date(2020, 9, 3))))
    assert "Completed on September 3, 2020. That is 3 days after its deadline." in said.text
    assert "after its deadline" not in mail(letter(notice(Kind.COMPLETED, date(2020, 8, 3)))).text


def test_facts_that_a_rule_left_out_or_got_wrong_do_not_stop_a_mail() -> None:
    for kind in Kind:
        for facts in ({}, {"from": 7, "to": "soon", "done_on": None, "move": "second", "after_deadline": "yes"}):
            assert mail(letter(notice(kind, facts=facts))).subject
            assert mail(letter(notice(kind, due=None, facts=facts))).text


def test_several_notices_make_one_mail_whose_subject_counts_them_by_kind() -> None:
    three = [notice(due=due, milestone=Named(due, f"Step {due}")) for due in ("2020-08-20", "2020-08-28", "2020-08-29")]
    said = mail(letter(*three))
    assert said.subject == f"3 notices: 1 overdue, 2 due soon — {PLAN.name}"
    assert said.text.index("Step 2020-08-20") < said.text.index("Step 2020-08-28") < said.text.index("Step 2020-08-29")
    elsewhere = notice(plan=Named("other", "Another plan"))
    assert mail(letter(three[0], elsewhere)).subject == "2 notices: 1 overdue, 1 due soon — 2 plans"


def test_an_agency_is_told_how_to_show_that_it_is_done_and_how_to_ask_for_longer() -> None:
    said = mail(letter(notice(Kind.OVERDUE), whys=(FROM_THE_MINISTRY,)))
    assert said.text.startswith("Dear colleagues at Ministry of Health,")
    assert "You get this because Ministry of Health leads this commitment." in said.text
    assert '"status: completed", the day as "done_on" and a link as "evidence"' in said.text
    assert ">status: completed</code>" in said.html
    assert "publish the new date in the plan, with the reason" in said.text
    assert not said.subscribed


def test_a_superior_is_asked_to_ask() -> None:
    said = mail(letter(notice(Kind.OVERDUE), whys=(ABOVE_THE_MINISTRY,))).text
    assert said.startswith("To the superiors of Ministry of Health,")
    assert "You get this because you are named as superior of Ministry of Health" in said
    assert "Ask Ministry of Health for one of two things" in said


@pytest.mark.parametrize(
    ("interest", "words"),
    [
        (Interest(), "all notices"),
        (Interest(plan="kg-2018-2020"), f"plan “{PLAN.name}”"),
        (Interest(agency="moh"), "agency “Ministry of Health”"),
        (Interest(commitment="KG0003"), "commitment “Open data in health”"),
        (Interest(theme="Health", kind=Kind.DUE_SOON), "theme “Health”, reminders before a deadline"),
    ],
)
def test_a_subscriber_reads_what_they_subscribed_to_and_how_to_stop(interest: Interest, words: str) -> None:
    said = mail(letter(whys=(Why(Role.SUBSCRIBER, interest=interest),)))
    assert f"You get this because you subscribed to: {words}." in said.text
    assert "There is nothing else to do." in said.text
    assert "To stop what you subscribed to, write to the sender." in said.text
    assert said.subscribed


def test_a_reader_for_two_reasons_reads_both_and_is_spoken_to_as_the_agency() -> None:
    said = mail(letter(whys=(FROM_THE_MINISTRY, SUBSCRIBED_TO_ALL))).text
    assert said.startswith("Dear colleagues at Ministry of Health,")
    assert "Ministry of Health leads this commitment." in said
    assert "you subscribed to: all notices." in said


def test_reasons_that_differ_stand_with_their_notice_and_shared_ones_stand_once() -> None:
    first, second = letter(notice(milestone=Named("1", "One")), notice(milestone=Named("2", "Two"))).items
    shared = mail(Letter((first, second), "en")).text
    assert shared.count("You get this because") == shared.count("What to do") == 1
    apart = mail(Letter((first, replace(second, whys=(FROM_THE_MINISTRY,))), "en")).text
    assert apart.count("You get this because") == apart.count("What to do") == 2


def test_a_published_plan_reaches_its_agency_as_a_list_of_what_it_promised() -> None:
    promises = (
        promise("1", "Publish the register", "2020-08-01"),
        promise("2", "Train the staff", "Ongoing"),
        promise("3", "Open the data", "2020-08-10", completed=True),
        promise("KG0003", "Report", None),
    )
    said = mail(letter(notice(Kind.PUBLISHED), whys=(FROM_THE_MINISTRY,), promises=promises))
    assert said.subject == f"Plan published: {PLAN.name} (kg-2018-2020)"
    assert "Your agency leads 4 milestones of it. 1 is already overdue." in said.text
    assert "- Publish the register (KG0003/1): Overdue by 23 days" in said.text
    assert "- Train the staff (KG0003/2)\n" in said.text
    assert "- Open the data (KG0003/3): Completed" in said.text
    assert "- Report (KG0003)\n  Deadline: no deadline printed" in said.text
    assert "You get this because Ministry of Health is named in this plan." in said.text
    for one in promises:
        assert one.milestone.name in said.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_said_to_every_reader_in_every_language(language: str, kind: Kind) -> None:
    for whys in ((FROM_THE_MINISTRY,), (ABOVE_THE_MINISTRY,), (SUBSCRIBED_TO_ALL,)):
        for shape in (said := mail(letter(notice(kind), whys=whys, language=language))).text, said.html, said.subject:
            assert "%(" not in shape
            assert "None" not in shape
        assert f'lang="{language}"' in said.html


def test_a_language_that_is_not_known_is_answered_in_english() -> None:
    assert mail(letter(language="xx")).text == mail(letter()).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_plan_text_stays_text(language: str) -> None:
    bad = Named(HOSTILE, HOSTILE)
    reason = Reason(HOSTILE, HOSTILE, HOSTILE, 1)
    one = notice(due=HOSTILE, plan=bad, commitment=bad, milestone=bad, agency=bad, themes=(HOSTILE,), reason=reason)
    wish = Why(Role.SUBSCRIBER, interest=Interest(theme=HOSTILE, agency=HOSTILE))
    whys = (Why(Role.AGENCY, agency=bad), wish)
    for notices in ((one,), (one, notice(Kind.PUBLISHED, plan=bad))):
        said = mail(letter(*notices, whys=whys, language=language, promises=(promise(HOSTILE, HOSTILE, HOSTILE),)))
        assert "\n" not in said.subject
        assert "\r" not in said.subject
        assert not {"\u202e", "\x00", "\r"} & set(said.subject + said.text + said.html)
        assert "<script" not in said.html
        assert "&lt;script&gt;" in said.html
        assert "{{ 7*7 }}" in said.text
        assert f"{BOARD}/plans/Bcc%3A%20all%40example.org%0D%0AX" in said.html
        assert len(said.subject) < 200


def test_a_mail_fetches_nothing_and_can_be_read_in_the_dark() -> None:
    html = mail(letter()).html
    assert "prefers-color-scheme: dark" in html
    for fetching in ("<img", "<link", "<script", "url(", "@import", "src="):
        assert fetching not in html


def test_letters_that_read_the_same_are_composed_once() -> None:
    parcels = [parcel(id="a"), parcel(id="b", letter=letter(language="ru")), parcel(id="c")]
    assert [[one.id for one in group] for _, group in alike(parcels)] == [["a", "c"], ["b"]]


def test_an_item_is_told_apart_by_why_it_is_got() -> None:
    item = Item(notice(), date(2020, 8, 24), (FROM_THE_MINISTRY,))
    assert len(list(alike([parcel(), parcel(letter=Letter((item,), "en"))]))) == 2


def test_what_a_server_said_is_kept_without_addresses_and_not_at_any_length() -> None:
    assert kept(b"550 5.1.1 <gone@moh.example.org>: no\r\nsuch user") == "550 5.1.1 <[address]>: no such user"
    assert len(kept("x" * 100_000)) == 4096


def test_one_line_leaves_words_apart_and_scripts_alone() -> None:
    assert one_line("a\nb\u2028c\td") == "a b c d"
    assert one_line("Ачык өкмөт, حكومة مفتوحة, 👩‍👩‍👧") == "Ачык өкмөт, حكومة مفتوحة, 👩‍👩‍👧"
    assert one_line("a\ud800b") == "ab"
    assert one_line("word " * 100, 12) == "word word w…"
