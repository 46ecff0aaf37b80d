"""How long work tells whoever waits for it how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told what is being done, in the reader's language, and how far it is."""

    def __call__(self, stage: str, share: float | None = None) -> None:
        """Show the stage; `share` is between 0 and 1, or None where nobody knows."""
        ...


def silent(stage: str, share: float | None = None) -> None:
    """Show nothing."""
