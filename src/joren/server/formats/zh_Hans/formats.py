"""Thousands in threes, as in the report and in shops; Django groups Chinese numbers by four."""

from __future__ import annotations

NUMBER_GROUPING = 3
