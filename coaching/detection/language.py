"""Says whether a text is English: the coach reads nothing else, and says so rather than guess."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SURE = 0.9
FEWEST_WORDS = 4
"""Fewer words than this are too few to tell a language by."""
PLAINLY_ENGLISH = frozenset(
    "a and but for from have it's not our that the their they this was what will with you".split()
)
ENOUGH = 0.1
"""A share of plain English words that settles it, and saves a second of loading."""


def is_english(text: str) -> bool:
    """True unless `text` is surely in another language."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    if len(words) < FEWEST_WORDS:
        return not _mostly_foreign_letters(text)
    if sum(word in PLAINLY_ENGLISH for word in words) >= ENOUGH * len(words):
        return True
    if _mostly_foreign_letters(text):
        return False
    language, confidence = _identifier().classify(text)
    return bool(language == "en" or confidence < SURE)


def _mostly_foreign_letters(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character.isascii() for character in letters) < len(letters) / 2


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
