"""What is sealed opens with its key alone, and a key can be changed without losing what the old one sealed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from notifier.errors import SealBroken
from notifier.keyring import Keyring, kept_in

OLD, NEW = "the old key, which is long enough to be one", "the new key, which is long enough to be one"
SECRET = "whsec_hunter2"


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealed = Keyring([OLD]).sealed(SECRET)
    assert SECRET not in sealed
    assert Keyring([OLD]).opened(sealed) == SECRET


def test_a_new_key_in_front_of_the_old_one_opens_what_either_sealed() -> None:
    both = Keyring([NEW, OLD])
    assert both.opened(Keyring([OLD]).sealed(SECRET)) == SECRET
    assert Keyring([NEW]).opened(both.sealed(SECRET)) == SECRET


def test_without_its_key_the_error_says_what_to_do_and_not_what_was_sealed() -> None:
    sealed = Keyring([OLD]).sealed(SECRET)
    with pytest.raises(SealBroken, match="NOTIFIER_SECRET_KEY") as trouble:
        Keyring([NEW]).opened(sealed)
    assert sealed not in str(trouble.value)


def test_what_was_never_sealed_is_read_as_it_is() -> None:
    assert Keyring([NEW]).opened(SECRET) == SECRET


def test_resealing_leaves_alone_what_the_newest_key_sealed() -> None:
    both = Keyring([NEW, OLD])
    assert both.resealed(both.sealed(SECRET)) is None
    for before in (SECRET, Keyring([OLD]).sealed(SECRET)):
        after = both.resealed(before)
        assert after is not None
        assert Keyring([NEW]).opened(after) == SECRET


def test_each_purpose_has_keys_of_its_own_the_newest_first() -> None:
    both = Keyring([NEW, OLD])
    assert both.keys_for("links") == [*Keyring([NEW]).keys_for("links"), *Keyring([OLD]).keys_for("links")]
    assert not set(both.keys_for("links")) & set(both.keys_for("answers"))


def test_no_key_is_seen_in_a_keyring() -> None:
    assert "key, which" not in repr(Keyring([OLD]))


def test_those_who_start_together_share_one_key_that_only_they_may_read(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret-key"
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: kept_in(file), range(32)))
    sealed = rings[0].sealed(SECRET)
    assert {ring.opened(sealed) for ring in rings} == {SECRET}
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret-key"]
