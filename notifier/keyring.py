"""Keys for everything that is kept or given away sealed, all derived from `NOTIFIER_SECRET_KEY`.

Each purpose has keys of its own. The newest seals and signs; former ones still open, so that a key can be changed
without losing what the old one sealed.
"""

import base64
import secrets
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from notifier.errors import SealBroken

SEALED = "sealed:"
_IN_LEDGER = "secrets in the ledger"
# How many opened secrets are kept at hand: opening one takes longer than signing with it.
_AT_HAND = 4096


class Keyring:
    """The keys that some secret texts, the newest first, lead to. Nothing it shows holds any of them."""

    def __init__(self, texts: Sequence[str]):
        if not texts:
            raise ValueError("a keyring needs at least one secret text")
        self._texts = tuple(texts)
        self._box = MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in self.keys_for(_IN_LEDGER)])
        self._open = lru_cache(_AT_HAND)(self._opened)

    def keys_for(self, purpose: str) -> list[bytes]:
        """32 bytes for a purpose from each secret text, the newest first."""
        return [
            HKDF(algorithm=SHA256(), length=32, salt=None, info=f"notifier: {purpose}".encode()).derive(text.encode())
            for text in self._texts
        ]

    def sealed(self, text: str) -> str:
        """`text` as the ledger keeps it."""
        return SEALED + self._box.encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """What was sealed; SealBroken where none of the keys opens it. What never was sealed comes back as it is."""
        return self._open(sealed) if sealed.startswith(SEALED) else sealed

    def resealed(self, sealed: str) -> str | None:
        """The same, sealed with the newest key; None where it is already."""
        if sealed.startswith(SEALED):
            try:
                self._newest.decrypt(sealed.removeprefix(SEALED))
            except InvalidToken:
                pass
            else:
                return None
        return self.sealed(self.opened(sealed))

    @property
    def _newest(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self.keys_for(_IN_LEDGER)[0]))

    def _opened(self, sealed: str) -> str:
        try:
            return self._box.decrypt(sealed.removeprefix(SEALED)).decode()
        except InvalidToken:
            raise SealBroken(
                "a secret in the ledger was sealed with another key: put the NOTIFIER_SECRET_KEY back under which it "
                "was written, behind the new one and a comma; if it is lost, `notifier rotate` gives a webhook a new "
                "secret"
            ) from None


def kept_in(file: Path) -> Keyring:
    """The keyring of a service that was given no key: of a random text, made once and kept in `file`."""
    try:
        return Keyring([file.read_text(encoding="ascii").strip()])
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(32), encoding="ascii")
        try:
            # Unlike a rename this never replaces: of two processes that start together one makes the key for both.
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return kept_in(file)
