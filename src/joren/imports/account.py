"""What an import found and did: the counts that are printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: So many examples of a changed field are kept.
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class FileTold:
    """How one file was understood."""

    name: str
    layout: str
    encoding: str | None
    rows: int


@dataclass(slots=True)
class FieldChanged:
    """How often a field is different, with some examples: (whose, was, is)."""

    count: int = 0
    examples: list[tuple[str, Any, Any]] = field(default_factory=list)

    def add(self, whose: str, was: Any, now: Any) -> None:
        """One more."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append((whose, was, now))


@dataclass(slots=True)
class Account:
    """Where every row went, and what is different from the present. Rows read = rows used + rows rejected."""

    kind: str
    files: list[FileTold] = field(default_factory=list)
    rows_read: int = 0
    rows_used: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    """Reason → rows."""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    fields: dict[str, FieldChanged] = field(default_factory=dict)
    older: int = 0
    """Fields of which Joren has heard something later."""
    held_back: int = 0
    """Consents that the file grants and Joren does not take: refused, and no later opt-in with a proof."""
    fields_left_out: Counter[str] = field(default_factory=Counter)
    """Cells that could not be read in rows that are used otherwise."""
    calls: int = 0
    """What was sent, or would be."""
    notes: list[str] = field(default_factory=list)

    @property
    def things(self) -> int:
        """How many orders, customers … the rows tell of."""
        return self.new + self.changed + self.unchanged

    def to_dict(self) -> dict[str, Any]:
        """The account as `--json` prints it."""
        return {
            "kind": self.kind,
            "files": [
                {"name": one.name, "layout": one.layout, "encoding": one.encoding, "rows": one.rows}
                for one in self.files
            ],
            "rows_read": self.rows_read,
            "rows_used": self.rows_used,
            "rejected": dict(sorted(self.rejected.items())),
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "fields": {
                name: {
                    "count": one.count,
                    "examples": [{"of": whose, "was": was, "is": now} for whose, was, now in one.examples],
                }
                for name, one in sorted(self.fields.items())
            },
            "older": self.older,
            "held_back": self.held_back,
            "fields_left_out": dict(sorted(self.fields_left_out.items())),
            "calls": self.calls,
            "notes": self.notes,
        }
