"""Cells that a spreadsheet shows and does not run."""

from __future__ import annotations

import re

#: What a spreadsheet takes for the beginning of a formula, whatever the shop meant by it. For Python and for RE2.
FORMULA = r"^([\s\x00]*[=+\-@\t\r＝＋－＠])"

_FORMULA = re.compile(FORMULA)


def defused(cell: object) -> object:
    """The cell, behind an apostrophe where a spreadsheet would run it."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell
