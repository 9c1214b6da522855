"""The addresses that a reader is given for themselves alone: who holds one may do the one thing it is for.

A token says which destination it is for by that destination's id, which is random, so that no address can be read from
it; the signature is bound to its purpose, and no key of another purpose makes or takes it.
"""

from hashlib import sha256

from itsdangerous import BadSignature, Signer

from notifier.keyring import Keyring

_LEAVE = "leave"


class Links:
    """Makes and reads the links below `base_url`. The newest key signs; every key of the ring still verifies."""

    def __init__(self, keyring: Keyring, base_url: str):
        self._base_url = base_url.rstrip("/")
        # There the newest key stands first, here it is the last one that signs.
        keys = keyring.keys_for("links")[::-1]
        self._leave = Signer(keys, salt=_LEAVE, key_derivation="hmac", digest_method=sha256)

    def leave(self, destination_id: str) -> str:
        """The web address at which a destination's reader ends what they have subscribed to."""
        # It never expires: who finds a mail of years ago must still be able to leave. All that a stolen one can do is
        # end subscriptions, which their owner can make again.
        return f"{self._base_url}/subscriptions/{self._leave.sign(destination_id).decode()}"

    def leaver(self, token: str) -> str | None:
        """The id of the destination that a leave link was made for; None where this service made no such link."""
        try:
            return self._leave.unsign(token).decode()
        except (BadSignature, UnicodeError):
            return None
