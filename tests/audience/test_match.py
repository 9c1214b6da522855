"""A notice finds its readers: the agency that leads, its superiors when called, and those who asked for it."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.actionplan.model import Agency
from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Named
from notifier.audience.match import Reader, Role, concerns, readers
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription, interested, keys_of
from tests.transports.cast import COMMITMENT, MINISTRY, PLAN, THEMES, notice

MOH = Agency(
    "moh", "Ministry of Health", ("open@moh.example.org", "press@moh.example.org"), ("head@moh.example.org",), "ru"
)
MOF = Agency("mof", "Ministry of Finance", ("open@mof.example.org",))
WATCHDOG = Destination(Lane.EMAIL, "watchdog@ngo.example.org")
EVERYTHING = Interest()


def wish(interest: Interest = EVERYTHING, *, confirmed: bool = True) -> Subscription:
    return Subscription("sub_1", WATCHDOG, interest, Cadence.WEEKLY, "ky", confirmed)


def addresses(found: list[Reader]) -> list[str]:
    return [reader.destination.address for reader in found]


def test_the_agency_that_leads_gets_its_notice_and_no_other_does() -> None:
    found = list(readers(notice(), [MOF, MOH], []))
    assert addresses(found) == list(MOH.emails)
    for reader in found:
        assert (reader.why.role, reader.why.agency) == (Role.AGENCY, MINISTRY)
        assert (reader.language, reader.cadence) == ("ru", Cadence.IMMEDIATE)


def test_superiors_hear_only_what_is_addressed_to_them() -> None:
    assert addresses(list(readers(notice(to=(To.SUPERIOR,)), [MOH], [wish()]))) == ["head@moh.example.org"]
    [superior] = readers(notice(to=(To.SUPERIOR,)), [MOH], [])
    assert superior.why.role is Role.SUPERIOR
    assert "head@moh.example.org" not in addresses(list(readers(notice(), [MOH], [])))


def test_a_notice_about_a_whole_plan_concerns_every_agency() -> None:
    published = notice(Kind.PUBLISHED)
    assert concerns(published, MOH)
    assert concerns(published, MOF)
    assert addresses(list(readers(published, [MOH, MOF], []))) == [*MOH.emails, *MOF.emails]


def test_a_subscriber_gets_what_they_asked_for_in_their_language_at_their_pace_and_is_told_why() -> None:
    asked = Interest(theme="Health")
    [reader] = readers(notice(), [MOF], [wish(asked)])
    assert reader.destination == WATCHDOG
    assert (reader.why.role, reader.why.interest, reader.why.agency) == (Role.SUBSCRIBER, asked, None)
    assert (reader.language, reader.cadence) == ("ky", Cadence.WEEKLY)


def test_nobody_gets_anything_before_they_have_confirmed() -> None:
    assert list(readers(notice(), [], [wish(confirmed=False)])) == []


def test_what_is_not_for_the_public_goes_to_no_subscriber() -> None:
    assert list(readers(notice(to=(To.AGENCY,)), [], [wish()])) == []


def test_all_that_is_asked_for_must_be_true() -> None:
    about = notice(Kind.OVERDUE)
    fitting = {
        "plan": PLAN.id,
        "agency": MINISTRY.id,
        "commitment": COMMITMENT.id,
        "theme": THEMES[0],
        "kind": about.kind,
    }
    assert interested(Interest(**fitting), about)  # type: ignore[arg-type]
    for name in fitting:
        assert interested(Interest(**{name: fitting[name]}), about), name  # type: ignore[arg-type]
        other = Kind.DUE if name == "kind" else "another"
        assert not interested(Interest(**{**fitting, name: other}), about), name  # type: ignore[arg-type]


def test_who_follows_a_commitment_a_theme_or_an_agency_hears_nothing_of_the_plan_as_a_whole() -> None:
    published = notice(Kind.PUBLISHED)
    assert interested(Interest(plan=PLAN.id), published)
    for narrow in (Interest(commitment="KG0003"), Interest(theme="Health"), Interest(agency="moh")):
        assert not interested(narrow, published)


def test_an_interest_is_filed_under_the_rarest_thing_that_it_asks_for() -> None:
    assert Interest().key == "everything"
    assert Interest(kind=Kind.DUE).key == "kind:milestone.due"
    assert Interest(plan="kg", kind=Kind.DUE).key == "plan:kg"
    assert Interest(plan="kg", theme="Health").key == "theme:Health"
    assert Interest(plan="kg", agency="moh", theme="Health").key == "agency:moh"
    assert Interest(commitment="KG0003", agency="moh", theme="Health").key == "commitment:KG0003"


ASKED = st.none() | st.sampled_from(["kg", "kg-2018-2020", "moh", "KG0003", "Health", "Open Data"])
INTERESTS = st.builds(
    Interest, plan=ASKED, agency=ASKED, commitment=ASKED, theme=ASKED, kind=st.none() | st.sampled_from(Kind)
)


@settings(max_examples=150, deadline=None)
@given(
    INTERESTS,
    st.sampled_from(Kind),
    st.lists(st.sampled_from(["Health", "Open Data", "kg"]), unique=True).map(tuple),
    st.sampled_from([PLAN, Named("kg", "Another")]),
)
def test_whoever_is_interested_is_found_by_the_keys_of_the_notice(
    interest: Interest, kind: Kind, themes: tuple[str, ...], plan: Named
) -> None:
    about = notice(kind, plan=plan, themes=themes)
    keys = keys_of(about)
    assert len(keys) == len(set(keys)), "nobody is found twice"
    if interested(interest, about):
        assert interest.key in keys


def test_a_destination_never_shows_its_secret_or_its_address() -> None:
    hook = Destination(Lane.WEBHOOK, "https://hooks.example.org/t0ken", "whsec_c2VjcmV0")
    shown = f"{hook!r} {hook} {Subscription('sub_1', hook, EVERYTHING)!r}"
    assert "c2VjcmV0" not in shown
    assert "t0ken" not in shown


def test_a_notice_says_itself_whether_it_has_lapsed() -> None:
    fresh = notice(on=date(2020, 8, 24), lapses=date(2020, 8, 30))
    assert [fresh.lapsed(date(2020, 8, day)) for day in (24, 29, 30, 31)] == [False, False, True, True]
    assert not notice(lapses=None).lapsed(date(2099, 1, 1))
