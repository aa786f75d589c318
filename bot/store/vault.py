"""Seals the words that people saved: encrypted where a key is set, else as they are.

Fernet (AES-128-CBC with an HMAC) of the package cryptography. With several keys the first seals and
all open, so a key is replaced by putting the new one before it.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

PLAIN, ENCRYPTED = b"p", b"e"
"""The first byte of what is sealed."""


class VaultError(Exception):
    """What was saved cannot be opened; the message says what to do."""


class Vault:
    def __init__(self, keys: Sequence[str] = ()) -> None:
        """Raises ValueError for a key that is none."""
        self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None

    def sealed(self, words: str) -> bytes:
        content = words.encode()
        return ENCRYPTED + self._fernet.encrypt(content) if self._fernet else PLAIN + content

    def opened(self, sealed: bytes) -> str:
        """Raises VaultError where the key that sealed it is not set."""
        mark, content = sealed[:1], sealed[1:]
        if mark == PLAIN:
            return content.decode()
        if self._fernet is None:
            raise VaultError(
                "What was saved is encrypted, and NEGOTIATE_ENCRYPTION_KEY is not set. "
                "Whoever looks after me must set it to the key that was used."
            )
        try:
            return self._fernet.decrypt(content).decode()
        except InvalidToken:
            raise VaultError(
                "What was saved is encrypted with a key that is not in NEGOTIATE_ENCRYPTION_KEY. "
                "Whoever looks after me must add it there, after the newer ones and a comma."
            ) from None
