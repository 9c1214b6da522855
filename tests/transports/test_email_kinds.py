"""Every kind of notice is said by e-mail: in each language, to each reader, with facts that are missing, odd or hostile."""

import re
from datetime import date

import pytest

from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Named
from notifier.audience.language import LANGUAGES
from notifier.audience.match import Role, Why
from notifier.audience.subscription import Interest
from notifier.transports.base import Item, Letter
from notifier.transports.email.compose import compose
from notifier.transports.email.standing import Standing, standing
from tests.transports.cast import (
    ABOVE_THE_MINISTRY,
    FACT_NAMES,
    FROM_THE_MINISTRY,
    ODD_FACTS,
    OF_A_PLAN,
    PLAN,
    SUBSCRIBED_TO_ALL,
    notice,
)
from tests.transports.said import BOARD, SEPTEMBER, mail, matter

READERS = {Role.AGENCY: FROM_THE_MINISTRY, Role.SUPERIOR: ABOVE_THE_MINISTRY, Role.SUBSCRIBER: SUBSCRIBED_TO_ALL}
HOSTILE = "\u202e</p><script>alert(1)</script>\r\nBcc: all@example.org %(day)s {{ 7*7 }} \x00\ue000 `rm`"


def test_every_kind_has_its_own_sentence() -> None:
    said = {kind: matter(mail(notice(kind), today=date(2020, 8, 24))) for kind in Kind}
    of_the_day = (Kind.DUE_SOON, Kind.DUE, Kind.OVERDUE, Kind.REPORT_DUE)
    assert {said[kind] for kind in of_the_day} == {"It is due in 7 days, on August 31, 2020."}
    assert said[Kind.ENDING] == said[Kind.ENDED]  # the day of sending tells which
    assert len(set(said.values())) == len(Kind) - len(of_the_day) + 1 - 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_said_in_every_language_to_every_reader(kind: Kind, role: Role, language: str) -> None:
    for today in (date(2020, 8, 24), date(2020, 8, 31), SEPTEMBER):
        said = mail(notice(kind, to=tuple(To)), why=READERS[role], language=language, today=today)
        for shape in (said.subject, said.text, said.html):
            assert "%(" not in shape
            assert "None" not in shape
            assert "[" not in shape
        assert matter(said) in re.sub(r"<[^>]+>", "", said.html)
        if language != "en":
            english = mail(notice(kind, to=tuple(To)), why=READERS[role], today=today)
            assert matter(said) != matter(english)
            assert said.subject != english.subject


# Russian ends a day with "г.", after which no full stop is written.
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_ends_twice(kind: Kind, language: str) -> None:
    for today in (date(2020, 8, 24), date(2020, 8, 31), SEPTEMBER):
        for why in READERS.values():
            assert ".." not in mail(notice(kind, to=tuple(To)), why=why, language=language, today=today).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_where_facts_are_missing_or_odd_the_sentence_does_without_them(kind: Kind, language: str) -> None:
    for facts in ({}, *(dict.fromkeys(FACT_NAMES, odd) for odd in ODD_FACTS)):
        for due in ("August 31, 2020", None):
            for why in READERS.values():
                said = mail(notice(kind, facts=facts, due=due, to=tuple(To)), why=why, language=language)
                assert matter(said)
                for shape in (said.subject, said.text, said.html):
                    assert "%(" not in shape
                    assert "None" not in shape
                    assert "000000" not in shape


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_hostile_facts_stay_text(kind: Kind, language: str) -> None:
    values: dict[str, object] = dict.fromkeys(FACT_NAMES, HOSTILE)
    duty = {"what": HOSTILE, "due_on": "2020-08-31", "source": HOSTILE}
    listed = {"late": [HOSTILE] * 9, "of": 20, "duties": [duty, duty | {"source": f"https://x.example.org/{HOSTILE}"}]}
    late = {"late": [{"milestone": HOSTILE, "days": 3}], "duties": [duty]}
    for facts in (values, values | listed, values | late, values | {"says": "disputed"}):
        said = mail(notice(kind, facts=facts), language=language)
        assert not {"\u202e", "\x00", "\r", "\ue000"} & set(said.subject + said.text + said.html)
        assert "\n" not in said.subject
        assert "<script" not in said.html
        assert not re.search(r"^Bcc", said.text, re.MULTILINE)
        assert "javascript:" not in said.html


def test_a_digest_begins_with_what_presses_most_and_counts_each_kind() -> None:
    kinds = [kind for kind in Kind if kind not in OF_A_PLAN and kind not in (Kind.DUE, Kind.OVERDUE)]
    late = [notice(kind, milestone=Named(str(number), f"Step {number}")) for number, kind in enumerate(kinds)]
    soon = notice(Kind.DUE, due="2020-09-30", milestone=Named("soon", "Soon"))
    said = mail(*late, notice(Kind.OVERDUE), soon)
    assert said.subject == (
        f"{len(late) + 2} notices: 1 escalated, 2 overdue, 1 commitment overdue, 1 due soon, 1 answer, 9 others"
        f" — {PLAN.name}"
    )
    states = re.findall(r'<p class="state ([a-z-]+)"', said.html)
    assert states == sorted(states, key=[str(one) for one in Standing].index)
    assert states[:2] == ["escalated", "overdue"]
    preview = said.html.partition("<table")[0].rpartition("preview")[2]
    assert "Escalated, overdue by 23 days: Step 1; Overdue by 23 days: " in preview


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        (Kind.OVERDUE, "2 overdue"),
        (Kind.DUE_SOON, "2 overdue"),
        (Kind.ESCALATED, "2 escalated"),
        (Kind.STALLED, "2 without news"),
        (Kind.SLIPPED, "2 moved"),
        (Kind.ADVANCED, "2 moved earlier"),
        (Kind.ADDED, "2 added"),
        (Kind.REMOVED, "2 removed"),
        (Kind.REOPENED, "2 open again"),
        (Kind.COMPLETED, "2 completed"),
        (Kind.COMPLETED_LATE, "2 completed late"),
        (Kind.ANSWERED, "2 answers"),
        (Kind.COMMITMENT_OVERDUE, "2 commitments overdue"),
        (Kind.COMMITMENT_COMPLETED, "2 commitments completed"),
        (Kind.PUBLISHED, "2 published"),
        (Kind.REPORT_DUE, "2 overdue"),
        (Kind.ENDED, "2 plans ended"),
    ],
)
def test_several_of_a_kind_are_counted(kind: Kind, counted: str) -> None:
    assert mail(notice(kind), notice(kind)).subject == f"2 notices: {counted} — {PLAN.name}"


def test_what_stands_in_a_letter_has_a_colour_in_the_light_and_in_the_dark() -> None:
    html = mail(notice()).html
    light, dark = html.partition("<body")[0].split("prefers-color-scheme: dark")
    for kind in Kind:
        each = mail(notice(kind)).html
        stands = standing(Item(notice(kind), SEPTEMBER, (SUBSCRIBED_TO_ALL,)))
        assert re.search(rf'<p class="state {stands}" style="[^"]*color: ?#(?!1b2530)\w+', each), kind
        assert re.search(rf"\.{stands}\b[^{{]*\{{ color: #", dark), kind
    assert light


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subscriber_to_one_kind_reads_which(language: str) -> None:
    seen = set()
    for kind in Kind:
        why = Why(Role.SUBSCRIBER, interest=Interest(kind=kind))
        item = Item(notice(kind), SEPTEMBER, (why,))
        reason = compose(Letter((item,), language), BOARD).text.rpartition("\n-- \n")[2].splitlines()[0]
        assert kind not in reason
        seen.add(reason)
    assert len(seen) == len(Kind)


def test_each_kind_asks_its_agency_for_what_helps() -> None:
    asked = {
        kind: re.search(r"^What to do: (.*)$", mail(notice(kind), why=FROM_THE_MINISTRY).text, re.MULTILINE)
        for kind in Kind
    }
    words = {kind: found[1] for kind, found in asked.items() if found}
    assert words.keys() == set(Kind)
    assert 'name the former one as "was"' in words[Kind.REMOVED]
    assert words[Kind.ESCALATED] == words[Kind.OVERDUE]
    assert len(set(words.values())) == len(Kind) - 3 - 2  # the four that chase, and the three that are done
