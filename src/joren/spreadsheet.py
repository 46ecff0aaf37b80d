"""Cells that a spreadsheet shows and does not run."""

from __future__ import annotations

import re

#: What a spreadsheet takes for the beginning of a formula, whatever the shop meant by it. For Python and for RE2.
FORMULA = r"^([\s\x00]*[=+\-@\t\r＝＋－＠])"

_FORMULA = re.compile(FORMULA)


#: What `defused` and the shops' own exports write before such a cell.
_FUSED = re.compile(rf"'+(?={FORMULA[1:]})")


def defused(cell: object) -> object:
    """The cell, behind an apostrophe where a spreadsheet would run it."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell


def kept(cell: object) -> object:
    """As `defused`, but so that `fused` gives back every cell exactly: apostrophes before a formula are doubled up."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell.lstrip("'")) else cell


def fused(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _FUSED.match(cell) else cell
