"""Words that people saved: sealed by the newest key, opened by any that is still set."""

import pytest
from cryptography.fernet import Fernet

from bot.store.vault import Vault, VaultError


def new_key() -> str:
    return Fernet.generate_key().decode()


def test_the_newest_key_seals_and_all_open() -> None:
    old, new = new_key(), new_key()
    before = Vault([old]).sealed("words")
    both = Vault([new, old])
    assert both.opened(before) == "words"
    after = both.sealed("wörds 😀")
    assert Vault([new]).opened(after) == "wörds 😀"
    with pytest.raises(VaultError, match="a key that is not in NEGOTIATE_ENCRYPTION_KEY"):
        Vault([new]).opened(before)
    with pytest.raises(VaultError, match="a key that is not in NEGOTIATE_ENCRYPTION_KEY"):
        Vault([old]).opened(after)


def test_what_was_saved_before_there_was_a_key_opens_still() -> None:
    plain = Vault().sealed("words")
    assert Vault([new_key()]).opened(plain) == "words"
    with pytest.raises(VaultError, match="is not set"):
        Vault().opened(Vault([new_key()]).sealed("words"))


def test_what_was_changed_on_the_disk_is_not_taken_for_words() -> None:
    vault = Vault([new_key()])
    one = vault.sealed("words")
    with pytest.raises(VaultError):
        vault.opened(one[:-2] + b"AA")
    assert vault.sealed("words") != one, "nobody sees that two are alike"
