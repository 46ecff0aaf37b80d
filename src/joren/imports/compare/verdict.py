"""What a fact comes to, beside the present."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Verdict:
    """`fields` are those that are different: (name, was, is)."""

    is_new: bool = False
    fields: list[tuple[str, Any, Any]] = field(default_factory=list)
    older: int = 0
    """Fields of which the present has heard something later."""
    held_back: int = 0
    """Consents that are not taken."""
    calls: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether something that was known before is different."""
        return not self.is_new and bool(self.fields)
