"""Words that cards in Slack and in the terminal share."""

from coaching.vocabulary import Actor

WHOSE = {Actor.THEM: "theirs", Actor.US: "on our side", Actor.BOTH: "on both sides"}
NO_TRAP = "I see no trap here."
WHICH_IS_CLOSEST = "I am not sure that there is a trap here. Which of these is closest?"
MOST_SIGNS = 2
"""Signs in a first answer."""
MOST_NEAREST = 3
"""Signs offered where none is sure."""
MOST_MOVES = 2
"""Moves praised where no trap is seen."""


def family_name(family: str) -> str:
    """A family of signs as people read it: "giving_ground" is "Giving ground"."""
    return family.replace("_", " ").capitalize()
