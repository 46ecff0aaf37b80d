"""The command line: `joren report`, and what is to come beside it."""

from __future__ import annotations

import os
import sys

from joren import language
from joren.cli.languages import asked_for, teach_click


def main() -> None:
    """Run the program; the exit status is 0, 1 (it failed and said why) or 2 (wrong use)."""
    # NumPy's own threads would only wait for each other: DuckDB has the cores, and the models' sums are short.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # The commands' own texts are read when they are defined, so the language comes first.
    language.speak(asked_for(sys.argv[1:]) or language.from_environment())
    teach_click()
    from joren.cli.app import run  # noqa: PLC0415

    sys.exit(run(sys.argv[1:]))
