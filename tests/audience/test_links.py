"""A link does one thing for one reader, tells nothing of them, and outlives a change of keys."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from notifier.audience.links import Links
from notifier.keyring import Keyring

OLD, NEW = "the old key, which is long enough to be one", "the new key, which is long enough to be one"
BASE = "https://alerts.example.org/board/"
WHO = "dst_0123456789abcdef01234567"


def token_of(links: Links, destination: str = WHO) -> str:
    return links.leave(destination).rpartition("/")[2]


def test_a_leave_link_lies_below_the_public_address_and_leads_back_to_its_destination() -> None:
    links = Links(Keyring([OLD]), BASE)
    assert links.leave(WHO).startswith("https://alerts.example.org/board/subscriptions/")
    assert links.leaver(token_of(links)) == WHO


def test_a_link_of_the_old_key_still_works_once_there_is_a_new_one() -> None:
    both = Links(Keyring([NEW, OLD]), BASE)
    assert both.leaver(token_of(Links(Keyring([OLD]), BASE))) == WHO
    assert Links(Keyring([NEW]), BASE).leaver(token_of(both)) == WHO, "the new key is the one that signs"
    assert Links(Keyring([NEW]), BASE).leaver(token_of(Links(Keyring([OLD]), BASE))) is None


def test_a_changed_token_leads_nowhere() -> None:
    links = Links(Keyring([OLD]), BASE)
    token = token_of(links)
    assert all(
        links.leaver(token[:at] + "x" + token[at + 1 :]) is None for at in range(len(token) - 1) if token[at] != "x"
    )
    assert links.leaver(token.replace(WHO, "dst_ffffffffffffffffffffffff")) is None
    assert links.leaver(WHO) is None


def test_what_was_signed_for_another_purpose_does_not_end_a_subscription() -> None:
    ring = Keyring([OLD])
    for keys, salt, taken in (("links", "leave", WHO), ("links", "answer", None), ("answers", "leave", None)):
        other = Signer(ring.keys_for(keys), salt=salt, key_derivation="hmac", digest_method=sha256)
        assert Links(ring, BASE).leaver(other.sign(WHO).decode()) == taken


@given(st.text(max_size=200))
def test_no_text_is_an_error(text: str) -> None:
    assert Links(Keyring([OLD]), BASE).leaver(text) is None
