"""What the reader makes of the chances: cues that contradict each other are not both told."""

import numpy as np
import pytest

from coaching import Coach
from coaching.detection.reader import one_of_opposites
from coaching.vocabulary import OPPOSITE, Cue


@pytest.mark.parametrize("likelier", Cue)
def test_the_likelier_of_two_opposites_is_kept(likelier: Cue) -> None:
    cues = tuple(Cue)
    chances = np.array([0.9 if cue is likelier else 0.8 for cue in cues], np.float32)
    kept = dict(zip(cues, one_of_opposites(cues, chances), strict=True))
    assert kept[likelier] == pytest.approx(0.9)
    assert kept[OPPOSITE[likelier]] == 0
    others = [kept[cue] for cue in cues if cue not in (likelier, OPPOSITE[likelier])]
    assert others == pytest.approx([0.8, 0.8])


def test_no_text_is_said_to_be_both() -> None:
    said = Coach.default().assess(
        "It's a one-off sale, we never deal with them again, and we have worked with them for ten "
        "years and renew every spring. We have three better offers. We have no alternative at all."
    )
    assert said.context
    assert not any(OPPOSITE[cue] in said.context for cue in said.context)
