"""Says whether a text is English: the coach reads nothing else, and says so rather than guess."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

FOREIGN = 0.005
"""A text is foreign where English is less likely than this: near languages share the rest."""
FEWEST_WORDS = 4
"""Fewer words than this are too few to tell a language by."""
PLAINLY_ENGLISH = frozenset(
    """and because been can't don't from how it's our said says she that the their them there they
    this what when which who with would you your""".split()
)
"""Common words that the languages around us do not have, as they do have "a", "was" or "not"."""
ENOUGH = 0.1
"""A share of plain English words that settles it, and saves a second of loading."""


def is_english(text: str) -> bool:
    """True unless `text` is surely in another language."""
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower().replace("’", "'"))
    if len(words) < FEWEST_WORDS:
        return not _mostly_foreign_letters(text)
    if sum(word in PLAINLY_ENGLISH for word in words) >= ENOUGH * len(words):
        return True
    if _mostly_foreign_letters(text):
        return False
    return bool(dict(_identifier().rank(text))["en"] >= FOREIGN)


def get_ready() -> None:
    """Load now what the first text that is not plainly English would wait for."""
    _identifier()


def _mostly_foreign_letters(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character.isascii() for character in letters) < len(letters) / 2


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
