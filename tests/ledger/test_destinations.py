"""A secret lies in the ledger sealed, is replaced without a gap, and can be sealed anew with another key."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from notifier.audience.subscription import Destination, Interest, Lane, Subscription
from notifier.errors import SealBroken
from notifier.keyring import SEALED, Keyring
from notifier.ledger import destinations, subscriptions
from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.destinations import FORMER_SIGNS, Given, destination_of_row
from notifier.ledger.resealing import Resealed, reseal
from notifier.ledger.schema import destinations as table
from notifier.transports.webhook.sign import new_secret
from tests.ledger.owing import HOOK, NOW
from tests.ledgers import KEYRING

FIRST, SECOND, THIRD = new_secret(), new_secret(), new_secret()
HOUR = timedelta(hours=1)


def give(ledger: Ledger, secret: str, now: timedelta = timedelta(0), to: Destination = HOOK) -> Given:
    with ledger.writing() as book:
        name = destinations.destination_ids(book, [to])[to.lane, to.address]
        return destinations.give_secret(book, name, secret, NOW + now)


def held(ledger: Ledger, now: timedelta = timedelta(0), keyring: Keyring = KEYRING) -> Destination:
    with ledger.reading() as book:
        return destination_of_row(book.execute(select(table)).mappings().one(), keyring, NOW + now)


def with_keys(url: str, *texts: str) -> Ledger:
    """The same ledger, as a service with these keys opens it."""
    return open_ledger(url, Keyring(list(texts)))


OLD_KEY, NEW_KEY = "the old key, which is long enough to be one", "the new key, which is long enough to be one"


# ---------------------------------------------------------------- one secret after another


def test_a_first_secret_has_none_before_it(ledger: Ledger) -> None:
    assert give(ledger, FIRST) == Given(changed=True)
    assert held(ledger).secrets == (FIRST,)


def test_for_a_day_the_former_secret_signs_as_well(ledger: Ledger) -> None:
    give(ledger, FIRST)
    assert give(ledger, SECOND) == Given(changed=True, former_until=NOW + FORMER_SIGNS)
    last = FORMER_SIGNS - timedelta(seconds=1)
    assert held(ledger, last).secrets == (SECOND, FIRST)
    assert held(ledger, FORMER_SIGNS).secrets == (SECOND,)


def test_the_same_secret_again_changes_nothing_not_even_the_former_one_s_day(ledger: Ledger) -> None:
    give(ledger, FIRST)
    give(ledger, SECOND)
    assert give(ledger, SECOND, HOUR) == Given(changed=False)
    assert held(ledger, FORMER_SIGNS - HOUR).secrets == (SECOND, FIRST)
    assert held(ledger, FORMER_SIGNS).secrets == (SECOND,)


def test_replaced_twice_within_a_day_the_one_just_replaced_survives(ledger: Ledger) -> None:
    give(ledger, FIRST)
    give(ledger, SECOND)
    assert give(ledger, THIRD, HOUR) == Given(changed=True, former_until=NOW + HOUR + FORMER_SIGNS, dropped=True)
    assert held(ledger, HOUR).secrets == (THIRD, SECOND)


def test_replaced_again_after_a_day_nothing_that_signed_is_dropped(ledger: Ledger) -> None:
    give(ledger, FIRST)
    give(ledger, SECOND)
    assert not give(ledger, THIRD, FORMER_SIGNS).dropped


def test_to_go_back_to_the_former_secret_is_to_replace_the_new_one(ledger: Ledger) -> None:
    give(ledger, FIRST)
    give(ledger, SECOND)
    give(ledger, FIRST, HOUR)
    assert held(ledger, HOUR).secrets == (FIRST, SECOND)


def test_each_destination_has_secrets_of_its_own(ledger: Ledger) -> None:
    other = Destination(Lane.WEBHOOK, "https://other.example.org/hook")
    give(ledger, FIRST)
    give(ledger, SECOND, to=other)
    with ledger.reading() as book:
        assert destinations.secret_of(book, HOOK) == FIRST
        assert destinations.secret_of(book, other) == SECOND
        assert destinations.secret_of(book, Destination(Lane.WEBHOOK, "https://unknown.example.org")) is None


def test_to_subscribe_again_with_a_new_secret_rotates_and_opens_what_was_closed(ledger: Ledger) -> None:
    wish = Subscription("", HOOK, Interest(), confirmed=True)
    with ledger.writing() as book:
        subscriptions.subscribe(book, wish, NOW)
        book.execute(update(table).values(mute="closed", mute_says="410", muted_at=NOW, failures=7, failing_since=NOW))
        assert destinations.mute_of(book, destinations.known(book, HOOK.lane, HOOK.address) or "") == "closed"
    again = Destination(HOOK.lane, HOOK.address, SECOND)
    with ledger.writing() as book:
        subscriptions.subscribe(book, Subscription("", again, Interest(), confirmed=True), NOW)
        row = book.execute(select(table)).mappings().one()
    assert (row["mute"], row["mute_says"], row["muted_at"], row["failures"], row["failing_since"]) == (
        None, None, None, 0, None,
    )  # fmt: skip
    assert held(ledger).secrets == (SECOND, HOOK.secret)


@pytest.mark.parametrize("mute", ["bounced", "complained"])
def test_to_vouch_for_an_inbox_again_lifts_its_mute_and_to_ask_for_it_does_not(ledger: Ledger, mute: str) -> None:
    inbox = Destination(Lane.EMAIL, "desk@newspaper.example.org")
    wish = Subscription("", inbox, Interest(), confirmed=True)
    with ledger.writing() as book:
        subscriptions.subscribe(book, wish, NOW)
        name = destinations.known(book, inbox.lane, inbox.address) or ""
        book.execute(update(table).values(mute=mute, mute_says="550", muted_at=NOW))
        subscriptions.subscribe(book, Subscription("", inbox, Interest(), confirmed=False), NOW)
        assert destinations.mute_of(book, name) == mute
        assert subscriptions.interested_in(book, [Interest().key]) == {}
        subscriptions.subscribe(book, wish, NOW)
        assert destinations.mute_of(book, name) is None
        assert len(subscriptions.interested_in(book, [Interest().key])[Interest().key]) == 1


# ---------------------------------------------------------------- what cannot be opened


def test_a_secret_sealed_with_another_key_is_said_to_be_and_can_be_replaced(ledger_url: str) -> None:
    before, after = with_keys(ledger_url, OLD_KEY), with_keys(ledger_url, NEW_KEY)
    before.migrate()
    give(before, FIRST)
    with pytest.raises(SealBroken, match="notifier rotate"):
        held(after, keyring=Keyring([NEW_KEY]))
    assert give(after, SECOND) == Given(changed=True)
    assert held(after, keyring=Keyring([NEW_KEY])).secrets == (SECOND,)
    before.close()
    after.close()


def test_a_former_secret_that_cannot_be_opened_does_not_keep_the_new_one_from_signing() -> None:
    row = {
        "lane": "webhook", "address": HOOK.address, "secret": Keyring([NEW_KEY]).sealed(SECOND),
        "former_secret": Keyring([OLD_KEY]).sealed(FIRST), "former_secret_until": NOW + HOUR,
    }  # fmt: skip
    assert destination_of_row(row, Keyring([NEW_KEY]), NOW).secrets == (SECOND,)
    assert destination_of_row(row, Keyring([NEW_KEY, OLD_KEY]), NOW).secrets == (SECOND, FIRST)


# ---------------------------------------------------------------- a change of key


def _many(ledger: Ledger, count: int) -> None:
    keyring = Keyring([OLD_KEY])
    rows = [
        {
            "id": f"dst_{number:04}", "lane": "webhook", "address": f"https://h{number}.example.org/token",
            "secret": keyring.sealed(FIRST), "former_secret": None, "former_secret_until": None, "failures": 0,
        }
        for number in range(count)
    ]  # fmt: skip
    with ledger.writing() as book:
        book.execute(insert(table), rows)


def _all_sealed(ledger: Ledger) -> list[str]:
    with ledger.reading() as book:
        found = book.execute(select(table.c.secret, table.c.former_secret)).all()
    return [text for row in found for text in row if text is not None]


def test_after_a_change_of_key_the_old_one_can_be_dropped_and_nothing_is_done_twice(ledger_url: str) -> None:
    first = with_keys(ledger_url, OLD_KEY)
    first.migrate()
    _many(first, 450)
    both = with_keys(ledger_url, NEW_KEY, OLD_KEY)
    give(both, SECOND, to=Destination(Lane.WEBHOOK, "https://h7.example.org/token"))
    steps = list(reseal(both, NOW + HOUR))
    assert [one.seen for one in steps] == [0, 201, 401, 451], "it is told how far it has come"
    assert steps[-1] == Resealed(total=451, seen=451, sealed=449, left=2)
    assert {Keyring([NEW_KEY]).opened(text) for text in _all_sealed(both)} == {FIRST, SECOND}
    assert list(reseal(both, NOW + HOUR))[-1] == Resealed(total=451, seen=451, left=451)
    for one in (first, both):
        one.close()


def test_a_run_that_stops_half_way_keeps_what_it_has_done(ledger_url: str) -> None:
    both = with_keys(ledger_url, NEW_KEY, OLD_KEY)
    both.migrate()
    _many(both, 300)
    run = reseal(both, NOW)
    next(run), next(run)
    run.close()  # type: ignore[attr-defined]
    assert list(reseal(both, NOW))[-1] == Resealed(total=300, seen=300, sealed=100, left=200)
    both.close()


def test_what_no_key_opens_is_counted_with_its_host_and_the_rest_is_sealed_anew(ledger_url: str) -> None:
    first = with_keys(ledger_url, OLD_KEY)
    first.migrate()
    _many(first, 3)
    ledger = with_keys(ledger_url, NEW_KEY)
    give(ledger, SECOND)
    done = list(reseal(ledger, NOW))[-1]
    assert (done.sealed, done.left, len(done.lost)) == (0, 1, 3)
    assert set(done.lost) == {"h0.example.org", "h1.example.org", "h2.example.org"}
    assert {text for text in _all_sealed(ledger) if Keyring([OLD_KEY, NEW_KEY]).opened(text) == FIRST}
    for one in (first, ledger):
        one.close()


def test_a_former_secret_that_no_longer_signs_is_thrown_away(ledger: Ledger) -> None:
    give(ledger, FIRST)
    give(ledger, SECOND)
    assert list(reseal(ledger, NOW + HOUR))[-1].thrown == 0
    assert list(reseal(ledger, NOW + FORMER_SIGNS))[-1] == Resealed(total=2, seen=2, left=1, thrown=1)
    assert len(_all_sealed(ledger)) == 1


def test_an_empty_ledger_has_nothing_to_seal(ledger: Ledger) -> None:
    assert list(reseal(ledger, NOW)) == [Resealed()]


# ---------------------------------------------------------------- nothing lies open


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_no_secret_can_be_read_in_a_sqlite_file_open_or_closed(tmp_path: Path) -> None:
    ledger = with_keys(f"sqlite:///{tmp_path}/ledger.db", OLD_KEY)
    ledger.migrate()
    give(ledger, FIRST)
    give(ledger, SECOND)
    while_open = _bytes_of(tmp_path)
    ledger.close()
    for found in (while_open, _bytes_of(tmp_path)):
        assert HOOK.address.encode() in found, "it is the ledger that is looked at"
        assert SEALED.encode() in found
        assert [secret for secret in (FIRST, SECOND) if secret.removeprefix("whsec_").encode() in found] == []


def test_what_was_never_sealed_is_nowhere_in_the_file_once_it_is(tmp_path: Path) -> None:
    ledger = with_keys(f"sqlite:///{tmp_path}/ledger.db", OLD_KEY)
    ledger.migrate()
    _many(ledger, 2)
    with ledger.writing() as book:
        book.execute(update(table).values(secret=FIRST))
    ledger.close()
    assert FIRST.encode() in _bytes_of(tmp_path)
    assert list(reseal(ledger, NOW))[-1].sealed == 2
    ledger.close()
    assert FIRST.encode() not in _bytes_of(tmp_path)
