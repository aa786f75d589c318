"""How long `negotiate check` takes from a cold start, beside Python itself."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

NEGOTIATE = str(Path(sys.executable).parent / "negotiate")


def seconds(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def test_cold_start() -> None:
    """In turn with a Python that only imports the encoder's runtime."""
    check = [NEGOTIATE, "check", "They say take it or leave it by Friday."]
    runtime = [sys.executable, "-c", "import numpy, onnxruntime, tokenizers, pydantic, rich"]
    pairs = [(seconds(*check), seconds(*runtime)) for _ in range(6)][1:]
    ours = statistics.median(pair[0] for pair in pairs)
    libraries = statistics.median(pair[1] for pair in pairs)
    print(
        f"\nnegotiate check: {ours:.2f} s; importing its libraries alone: {libraries:.2f} s; "
        f"ratio {ours / libraries:.2f} (medians of {len(pairs)})"
    )
    assert ours / libraries < 5
