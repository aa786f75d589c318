"""How long a text takes to read by its length, beside ordinary English of the same length."""

import statistics
import time

import pytest

from coaching import Coach
from coaching.detection.corpus import load_corpus

DENSE = {
    "marks": "ok " + "!" * 8_000,
    "digits": "the prices they sent us: " + "7,3," * 2_000,
    "Chinese with English": "they said this is the final price " + "这是最后的报价" * 1_200,
    "single letters": "w " * 4_000,
    "emoji": "they said no " + "🙃" * 8_000,
}


def milliseconds(text: str) -> float:
    started = time.perf_counter()
    Coach.default().assess(text)
    return 1000 * (time.perf_counter() - started)


@pytest.mark.parametrize("length", [1_000, 4_000, 8_000])
def test_no_text_takes_much_longer_than_english(length: int) -> None:
    """In turn. At 1,000 characters English fills one window and dense text two."""
    english = " ".join(text.text for text in load_corpus()[:400:3])
    coach = Coach.default()
    coach.get_ready()
    for name, dense in DENSE.items():
        pairs = [(milliseconds(dense[:length]), milliseconds(english[:length])) for _ in range(6)]
        ours, plain = (statistics.median(each[1:]) for each in zip(*pairs, strict=True))
        print(
            f"\n{length:,} characters of {name}: {ours:.0f} ms, {1000 * ours / length:.0f} ms per "
            f"1,000; English {plain:.0f} ms; ratio {ours / plain:.2f} (medians of 5)"
        )
        assert ours / plain <= 3
