"""A line of words from which phrases are taken out until the title is left."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

Meaning = TypeVar("Meaning")

HOLE = "\x00"
"""Stands where a phrase was taken out."""

SIGNS = r"[\s,;:@|()\[\]/–—-]"
EDGE = rf"(?:{SIGNS}|(?<!\w)(?:on|at|from|for|by|and|or|until|to)(?=\s*{HOLE}))*"

NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}


class Line:
    def __init__(self, text: str) -> None:
        self.text = "".join(c if c.isprintable() else " " for c in text.replace("’", "'"))

    def take(
        self, pattern: str, meaning: Callable[[re.Match[str]], Meaning | None]
    ) -> Iterator[Meaning]:
        """What each match means. Those that mean nothing are no phrases, and stay in the line."""
        found: list[Meaning] = []

        def hole(match: re.Match[str]) -> str:
            meant = meaning(match)
            if meant is None:
                return match[0]
            found.append(meant)
            return HOLE

        self.text = re.sub(pattern, hole, self.text, flags=re.IGNORECASE)
        return iter(found)

    def title(self) -> str:
        """What is left, without the small words and signs that led to what was taken out."""
        led = re.sub(rf"{EDGE}{HOLE}(?:{SIGNS}|{HOLE})*", " ", self.text)
        bare = " ".join(led.split()).strip(" ,;:–—-")
        return re.sub(r"^(?:with|for|re|about)\b:?\s+(?=\w)", "", bare, flags=re.IGNORECASE)


def named(match: re.Match[str], group: str) -> str:
    """The words of a group in lower case, "" where it took no part or is not in the pattern."""
    return (match.groupdict().get(group) or "").lower()
