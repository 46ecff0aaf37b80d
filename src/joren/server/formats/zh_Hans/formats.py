"""Thousands in threes, as in the report and in shops; Django puts nothing between them."""

from __future__ import annotations

NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = ","
