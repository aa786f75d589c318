"""The terminal command, as a person or a program starts it."""

import os
import subprocess
import sys
from pathlib import Path

NEGOTIATE = Path(sys.executable).parent / "negotiate"


def negotiate(
    *arguments: str | Path, typed: bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [NEGOTIATE, *arguments],
        input=typed,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **env},
    )
